"""How many people belong to each group, as it is, as it was, and as an uploaded table says."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.analysis.enrolment import Count, Enrolled
from app.store.database import NotFound
from app.store.runs import now
from app.store.tables import Enrolment, EnrolmentBefore, EnrolmentFile

KEPT = 50  # states that can be gone back to


def counts() -> list[Count]:
    """Return the counts in the order in which they were given."""
    rows = Enrolment.select().order_by(Enrolment.id)
    return [Count(row.audience, row.people, row.school, row.grade_band, row.language) for row in rows]


def enrolled() -> Enrolled:
    """Return the counts, ready to be asked for groups."""
    return Enrolled(counts())


def put(rows: Iterable[Count], by: str) -> None:
    """Write the counts in place of those that were there, which are kept for undo."""
    EnrolmentBefore.create(rows=[_cells(each) for each in counts()], by=by, at=now())
    older = EnrolmentBefore.select(EnrolmentBefore.id).order_by(EnrolmentBefore.id.desc()).offset(KEPT).limit(1000)
    EnrolmentBefore.delete().where(EnrolmentBefore.id.in_([row.id for row in older])).execute()
    _write(rows)


def last_change() -> EnrolmentBefore | None:
    """Return the state before the last change, with who made it and when."""
    return EnrolmentBefore.select().order_by(EnrolmentBefore.id.desc()).first()


def take_back(change_id: int) -> None:
    """Go back to the state before the last change. Raises NotFound when it is not (or no longer) this one."""
    last = last_change()
    if last is None or last.id != change_id:
        raise NotFound(f"change {change_id} of the enrolment")
    _write(Count(audience, people, school, grade, language) for audience, school, grade, language, people in last.rows)
    last.delete_instance()


def upload() -> EnrolmentFile | None:
    """Return the uploaded table that waits to be taken over."""
    return EnrolmentFile.select().first()


def put_upload(filename: str, cells: Sequence[Sequence[str]], columns: Sequence[str]) -> None:
    """Keep an uploaded table in place of the one that waited."""
    EnrolmentFile.delete().execute()
    EnrolmentFile.create(filename=filename, cells=[list(row) for row in cells], columns=list(columns))


def mark_upload(**fields: Any) -> None:
    """Note what the columns and names of the uploaded table mean."""
    EnrolmentFile.update(**fields).execute()


def drop_upload() -> None:
    """Forget the uploaded table."""
    EnrolmentFile.delete().execute()


def _write(rows: Iterable[Count]) -> None:
    Enrolment.delete().execute()
    for each in rows:
        Enrolment.create(
            audience=each.audience, school=each.school, grade_band=each.grade_band, language=each.language,
            people=each.people,
        )  # fmt: skip


def _cells(each: Count) -> list[str | int]:
    return [each.audience, each.school, each.grade_band, each.language, each.people]
