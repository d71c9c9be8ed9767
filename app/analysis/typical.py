"""Typical statements of a class: what a linear head cannot bend around.

A code is spoken of in several ways ("no bus came", "forty minutes at the stop"), which lie apart in the space. A few centres
for each code keep them (k-means; Lloyd 1982), and a text speaks of a code as far as it is near to any of them. Beside a linear
head this errs in other places, so that both together are right more often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.space import unit

SHARPNESS = 25.0  # how fast nearness falls off: likenesses of texts that mean the same come to about a third
SEED = 1
ROWS_AT_ONCE = 4096  # of texts, each as wide as there are typical statements
STEPS = 127  # whole numbers that a component is kept in, either side of 0


@dataclass(frozen=True)
class Typical:
    """Typical statements: unit `vectors` (n, dimensions) in the order of their classes, and how many each stands for (n,).

    `classes` are the names, `each` (classes,) says how many of the vectors are of which.
    """

    classes: tuple[str, ...]
    each: np.ndarray
    vectors: np.ndarray
    stands_for: np.ndarray

    def shares(self, vectors: np.ndarray) -> np.ndarray:
        """Return how near each vector is to each class, shape (n, classes); rows sum to 1."""
        if not len(vectors):
            return np.zeros((0, len(self.classes)), np.float32)
        blocks = range(0, len(vectors), ROWS_AT_ONCE)
        return np.concatenate([self._shares(vectors[at : at + ROWS_AT_ONCE]) for at in blocks])

    def _shares(self, vectors: np.ndarray) -> np.ndarray:
        odds = SHARPNESS * vectors @ self.vectors.T + np.log(self.stands_for).astype(np.float32)
        near = np.exp(odds - odds.max(axis=1, keepdims=True))
        starts = np.concatenate([[0], np.cumsum(self.each)[:-1]]).astype(int)
        shares = np.add.reduceat(near, starts, axis=1)
        return shares / shares.sum(axis=1, keepdims=True)

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """Return them as named arrays, the vectors in a byte for each component."""
        steps = np.round(self.vectors * (STEPS / np.abs(self.vectors).max(axis=1, keepdims=True))).astype(np.int8)
        return {
            f"{name}.classes": np.array(self.classes), f"{name}.each": self.each.astype(np.int32),
            f"{name}.vectors": steps, f"{name}.stands_for": self.stands_for.astype(np.float32),
        }  # fmt: skip

    def counted_as(self, texts: int) -> "Typical":
        """Return the same as if they stood for so many texts in all."""
        return replace(self, stands_for=self.stands_for * (texts / self.stands_for.sum()))

    def and_also(self, other: "Typical") -> "Typical":
        """Return the classes of both."""
        return Typical(
            self.classes + other.classes,
            np.concatenate([self.each, other.each]),
            np.vstack([self.vectors, other.vectors]),
            np.concatenate([self.stands_for, other.stands_for]),
        )


def find_typical(vectors: np.ndarray, classes: Sequence[str], order: Sequence[str], each: int) -> Typical:
    """Return up to `each` typical statements of every class of unit vectors, shape (n, dimensions)."""
    of = np.array(classes)
    found = [_centres(vectors[of == name], each) for name in order]
    return Typical(
        tuple(order),
        np.array([len(centres) for centres, _ in found]),
        np.vstack([centres for centres, _ in found]).astype(np.float32),
        np.concatenate([sizes for _, sizes in found]),
    )


def from_arrays(arrays: Mapping[str, np.ndarray], name: str) -> Typical:
    """Return what `Typical.arrays` gave."""
    classes, each, vectors, stands_for = (
        arrays[f"{name}.{part}"] for part in ("classes", "each", "vectors", "stands_for")
    )
    return Typical(tuple(map(str, classes)), each, unit(vectors.astype(np.float32)), stands_for)


def _centres(vectors: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return unit centres and how many of the vectors are nearest to each; where there are few, each is its own."""
    distinct, times = np.unique(vectors, axis=0, return_counts=True)
    if len(distinct) <= most:
        return distinct, times
    from sklearn.cluster import KMeans  # takes a second to load, and most processes never learn

    parts = KMeans(most, n_init=10, random_state=SEED).fit(vectors)
    sizes = np.bincount(parts.labels_, minlength=most)
    return unit(parts.cluster_centers_[sizes > 0]), sizes[sizes > 0]
