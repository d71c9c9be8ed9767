"""The space of meaning: encoder vectors without what only tells the language.

Raw multilingual vectors gather by language first. The exemplars of the school-voice codebook say the same codes equally
often in each language, so the means of the languages differ by language alone; the axes between them are projected
out. That needs no language identification, and keeps what one community says more than others.
"""

from collections.abc import Callable, Sequence

import numpy as np

AT_ONCE = 10_000  # vectors that are computed with at once
MOST_STEPS = 7  # either side of 0, that a component of a packed vector can have
STEP = 0.38  # their size, as a share of the usual size of a component: so the least is lost (a cosine of 0.993 is left)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return the rows scaled to length 1; rows of nothing stay nothing."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def packed(vectors: np.ndarray) -> np.ndarray:
    """Return unit vectors of many and even dimensions with two components in a byte: millions of them fit into a small server."""
    steps = np.clip(np.rint(vectors / _step(vectors.shape[1])), -MOST_STEPS, MOST_STEPS).astype(np.int8) + MOST_STEPS
    return (steps[:, ::2].astype(np.uint8) << 4) | steps[:, 1::2].astype(np.uint8)


def unpacked(vectors: np.ndarray) -> np.ndarray:
    """Return the whole steps of vectors that were packed, int8; others as they are. Enough where only directions count."""
    if vectors.dtype != np.uint8:
        return vectors
    steps = np.empty((len(vectors), 2 * vectors.shape[1]), np.int8)
    steps[:, ::2], steps[:, 1::2] = vectors >> 4, vectors & 15
    steps -= MOST_STEPS
    return steps


def widened(vectors: np.ndarray) -> np.ndarray:
    """Return vectors of any precision as float32; those that were packed are unit vectors but for the rounding."""
    vectors = unpacked(vectors)
    return vectors * _step(vectors.shape[1]) if vectors.dtype == np.int8 else vectors.astype(np.float32, copy=False)


def _step(dimensions: int) -> np.float32:
    return np.float32(STEP / np.sqrt(dimensions))


def some_at_a_time(rows: np.ndarray) -> list[np.ndarray]:
    """Return the rows in parts that are small enough to be computed with at once; at least one, which may be empty."""
    return [rows[first : first + AT_ONCE] for first in range(0, max(1, len(rows)), AT_ONCE)]


def slices(number: int) -> list[slice]:
    """Return the same of so many rows that follow one another."""
    return [slice(first, first + AT_ONCE) for first in range(0, max(1, number), AT_ONCE)]


def in_parts(
    vectors: np.ndarray, work: Callable[[np.ndarray], np.ndarray], rows: np.ndarray | None = None
) -> np.ndarray:
    """Return what `work` makes of these rows (None: all) of vectors of any precision, given some as float32 at a time."""
    parts = some_at_a_time(np.arange(len(vectors)) if rows is None else rows)
    return np.concatenate([work(widened(vectors[part])) for part in parts])


def mean_of(vectors: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the mean of these rows of vectors of any precision, float32."""
    if len(rows) <= AT_ONCE:
        return widened(vectors[rows]).mean(axis=0)
    return in_parts(vectors, lambda some: some.sum(axis=0, keepdims=True), rows).sum(axis=0) / np.float32(len(rows))


def without(vectors: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """Return the vectors, shape (n, dimensions), less what they have in the orthonormal axes (directions, dimensions)."""
    return vectors - vectors @ axes.T @ axes


def language_axes(vectors: np.ndarray, languages: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle of the languages' means, shape (dimensions,), and the axes between them, one fewer than languages.

    The vectors have to be balanced: each language says the same things equally often.
    """
    of = np.array(languages)
    means = np.stack([vectors[of == language].mean(axis=0) for language in sorted(set(languages))])
    middle = means.mean(axis=0)
    _, _, axes = np.linalg.svd(means - middle, full_matrices=False)
    return middle.astype(np.float32), axes[: len(means) - 1].astype(np.float32)
