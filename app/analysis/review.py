"""Replays what people decided about themes and quotes over the result of an analysis, so that it survives re-runs."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from app.analysis.coding import Coding
from app.analysis.copies import mark_copies, once, voice
from app.analysis.shortening import shortened
from app.analysis.themes import Analysis, Quote, Theme

_QUOTES = 6  # of the comments that somebody made a theme of


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
    `approved` and `hidden_quotes` are comment ids, `hidden_themes` theme ids; `shortened` holds what of an approved quote is
    said, where it is not all. `unapplied` are the decisions whose theme or comment no longer exists.
    """

    themes: tuple[Theme, ...]
    codings: tuple[Coding, ...]
    approved: frozenset[str] = frozenset()
    hidden_quotes: frozenset[str] = frozenset()
    hidden_themes: frozenset[str] = frozenset()
    unapplied: tuple[Decision, ...] = ()
    shortened: Mapping[str, str] = field(default_factory=dict)

    def said(self, coding: Coding) -> str:
        """Return what may be quoted of a comment: its redacted text, or what a reviewer left of it."""
        return self.shortened.get(coding.comment_id, coding.redacted_text)


def apply_decisions(analysis: Analysis, decisions: Sequence[Decision]) -> Reviewed:
    """Return the analysis with the decisions applied in order.

    ``undo`` takes back the decision before it that still stands. A decision that cannot be applied is returned in
    `Reviewed.unapplied`; none makes this fail.
    """
    state, unapplied = replay(analysis, decisions)
    return Reviewed(
        recount(_with_own_gists(state), tuple(state.codings.values())),
        tuple(state.codings.values()),
        frozenset(state.approved),
        frozenset(state.hidden_quotes),
        frozenset(state.hidden_themes & state.themes.keys()),
        unapplied,
        dict(state.shortened),
    )


def replay(analysis: Analysis, decisions: Sequence[Decision]) -> tuple["State", tuple[Decision, ...]]:
    """Return what the decisions make of an analysis, and those that could not be applied."""
    kept = standing(decisions)
    state = _state_of(analysis, gone(decisions, kept))
    return state, tuple(decision for decision in kept if not take(state, decision))


def take(state: "State", decision: Decision) -> bool:
    """Apply one decision; return False when what it speaks of is not there."""
    try:
        _STEPS[decision.kind](state, decision.payload)
    except (_Gone, KeyError, TypeError, AttributeError, ValueError):
        return False
    return True


def reach(decision: Decision) -> tuple[set[str], set[str]]:
    """Return the themes and the comments that a decision may change anything about: all comments of these themes, and of
    these comments all copies. To take it, a state needs no other codings, but all themes.
    """
    about = decision.payload
    if decision.kind == "merge":
        return {each for each in _listed(about, "themes") if isinstance(each, str)} - {about.get("into")}, set()
    if decision.kind == "split":
        return {str(about.get("theme"))}, _placed(about)
    if decision.kind == "new_theme":
        return set(), {each for each in _listed(about, "comments") if isinstance(each, str)}
    return set(), {str(about["comment"])} if "comment" in about else set()


def _placed(payload: Mapping[str, Any]) -> set[str]:
    parts = payload.get("parts")
    found = [part.get("comments") for part in parts.values()] if isinstance(parts, dict) else []
    return {comment for comments in found if isinstance(comments, list) for comment in comments}


def gone(decisions: Sequence[Decision], kept: Sequence[Decision]) -> set[str]:
    """Return the themes that people made and took back: what followed them in a later run follows them no more."""
    return _made(decisions) - _made(kept)


def _with_own_gists(state: "State") -> tuple[Theme, ...]:
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


def _made(decisions: Sequence[Decision]) -> set[str]:
    """Return the ids of the themes that people made, from a search or by a split."""
    own = {str(each.payload.get("theme")) for each in decisions if each.kind == "new_theme"}
    splits = [each.payload.get("parts") for each in decisions if each.kind == "split"]
    return own | {str(part) for parts in splits if isinstance(parts, dict) for part in parts}


def _state_of(analysis: Analysis, undone: set[str]) -> "State":
    """Return what decisions begin with: an analysis without what followed a theme that is no longer wanted."""
    codings = {coding.comment_id: coding for coding in analysis.codings}
    if undone:
        for comment_id, coding in codings.items():
            if not undone.isdisjoint(coding.themes):
                codings[comment_id] = coding.without(undone)
    return State({theme.id: theme for theme in analysis.themes if theme.id not in undone}, codings)


