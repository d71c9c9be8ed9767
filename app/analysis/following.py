"""Lets comments that came later follow what people decided: into the themes they made, and into the parts of a split.

People show a theme by a handful of comments, in whatever language. What comes as near to their middle as they do
themselves, in the space of meaning, is taken to be about the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.analysis.coding import Coding
from app.analysis.meanings import Meanings
from app.analysis.review import Decision, apply_decisions, standing
from app.analysis.space import unit
from app.analysis.themes import Analysis, Theme

# With six comments shown of a theme of the two example districts, in whatever language, what follows is right in 0.73 and
# 0.64 of cases, and is 0.21 and 0.26 of the rest of the theme: rather too little than too much.
NEAREST, FURTHEST = 0.72, 0.45  # likeness to the middle: always near enough, never near enough
MOST_THEMES = 3  # of one comment, as everywhere


def follow(analysis: Analysis, decisions: Sequence[Decision], known: Sequence[Theme] = ()) -> Analysis:
    """Return the analysis with the themes that people decided about, and with what follows them.

    `known` are the themes of the last analysis: one that a decision speaks of and that nobody spoke of this time stays,
    empty, so that the decision still holds. Without vectors nothing follows.
    """
    kept = standing(decisions)
    found = replace(analysis, themes=(*analysis.themes, *_kept(analysis, kept, known)))
    for at, decision in enumerate(kept):
        if analysis.meanings is None or decision.kind not in ("new_theme", "split"):
            continue
        place = _like_chosen if decision.kind == "new_theme" else _in_parts
        try:
            themes = place(found, kept[:at], decision.payload, analysis.meanings)
        except (KeyError, TypeError, AttributeError):  # it says too little; replaying it will say so
            continue
        found = _with(found, themes)
    return found


def _kept(analysis: Analysis, decisions: Sequence[Decision], known: Sequence[Theme]) -> list[Theme]:
    there, spoken_of = {theme.id for theme in analysis.themes}, set(_spoken_of(decisions))
    return [replace(theme, quotes=(), size=0) for theme in known if theme.id in spoken_of and theme.id not in there]


def _spoken_of(decisions: Sequence[Decision]) -> list[str]:
    found: list[str] = []
    for decision in decisions:
        about = decision.payload
        found += [about[name] for name in ("theme", "into", "to") if isinstance(about.get(name), str)]
        found += about["themes"] if isinstance(about.get("themes"), list) else []
    return found


def _like_chosen(
    analysis: Analysis, _before: Sequence[Decision], payload: Mapping[str, Any], meanings: Meanings
) -> dict[str, str]:
    rows = _rows(payload["comments"], meanings)
    if len(rows) < 2:  # one comment does not say what a theme is about
        return {}
    shown = meanings.vectors[rows].astype(np.float32)
    near, _part = meanings.likeness(unit(shown.mean(axis=0)).astype(np.float32))
    # How near each of them would be to the middle of the others: what it takes to be one of them.
    others = unit((shown.sum(axis=0) - shown) / (len(rows) - 1))
    enough = min(NEAREST, max(FURTHEST, float(np.quantile((shown * others).sum(axis=1), 0.25))))
    codings = {coding.comment_id: coding for coding in analysis.codings}
    return {
        comment: payload["theme"]
        for comment, likeness in zip(meanings.ids, near, strict=True)
        if likeness >= enough and comment in codings and _can_follow(codings[comment])
    }


def _in_parts(
    analysis: Analysis, before: Sequence[Decision], payload: Mapping[str, Any], meanings: Meanings
) -> dict[str, str]:
    parts, theme = payload["parts"], payload["theme"]
    placed = {comment for part in parts.values() for comment in part["comments"]}
    left = [
        coding.comment_id
        for coding in apply_decisions(replace(analysis, meanings=None), before).codings
        if theme in coding.themes and coding.comment_id not in placed
    ]
    rows, shown = _rows(left, meanings), {part: _rows(each["comments"], meanings) for part, each in parts.items()}
    names = [part for part in shown if len(shown[part])]
    if not len(rows) or not names:
        return {}
    centres = np.stack([unit(meanings.vectors[shown[part]].astype(np.float32).mean(axis=0)) for part in names])
    nearest = (meanings.vectors[rows].astype(np.float32) @ centres.T).argmax(axis=1)
    return {meanings.ids[row]: names[part] for row, part in zip(rows, nearest, strict=True)}


def _can_follow(coding: Coding) -> bool:
    return coding.uncoded in (None, "not_understood") and len(coding.themes) < MOST_THEMES


def _rows(comments: Sequence[str], meanings: Meanings) -> np.ndarray:
    place = {comment: row for row, comment in enumerate(meanings.ids)}
    return np.array([place[each] for each in comments if each in place], int)


def _with(analysis: Analysis, themes: Mapping[str, str]) -> Analysis:
    """Return the analysis with one more theme for each of these comments."""
    if not themes:
        return analysis
    there = {theme.id for theme in analysis.themes}
    new = [Theme(each, each, (), 0, 0.0, 0.0) for each in dict.fromkeys(themes.values()) if each not in there]
    codings = tuple(
        coding.also(themes[coding.comment_id], first=False)
        if coding.comment_id in themes and themes[coding.comment_id] not in coding.themes
        else coding
        for coding in analysis.codings
    )
    return replace(analysis, codings=codings, themes=(*analysis.themes, *new))
