"""Links for translators who are not on the team: signed, for one language of one cycle, void after two weeks."""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.store import NotFound, cycles
from app.store.tables import Cycle

LASTS = 14  # days


@dataclass(frozen=True)
class Task:
    """What a link is for: `by` is the translator's name as the team wrote it."""

    cycle_id: int
    tag: str
    by: str


def new_link(cycle: Cycle, tag: str, by: str) -> str:
    """Return the token of a new link."""
    return _signer().dumps([cycle.id, cycle.links, tag, by])


def of_link(token: str) -> Task | None:
    """Return what a link is for; None when it was never made, is too old, or was taken back."""
    try:
        cycle_id, links, tag, by = _signer().loads(token, max_age=LASTS * 86400)
        cycle = cycles.get(cycle_id)
    except (BadData, NotFound, ValueError, TypeError):
        return None
    return Task(cycle_id, tag, by) if cycle.links == links else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["yousaid"].settings.secret_key, salt="translator")
