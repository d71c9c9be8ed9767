"""The record of who saw a comment as it was written, when, and why. Rows are only ever added."""

from app.store.runs import now
from app.store.tables import Answer, Response, Reveal, Wave


def add(cycle_id: int, comment: str, by: str, reason: str) -> None:
    """Put it on record that somebody saw a comment."""
    Reveal.create(cycle=cycle_id, comment=comment, by=by, at=now(), reason=reason)


def everything() -> list[Reveal]:
    """Return the whole record, newest first."""
    return list(Reveal.select().order_by(Reveal.id.desc()))


def written(cycle_id: int, comment: str) -> str | None:
    """Return a comment as it was written, or None when its response is gone."""
    response, _, item = comment.partition(".")
    found = Answer.select(Answer.value).join(Response).join(Wave)
    row = found.where((Wave.cycle == cycle_id) & (Answer.response == response) & (Answer.item == item)).first()
    return str(row.value) if row else None
