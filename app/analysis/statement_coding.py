"""Codes the statements of each comment: which of its themes each speaks of, how it is meant and how it feels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from app.analysis.coding import Coding
from app.analysis.school import Placed
from app.analysis.school_voice import STANCES
from app.analysis.sentiment import calibrated, feeling
from app.analysis.statements import Statement, speak_of

Places = Sequence[tuple[int, int]]


def code_statements(
    places: Sequence[Places], comments: Placed, statements: Placed, owners: np.ndarray, belief: float
) -> list[tuple[Statement, ...]]:
    """Return the statements of each comment, themes still empty, given the places of each.

    `owners`, in order, are the comments of the `statements`; a comment of one statement has none there, and says it as a whole.
    `belief` is that in the shares of the stances (`sentiment.calibrated`).
    """
    whole, part = _Meant(comments.stances, belief), _Meant(statements.stances, belief)
    starts = _starts(owners, len(places))
    found = []
    for row, own in enumerate(places):
        several = starts[row] < starts[row + 1]
        meant, first = (part, starts[row]) if several else (whole, row)
        # What holds no letter has no place.
        found.append(tuple(meant.statement(first + at, *place) for at, place in enumerate(own)))
    return found


def give_themes(codings: list[Coding], owners: np.ndarray, likeness: Mapping[str, np.ndarray]) -> None:
    """Write into the codings the themes of their statements; that of a comment of one has all its themes.

    `likeness` says how much each of the statements that the `owners` have speaks of each theme, shape (statements,), by the
    theme's id.
    """
    starts = _starts(owners, len(codings))
    for row, coding in enumerate(codings):
        codings[row] = replace(coding, statements=_with_themes(coding, slice(starts[row], starts[row + 1]), likeness))


class _Meant:
    """How statements are meant, by their shares of the stances, shape (n, 5)."""

    def __init__(self, stances: np.ndarray, belief: float) -> None:
        self._best = stances.argmax(axis=1)
        self._sure = calibrated(stances, belief).max(axis=1, initial=0.0)
        self._felt = feeling(stances)

    def statement(self, row: int, start: int, end: int) -> Statement:
        sure, felt = _one(round(float(self._sure[row]), 3)), _one(round(float(self._felt[row]), 3))
        return Statement(start, end, (), STANCES[self._best[row]], sure, felt)


@lru_cache(maxsize=10_000)
def _one(value: float) -> float:
    """Return the number: of millions with three places there are few, which are held once."""
    return value


def _starts(owners: np.ndarray, comments: int) -> list[int]:
    """Return where the statements of each comment start, and where those of the last end."""
    found: list[int] = np.searchsorted(owners, np.arange(comments + 1)).tolist()
    return found


def _with_themes(coding: Coding, rows: slice, likeness: Mapping[str, np.ndarray]) -> tuple[Statement, ...]:
    if not coding.themes or not coding.statements:
        return coding.statements
    if rows.start == rows.stop:
        return tuple(replace(each, themes=coding.themes) for each in coding.statements)
    near = np.stack([likeness[theme][rows] for theme in coding.themes], axis=1)
    told = zip(coding.statements, speak_of(near), strict=True)
    return tuple(replace(each, themes=tuple(coding.themes[theme] for theme in spoken)) for each, spoken in told)
