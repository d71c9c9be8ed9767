"""Folds themes into a plan: each theme is matched with the steps that it speaks of, and each match becomes a proposal.

The rule is the field's own: build on what worked (keep, expand), change what met a challenge (amend), end what people
reject (retire), and start something where the plan has no answer (add).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import once
from app.analysis.ports import Encoder
from app.analysis.themes import Theme
from app.planning.heard_at_school import suppressed
from app.planning.matching import (
    Element,
    Space,
    elements_of,
    likeness,
    place_comments,
    place_elements,
    place_texts,
    place_themes,
)
from app.planning.opposition import oppose
from app.planning.plan import Plan
from app.planning.revision import Evidence, Kind, Opposition, Revision
from app.planning.stance import STANCES, stances
from app.planning.wording import OPPOSED, PARTLY, name_topics, write_rationale, write_text
from translations import SOURCE

RELATED = 0.27  # likeness from which an element has to do with a theme
ANSWERED = 0.42  # likeness from which an element answers the theme, so that no new step is proposed
WELL_ANSWERED = 0.50  # the same where most comments tell of problems rather than of what the school does about them
NEARLY_AS_GOOD = 0.75  # of the best element's likeness: such elements are proposed as well
WEAK_CLAIM = 0.8  # of the likeness of another theme to the same element
MOST_ELEMENTS = 3  # per theme
SHARPNESS = 30.0  # how sharply a theme's comments are shared out between its elements
MOST_COMMENTS = 4_000  # that are looked at closely, all themes together
PER_THEME = (12, 80)  # comments looked at closely, at least and at most

GLAD, SORRY = 0.3, -0.3  # mean sentiment
REJECTED = 0.22  # mean share from which people want an end, if no other complaint outweighs it
WANTS_MORE = 0.25


@dataclass(frozen=True)
class _Voice:
    """One member comment of a theme; `comment` is None when only its coding is known."""

    coding: Coding
    comment: Comment | None


@dataclass(frozen=True)
class _Proposal:
    theme: Theme
    kind: Kind
    element: Element
    strength: float
    rank: int
    partly: bool = False
    opposed: Opposition | None = None


def fold(
    plan: Plan,
    themes: Sequence[Theme],
    codings: Sequence[Coding],
    comments: Sequence[Comment],
    encoder: Encoder,
    tag: str = SOURCE,
    minimum_n: int = 0,
) -> tuple[Revision, ...]:
    """Return the proposed revisions: the best answer to every theme first, larger themes before smaller ones.

    A theme without a part of the plan that speaks of it gets an ``add`` under the strategy that is nearest. New wordings
    are written in the plan's language, `tag`; where a theme's voices want opposite things, none is. `minimum_n` leaves
    smaller figures out of the evidence, for a plan that is not read by the district's team alone.
    """
    elements = elements_of(plan)
    voices = _voices(themes, codings, comments)
    spoken = [theme for theme in themes if voices[theme.id]]
    if not elements or not spoken:
        return ()
    close, rows = _look_closely(spoken, voices)
    space = place_comments([voice.coding.redacted_text for voice in close], encoder)
    wants = _wants(close, space, encoder)
    feelings = np.array([voice.coding.sentiment for voice in close])
    places = place_elements(elements, encoder)
    match = likeness(place_themes(spoken, rows, space, encoder), places)
    near = likeness(space, place_texts(elements, encoder))
    proposals = [
        proposal
        for at, theme in enumerate(spoken)
        for proposal in _propose(theme, elements, match[at], near[rows[at]], wants[rows[at]], feelings[rows[at]])
    ]
    opposed = {
        theme.id: _opposition(
            voices[theme.id], [close[row] for row in rows[at]], space[rows[at]], wants[rows[at]], encoder
        )
        for at, theme in enumerate(spoken)
    }
    told = [replace(each, opposed=opposed[each.theme.id] if each.rank == 0 else None) for each in proposals]
    found = _revisions(_without_weak_claims(told), voices)
    by_id = {element.id: element.text for element in elements}
    return tuple(_worded(suppressed(each, minimum_n), by_id.get(each.target or "", ""), tag) for each in found)


def _opposition(
    voices: Sequence[_Voice], looked_at: Sequence[_Voice], space: Space, wants: np.ndarray, encoder: Encoder
) -> Opposition | None:
    """Return what a theme's voices want that is opposite: where a sample shows it, it is counted over them all."""
    found = oppose([_with_audience(voice) for voice in looked_at], space.meaning, wants, encoder)
    if found is None or len(looked_at) == len(voices):
        return found
    everybody = sorted(voices, key=lambda voice: _lot(voice.coding.comment_id))[:MOST_COMMENTS]
    whole = place_comments([voice.coding.redacted_text for voice in everybody], encoder)
    return oppose(
        [_with_audience(voice) for voice in everybody], whole.meaning, _wants(everybody, whole, encoder), encoder
    )


