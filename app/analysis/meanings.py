"""Where comments and their statements lie in the space of meaning, kept so that they can be searched."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from app.analysis import school_voice
from app.analysis.school import Placed
from app.analysis.space import widened

# What of the likeness of two texts is the likeness of what they say about school. On the example, searched by the
# labels of its codebook in each of their languages, the mean precision is 0.35 with it and 0.27 without.
OF_SCHOOL = 0.4
_AT_ONCE = 512  # rows that are widened to float32 at a time: few enough to stay in the cache of a core
COARSE = 128  # dimensions in which rows are looked through first ...
CANDIDATES = 5000  # ... and of how many of them all dimensions are compared then
_SEEN = 20_000  # rows from which the coarse dimensions are found


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
        return self._of_comments(self._exactly(np.arange(len(self.vectors)), meaning))

    def nearest(self, meaning: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the same quickly, for a search `among` some comments, bool (comments,).

        Of the few thousand nearest it is exact, of the others rough.
        """
        if len(self.vectors) <= CANDIDATES:
            return self.likeness(meaning)
        axes, coarse = self._coarse
        rough = coarse @ (meaning @ axes)
        wanted = np.where(among[self.owners], rough, -np.inf)
        rows = np.argpartition(-wanted, CANDIDATES)[:CANDIDATES]
        rough[rows] = self._exactly(rows, meaning)
        return self._of_comments(rough)

    @cached_property
    def _coarse(self) -> tuple[np.ndarray, np.ndarray]:
        """The directions in which the rows differ most, (dimensions, COARSE), and the rows in these, float32."""
        some = self.vectors[:: max(1, len(self.vectors) // _SEEN)].astype(np.float32)
        axes = np.linalg.eigh(some.T @ some)[1][:, -COARSE:].astype(np.float32)
        starts = range(0, len(self.vectors), _AT_ONCE)
        parts = [self.vectors[start : start + _AT_ONCE].astype(np.float32) @ axes for start in starts]
        return axes, np.vstack(parts)

    def _exactly(self, rows: np.ndarray, meaning: np.ndarray) -> np.ndarray:
        found = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            found[start : start + _AT_ONCE] = self.vectors[part].astype(np.float32) @ meaning
        return found

    def _of_comments(self, likeness: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


# Takes rows, float16, some at a time, and how many and how wide all are; gives them back as one array.
Room = Callable[[Iterable[np.ndarray], tuple[int, int]], np.ndarray]


def in_memory(parts: Iterable[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    """Hold all rows in memory: about 1 KB each."""
    vectors, at = np.empty(shape, np.float16), 0
    for part in parts:
        vectors[at : at + len(part)] = part
        at += len(part)
    return vectors


def meanings_of(
    ids: Sequence[str], comments: Placed, statements: Placed, owners: np.ndarray, room: Room = in_memory
) -> Meanings:
    """Put together what an analysis placed: comments, their statements and whose each is, a position in `ids` (m,)."""
    order = np.argsort(owners, kind="stable")
    width = vectors_of(comments.rows(slice(0, 0))).shape[1]
    parts = chain(_parts(comments, np.arange(len(ids))), _parts(statements, order))
    vectors = room(parts, (len(ids) + len(owners), width))
    whose = np.concatenate([np.arange(len(ids)), owners[order]])
    return Meanings(tuple(ids), vectors, whose.astype(np.int32), school_voice.digest())


def _parts(placed: Placed, rows: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(rows), _AT_ONCE):
        yield vectors_of(placed.rows(rows[start : start + _AT_ONCE])).astype(np.float16)


def vectors_of(placed: Placed) -> np.ndarray:
    """Return unit vectors, float32 (n, dimensions), whose products say how much two texts mean the same.

    Meaning and shares of school-voice codes side by side; of the shares the roots, as Bhattacharyya (1943) compares them.
    """
    sides = (np.sqrt(1 - OF_SCHOOL) * widened(placed.meaning), np.sqrt(OF_SCHOOL * widened(placed.codes)))
    return np.hstack(sides).astype(np.float32)
