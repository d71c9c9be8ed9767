"""Puts comments into groups: known codes first, what is left by likeness alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis import school_voice
from app.analysis.codebook import Code, Codebook
from app.analysis.ports import Clusterer, Encoder
from app.analysis.school import Placed, SchoolTalk
from app.analysis.space import unit

ONE_THEME = 0.9  # cosine of two clusters' centres from which they are one theme
MOST_THEMES = 3  # of one comment
FURTHER = 0.9  # likeness of a further theme, as a share of the first's
FURTHER_CODE = 0.7  # the same of a further code
ONE_STATEMENT = 0.9  # what the likeness of one statement counts for its whole comment
CROSSING = 1.5  # how sharply a school-voice code is given to the codes of a codebook that mean the same
DEFINITION_COUNTS = 0.6  # of likeness to a definition beside the school-voice codes that mean the same
MEANT = 1.0  # standard deviations above the mean likeness from which a codebook has a school-voice code
COVERED = 0.3  # share of what a comment says that a codebook has to have
ENOUGH_EXAMPLES = 5  # comments moved by hand that count as much as a definition
FOUND_AGAIN = 0.8  # cosine of two centres from which a theme was found again
FEWEST_LEFT = 8  # comments that a codebook leaves over before they are explored by themselves


@dataclass(frozen=True)
class Group:
    """A group of comments: its centre, a unit vector, and the code it stands for, if any."""

    centre: np.ndarray
    code: Code | None = None


@dataclass(frozen=True)
class Membership:
    """The groups of one comment as positions, best first, and how far the first is ahead (0..1)."""

    groups: tuple[int, ...]
    margin: float


@dataclass(frozen=True)
class Voices:
    """The comments that can be coded, where they are placed, and the same of their statements, whose are the `owners`."""

    comments: Placed
    statements: Placed
    owners: np.ndarray


@dataclass(frozen=True)
class Pull:
    """Comments that people moved to a theme that was found before: its centre then, and their features (n, d)."""

    centre: np.ndarray
    features: np.ndarray


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
        return placed.codes @ self.parts.T + DEFINITION_COUNTS * placed.meaning @ self.definitions.T

    def has(self, placed: Placed) -> np.ndarray:
        """Return how much of each text the codebook has, 0..1, shape (n,)."""
        return placed.codes @ self.covered


def place_codebook(codebook: Codebook, school: SchoolTalk, encoder: Encoder) -> KnownCodes | None:
    """Place a codebook; None when it is empty.

    People do not use a definition's words, so the school-voice codes that mean the same speak for it, and the comments
    that people moved to it by hand.
    """
    if not codebook:
        return None
    definitions = school.meaning(encoder.encode([f"{code.label}: {code.definition}" for code in codebook]))
    voice = school.meaning(encoder.encode([f"{code.label}: {code.definition}" for code in school_voice.codes()]))
    likeness = (voice + school.centres) @ definitions.T
    likeness = (likeness - likeness.mean()) / max(float(likeness.std()), 1e-9)
    parts = np.exp(CROSSING * likeness)
    parts /= parts.sum(axis=1, keepdims=True)
    covered = 1 / (1 + np.exp(-2 * (likeness.max(axis=1) - MEANT)))
    for row, code in enumerate(codebook):
        if code.examples:
            shown = school.place(encoder.encode(list(code.examples)))
            weight = len(code.examples) / (len(code.examples) + ENOUGH_EXAMPLES)
            definitions[row] += weight / (1 - weight) * shown.meaning.mean(axis=0)
            parts[:, row] += weight * shown.codes.mean(axis=0)
            covered = np.maximum(covered, np.minimum(1, 2 * weight * shown.codes.mean(axis=0) * len(covered) / 10))
    return KnownCodes(codebook, unit(definitions), parts.T, covered)


def group_comments(
    voices: Voices, known: KnownCodes | None, clusterer: Clusterer, pulls: Sequence[Pull] = ()
) -> tuple[list[Group], list[Membership]]:
    """Return the groups, those of the known codes first, and each comment's membership.

    Comments of which the codebook has little are explored by clustering, unless they are too few to show anything.
    """
    size = len(voices.comments.features)
    left = np.arange(size)
    groups: list[Group] = []
    memberships: dict[int, Membership] = {}
    if known is not None:
        left = np.flatnonzero(known.has(voices.comments) < COVERED)
        left = left if len(left) >= FEWEST_LEFT else left[:0]
        likeness = _of_comments(known.likeness(voices.comments), known.likeness(voices.statements), voices.owners)
        for row in np.setdiff1d(np.arange(size), left):
            memberships[int(row)] = _membership(likeness[row], FURTHER_CODE)
        groups = [Group(_centre(voices, memberships, at), code) for at, code in enumerate(known.codes)]
    if len(left):
        found, of_left = _explore(voices, left, clusterer, pulls)
        for row, own in zip(left, of_left, strict=True):
            memberships[int(row)] = Membership(tuple(len(groups) + at for at in own.groups), own.margin)
        groups += found
    return groups, [memberships[row] for row in range(size)]


def _centre(voices: Voices, memberships: dict[int, Membership], group: int) -> np.ndarray:
    rows = [row for row, membership in memberships.items() if group in membership.groups]
    return unit(voices.comments.features[rows].sum(axis=0)) if rows else np.zeros(voices.comments.features.shape[1])


def _explore(
    voices: Voices, left: np.ndarray, clusterer: Clusterer, pulls: Sequence[Pull]
) -> tuple[list[Group], list[Membership]]:
    """Cluster the comments that are left; each goes to the groups whose centres it, or a statement of it, is nearest."""
    features = voices.comments.features[left]
    labels = _joined(features, clusterer.cluster(features))
    centres = unit(np.stack([features[labels == label].mean(axis=0) for label in range(labels.max(initial=-1) + 1)]))
    for pull in pulls:
        _follow(centres, pull)
    statements = voices.statements.features @ centres.T
    likeness = _of_comments(voices.comments.features @ centres.T, statements, voices.owners)[left]
    return [Group(centre.astype(np.float32)) for centre in centres], [_membership(row, FURTHER) for row in likeness]


def _follow(centres: np.ndarray, pull: Pull) -> None:
    """Move the centre of the theme that people moved comments to towards them, when it was found again."""
    if pull.centre.shape != centres.shape[1:]:
        return  # another encoder found it
    likeness = centres @ pull.centre
    if likeness.max() >= FOUND_AGAIN:
        weight = len(pull.features) / (len(pull.features) + ENOUGH_EXAMPLES)
        at = likeness.argmax()
        centres[at] = unit((1 - weight) * centres[at] + weight * pull.features.mean(axis=0))


def _joined(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Join clusters whose centres hardly differ, the smaller to the larger: they are one theme that was cut in two."""
    while labels.max(initial=0) > 0:
        centres = unit(np.stack([features[labels == label].mean(axis=0) for label in range(labels.max() + 1)]))
        alike = np.triu(centres @ centres.T, k=1)
        larger, smaller = np.unravel_index(alike.argmax(), alike.shape)
        if alike[larger, smaller] < ONE_THEME:
            break
        labels = np.where(labels == smaller, larger, labels)
        labels = labels - (labels > smaller)
    return labels


def _of_comments(likeness: np.ndarray, of_statements: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """Return each comment's likeness to each group; a statement speaks for its comment at a discount."""
    spoken = likeness.copy()
    if len(of_statements):
        np.maximum.at(spoken, owners, ONE_STATEMENT * of_statements)
    return spoken


def _membership(likeness: np.ndarray, share: float) -> Membership:
    order: Sequence[int] = [int(group) for group in np.argsort(-likeness, kind="stable")]
    best = float(likeness[order[0]])
    further = [group for group in order[1:MOST_THEMES] if likeness[group] >= share * best > 0]
    second = float(likeness[order[1]]) if len(order) > 1 else 0.0
    return Membership((order[0], *further), round(min(1.0, max(0.0, best - second)), 3))
