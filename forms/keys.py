"""The one-time key of a form page: it makes a re-sent form count once, and stands in for a CSRF token.

A public form has no login that another site could ride on, so a token bound to a session would protect nobody and would
shut out phones that block cookies. The key is random and signed for its wave, holds nothing of the person, and stays
valid for as long as the form is open: a page left open over night can still be sent. It tells when its page was made, so
that programs which send at once can be told from people; only a digest of the whole key is ever kept.
"""

import hmac
import secrets
import time

from wtforms import ValidationError
from wtforms.csrf.core import CSRF

_RANDOM = 24  # characters that 18 bytes are written in


def new_key(secret: str, wave: str) -> str:
    """Return a fresh key for a form page of this wave: 144 random bits, the second it was made in, and their signature."""
    key = f"{secrets.token_urlsafe(18)}{int(time.time()):08x}"
    return f"{key}.{_signature(secret, wave, key)}"


def is_ours(secret: str, wave: str, signed: str) -> bool:
    """Tell whether we made this key for this wave."""
    key, _, signature = signed.partition(".")
    return hmac.compare_digest(signature.encode(), _signature(secret, wave, key).encode())


def made_at(signed: str) -> int:
    """Return the second (Unix time) in which a key was made. Ask only about one that is ours."""
    return int(signed.partition(".")[0][_RANDOM:], 16)


def _signature(secret: str, wave: str, key: str) -> str:
    return hmac.digest(secret.encode(), f"{wave}:{key}".encode(), "sha256").hex()[:32]


class KeyCSRF(CSRF):
    """Checks the page's key where WTForms checks its CSRF token. `csrf_context` is (secret, wave)."""

    def setup_form(self, form):  # type: ignore[no-untyped-def]
        """Remember whose key is to be checked."""
        self.secret, self.wave = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field):  # type: ignore[no-untyped-def]
        """Return nothing: the page that shows the form makes its key itself, and checking needs no fresh one."""
        return ""

    def validate_csrf_token(self, form, field):  # type: ignore[no-untyped-def]
        """Raise ValidationError when the key is not ours."""
        if not is_ours(self.secret, self.wave, field.data or ""):
            raise ValidationError("key")
