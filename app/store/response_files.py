"""Files of responses from other tools, and what was stored of them. The bytes of a file are read only when they are needed."""

from collections.abc import Sequence
from typing import Any

from app.store.database import NotFound
from app.store.tables import QuestionnaireVersion, Response, ResponseFile

UNFINISHED = ("reading", "waiting", "running", "undoing")
_HELD = [field for field in ResponseFile._meta.sorted_fields if field.name != "data"]
_LISTED = [field for field in _HELD if field.name not in ("layout", "mapping", "problems")]


def get(file_id: int, cycle_id: int | None = None) -> ResponseFile:
    """Return a file without its bytes. Raises NotFound, also when it belongs to another cycle."""
    found = ResponseFile.select(*_HELD).where(ResponseFile.id == file_id).first()
    if found is None or cycle_id not in (None, found.cycle_id):
        raise NotFound(f"file of responses {file_id}")
    return found


def of_cycle(cycle_id: int) -> list[ResponseFile]:
    """Return the files of a cycle, newest first, with what a list of them shows."""
    rows = ResponseFile.select(*_LISTED).where(ResponseFile.cycle == cycle_id)
    return list(rows.order_by(ResponseFile.id.desc()))


def same(cycle_id: int, digest: str) -> ResponseFile | None:
    """Return the file of a cycle with this content that still counts, or None."""
    rows = ResponseFile.select(*_LISTED).where((ResponseFile.cycle == cycle_id) & (ResponseFile.digest == digest))
    return rows.where(ResponseFile.state.not_in(("undone", "undoing", "failed"))).first()


def unfinished() -> list[int]:
    """Return the ids of the files that a killed worker was in the middle of."""
    rows: Any = ResponseFile.select(ResponseFile.id).where(ResponseFile.state.in_(UNFINISHED)).tuples()
    return [row[0] for row in rows]


def data(file_id: int) -> bytes:
    """Return the bytes of a file; none when they were dropped."""
    row: Any = ResponseFile.select(ResponseFile.data).where(ResponseFile.id == file_id).tuples().first()
    return bytes(row[0]) if row and row[0] is not None else b""


def add(cycle_id: int, **fields: Any) -> int:
    """Add a file and return its id."""
    row: Any = ResponseFile.create(cycle=cycle_id, **fields)
    return int(row.id)


def mark(file_id: int, **fields: Any) -> None:
    """Write some fields of a file."""
    ResponseFile.update(**fields).where(ResponseFile.id == file_id).execute()


def change(file_id: int, states: Sequence[str], **fields: Any) -> bool:
    """Write some fields of a file that is in one of these states; tell whether it was."""
    where = (ResponseFile.id == file_id) & ResponseFile.state.in_(states)
    return bool(ResponseFile.update(**fields).where(where).execute())


def remove(file_id: int) -> None:
    """Take a file off the list."""
    ResponseFile.delete().where(ResponseFile.id == file_id).execute()


def remove_some_responses(batch: str, most: int) -> int:
    """Remove at most so many responses of an import, with their answers; return how many."""
    # In one statement: one that reads first and then writes fails at once on SQLite when somebody wrote in between.
    some = Response.select(Response.id).where(Response.batch == batch).limit(most)
    return int(Response.delete().where(Response.id.in_(some)).execute())


def remove_version(wave_id: int, version: int) -> None:
    """Remove a version that only an import had, unless somebody answered it."""
    answered = Response.select().where((Response.wave == wave_id) & (Response.version == version)).exists()
    if not answered:
        of_wave = (QuestionnaireVersion.wave == wave_id) & (QuestionnaireVersion.version == version)
        QuestionnaireVersion.delete().where(of_wave).execute()
