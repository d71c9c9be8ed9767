"""Puts comments into groups: a district's codes first, then the families of school-voice codes, then what is new."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

import numpy as np

from app.analysis import school_voice
from app.analysis.codebook import Code, Codebook
from app.analysis.ports import Clusterer, Encoder
from app.analysis.school import Placed, SchoolTalk
from app.analysis.space import in_parts, slices, some_at_a_time, unit, unpacked, widened

MOST_THEMES = 3  # of one comment
FURTHER_FAMILY = 0.7  # likeness of a further family, as a share of the first's
# Likeness from which a further family counts whatever the first: over half of a statement speaks of it.
CLEAR_FAMILY = 0.28
FURTHER_CODE = 0.7  # the same of a further code
FAMILIAR = 0.2  # share of a family from which a comment speaks of it, and of nothing new
NEAR_EXAMPLES = 0.3  # likeness to comments moved by hand from which it counts
ALIKE = 0.6  # mean likeness of comments to their centre from which they are a theme of their own
ONE_STATEMENT = 0.5  # what the likeness of one statement counts for its whole comment
CROSSING = 1.5  # how sharply a school-voice code is given to the codes of a codebook that mean the same
DEFINITION_COUNTS = 0.5  # of likeness to a definition beside the school-voice codes that mean the same
EVENED = 0.5  # share of the difference between the codes of a district in how near anything comes to them
NEAREST = 6  # school-voice codes by which it is told how near anything comes to a code of the district
MEANT = 1.0  # standard deviations above the mean from which a codebook has a school-voice code
COVERED = 0.47  # share of what a comment says that a codebook has to have
ENOUGH_EXAMPLES = 5  # comments moved by hand that count as much as a definition
FEWEST_LEFT = 8  # comments that a codebook leaves over before they are explored by themselves, and that make a theme
SMALLEST = 0.02  # share of the comments that makes a theme too, where there are few


@dataclass(frozen=True)
class Group:
    """A group of comments: its centre, a unit vector, and the code or the family of school-voice codes it stands for."""

    centre: np.ndarray
    code: Code | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)  # slots: a state's worth of them is held at once
class Membership:
    """The groups of one comment as positions, best first, and how far the first is ahead (0..1)."""

    groups: tuple[int, ...]
    margin: float


NO_GROUPS = Membership((), 0.0)


@dataclass(frozen=True)
class Voices:
    """The comments that can be coded, where they are placed and in which language each is.

    `statements` are the same of their statements, whose are the `owners`.
    """

    comments: Placed
    languages: Sequence[str]
    statements: Placed
    owners: np.ndarray


@dataclass(frozen=True)
class KnownCodes:
    """A codebook in the space.

    `definitions` (codes, dimensions) are unit vectors of what the codes mean, `parts` (codes, school-voice codes) say how
    much of each school-voice code stands for which code, `covered` (school-voice codes,) how far any does, 0..1.
    """

    codes: Codebook
    definitions: np.ndarray
    parts: np.ndarray
    covered: np.ndarray

    def likeness(self, placed: Placed) -> np.ndarray:
        """Return how much each text speaks of each code, shape (n, codes)."""
        by_codes = in_parts(placed.codes, lambda some: some @ self.parts.T)
        return by_codes + in_parts(placed.meaning, lambda some: DEFINITION_COUNTS * some @ self.definitions.T)

    def has(self, placed: Placed) -> np.ndarray:
        """Return how much of each text the codebook has, 0..1, shape (n,)."""
        return in_parts(placed.codes, lambda some: some @ self.covered)


def place_codebook(codebook: Codebook, school: SchoolTalk, encoder: Encoder) -> KnownCodes | None:
    """Place a codebook; None when it is empty.

    People do not use a definition's words, so the school-voice codes that mean the same speak for it, and the comments
    that people moved to it by hand.
    """
    if not codebook:
        return None
    definitions = school.meaning(encoder.encode([f"{code.label}: {code.definition}" for code in codebook]))
    likeness = _likeness_of_codes(codebook, definitions, school, encoder)
    covered = 1 / (1 + np.exp(-2 * (likeness.max(axis=1) - MEANT)))
    parts = np.exp(CROSSING * likeness)
    parts *= (covered / parts.sum(axis=1))[:, None]
    for row, code in enumerate(codebook):
        if code.examples:
            shown = school.place(encoder.encode(list(code.examples)))
            weight = len(code.examples) / (len(code.examples) + ENOUGH_EXAMPLES)
            definitions[row] += weight / (1 - weight) * shown.meaning.mean(axis=0)
            parts[:, row] += weight * shown.codes.mean(axis=0)
            covered = np.maximum(covered, np.minimum(1, 2 * weight * shown.codes.mean(axis=0) * len(covered) / 10))
    return KnownCodes(codebook, unit(definitions), parts.T, covered)


def _likeness_of_codes(codebook: Codebook, definitions: np.ndarray, school: SchoolTalk, encoder: Encoder) -> np.ndarray:
    """Return how much the school-voice codes and those of the codebook mean the same, in standard deviations from the mean.

    Three say so: their definitions, the exemplars, and the codes that a definition and a label would be given themselves.
    """
    voice = school.meaning(encoder.encode([f"{code.label}: {code.definition}" for code in school_voice.codes()]))
    labels = school.meaning(encoder.encode([code.label for code in codebook]))
    given = np.sqrt((school.codes.shares(definitions) + school.codes.shares(labels)) / 2)
    said = [voice @ definitions.T, school.centres @ definitions.T, given.T]
    likeness = np.mean([(each - each.mean()) / max(float(each.std()), 1e-9) for each in said], axis=0)
    # A broadly worded definition is near to much: what is nearest to each code of the district counts alike.
    nearest = np.sort(likeness, axis=0)[-NEAREST:].mean(axis=0)
    return likeness - EVENED * (nearest - nearest.mean())


def group_comments(
    voices: Voices,
    known: KnownCodes | None,
    clusterer: Clusterer,
    shown: Mapping[str, np.ndarray] = MappingProxyType({}),
) -> tuple[list[Group], list[Membership]]:
    """Return the groups, those of the known codes first, and each comment's membership.

    Comments of which the codebook has little are grouped by the families of the school-voice codebook, which are the same for
    everybody and in every year; what speaks of none of them is explored by clustering. `shown` are the features of comments
    that people moved to a family by hand, shape (n, d).
    """
    left = np.arange(len(voices.comments.codes))
    memberships: list[Membership] = [NO_GROUPS] * len(left)
    places: list[tuple[Code | None, str | None]] = []
    if known is not None:
        likeness = _of_comments(voices, known.likeness)
        has = known.has(voices.comments)
        kept = has >= (COVERED if (has < COVERED).sum() >= FEWEST_LEFT else 0.0)
        _put(memberships, left[kept], likeness, FURTHER_CODE)
        left = left[~kept]
        places = [(code, None) for code in known.codes]
    likeness = _of_families(voices, shown)
    novel = _novel(voices, left[likeness[left].max(axis=1, initial=0.0) < FAMILIAR], clusterer)
    familiar = left[np.isin(left, list(novel), invert=True)]
    taught = {at for at, family in enumerate(school_voice.families()) if family in shown}
    likeness[familiar] = _without_tiny(likeness[familiar], taught)
    _put(memberships, familiar, likeness, FURTHER_FAMILY, len(places), CLEAR_FAMILY)
    for row, cluster in novel.items():
        memberships[row] = Membership((len(places) + likeness.shape[1] + cluster,), 0.0)
    places += [(None, family) for family in school_voice.families()]
    places += [(None, None)] * len(set(novel.values()))
    centres = _centres(voices.comments, memberships, len(places))
    return [Group(centre, *place) for centre, place in zip(centres, places, strict=True)], memberships


def _of_families(voices: Voices, shown: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return how much each comment speaks of each family of school-voice codes, shape (n, families)."""
    names, member = list(school_voice.families()), school_voice.members()
    likeness = _of_comments(voices, lambda placed: in_parts(placed.codes, lambda some: some @ member))
    for family, features in shown.items():
        weight = len(features) / (len(features) + ENOUGH_EXAMPLES)
        near = voices.comments.likeness(unit(features.mean(axis=0)))
        likeness[:, names.index(family)] += weight * np.maximum(0, near - NEAR_EXAMPLES)
    return likeness


