"""The lists in which comments stand on pages - a theme's, or one of those for a person's eye - and the figures of each list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.analysis.coding import Coding
from app.analysis.statements import stances

# Below this the first theme is hardly ahead of the second: a person should look.
LOW_MARGIN = 0.012
UNCODED = ("unknown_language", "too_short", "no_content", "not_understood")
FOR_THE_EYE = ("look", *UNCODED)
EVERYTHING = "?all"
_MILLION = 1_000_000


def for_the_eye(name: str) -> str:
    """Return the id of a list of comments that need a person's eye: no theme has such an id."""
    return f"?{name}"


LISTS = (EVERYTHING, *map(for_the_eye, FOR_THE_EYE))  # those that are no theme


@dataclass(frozen=True, slots=True)
class Place:
    """A comment's place in a list: by `rank`, then `near`, the lowest first. `stances` are how it is meant, joined by commas."""

    list: str
    rank: int
    near: float
    stances: str = ""


def places(coding: Coding) -> list[Place]:
    """Return where a comment stands: in each of its themes, those most about it first, and where it needs a look."""
    if not coding.themes:
        return [Place(for_the_eye(coding.uncoded or "not_understood"), 0, coding.margin)]
    found = [
        Place(theme, rank, -coding.margin, ",".join(stances(coding.statements, theme)))
        for rank, theme in enumerate(coding.themes)
    ]
    return [*found, Place(for_the_eye("look"), 0, coding.margin)] if coding.margin < LOW_MARGIN else found


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment of a list, as far as its figures are counted of it. `voice` is what all copies of the same words have in common."""

    comment: str
    voice: str
    audience: str
    language: str
    sentiment: float
    stances: str
    code: str


@dataclass(frozen=True)
class Cell:
    """The figures of a list, or of one audience or language in it.

    `said` are comments, `size` those with copies counted once; `felt` is the sum of their sentiment in millionths, so that sums
    stay exact, `stances` how many take each.
    """

    said: int = 0
    size: int = 0
    felt: int = 0
    stances: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentiment(self) -> float:
        """The mean sentiment, -1..1."""
        return round(self.felt / _MILLION / self.size, 3) if self.size else 0.0


@dataclass(frozen=True)
class Figures:
    """What a page says of a list. `cells` are by (audience, language), '' for all of them; `codes` says how many speak first of
    each code of the school-voice codebook. Copies count once."""

    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)

    def of(self, audience: str = "", language: str = "") -> Cell:
        """Return the figures of one audience or language, or both, or all."""
        return self.cells.get((audience, language), Cell())

    def plus(self, other: "Figures", sign: int = 1) -> "Figures":
        """Return the figures with those of comments that came (or, with a `sign` of -1, went), all copies of each together."""
        cells = dict(self.cells)
        for group, new in other.cells.items():
            old = self.of(*group)
            cells[group] = Cell(
                old.said + sign * new.said, old.size + sign * new.size, old.felt + sign * new.felt,
                _sum(old.stances, new.stances, sign),
            )  # fmt: skip
        return Figures({group: cell for group, cell in cells.items() if cell.said}, _sum(self.codes, other.codes, sign))


def count(entries: Iterable[Entry]) -> Figures:
    """Return the figures of the comments of a list."""
    said: Counter[tuple[str, str]] = Counter()
    once: dict[tuple[str, str], dict[str, Entry]] = {}
    for each in sorted(entries, key=lambda each: each.comment):  # of copies the first one speaks
        for group in {("", ""), (each.audience, ""), ("", each.language), (each.audience, each.language)}:
            said[group] += 1
            once.setdefault(group, {}).setdefault(each.voice, each)
    voices = once.get(("", ""), {}).values()
    return Figures(
        {group: _cell(said[group], list(found.values())) for group, found in once.items()},
        Counter(each.code for each in voices if each.code),
    )


def _cell(said: int, voices: list[Entry]) -> Cell:
    taken = Counter(stance for each in voices if each.stances for stance in each.stances.split(","))
    return Cell(said, len(voices), sum(round(each.sentiment * _MILLION) for each in voices), taken)


def _sum(old: Mapping[str, int], new: Mapping[str, int], sign: int) -> dict[str, int]:
    found = {name: old.get(name, 0) + sign * new.get(name, 0) for name in (*old, *new)}
    return {name: n for name, n in found.items() if n}


def as_json(figures: Figures) -> dict[str, Any]:
    """Return figures as plain values."""
    cells = [
        [*group, each.said, each.size, each.felt, dict(sorted(each.stances.items()))]
        for group, each in sorted(figures.cells.items())
    ]
    return {"cells": cells, "codes": dict(sorted(figures.codes.items()))}


def from_json(told: Mapping[str, Any]) -> Figures:
    """Return what `as_json` was made of; {} are no figures yet."""
    cells = {(audience, language): Cell(*each) for audience, language, *each in told.get("cells", ())}
    return Figures(cells, told.get("codes", {}))
