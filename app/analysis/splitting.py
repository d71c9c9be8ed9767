"""Proposes how a theme might be split in two, for people to change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.coding import Coding
from app.analysis.labels import name_groups
from app.analysis.meanings import Meanings
from app.analysis.ports import Encoder, Engines
from app.analysis.school import learn_school_talk

Read = Callable[[Sequence[str]], Sequence[Coding]]  # the codings of these comments, in their order

_COMPARED = 1_000  # comments of which the two that are least alike are looked for
_READ = 40  # comments of each part that its name is taken from
_ROUNDS = 20


@dataclass(frozen=True)
class Part:
    """A part of a theme: what it may be called, and its comments, first those that could as well stand in the other."""

    label: str
    comments: tuple[str, ...]


def propose_split(
    comments: Sequence[str], read: Read, engines: Engines, meanings: Meanings | None = None
) -> tuple[Part, ...]:
    """Return two parts of a theme of these comments; none when there is nothing to split.

    Two-means over the comments' meaning, started from the two that are least alike. With the `meanings` of the run only
    those are read that the parts are named after.
    """
    if len(comments) < 2:
        return ()
    vectors = _vectors(comments, read, engines.encoder, meanings)
    side, clear = _two_means(vectors)
    rows = [np.flatnonzero(side == part) for part in (0, 1)]
    rows = [each[np.argsort(clear[each], kind="stable")] for each in rows]
    return tuple(
        Part(label, tuple(comments[row] for row in each.tolist()))
        for label, each in zip(_names(rows, comments, read, engines), rows, strict=True)
    )


def _vectors(comments: Sequence[str], read: Read, encoder: Encoder, meanings: Meanings | None) -> np.ndarray:
    place = {each: at for at, each in enumerate(meanings.ids)} if meanings else {}
    if meanings is not None and all(each in place for each in comments):
        return meanings.vectors[[place[each] for each in comments]].astype(np.float32)
    texts = [coding.redacted_text for coding in read(comments)]
    return learn_school_talk(encoder).place(encoder.encode(texts)).features


def _two_means(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the side of each row, 0 or 1, and how much nearer it is to its own middle than to the other."""
    some = np.unique(np.linspace(0, len(vectors) - 1, _COMPARED).astype(int))
    first, second = np.unravel_index((vectors[some] @ vectors[some].T).argmin(), (len(some), len(some)))
    centres = vectors[[some[first], some[second]]]
    for _ in range(_ROUNDS):
        likeness = vectors @ centres.T
        side = likeness.argmax(axis=1)
        if len(set(side.tolist())) < 2:  # all alike: cut in the middle rather than leave a part empty
            return (np.arange(len(vectors)) >= len(vectors) // 2).astype(int), np.zeros(len(vectors))
        centres = np.stack([vectors[side == part].mean(axis=0) for part in (0, 1)])
    return side, np.abs(likeness[:, 0] - likeness[:, 1])


def _names(rows: Sequence[np.ndarray], comments: Sequence[str], read: Read, engines: Engines) -> list[str]:
    """Name each part after those of its comments that could least stand in the other."""
    typical = [each[-_READ:] for each in rows]
    members = read([comments[row] for each in typical for row in each])
    placed = learn_school_talk(engines.encoder).place(
        engines.encoder.encode([coding.redacted_text for coding in members])
    )
    groups = [np.arange(len(typical[0])), np.arange(len(typical[0]), len(members))]
    return [name.label for name in name_groups(groups, members, placed, learn_school_talk(engines.encoder), engines)]