def _with_audience(voice: _Voice) -> tuple[Coding, str]:
    return voice.coding, (voice.comment.groups.get("audience") or "") if voice.comment else ""


def _voices(themes: Sequence[Theme], codings: Sequence[Coding], comments: Sequence[Comment]) -> dict[str, list[_Voice]]:
    by_id = {comment.id: comment for comment in comments}
    voices: dict[str, list[_Voice]] = {theme.id: [] for theme in themes}
    for coding in once(codings):
        for theme in coding.themes:
            if theme in voices:
                voices[theme].append(_Voice(coding, by_id.get(coding.comment_id)))
    return voices


def _look_closely(themes: Sequence[Theme], voices: dict[str, list[_Voice]]) -> tuple[list[_Voice], list[np.ndarray]]:
    """Return the comments to encode and, per theme, their rows: a fixed sample that does not depend on their order."""
    share = int(np.clip(MOST_COMMENTS // len(themes), *PER_THEME))
    rows: dict[str, int] = {}
    close: list[_Voice] = []
    of_themes = []
    for theme in themes:
        chosen = sorted(voices[theme.id], key=lambda voice: _lot(voice.coding.comment_id))[:share]
        for voice in chosen:
            if voice.coding.comment_id not in rows:
                rows[voice.coding.comment_id] = len(close)
                close.append(voice)
        of_themes.append(np.array([rows[voice.coding.comment_id] for voice in chosen], int))
    return close, of_themes


def _lot(comment_id: str) -> bytes:
    return blake2b(comment_id.encode(), digest_size=8).digest()


def _wants(close: Sequence[_Voice], space: Space, encoder: Encoder) -> np.ndarray:
    asked = [(voice.comment.item or voice.comment.groups.get("question")) if voice.comment else None for voice in close]
    items = [item or "" for item in asked]
    sentiment = np.array([voice.coding.sentiment for voice in close])
    return stances(space.meaning, items, sentiment, encoder)


def _propose(
    theme: Theme, elements: Sequence[Element], match: np.ndarray, near: np.ndarray, wants: np.ndarray, felt: np.ndarray
) -> list[_Proposal]:
    """Return the proposals for one theme, best first; `near` is (comments, elements), `wants` (comments, stances)."""
    order = np.argsort(-match, kind="stable")
    best = float(match[order[0]])
    fit = [at for at in order[:MOST_ELEMENTS] if match[at] >= max(RELATED, NEARLY_AS_GOOD * best)]
    shares = _shares(near[:, fit])
    found = []
    for rank, at in enumerate(fit):
        weights = shares[:, rank] / max(shares[:, rank].sum(), 1e-9)
        kind = decide_kind(float(weights @ felt), weights @ wants, meant=bool(match[at] >= ANSWERED))
        found.append(_Proposal(theme, kind, elements[at], float(match[at]), rank))
    problems = STANCES[int(wants.mean(axis=0).argmax())] == "problem"
    if best < (WELL_ANSWERED if problems else ANSWERED):
        add = _Proposal(theme, Kind.ADD, _nearest_strategy(elements, match), best, 0, partly=bool(fit))
        place = 0 if best < (RELATED + ANSWERED) / 2 else 1
        found = [*found[:place], add, *found[place : MOST_ELEMENTS - 1]]
    return [replace(proposal, rank=rank) for rank, proposal in enumerate(found)]


def _shares(near: np.ndarray) -> np.ndarray:
    """Share each comment out between the elements by likeness, shape (comments, elements), rows sum to 1."""
    if not near.size:
        return near
    relative = SHARPNESS * (near - near.mean(axis=0))
    weights = np.exp(relative - relative.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def decide_kind(sentiment: float, wants: np.ndarray, meant: bool = True) -> Kind:
    """Return what to do about an element, from those who speak of it.

    `sentiment` is their mean, -1..1, `wants` their mean shares of STANCES. Only an element that is really `meant` may
    be retired: anger about a problem is not a wish to end what is done against it.
    """
    share = dict(zip(STANCES, wants, strict=True))
    complaints = max(share["broken"], share["problem"])
    if meant and sentiment <= 0 and share["reject"] >= max(REJECTED, complaints):
        return Kind.RETIRE
    if sentiment >= GLAD:
        return Kind.EXPAND if share["more"] >= WANTS_MORE else Kind.KEEP
    if sentiment <= 0 and share["reject"] >= max(share["more"], complaints):
        return Kind.AMEND  # opinions differ, but its critics want something else
    if sentiment > SORRY or share["more"] >= complaints:
        return Kind.EXPAND
    return Kind.AMEND


def _without_weak_claims(proposals: Sequence[_Proposal]) -> list[_Proposal]:
    """Leave an element to the themes that speak of it most, where a theme that does so less has other proposals."""
    strongest: dict[str, float] = {}
    counts = Counter(each.theme.id for each in proposals)
    for each in proposals:
        if each.kind is not Kind.ADD:
            strongest[each.element.id] = max(each.strength, strongest.get(each.element.id, 0.0))
    kept = []
    for each in proposals:
        weak = each.strength < min(ANSWERED, WEAK_CLAIM * strongest.get(each.element.id, 0.0))
        if each.kind is Kind.ADD or not weak or counts[each.theme.id] == 1:
            kept.append(each)
        else:
            counts[each.theme.id] -= 1
    return kept


def _nearest_strategy(elements: Sequence[Element], match: np.ndarray) -> Element:
    """Return an element of the strategy whose elements are nearest to the theme on average."""
    means = {
        under: np.mean([match[at] for at, element in enumerate(elements) if element.under == under])
        for under in dict.fromkeys(element.under for element in elements)
    }
    nearest = max(means, key=lambda under: means[under])
    return next(element for element in elements if element.under == nearest)


def _revisions(proposals: Sequence[_Proposal], voices: dict[str, list[_Voice]]) -> tuple[Revision, ...]:
    """Return proposals as revisions; themes that ask the same of the same element share one."""
    ordered = sorted(proposals, key=lambda each: (each.rank, -len(voices[each.theme.id]), each.theme.id))
    shared: dict[tuple, list[_Proposal]] = {}
    for each in ordered:
        key = (each.kind, each.theme.id) if each.kind is Kind.ADD else (each.kind, each.element.id)
        shared.setdefault(key, []).append(each)
    return tuple(_revision(f"r{at}", same, voices) for at, same in enumerate(shared.values(), start=1))


def _revision(revision_id: str, same: Sequence[_Proposal], voices: dict[str, list[_Voice]]) -> Revision:
    first = same[0]
    themes = [each.theme for each in same]
    new = first.kind is Kind.ADD
    return Revision(
        id=revision_id,
        kind=first.kind,
        target=None if new else first.element.id,
        under=first.element.under if new else None,
        text="",
        rationale="",
        themes=tuple(theme.id for theme in themes),
        evidence=_evidence(themes, voices),
        topics=tuple({SOURCE: theme.label, **theme.labels} for theme in themes),
        likeness=round(first.strength, 4),
        partly=first.partly,
        opposed=next((each.opposed for each in same if each.opposed), None),
    )


def _worded(revision: Revision, element: str, tag: str) -> Revision:
    topic, who = name_topics(revision.topics, tag), list(revision.evidence.audiences)
    text = "" if revision.opposed else write_text(revision.kind, element, topic, who, tag)
    return replace(revision, text=text, rationale=rationale(revision))


def rationale(revision: Revision, tag: str = SOURCE) -> str:
    """Return why a revision is proposed, in a language."""
    evidence = revision.evidence
    said = (evidence.comments, list(evidence.audiences), len(evidence.languages), evidence.sentiment)
    partly = PARTLY if revision.partly and revision.kind is Kind.ADD else ""
    why = OPPOSED if revision.opposed else partly
    return write_rationale(revision.kind, name_topics(revision.topics, tag), said, why, tag)


def _evidence(themes: Sequence[Theme], voices: dict[str, list[_Voice]]) -> Evidence:
    """Count the comments of all themes, each once: by audience and language, most first."""
    said = {voice.coding.comment_id: voice for theme in themes for voice in voices[theme.id]}.values()
    groups = [voice.comment.groups.get("audience") for voice in said if voice.comment]
    audiences = Counter(audience for audience in groups if audience)
    languages = Counter(voice.coding.language for voice in said)
    return Evidence(
        comments=len(said),
        audiences=dict(audiences.most_common()),
        languages=dict(languages.most_common()),
        sentiment=round(float(np.mean([voice.coding.sentiment for voice in said])), 3),
        quotes=tuple(quote for theme in themes for quote in theme.quotes),
    )
