"""Whom to invite, and who wants no more e-mail."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.adapters.contact_files import Found, language_named
from app.store import contacts, cycles
from app.store.database import transaction
from app.store.tables import Wave

KEPT_DAYS = 30
_BATCH = 5000
# What school software calls the people of a form, beside the form's own names.
_FORM_NAMES = {
    "family": "families", "parent": "families", "parents": "families", "guardian": "families", "guardians": "families",
    "student": "students", "secondary": "students", "elementary": "students_elementary", "teacher": "staff",
    "teachers": "staff", "employee": "staff", "employees": "staff", "partner": "community", "partners": "community",
}  # fmt: skip


@dataclass(frozen=True)
class Added:
    """What became of the addresses that somebody wanted to add.

    `new` are on the list now. Left out: `known` (there already, or twice), `invalid` (with the first few as they were
    written), `no_more` (want no more e-mail), `no_form` (name a form that there is not). Of the new ones, `no_language`
    had a language that is not offered, and are written to in the one chosen.
    """

    new: int = 0
    known: int = 0
    invalid: Sequence[str] = ()
    no_more: int = 0
    no_form: int = 0
    no_language: int = 0


def add(cycle_id: int, wave_id: int, tag: str, found: Iterable[Found]) -> Added:
    """Put addresses on a cycle's list; `wave_id` and `tag` hold where nothing else stands beside an address."""
    found = list(found)
    usual, forms = cycles.wave(cycle_id, wave_id), _forms(cycles.waves(cycle_id))
    usable = [each for each in found if each.email]
    placed = [(each, forms.get(each.form.casefold()) if each.form else usual) for each in usable]
    unwanted = contacts.no_more({digest(each.email) for each in usable})
    wanted = [(each, wave) for each, wave in placed if wave and digest(each.email) not in unwanted]
    rows = {
        (wave.id, each.email): {
            "cycle": cycle_id, "wave": wave.id, "email": each.email, "language": language_named(each.language) or tag,
        }
        for each, wave in reversed(wanted)  # the first of two stays
    }  # fmt: skip
    todo, new = list(reversed(rows.values())), 0
    for start in range(0, len(todo), _BATCH):
        with transaction():  # a short one each, so that nobody's answers wait behind a long list
            new += contacts.add(todo[start : start + _BATCH])
    return Added(
        new, len(wanted) - new, [each.written for each in found if not each.email],
        sum(digest(each.email) in unwanted for each in usable),
        sum(wave is None for each, wave in placed if digest(each.email) not in unwanted),
        sum(bool(each.language) and not language_named(each.language) for each, _wave in wanted),
    )  # fmt: skip


def remove(cycle_id: int, contact_id: int) -> None:
    """Take one contact off the list."""
    with transaction():
        contacts.remove(cycle_id, contact_id)


def remove_address(cycle_id: int, written: str) -> int:
    """Take an address off every list of a cycle; return how many it was on."""
    with transaction():
        return contacts.remove_address(cycle_id, written.strip().lower())


def remove_all(cycle_id: int) -> int:
    """Forget all addresses of a cycle; a sending that goes on stops."""
    with transaction():
        contacts.stop(cycle_id)
        return contacts.remove_all(cycle_id)


def forget_closed(today: dt.date | None = None) -> int:
    """Forget the addresses of cycles that have been closed for KEPT_DAYS; return how many."""
    day = (today or dt.datetime.now(dt.UTC).date()) - dt.timedelta(days=KEPT_DAYS)
    with transaction():
        return contacts.remove_closed(day.isoformat())


def digest(email: str) -> str:
    """Return what is kept of an address that wants no more e-mail.

    No secret goes into it: the wish must outlive a new SECRET_KEY.
    """
    return hashlib.sha256(f"no more e-mail:{email}".encode()).hexdigest()


def token_for(secret: str, email: str) -> str:
    """Return what a no-more link carries: the digest, signed, so that nobody can take another off the list."""
    kept = digest(email)
    return f"{kept}.{_signature(secret, kept)}"


def leaves(secret: str, token: str) -> str:
    """Return the digest that a no-more link is about, '' when we did not make the link."""
    kept, _, signature = token.partition(".")
    return kept if hmac.compare_digest(signature.encode(), _signature(secret, kept).encode()) else ""


def leave(kept: str) -> None:
    """Note that the address with this digest wants no more e-mail, for ever."""
    with transaction():
        contacts.put_no_more(kept)


def return_to(kept: str) -> None:
    """Take that back."""
    with transaction():
        contacts.take_no_more(kept)


def has_left(kept: str) -> bool:
    """Tell whether the address with this digest wants no more e-mail."""
    return bool(contacts.no_more([kept]))


def _signature(secret: str, kept: str) -> str:
    return hmac.digest(secret.encode(), f"no-more:{kept}".encode(), "sha256").hex()[:32]


def _forms(waves: Iterable[Wave]) -> Mapping[str, Wave]:
    known = {name: wave for wave in waves for name in (wave.audience, wave.questionnaire, wave.slug)}
    known |= {wave.questionnaire: wave for wave in waves}
    return known | {name: known[form] for name, form in _FORM_NAMES.items() if form in known}
