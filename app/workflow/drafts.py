"""Going on elsewhere: a half-filled form, sealed so that only the words on a piece of paper open it.

The words (48 bits) go through scrypt, with the installation's secret as salt; one half of what comes out is the draft's
id, the other its key. So neither the database nor the database and the words of another draft open a draft, and with the
secret too, every guess costs a twentieth of a second. The length of what was typed is hidden by filling up.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.store import drafts
from app.store.database import transaction
from forms.words import code_of, new_words

DAYS = 30
_NONCE = 12  # bytes, as AES-GCM wants it
_STEP = 4096  # bytes that a draft is filled up to a multiple of


def keep(wave_id: int, content: Mapping[str, Any], tag: str, secret: str) -> tuple[str, ...]:
    """Seal what was typed and return the words, in the language of `tag`, that open it for the next 30 days."""
    words = new_words(tag)
    draft_id, key = _derived(code_of(tag, words), secret)
    plain = json.dumps(content, ensure_ascii=False).encode()
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, plain + b" " * (-len(plain) % _STEP), draft_id.encode())
    with transaction():
        drafts.put(draft_id, wave_id, sealed, until())
    return words


def take_up(codes: Iterable[str], secret: str) -> tuple[str, dict[str, Any]] | None:
    """Return the id and the content of the draft that one of these codes opens, or None. It stays where it is."""
    for code in codes:
        draft_id, key = _derived(code, secret)
        sealed = drafts.get(draft_id, _today().isoformat())
        if sealed is None:
            continue
        try:
            return draft_id, json.loads(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], draft_id.encode()))
        except InvalidTag:
            continue
    return None


def until() -> str:
    """Return the last day (ISO date) on which a draft that is kept now can be opened."""
    return (_today() + dt.timedelta(days=DAYS)).isoformat()


def drop(draft_ids: Iterable[str]) -> None:
    """Delete drafts whose response was sent."""
    with transaction():
        drafts.drop(draft_ids)


def purge() -> int:
    """Delete the drafts whose 30 days are over, and return how many these were."""
    with transaction():
        return drafts.purge(_today().isoformat())


def _derived(code: str, secret: str) -> tuple[str, bytes]:
    salt = hashlib.sha256(f"draft:{secret}".encode()).digest()
    found = hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=64)
    return found[:32].hex(), found[32:]


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
