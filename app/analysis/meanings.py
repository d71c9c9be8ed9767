"""Where comments and their statements lie in the space of meaning, kept so that they can be searched."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis import school_voice
from app.analysis.school import Placed

# What of the likeness of two texts is the likeness of what they say about school. On the example, searched by the
# labels of its codebook in each of their languages, the mean precision is 0.35 with it and 0.27 without.
OF_SCHOOL = 0.4
_AT_ONCE = 8192  # rows that are widened to float32 at a time: few enough to stay in the cache of a core


@dataclass(frozen=True, eq=False)
class Meanings:
    """Vectors of all comments of one analysis.

    `ids` are the comments. `vectors` (rows, dimensions) are unit vectors, float16: first one row for each comment, in the
    order of `ids`, then one for each statement of those with several. `owners` (rows,) says whose each row is, as a
    position in `ids`; those of the statements ascend. `codebook` tells the codes that some of the dimensions stand for.
    """

    ids: tuple[str, ...]
    vectors: np.ndarray
    owners: np.ndarray
    codebook: str

    def likeness(self, meaning: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how near each comment comes to a unit vector (dimensions,), float32 (comments,), -1..1, and which of
        its statements comes nearest, int (comments,), -1 where it is the whole comment.
        """
        likeness = np.empty(len(self.vectors), np.float32)
        for start in range(0, len(likeness), _AT_ONCE):
            likeness[start : start + _AT_ONCE] = self.vectors[start : start + _AT_ONCE].astype(np.float32) @ meaning
        n = len(self.ids)
        nearest, statement = likeness[:n].copy(), np.full(n, -1)
        parts = likeness[n:]
        if len(parts):
            firsts = np.flatnonzero(np.diff(self.owners[n:], prepend=-1))
            owners = self.owners[n:][firsts]
            best = np.maximum.reduceat(parts, firsts)
            nearest[owners] = np.maximum(nearest[owners], best)
            sizes = np.diff(firsts, append=len(parts))
            place = np.flatnonzero(parts >= np.repeat(best, sizes))  # of the best statement; where two are equal, both
            group = np.repeat(np.arange(len(firsts)), sizes)[place]
            statement[owners[group[::-1]]] = (place - firsts[group])[::-1]  # the first of two comes last, and stays
        return nearest, statement


def meanings_of(ids: Sequence[str], comments: Placed, statements: Placed, owners: np.ndarray) -> Meanings:
    """Put together what an analysis placed: comments, their statements and whose each is, a position in `ids` (m,)."""
    order = np.argsort(owners, kind="stable")
    vectors = [vectors_of(comments), vectors_of(statements.rows(order))] if len(owners) else [vectors_of(comments)]
    whose = np.concatenate([np.arange(len(ids)), owners[order]])
    return Meanings(tuple(ids), np.vstack(vectors).astype(np.float16), whose.astype(np.int32), school_voice.digest())


def vectors_of(placed: Placed) -> np.ndarray:
    """Return unit vectors, float32 (n, dimensions), whose products say how much two texts mean the same.

    Meaning and shares of school-voice codes side by side; of the shares the roots, as Bhattacharyya (1943) compares them.
    """
    sides = (np.sqrt(1 - OF_SCHOOL) * placed.meaning, np.sqrt(OF_SCHOOL * placed.codes))
    return np.hstack(sides).astype(np.float32)
