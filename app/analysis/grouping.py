"""Puts comments into groups: near the codes of a codebook first, what is left by likeness alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.codebook import Code, Codebook
from app.analysis.ports import Clusterer, Engines
from app.analysis.school import SchoolTalk, features_of
from app.analysis.space import unit

ONE_THEME = 0.9  # cosine of two clusters' centres from which they are one theme
MOST_THEMES = 3  # of one comment
FURTHER = 0.9  # likeness of a further theme, as a share of the first's
ONE_STATEMENT = 0.9  # what the likeness of one statement counts for its whole comment
NEAR_ENOUGH = 0.25  # likeness to a code below which a comment speaks of something else
COMMON_GROUND = 0.75  # share of a code's mean likeness to everything that says nothing about a comment
ENOUGH_COMMENTS = 50  # so many comments tell the mean likeness of a code
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
    """The comments that can be coded: their features (n, d), those of their statements, and whose each statement is."""

    features: np.ndarray
    statements: np.ndarray
    owners: np.ndarray


def group_comments(
    voices: Voices, codes: Sequence[Group], clusterer: Clusterer
) -> tuple[list[Group], list[Membership]]:
    """Return the groups, those of `codes` first, and each comment's membership.

    Comments far from every code are explored by clustering, unless they are too few to show anything.
    """
    if not codes:
        return _explore(voices, [], np.arange(len(voices.features)), clusterer)
    likeness = _likeness(voices, codes)
    left = np.flatnonzero(likeness.max(axis=1) < NEAR_ENOUGH)
    if len(left) < FEWEST_LEFT:
        return list(codes), _memberships(likeness)
    return _explore(voices, list(codes), left, clusterer)


def _explore(
    voices: Voices, groups: list[Group], left: np.ndarray, clusterer: Clusterer
) -> tuple[list[Group], list[Membership]]:
    """Cluster the comments that are left; a cluster stays a comment's first group whatever its statements say."""
    labels = _joined(voices.features[left], clusterer.cluster(voices.features[left]))
    found = [
        Group(unit(voices.features[left[labels == label]].mean(axis=0))) for label in range(labels.max(initial=-1) + 1)
    ]
    likeness = _likeness(voices, [*groups, *found])
    likeness[
        np.setdiff1d(np.arange(len(likeness)), left), len(groups) :
    ] = -1  # what has a code is not drawn away from it
    first: dict[int, int] = {int(row): len(groups) + int(label) for row, label in zip(left, labels, strict=True)}
    return [*groups, *found], _memberships(likeness, first)


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


def place_codebook(codebook: Codebook, school: SchoolTalk, engines: Engines) -> list[Group]:
    """Return a group for each code, its centre made of label, definition and examples."""
    if not codebook:
        return []
    texts = [[f"{code.label}: {code.definition}", code.label, *code.examples] for code in codebook]
    placed = school.place(engines.encoder.encode([text for each in texts for text in each]))
    ends = np.cumsum([len(each) for each in texts])[:-1]
    meaning = unit(np.stack([part.mean(axis=0) for part in np.split(placed.meaning, ends)]))
    codes = np.stack([part.mean(axis=0) for part in np.split(placed.codes, ends)])
    centres = features_of(meaning, codes)
    return [Group(centre, code) for centre, code in zip(centres, codebook, strict=True)]


def _likeness(voices: Voices, groups: Sequence[Group]) -> np.ndarray:
    """Return each comment's likeness to each group; a statement speaks for its comment at a discount."""
    centres = np.stack([group.centre for group in groups]) if groups else np.zeros((0, voices.features.shape[1]))
    likeness = voices.features @ centres.T
    if len(voices.statements):
        np.maximum.at(likeness, voices.owners, ONE_STATEMENT * (voices.statements @ centres.T))
    return likeness - _common_ground(likeness, sum(group.code is not None for group in groups))


def _common_ground(likeness: np.ndarray, codes: int) -> np.ndarray:
    """Return what to take off each group's likeness: a broadly worded code is near everything and means less by it."""
    ground = np.zeros(likeness.shape[1], likeness.dtype)
    if codes:
        means = likeness[:, :codes].mean(axis=0)
        ground[:codes] = COMMON_GROUND * len(likeness) / (len(likeness) + ENOUGH_COMMENTS) * (means - means.mean())
    return ground


def _memberships(likeness: np.ndarray, first: dict[int, int] | None = None) -> list[Membership]:
    return [_membership(row, (first or {}).get(at)) for at, row in enumerate(likeness)]


def _membership(likeness: np.ndarray, first: int | None) -> Membership:
    order = [int(group) for group in np.argsort(-likeness, kind="stable")]
    if first is None:
        first = order[0]
    best = float(likeness[first])
    further = [group for group in order if group != first and likeness[group] >= max(FURTHER * best, NEAR_ENOUGH)]
    second = max((float(likeness[group]) for group in order if group != first), default=0.0)
    return Membership((first, *further[: MOST_THEMES - 1]), round(min(1.0, max(0.0, best - second)), 3))