def only_members(state: "State", payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a split without the comments that somebody moved out of the theme while it was being thought about."""
    members = {each.comment_id for each in state.codings.values() if payload.get("theme") in each.themes}
    parts = payload.get("parts")
    left = {
        part_id: {**part, "comments": [each for each in part["comments"] if each in members]}
        for part_id, part in (parts.items() if isinstance(parts, dict) else ())
    }
    whole = all(part["comments"] for part in left.values())
    return {**payload, "parts": left if whole else {}}


def objection(state: "State", kept: Sequence[Decision], new: Decision) -> str:
    """Return why a decision cannot be taken now, '' when it can: then it has been applied to the state.

    `kept` are the decisions that stand, at least those that merge or split. The state is of no use after an objection:
    ``gone`` (theme, comment or name is missing), ``merged`` (somebody made the theme a part of another one meanwhile),
    ``split`` (somebody split it), ``moved`` (the comment is no longer where it was to be moved from), ``one`` (a theme of
    one comment cannot be split).
    """
    moved = new.kind == "move" and _is_elsewhere(state, new.payload)
    if take(state, new):
        return "moved" if moved else ""
    spoken_of = {new.payload.get(name) for name in ("theme", "into", "to")} | set(_listed(new.payload, "themes"))
    for earlier in reversed(kept):
        if earlier.kind == "merge" and spoken_of & set(_listed(earlier.payload, "themes")):
            return "merged"
        if earlier.kind == "split" and earlier.payload.get("theme") in spoken_of:
            return "split"
    if new.kind == "split":
        members = [each for each in state.codings.values() if new.payload.get("theme") in each.themes]
        return "one" if len(once(members)) == 1 else "gone"
    return "gone"


def _listed(payload: Mapping[str, Any], name: str) -> list[Any]:
    found = payload.get(name)
    return found if isinstance(found, list) else []


def _is_elsewhere(state: "State", payload: Mapping[str, Any]) -> bool:
    source, coding = payload.get("from"), state.codings.get(payload.get("comment", ""))
    return bool(source) and source not in (coding.themes if coding else ())


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


class _Gone(Exception):
    """What a decision speaks of is not there."""


@dataclass
class State:
    """An analysis while decisions are applied to it, one after the other; also a part of one (see `reach`)."""

    themes: dict[str, Theme]
    codings: dict[str, Coding]
    approved: set[str] = field(default_factory=set)
    hidden_quotes: set[str] = field(default_factory=set)
    hidden_themes: set[str] = field(default_factory=set)
    shortened: dict[str, str] = field(default_factory=dict)
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

    def add_theme(self, comment_id: str, theme_id: str) -> None:
        """Let a comment be about a theme first of all."""
        self.codings[comment_id] = self.coding(comment_id).also(theme_id)


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that nobody took back, oldest first.

    An undo that names a decision by its ``key`` (``of``) takes back that one, whatever came after it; one that names none
    the last that stands.
    """
    kept: list[Decision] = []
    for decision in decisions:
        key = decision.payload.get("of") if decision.kind == "undo" else None
        if decision.kind != "undo":
            kept.append(decision)
        elif key:
            kept = [each for each in kept if each.payload.get("key") != key]
        elif kept:
            kept.pop()
    return kept


def _rename(state: State, payload: Mapping[str, Any]) -> None:
    theme = state.theme(payload["theme"])
    label = str(payload["label"]).strip()
    if not label:
        raise _Gone("label")
    state.themes[theme.id] = replace(theme, label=label, labels={})


def _merge(state: State, payload: Mapping[str, Any]) -> None:
    into = state.theme(payload["into"])
    merged = {theme_id for theme_id in payload["themes"] if theme_id in state.themes} - {into.id}
    if not merged:
        raise _Gone("themes")
    for coding in [each for each in state.codings.values() if not merged.isdisjoint(each.themes)]:
        for theme_id in merged.intersection(coding.themes):
            state.replace_theme(coding.comment_id, theme_id, into.id)
    others = [state.themes[theme_id] for theme_id in sorted(merged)]
    quotes = into.quotes + tuple(quote for theme in others for quote in theme.quotes)
    gists = into.gists + tuple(gist for theme in others for gist in theme.gists)
    state.themes[into.id] = replace(into, quotes=quotes, gists=gists)
    for theme_id in merged:
        del state.themes[theme_id]


def _split(state: State, payload: Mapping[str, Any]) -> None:
    theme = state.theme(payload["theme"])
    parts = {str(part_id): part for part_id, part in payload["parts"].items()}
    place = {comment_id: part_id for part_id, part in parts.items() for comment_id in part["comments"]}
    if not any(each in state.codings for each in place):
        raise _Gone("parts")
    labels = {part_id: str(part["label"]) for part_id, part in parts.items()}
    for coding in list(state.codings.values()):
        # A comment that came later follows the one or the other part (see `following`); one that people put into a part
        # stays there, whatever a later analysis makes of it.
        part = place.get(coding.comment_id) or next((each for each in coding.themes if each in parts), None)
        if part and theme.id in coding.themes:
            state.replace_theme(coding.comment_id, theme.id, part)
        elif coding.comment_id in place:
            state.add_theme(coding.comment_id, place[coding.comment_id])
    for part_id, label in labels.items():
        quotes = tuple(quote for quote in theme.quotes if place.get(quote.comment_id) == part_id)
        state.themes[part_id] = replace(
            theme, id=part_id, label=label, labels={}, quotes=quotes, centroid=b"", code=False
        )
    if theme.id not in parts and not any(theme.id in coding.themes for coding in state.codings.values()):
        del state.themes[theme.id]


def _new_theme(state: State, payload: Mapping[str, Any]) -> None:
    theme_id, label = str(payload["theme"]), str(payload["label"]).strip()
    chosen = dict.fromkeys(each for each in payload["comments"] if each in state.codings)
    if not chosen or not label:
        raise _Gone("comments")
    for comment_id in dict.fromkeys(copy for each in chosen for copy in state.copies(each)):
        state.add_theme(comment_id, theme_id)
    fit = [coding for each in chosen if (coding := state.coding(each)).safety is None][:_QUOTES]
    quotes = tuple(Quote(each.comment_id, each.redacted_text, each.language) for each in fit)
    state.themes[theme_id] = Theme(theme_id, label, (), 0, 0.0, 0.0, quotes)


def _move(state: State, payload: Mapping[str, Any]) -> None:
    coding, target = state.coding(payload["comment"]), state.theme(payload["to"])
    source = payload.get("from")
    for comment_id in state.copies(coding.comment_id):
        copy = state.coding(comment_id)
        if source and source in copy.themes:
            state.replace_theme(comment_id, source, target.id)
        else:  # a later analysis put it elsewhere: people said where it belongs
            state.add_theme(comment_id, target.id)


def _approve_quote(state: State, payload: Mapping[str, Any]) -> None:
    coding = state.coding(payload["comment"])
    parts = payload.get("parts")
    left = shortened(coding.redacted_text, parts) if parts else coding.redacted_text
    if left is None:  # its words are no longer those that were approved
        raise _Gone("parts")
    state.approved.add(coding.comment_id)
    state.hidden_quotes.discard(coding.comment_id)
    state.shortened.pop(coding.comment_id, None)
    if parts:
        state.shortened[coding.comment_id] = left


def _hide_quote(state: State, payload: Mapping[str, Any]) -> None:
    for comment_id in state.copies(payload["comment"]):
        state.hidden_quotes.add(comment_id)
        state.approved.discard(comment_id)
        state.shortened.pop(comment_id, None)


def _hide_theme(state: State, payload: Mapping[str, Any]) -> None:
    state.hidden_themes.add(state.theme(payload["theme"]).id)


def _show_theme(state: State, payload: Mapping[str, Any]) -> None:
    state.hidden_themes.discard(state.theme(payload["theme"]).id)


_STEPS: dict[str, Callable[[State, Mapping[str, Any]], None]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "new_theme": _new_theme,
    "move": _move,
    "approve_quote": _approve_quote,
    "hide_quote": _hide_quote,
    "hide_theme": _hide_theme,
    "show_theme": _show_theme,
}

KINDS = frozenset(_STEPS) | {"undo"}
# These say what may be quoted, all others what belongs to which theme: neither looks at what the other did.
ABOUT_QUOTES = frozenset({"approve_quote", "hide_quote"})
