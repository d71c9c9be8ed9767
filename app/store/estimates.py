"""Figures of who says what: counted by the worker, kept suppressed, read by pages and reports."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.analysis.estimates import (
    Change,
    Comparison,
    Estimates,
    Figure,
    GroupFigure,
    Sample,
    ThemeEstimate,
)
from app.store import enrolment, runs
from app.store.tables import CycleEstimate, Decision, RunCoding, ThemeFigures


@dataclass(frozen=True)
class Behind:
    """A theme's name by language, and its comments with the groups of who wrote them, in the order in which they are read."""

    label: Mapping[str, str]
    comments: tuple[str, ...]
    groups: tuple[Mapping[str, str], ...]


def stamp(cycle_id: int, minimum_n: int) -> str | None:
    """Return what a cycle's figures would be counted of now, None before the first analysis."""
    run = runs.latest_done(cycle_id)
    if run is None:
        return None
    last = Decision.select().where(Decision.cycle == cycle_id).order_by(Decision.id.desc()).first()
    earlier = before(cycle_id)
    parts = (run.id, last.id if last else 0, minimum_n, earlier.stamp if earlier else "", enrolment.counts())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def counted(cycle_id: int) -> CycleEstimate | None:
    """Return that, and of what, the figures of a cycle were counted."""
    return CycleEstimate.get_or_none(CycleEstimate.cycle == cycle_id)


def sample(cycle_id: int) -> Sample | None:
    """Return what the figures of a cycle rest on."""
    found = counted(cycle_id)
    return _sample(found.sample) if found else None


def closed(cycle_id: int) -> dict[str, dict[str, Figure]]:
    """Return the figures of the choices of each closed item."""
    found = counted(cycle_id)
    return {
        item: {choice: Figure(**each) for choice, each in choices.items()}
        for item, choices in (found.closed if found else {}).items()
    }


def before(cycle_id: int) -> CycleEstimate | None:
    """Return the newest earlier cycle that has figures."""
    earlier = CycleEstimate.select().where(CycleEstimate.cycle < cycle_id)
    return earlier.order_by(CycleEstimate.cycle.desc()).first()


def themes(cycle_id: int) -> list[ThemeEstimate]:
    """Return the figures of every theme of a cycle, in the order in which they were counted."""
    kept = ThemeFigures.select(ThemeFigures.theme, ThemeFigures.body).where(ThemeFigures.cycle == cycle_id)
    return [_theme(row.theme, row.body) for row in kept.order_by(ThemeFigures.position)]


def labels(cycle_id: int) -> dict[str, dict[str, str]]:
    """Return what each theme was called when it was counted: {theme: {language: wording}}."""
    kept: Any = ThemeFigures.select(ThemeFigures.theme, ThemeFigures.label).where(ThemeFigures.cycle == cycle_id)
    return dict(kept.tuples())


def theme(cycle_id: int, theme_id: str) -> ThemeEstimate | None:
    """Return the figures of one theme, None when none were counted."""
    kept = ThemeFigures.select(ThemeFigures.theme, ThemeFigures.body)
    row = kept.where((ThemeFigures.cycle == cycle_id) & (ThemeFigures.theme == theme_id)).first()
    return _theme(row.theme, row.body) if row else None


def voices(cycle_id: int, theme_id: str, dimension: str, group: str) -> list[str]:
    """Return the comments (ids) on a theme by people of one group that may be shown, those most about it first."""
    kept = ThemeFigures.select(ThemeFigures.voices)
    row = kept.where((ThemeFigures.cycle == cycle_id) & (ThemeFigures.theme == theme_id)).first()
    dimensions: list[tuple[str, list[str]]] = row.voices.get("dimensions", []) if row else []
    for column, (name, groups) in enumerate(dimensions, start=1):
        if name == dimension and group in groups:
            return [each[0] for each in row.voices["comments"] if each[column] == groups.index(group)]
    return []


def texts(cycle_id: int, comments: Sequence[str]) -> dict[str, tuple[str, str, str | None]]:
    """Return (redacted text, language, kind of danger) of these comments in the newest run."""
    run = runs.latest_done(cycle_id)
    fields = (RunCoding.comment, RunCoding.redacted_text, RunCoding.language, RunCoding.safety)
    found: Any = RunCoding.select(*fields).where((RunCoding.run == run) & RunCoding.comment.in_(list(comments)))
    return {comment: (text, language, safety) for comment, text, language, safety in found.tuples()}


def put(cycle_id: int, position: int, each: ThemeEstimate, behind: Behind) -> None:
    """Write the figures of one theme in place of those that were there."""
    ThemeFigures.delete().where((ThemeFigures.cycle == cycle_id) & (ThemeFigures.theme == each.theme)).execute()
    ThemeFigures.create(
        cycle=cycle_id, theme=each.theme, position=position, label=dict(behind.label), body=_body(each),
        voices=_voices(each, behind),
    )  # fmt: skip


def finish(
    cycle_id: int,
    of: str,
    found: Estimates,
    answers: Mapping[str, Mapping[str, int]],
    closed: Mapping[str, Mapping[str, Figure]],
) -> None:
    """Write what a cycle's figures were counted of, and those of closed items; themes that are gone go here too."""
    kept = {item: {choice: asdict(each) for choice, each in choices.items()} for item, choices in closed.items()}
    gone = (ThemeFigures.cycle == cycle_id) & ThemeFigures.theme.not_in([each.theme for each in found.themes])
    ThemeFigures.delete().where(gone).execute()
    CycleEstimate.delete().where(CycleEstimate.cycle == cycle_id).execute()
    CycleEstimate.create(cycle=cycle_id, stamp=of, sample=asdict(found.sample), answers=answers, closed=kept)


def _voices(of: ThemeEstimate, behind: Behind) -> dict[str, Any]:
    """Number the groups, so that a theme of many comments stays small. Hidden groups have no number: nothing leads to them."""
    dimensions = {
        each.dimension: [one.group for one in each.groups if one.figure.shown] for each in of.comparisons
    }  # fmt: skip
    numbers = {name: {group: at for at, group in enumerate(groups)} for name, groups in dimensions.items()}
    rows = [
        [comment, *(numbers[name].get(groups.get(name, ""), -1) for name in dimensions)]
        for comment, groups in zip(behind.comments, behind.groups, strict=True)
    ]
    return {"dimensions": list(dimensions.items()), "comments": rows if dimensions else []}


def _body(each: ThemeEstimate) -> dict[str, Any]:
    body = asdict(each)
    body.pop("theme")
    return body


def _theme(theme_id: str, body: Mapping[str, Any]) -> ThemeEstimate:
    change = body["change"] and Change(**{**body["change"], "before": Figure(**body["change"]["before"])})
    comparisons = tuple(
        Comparison(
            each["dimension"],
            tuple(GroupFigure(one["group"], Figure(**one["figure"]), one["differs"]) for one in each["groups"]),
            each["p"],
        )
        for each in body["comparisons"]
    )
    return ThemeEstimate(theme_id, Figure(**body["everybody"]), comparisons, change)


def _sample(body: Mapping[str, Any]) -> Sample:
    return Sample(**{**body, "raked": tuple((audience, name) for audience, name in body["raked"])})
