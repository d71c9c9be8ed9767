"""Replays what people decided about themes and quotes over the result of an analysis, so that it survives re-runs."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from app.analysis.coding import Coding
from app.analysis.copies import mark_copies, once, voice
from app.analysis.ports import Engines
from app.analysis.themes import Analysis, Theme


@dataclass(frozen=True)
class Decision:
    """One decision of a person: its kind (see `KINDS`), what it is about, who took it and when (ISO 8601)."""

    kind: str
    payload: Mapping[str, Any]
    by: str
    at: str


@dataclass(frozen=True)
class Reviewed:
    """An analysis after people's decisions.

    `themes` are all themes, hidden ones too, largest first, with size, prevalence and sentiment counted anew.
    `approved` and `hidden_quotes` are comment ids, `hidden_themes` theme ids. `unapplied` are the decisions whose theme
    or comment no longer exists.
    """

    themes: tuple[Theme, ...]
    codings: tuple[Coding, ...]
    approved: frozenset[str] = frozenset()
    hidden_quotes: frozenset[str] = frozenset()
    hidden_themes: frozenset[str] = frozenset()
    unapplied: tuple[Decision, ...] = ()


def apply_decisions(analysis: Analysis, decisions: Sequence[Decision]) -> Reviewed:
    """Return the analysis with the decisions applied in order.

    ``undo`` takes back the decision before it that still stands. A decision that cannot be applied is returned in
    `Reviewed.unapplied`; none makes this fail.
    """
    state = _State(
        {theme.id: theme for theme in analysis.themes}, {coding.comment_id: coding for coding in analysis.codings}
    )
    unapplied = []
    for decision in standing(decisions):
        try:
            _STEPS[decision.kind](state, decision.payload)
        except (_Gone, KeyError, TypeError, AttributeError, ValueError):
            unapplied.append(decision)
    return Reviewed(
        recount(_with_own_gists(state), tuple(state.codings.values())),
        tuple(state.codings.values()),
        frozenset(state.approved),
        frozenset(state.hidden_quotes),
        frozenset(state.hidden_themes & state.themes.keys()),
        tuple(unapplied),
    )


def _with_own_gists(state: "_State") -> tuple[Theme, ...]:
    """Return the themes with the gists of comments that still stand in them."""
    return tuple(
        replace(
            theme,
            gists=tuple(gist for gist in theme.gists if _stands_in(state.codings.get(gist.comment_id), theme.id)),
        )
        for theme in state.themes.values()
    )


def _stands_in(coding: Coding | None, theme_id: str) -> bool:
    return coding is not None and theme_id in coding.themes


def recount(themes: Sequence[Theme], codings: Sequence[Coding]) -> tuple[Theme, ...]:
    """Return the themes with size, prevalence and sentiment as the codings have them, largest first; copies count once."""
    coded = len(once(coding for coding in codings if coding.themes))
    members: dict[str, dict[str, float]] = {theme.id: {} for theme in themes}
    for coding in codings:
        for theme_id in coding.themes:
            members[theme_id].setdefault(voice(coding), coding.sentiment)
    counted = [
        replace(
            theme,
            size=len(members[theme.id]),
            prevalence=len(members[theme.id]) / coded if coded else 0.0,
            sentiment=round(float(np.mean(list(members[theme.id].values()))), 3) if members[theme.id] else 0.0,
        )
        for theme in themes
    ]
    return tuple(sorted(counted, key=lambda theme: -theme.size))


def moved_by_hand(reviewed: Reviewed, decisions: Sequence[Decision]) -> dict[str, list[str]]:
    """Return the redacted texts that people moved to each theme and that are still there, by the theme's id."""
    codings = {coding.comment_id: coding for coding in reviewed.codings}
    moved: dict[str, dict[str, str]] = {}
    for decision in standing(decisions):
        if decision.kind == "move":
            comment, theme = decision.payload["comment"], decision.payload["to"]
            if comment in codings and theme in codings[comment].themes:
                moved.setdefault(theme, {})[comment] = codings[comment].redacted_text
    return {theme: list(texts.values()) for theme, texts in moved.items()}


def counted_once(analysis: Analysis) -> Analysis:
    """Return the analysis with its copies marked and counted once; doing it twice changes nothing."""
    codings = mark_copies(analysis.codings)
    return Analysis(codings, recount(analysis.themes, codings))


def propose_split(theme_id: str, analysis: Analysis | Reviewed, engines: Engines) -> dict[str, dict[str, Any]]:
    """Return a proposal of two parts for a ``split``: {new_id: {label, comments}}; empty when there is nothing
    to split.

    Two-means over the comments' meaning, started from the two comments that are least alike.
    """
    from app.analysis.labels import name_groups
    from app.analysis.school import learn_school_talk

    members = [coding for coding in analysis.codings if theme_id in coding.themes]
    if len(members) < 2:
        return {}
    texts = [coding.redacted_text for coding in members]
    school = learn_school_talk(engines.encoder)
    placed = school.place(engines.encoder.encode(texts))
    side = _two_means(placed.features)
    names = name_groups([np.flatnonzero(side == part) for part in (0, 1)], members, placed, school, engines)
    return {
        f"{theme_id}-{part + 1}": {
            "label": names[part].label,
            "comments": [coding.comment_id for coding, which in zip(members, side, strict=True) if which == part],
        }
        for part in (0, 1)
    }