def _without_tiny(likeness: np.ndarray, kept: Container[int]) -> np.ndarray:
    """Return the likeness, shape (n, families), with families that hardly any comment speaks of clearly put behind all others.

    Two comments among four hundred are no theme, and more often a mistake; what they say stays a sub-theme of the next.
    Families that are `kept` stay.
    """
    first = np.eye(likeness.shape[1], dtype=bool)[likeness.argmax(axis=1)]
    sizes = (first | (likeness >= CLEAR_FAMILY)).sum(axis=0)
    enough = min(FEWEST_LEFT, SMALLEST * len(likeness))
    tiny = [family for family, size in enumerate(sizes) if size < enough and family not in kept]
    if len(tiny) == likeness.shape[1]:
        return likeness
    last = likeness.copy()
    last[:, tiny] *= 1e-3
    return last


def _novel(voices: Voices, rows: np.ndarray, clusterer: Clusterer) -> dict[int, int]:
    """Return the cluster of each of the rows that belongs to one worth a theme: of enough comments that are much alike."""
    if len(rows) < FEWEST_LEFT:
        return {}
    features = unpacked(voices.comments.meaning[rows])
    labels = clusterer.cluster(features)
    found: dict[int, int] = {}
    kept = 0
    for label in range(labels.max() + 1):
        members = np.flatnonzero(labels == label)
        theirs = widened(features[members])
        alike = theirs @ unit(theirs.mean(axis=0))
        if len(members) >= FEWEST_LEFT and alike.mean() >= ALIKE:
            found |= {int(rows[at]): kept for at in members}
            kept += 1
    return found


