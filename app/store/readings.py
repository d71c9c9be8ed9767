"""Samples that readers code blind, and what each made of each comment."""

from collections.abc import Mapping, Sequence

from app.store.database import NotFound
from app.store.runs import now
from app.store.tables import Reading, ReadingSample


def add(
    cycle_id: int, comments: Sequence[str], themes: Sequence[Sequence[object]], machine: Mapping[str, str], by: str
) -> ReadingSample:
    """Keep a new sample."""
    return ReadingSample.create(
        cycle=cycle_id, comments=list(comments), themes=[list(each) for each in themes], machine=dict(machine), by=by, at=now()
    )  # fmt: skip


def of_cycle(cycle_id: int) -> list[ReadingSample]:
    """Return the samples of a cycle, newest first."""
    return list(ReadingSample.select().where(ReadingSample.cycle == cycle_id).order_by(ReadingSample.id.desc()))


def get(cycle_id: int, sample_id: int) -> ReadingSample:
    """Return one sample. Raises NotFound."""
    found = ReadingSample.get_or_none((ReadingSample.id == sample_id) & (ReadingSample.cycle == cycle_id))
    if found is None:
        raise NotFound(f"sample {sample_id} of cycle {cycle_id}")
    return found


def put(sample_id: int, reader: str, comment: str, theme: str) -> None:
    """Keep what a reader made of a comment, in place of what they made of it before."""
    mine = (Reading.sample == sample_id) & (Reading.reader == reader) & (Reading.comment == comment)
    if not Reading.update(theme=theme).where(mine).execute():
        Reading.create(sample=sample_id, reader=reader, comment=comment, theme=theme)


def of_sample(sample_id: int) -> dict[str, dict[str, str]]:
    """Return {reader: {comment: theme}}."""
    found: dict[str, dict[str, str]] = {}
    for row in Reading.select().where(Reading.sample == sample_id).order_by(Reading.reader):
        found.setdefault(row.reader, {})[row.comment] = row.theme
    return found