def _two_means(vectors: np.ndarray) -> np.ndarray:
    start = np.unravel_index((vectors @ vectors.T).argmin(), (len(vectors), len(vectors)))
    centres = vectors[list(start)]
    side = np.zeros(len(vectors), int)
    for _ in range(20):
        side = (vectors @ centres.T).argmax(axis=1)
        if len(set(side.tolist())) < 2:  # all alike: cut in the middle rather than leave a part empty
            return (np.arange(len(vectors)) >= len(vectors) // 2).astype(int)
        centres = np.stack([vectors[side == part].mean(axis=0) for part in (0, 1)])
    return side


class _Gone(Exception):
    """What a decision speaks of is not there."""


@dataclass
class _State:
    themes: dict[str, Theme]
    codings: dict[str, Coding]
    approved: set[str] = field(default_factory=set)
    hidden_quotes: set[str] = field(default_factory=set)
    hidden_themes: set[str] = field(default_factory=set)
    _copies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for coding in self.codings.values():
            self._copies[voice(coding)].append(coding.comment_id)

    def copies(self, comment_id: str) -> list[str]:
        """Return the ids of all comments with the same words, this one among them: what holds for one holds for all."""
        return self._copies[voice(self.coding(comment_id))]

    def theme(self, theme_id: str) -> Theme:
        if theme_id not in self.themes:
            raise _Gone(theme_id)
        return self.themes[theme_id]

    def coding(self, comment_id: str) -> Coding:
        if comment_id not in self.codings:
            raise _Gone(comment_id)
        return self.codings[comment_id]

    def replace_theme(self, comment_id: str, old: str, new: str) -> None:
        """Give a comment the theme `new` in place of `old`, once."""
        self.codings[comment_id] = self.coding(comment_id).renamed(
            lambda theme_id: new if theme_id == old else theme_id
        )


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that nobody took back, oldest first."""
    kept: list[Decision] = []
    for decision in decisions:
        if decision.kind != "undo":
            kept.append(decision)
        elif kept:
            kept.pop()
    return kept


def _rename(state: _State, payload: Mapping[str, Any]) -> None:
    theme = state.theme(payload["theme"])
    label = str(payload["label"]).strip()
    if not label:
        raise _Gone("label")
    state.themes[theme.id] = replace(theme, label=label, labels={})


def _merge(state: _State, payload: Mapping[str, Any]) -> None:
    into = state.theme(payload["into"])
    merged = {theme_id for theme_id in payload["themes"] if theme_id in state.themes} - {into.id}
    if not merged:
        raise _Gone("themes")
    for comment_id in list(state.codings):
        for theme_id in merged:
            state.replace_theme(comment_id, theme_id, into.id)
    others = [state.themes[theme_id] for theme_id in sorted(merged)]
    quotes = into.quotes + tuple(quote for theme in others for quote in theme.quotes)
    gists = into.gists + tuple(gist for theme in others for gist in theme.gists)
    state.themes[into.id] = replace(into, quotes=quotes, gists=gists)
    for theme_id in merged:
        del state.themes[theme_id]


def _split(state: _State, payload: Mapping[str, Any]) -> None:
    theme = state.theme(payload["theme"])
    parts = {str(part_id): part for part_id, part in payload["parts"].items()}
    place = {comment_id: part_id for part_id, part in parts.items() for comment_id in part["comments"]}
    if not place or any(part_id in state.themes and part_id != theme.id for part_id in parts):
        raise _Gone("parts")
    labels = {part_id: str(part["label"]) for part_id, part in parts.items()}
    for comment_id in [each for each in place if each in state.codings]:
        state.replace_theme(comment_id, theme.id, place[comment_id])
    for part_id, label in labels.items():
        quotes = tuple(quote for quote in theme.quotes if place.get(quote.comment_id) == part_id)
        state.themes[part_id] = replace(
            theme, id=part_id, label=label, labels={}, quotes=quotes, centroid=b"", code=False
        )
    if theme.id not in parts and not any(theme.id in coding.themes for coding in state.codings.values()):
        del state.themes[theme.id]


def _move(state: _State, payload: Mapping[str, Any]) -> None:
    coding, target = state.coding(payload["comment"]), state.theme(payload["to"])
    source = payload.get("from")
    if source and source not in coding.themes:
        raise _Gone(source)
    for comment_id in state.copies(coding.comment_id):
        copy = state.coding(comment_id)
        if source:
            state.replace_theme(comment_id, source, target.id)
        else:
            themes = tuple(dict.fromkeys((target.id, *copy.themes)))
            # Moved as a whole: all of it speaks of the theme.
            said = tuple(replace(each, themes=(target.id, *each.themes)) for each in copy.statements)
            state.codings[comment_id] = replace(copy, themes=themes, statements=said, uncoded=None)


def _approve_quote(state: _State, payload: Mapping[str, Any]) -> None:
    comment_id = state.coding(payload["comment"]).comment_id
    state.approved.add(comment_id)
    state.hidden_quotes.discard(comment_id)


def _hide_quote(state: _State, payload: Mapping[str, Any]) -> None:
    for comment_id in state.copies(payload["comment"]):
        state.hidden_quotes.add(comment_id)
        state.approved.discard(comment_id)


def _hide_theme(state: _State, payload: Mapping[str, Any]) -> None:
    state.hidden_themes.add(state.theme(payload["theme"]).id)


def _show_theme(state: _State, payload: Mapping[str, Any]) -> None:
    state.hidden_themes.discard(state.theme(payload["theme"]).id)


_STEPS: dict[str, Callable[[_State, Mapping[str, Any]], None]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "approve_quote": _approve_quote,
    "hide_quote": _hide_quote,
    "hide_theme": _hide_theme,
    "show_theme": _show_theme,
}

KINDS = frozenset(_STEPS) | {"undo"}
