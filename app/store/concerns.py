"""Statements that may tell of danger: the queue of named people, and what was done about each."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import IntegrityError

from app.store import cycles
from app.store.database import NotFound
from app.store.tables import Answer, Concern, ConcernEvent, Response, Wave, database

OPEN = ("new", "taken")
_HOUR = "%Y-%m-%dT%H"


@dataclass(frozen=True)
class Found:
    """A statement that may tell of danger of this kind; `text` is redacted, `comment` says where it stands."""

    comment: str
    kind: str
    text: str
    language: str


def rows(found: Sequence[Found], now: dt.datetime) -> list[dict[str, Any]]:
    """Return what `put` writes of these statements, found now (UTC); those whose response is gone are left out.

    Times are cut to the hour, so the clock began a little earlier rather than later.
    """
    if not found:
        return []
    since, district = now.replace(minute=0, second=0, microsecond=0, tzinfo=None), cycles.district()
    hours = dt.timedelta(hours=district.concern_hours if district else 24)
    clock = {"since": since.strftime(_HOUR), "due": (since + hours).strftime(_HOUR)}
    places = _places({each.comment.split(".")[0] for each in found})
    return [
        {"id": _digest(each), "comment": each.comment, "kind": each.kind, "text": each.text.replace("\0", ""),
         "language": each.language, **places[response_id], **clock}
        for each in found if (response_id := each.comment.split(".")[0]) in places
    ]  # fmt: skip


def put(new: Sequence[dict[str, Any]]) -> None:
    """Put statements on the queue; one that was found before, open or closed, stays as it is."""
    for start in range(0, len(new), 100):
        Concern.insert_many(new[start : start + 100]).on_conflict_ignore().execute()


def known(cycle_id: int) -> dict[str, str | None]:
    """Return the kind of danger of every comment that was ever found, None when each time it was a false alarm."""
    found: dict[str, str | None] = {}
    said: Any = Concern.select(Concern.comment, Concern.kind, Concern.state).where(Concern.cycle == cycle_id).tuples()
    for comment, kind, state in said:
        found[comment] = found.get(comment) or (None if state == "false_alarm" else kind)
    return found


def queue(closed: bool = False) -> list[Concern]:
    """Return what is open, most urgent first; or what is closed, latest first."""
    if closed:
        return list(Concern.select().where(Concern.state.not_in(OPEN)).order_by(Concern.due.desc(), Concern.id))
    return list(Concern.select().where(Concern.state.in_(OPEN)).order_by(Concern.due, Concern.id))


def open_count() -> int:
    """Return how many are open."""
    return int(Concern.select().where(Concern.state.in_(OPEN)).count())


def get(concern_id: str) -> Concern:
    """Return one concern. Raises NotFound."""
    found = Concern.get_or_none(Concern.id == concern_id)
    if found is None:
        raise NotFound(f"concern {concern_id}")
    return found


def events(concern_id: str) -> list[ConcernEvent]:
    """Return what was done about a concern, oldest first."""
    return list(ConcernEvent.select().where(ConcernEvent.concern == concern_id).order_by(ConcernEvent.number))


def append(concern_id: str, number: int, event: dict[str, Any], state: dict[str, Any]) -> bool:
    """Add the event of this number and set the state; False when somebody else's event has that number already."""
    try:
        # The event first: a transaction that reads before it writes fails on SQLite when others write meanwhile.
        with database.atomic():
            ConcernEvent.create(concern=concern_id, number=number, **event)
            Concern.update(**state).where(Concern.id == concern_id).execute()
    except IntegrityError:
        return False
    return True


def moment(hour: str) -> dt.datetime:
    """Return an hour as the tables keep it (UTC) as a point in time."""
    return dt.datetime.strptime(hour, _HOUR)


def _digest(found: Found) -> str:
    return hashlib.sha256(f"{found.comment}\n{found.text}".encode()).hexdigest()[:40]


def _places(response_ids: set[str]) -> dict[str, dict[str, Any]]:
    """Return the cycle, audience, school and hour of responses by id."""
    facts: Any = Response.select(Response.id, Wave.cycle, Wave.audience, Response.hour).join(Wave)
    said: Any = Answer.select(Answer.response, Answer.value).where(Answer.item == "school")
    schools = dict(said.where(Answer.response.in_(response_ids)).tuples())
    return {
        response_id: {"cycle": cycle, "audience": audience, "hour": hour, "school": str(schools.get(response_id, ""))}
        for response_id, cycle, audience, hour in facts.where(Response.id.in_(response_ids)).tuples()
    }
