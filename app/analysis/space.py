"""The space of meaning: encoder vectors without what only tells the language.

Raw multilingual vectors gather by language first. The exemplars of the school-voice codebook say the same codes equally
often in each language, so the means of the languages differ by language alone; the axes between them are projected
out. That needs no language identification, and keeps what one community says more than others.
"""

from collections.abc import Callable, Sequence

import numpy as np

AT_ONCE = 50_000  # vectors that are computed with at once
STEP = np.float32(1 / 256)  # between the numbers that a component of a unit vector is packed to: +-0.5, which few reach


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return the rows scaled to length 1; rows of nothing stay nothing."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def packed(vectors: np.ndarray) -> np.ndarray:
    """Return unit vectors of many dimensions in a byte for each component: a million of them fit into a small server."""
    return np.clip(np.rint(vectors / STEP), -127, 127).astype(np.int8)


def widened(vectors: np.ndarray) -> np.ndarray:
    """Return vectors of any precision as float32; those that were packed are unit vectors but for the rounding."""
    return vectors * STEP if vectors.dtype == np.int8 else vectors.astype(np.float32, copy=False)


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
