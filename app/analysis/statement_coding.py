"""Codes the statements of each comment: which of its themes each speaks of, how it is meant and how it feels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.analysis.coding import Coding
from app.analysis.grouping import Voices
from app.analysis.preparation import Prepared
from app.analysis.school_voice import STANCES
from app.analysis.sentiment import calibrated, feeling, weigh_stances
from app.analysis.statements import Statement, speak_of


def code_statements(
    codings: Sequence[Coding],
    prepared: Sequence[Prepared],
    voices: Voices,
    stances: np.ndarray,
    likeness: Mapping[str, np.ndarray],
) -> list[Coding]:
    """Return the codings with their statements; a comment of one statement says it as a whole, with all its themes.

    `stances` are shares of the stances of whole comments, shape (n, 5). `likeness` says how much each of the statements in
    `voices` speaks of each theme, shape (statements,), by the theme's id.
    """
    whole = _meant(stances)
    parts: list[list[int]] = [[] for _ in codings]
    for at, owner in enumerate(voices.owners):
        parts[owner].append(at)
    said = [
        replace(prepared[owner].comment, text=prepared[owner].statements[at - parts[owner][0]])
        for at, owner in enumerate(voices.owners)
    ]
    languages = [voices.languages[owner] for owner in voices.owners]
    part = _meant(weigh_stances(said, languages, voices.statements.stances))
    found = []
    for row, (coding, each) in enumerate(zip(codings, prepared, strict=True)):
        rows = parts[row]
        spoken = _spoken(coding, rows, likeness) if rows else [coding.themes]
        meant = part[rows[0] : rows[-1] + 1] if rows else whole[row : row + 1]
        told = zip(each.places, spoken, meant, strict=False)  # what holds no letter has no place
        statements = tuple(Statement(start, end, themes, *how) for (start, end), themes, how in told)
        found.append(replace(coding, statements=statements))
    return found


def _meant(stances: np.ndarray) -> list[tuple[str, float, float]]:
    """Return stance, how sure it is, and sentiment for each row of shares of the stances."""
    best, chances = stances.argmax(axis=1), calibrated(stances).max(axis=1, initial=0.0)
    return [
        (STANCES[stance], round(float(sure), 3), round(float(felt), 3))
        for stance, sure, felt in zip(best, chances, feeling(stances), strict=True)
    ]


def _spoken(coding: Coding, rows: list[int], likeness: Mapping[str, np.ndarray]) -> list[tuple[str, ...]]:
    if not coding.themes:
        return [()] * len(rows)
    near = np.stack([likeness[theme][rows] for theme in coding.themes], axis=1)
    return [tuple(coding.themes[theme] for theme in spoken) for spoken in speak_of(near)]