def _centres(comments: Placed, memberships: Sequence[Membership], groups: int) -> list[np.ndarray]:
    """Return the centre of the surer half of each group's comments: the others should not say what it is about."""
    numbers = [len(each.groups) for each in memberships]
    rows = np.repeat(np.arange(len(memberships)), numbers)
    of = np.fromiter(chain.from_iterable(each.groups for each in memberships), np.int32, len(rows))
    first = np.fromiter((each.groups[0] if each.groups else -1 for each in memberships), np.int32, len(memberships))
    margin = np.fromiter((each.margin for each in memberships), np.float64, len(memberships))
    order = np.lexsort((rows, -margin[rows], first[rows] != of, of))
    theirs = np.split(rows[order], np.searchsorted(of[order], np.arange(1, groups)))
    surest = [each[: (len(each) + 1) // 2] for each in theirs[:groups]]
    return [unit(comments.features_summed(each)).astype(np.float32) for each in surest]


def _of_comments(voices: Voices, likeness: Callable[[Placed], np.ndarray]) -> np.ndarray:
    """Return each comment's likeness to each group, as its words have it; a statement speaks for its comment at a discount."""
    spoken = likeness(voices.comments)
    for some in slices(len(voices.owners)):
        np.maximum.at(spoken, voices.owners[some], ONE_STATEMENT * likeness(voices.statements.rows(some)))
    return spoken


def _put(
    memberships: list[Membership],
    rows: np.ndarray,
    likeness: np.ndarray,
    share: float,
    first: int = 0,
    clear: float = np.inf,
) -> None:
    """Write the memberships of these rows; the groups of the likeness, shape (all rows, groups), begin at `first`."""
    for some in some_at_a_time(rows):
        order = np.argsort(-likeness[some], axis=1, kind="stable")[:, :MOST_THEMES]
        ranked = np.take_along_axis(likeness[some], order, axis=1).tolist()
        for row, groups, shares in zip(some.tolist(), (first + order).tolist(), ranked, strict=True):
            memberships[row] = _membership(groups, shares, share, clear)


def _membership(groups: Sequence[int], likeness: Sequence[float], share: float, clear: float) -> Membership:
    """Return the membership of a comment, given the groups nearest to it, the nearest first, and how near they are.

    A further one counts as near as a `share` of the first, or when it is `clear` by itself.
    """
    best, second = likeness[0], likeness[1] if len(likeness) > 1 else 0.0
    further = [
        group
        for group, each in zip(groups[1:], likeness[1:], strict=True)
        if each >= min(clear, share * best) and each > 0
    ]
    return Membership((groups[0], *further), round(min(1.0, max(0.0, best - second)), 3))
