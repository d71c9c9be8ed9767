"""The space of meaning: encoder vectors without what only tells the language.

Raw multilingual vectors gather by language first. The exemplars of the school-voice codebook say the same codes equally
often in each language, so the means of the languages differ by language alone; the axes between them are projected
out. That needs no language identification, and keeps what one community says more than others.
"""

from collections.abc import Sequence

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return the rows scaled to length 1; rows of nothing stay nothing."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


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
