"""E-mails to the people named for safety: who is to be told of what, and what became of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from app.store.concerns import OPEN
from app.store.tables import Concern, ConcernNotice, TeamMember

DONE = ("sent", "unsure", "failed")


def settled() -> dict[tuple[str, str, str], ConcernNotice]:
    """Return every notice about what is open by (concern id, occasion, e-mail address)."""
    rows = ConcernNotice.select().join(Concern).where(Concern.state.in_(OPEN))
    return {(row.concern_id, row.occasion, row.email): row for row in rows}


def put(concern_ids: Iterable[str], occasion: str, email: str, **fields: Any) -> None:
    """Write what became of a notice about these concerns: its state, and the reason and next try if it has them."""
    fields = {"reason": "", "tries": 0, "again": None, **fields}
    rows = [{"concern": each, "occasion": occasion, "email": email, **fields} for each in concern_ids]
    key = [ConcernNotice.concern, ConcernNotice.occasion, ConcernNotice.email]
    ConcernNotice.insert_many(rows).on_conflict(conflict_target=key, update=fields).execute()


def troubles() -> Sequence[tuple[str, str]]:
    """Return (e-mail address, reason) of every named person whom a notice about something open did not reach."""
    named = TeamMember.select(TeamMember.email).where(TeamMember.hears_concerns)
    lost = (ConcernNotice.reason != "") & Concern.state.in_(OPEN) & ConcernNotice.email.in_(named)
    found: Any = ConcernNotice.select(ConcernNotice.email, ConcernNotice.reason).join(Concern).where(lost).distinct()
    return sorted(found.tuples())


def is_waiting(notice: ConcernNotice | None, now: dt.datetime) -> bool:
    """Tell whether a notice (None: nobody tried yet) is to be sent now (UTC, without zone)."""
    if notice is None:
        return True
    return notice.state not in DONE and (notice.again is None or notice.again <= now)
