"""The addresses to invite. No function here reads a response, and none there reads this."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from peewee import fn

from app.store.tables import Contact, Cycle, Job, NoMore, Wave

_BATCH = 500  # rows in one statement; SQLite bounds the number of values


def page(cycle_id: int, offset: int, limit: int) -> list[Contact]:
    """Return some of a cycle's contacts with their forms, by address: the order of the alphabet tells no history."""
    rows = Contact.select(Contact, Wave).join(Wave).where(Contact.cycle == cycle_id)
    return list(rows.order_by(Contact.email, Contact.wave).offset(offset).limit(limit))


def count(cycle_id: int) -> int:
    """Return how many contacts a cycle has."""
    return Contact.select().where(Contact.cycle == cycle_id).count()


def counts(cycle_id: int) -> dict[tuple[str, str], int]:
    """Return how many contacts there are by (language, state)."""
    rows: Any = Contact.select(Contact.language, Contact.state, fn.COUNT(Contact.id)).where(Contact.cycle == cycle_id)
    return {(tag, state): n for tag, state, n in rows.group_by(Contact.language, Contact.state).tuples()}


def to_send(cycle_id: int, state: str) -> int:
    """Return how many contacts in a state belong to a form that can be answered by its link."""
    return _reachable(cycle_id, state).count()


def after(cycle_id: int, state: str, contact_id: int, limit: int = 100) -> list[Contact]:
    """Return the next contacts in a state, by id, whose form can be answered by its link."""
    rows = _reachable(cycle_id, state).where(Contact.id > contact_id)
    return list(rows.order_by(Contact.id).limit(limit))


def _reachable(cycle_id: int, state: str) -> Any:
    answerable = (Wave.state == "open") & (Wave.codes_only == False)  # noqa: E712 - SQL, not Python
    return Contact.select().join(Wave).where((Contact.cycle == cycle_id) & (Contact.state == state) & answerable)


def add(rows: Sequence[Mapping[str, Any]]) -> int:
    """Add contacts and return how many are new; an address that the form has already is left as it is."""
    parts = (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))
    return sum(int(Contact.insert_many(part).on_conflict_ignore().as_rowcount().execute()) for part in parts)


def change(contact_ids: Collection[int], before: str, state: str) -> int:
    """Move contacts that are in one state to another; return how many were."""
    moved = Contact.update(state=state).where(Contact.id.in_(list(contact_ids)) & (Contact.state == before))
    return int(moved.execute())


def settle(cycle_id: int, before: str, state: str) -> int:
    """Move all contacts of a cycle that are in one state to another; return how many were."""
    moved = Contact.update(state=state).where((Contact.cycle == cycle_id) & (Contact.state == before))
    return int(moved.execute())


def remove(cycle_id: int, contact_id: int) -> int:
    """Forget one contact."""
    return int(Contact.delete().where((Contact.id == contact_id) & (Contact.cycle == cycle_id)).execute())


def remove_address(cycle_id: int, email: str) -> int:
    """Forget an address on all forms of a cycle; return how many contacts that was."""
    return int(Contact.delete().where((Contact.email == email) & (Contact.cycle == cycle_id)).execute())


def remove_all(cycle_id: int) -> int:
    """Forget all contacts of a cycle."""
    return int(Contact.delete().where(Contact.cycle == cycle_id).execute())


def remove_closed(day: str) -> int:
    """Forget the contacts of every cycle that was closed on this ISO day or before."""
    over = Cycle.select(Cycle.id).where((Cycle.state == "closed") & (Cycle.closed != "") & (Cycle.closed <= day))
    return int(Contact.delete().where(Contact.cycle.in_(over)).execute())


def no_more(digests: Collection[str]) -> set[str]:
    """Return those of these digests whose addresses want no more e-mail."""
    asked, found = list(digests), set()
    for start in range(0, len(asked), _BATCH):
        rows: Any = NoMore.select(NoMore.digest).where(NoMore.digest.in_(asked[start : start + _BATCH]))
        found |= {kept for (kept,) in rows.tuples()}
    return found


def put_no_more(digest: str) -> None:
    """Note that an address wants no more e-mail."""
    NoMore.insert(digest=digest).on_conflict_ignore().execute()


def take_no_more(digest: str) -> None:
    """Note that this was a mistake."""
    NoMore.delete().where(NoMore.digest == digest).execute()


def sending(cycle_id: int) -> Job | None:
    """Return the newest job that sends mail."""
    kinds = Job.kind.in_(("invite", "remind"))
    return Job.select().where((Job.cycle == cycle_id) & kinds).order_by(Job.id.desc()).first()


def keep_on(job_id: int) -> str:
    """Return '' while a job may go on, else why not: ``stopped`` by a person, or its forms are ``closed``."""
    row: Any = Job.select(Job.state, Cycle.state).join(Cycle).where(Job.id == job_id).tuples().first()
    if row is None or row[0] != "running":
        return "stopped"
    return "" if row[1] == "open" else "closed"


def stop(cycle_id: int) -> int:
    """Stop the jobs that send mail; return how many there were."""
    waiting = Job.kind.in_(("invite", "remind")) & Job.state.in_(("waiting", "running"))
    return int(Job.update(state="stopped").where((Job.cycle == cycle_id) & waiting).execute())


def start(job_id: int, of: int) -> bool:
    """Let a job run that waits or was cut off; return False when it was stopped or is done."""
    left = Job.state.in_(("waiting", "running"))
    return bool(Job.update(state="running", of=of, message="").where((Job.id == job_id) & left).execute())


def end(job_id: int, state: str, message: str = "") -> None:
    """Let a running job end or wait; a job that a person stopped stays stopped."""
    Job.update(state=state, message=message).where((Job.id == job_id) & (Job.state == "running")).execute()
