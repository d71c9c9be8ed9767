"""The district, its schools and its cycles with what belongs to them before anybody answers."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from app.analysis.codebook import Code, Codebook
from app.store.database import NotFound
from app.store.tables import CodebookCode, Cycle, District, Enrolment, ReflectionPoint, School, Wave


def district() -> District | None:
    """Return the one district of this installation, or None before it is set up."""
    return District.select().first()


def schools() -> list[School]:
    """Return the schools in the order the district gave them."""
    return list(School.select().order_by(School.position, School.id))


def enrolment() -> list[Enrolment]:
    """Return how many people belong to each group."""
    return list(Enrolment.select().order_by(Enrolment.id))


def people() -> dict[tuple[str, str], int]:
    """Return how many people belong to each (dimension, group): of an audience, a school or a language."""
    found: dict[tuple[str, str], int] = {}
    for row in enrolment():
        if not row.school and not row.language:
            found["audience", row.audience] = found.get(("audience", row.audience), 0) + row.people
        elif row.school:
            found["school", row.school] = found.get(("school", row.school), 0) + row.people
        else:
            found["language", row.language] = found.get(("language", row.language), 0) + row.people
    return found


def put_weights(cycle_id: int, weights: Mapping[str, int]) -> None:
    """Keep what puts one revision before another."""
    Cycle.update(weights=dict(weights)).where(Cycle.id == cycle_id).execute()


def everything() -> list[Cycle]:
    """Return all cycles, newest first."""
    return list(Cycle.select().order_by(Cycle.id.desc()))


def get(cycle_id: int) -> Cycle:
    """Return one cycle. Raises NotFound."""
    cycle = Cycle.get_or_none(Cycle.id == cycle_id)
    if cycle is None:
        raise NotFound(f"cycle {cycle_id}")
    return cycle


def by_slug(slug: str) -> Cycle:
    """Return the cycle with this slug. Raises NotFound."""
    cycle = Cycle.get_or_none(Cycle.slug == slug)
    if cycle is None:
        raise NotFound(f"cycle {slug}")
    return cycle


def points(cycle_id: int) -> list[ReflectionPoint]:
    """Return the successes, then the challenges, of a cycle's reflection summary."""
    rows = ReflectionPoint.select().where(ReflectionPoint.cycle == cycle_id)
    return list(rows.order_by(ReflectionPoint.kind.desc(), ReflectionPoint.position))


def waves(cycle_id: int) -> list[Wave]:
    """Return a cycle's waves in the order they were made."""
    return list(Wave.select().where(Wave.cycle == cycle_id).order_by(Wave.id))


def wave(cycle_id: int, wave_id: int) -> Wave:
    """Return one wave of a cycle. Raises NotFound."""
    found = Wave.get_or_none((Wave.id == wave_id) & (Wave.cycle == cycle_id))
    if found is None:
        raise NotFound(f"wave {wave_id} of cycle {cycle_id}")
    return found


def codebook(cycle_id: int) -> Codebook:
    """Return the codes that the cycle's comments are coded against, in order."""
    rows = CodebookCode.select().where(CodebookCode.cycle == cycle_id).order_by(CodebookCode.position)
    return tuple(Code(row.code, row.label, row.definition, row.labels) for row in rows)


def put_district(fields: Mapping[str, Any], schools: Iterable[str], enrolment: Iterable[Mapping[str, Any]]) -> None:
    """Write the district, its schools and its enrolment counts in place of what was there."""
    for table in (Enrolment, School, District):
        table.delete().execute()
    District.create(**fields)
    for position, name in enumerate(schools):
        School.create(name=name, position=position)
    for row in enrolment:
        Enrolment.create(
            audience=row["audience"],
            school=row.get("school") or "",
            language=row.get("language") or "",
            people=row["people"],
        )


def add(slug: str, title: Mapping[str, str], year: str) -> Cycle:
    """Add a cycle that is still a draft."""
    return Cycle.create(slug=slug, title=dict(title), year=year)


def put_points(cycle_id: int, points: Iterable[Mapping[str, Any]]) -> None:
    """Write the reflection summary in place of the one that was there."""
    ReflectionPoint.delete().where(ReflectionPoint.cycle == cycle_id).execute()
    for position, point in enumerate(points):
        ReflectionPoint.create(cycle=cycle_id, position=position, **point)


def put_codebook(cycle_id: int, codes: Codebook) -> None:
    """Write the codebook in place of the one that was there."""
    CodebookCode.delete().where(CodebookCode.cycle == cycle_id).execute()
    for position, code in enumerate(codes):
        CodebookCode.create(
            cycle=cycle_id, position=position, code=code.id, label=code.label,
            definition=code.definition, labels=dict(code.labels),
        )  # fmt: skip


def put_wave(cycle_id: int, slug: str, audience: str, definition: Mapping[str, Any]) -> Wave:
    """Add a wave with its frozen questionnaire, closed until the cycle opens."""
    return Wave.create(
        cycle=cycle_id, slug=slug, audience=audience, questionnaire=definition["id"],
        version=definition["version"], definition=dict(definition),
    )  # fmt: skip


def set_state(cycle_id: int, state: str) -> None:
    """Set a cycle and its waves to draft, open or closed, and note the day of closing."""
    closed = dt.datetime.now(dt.UTC).date().isoformat() if state == "closed" else ""
    Cycle.update(state=state, closed=closed).where(Cycle.id == cycle_id).execute()
    Wave.update(state=state).where(Wave.cycle == cycle_id).execute()
