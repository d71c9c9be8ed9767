"""The space of meaning: encoder vectors without what only tells the language.

Raw multilingual vectors gather by language first. The directions in which languages differ were learned once from
parallel text and from the project's own exemplars (`tests/evals/learn_language_subspace.py`): the principal axes of the
language means. Projecting them out needs no language identification, and keeps what one community says more than
others.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np


def without_language(vectors: np.ndarray) -> np.ndarray:
    """Return the vectors, shape (n, dimensions), less their language component; other encoders' vectors unchanged."""
    basis = language_basis()
    if vectors.shape[1] != basis.shape[1]:
        return vectors
    return vectors - vectors @ basis.T @ basis


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return the rows scaled to length 1; rows of nothing stay nothing."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


@cache
def language_basis() -> np.ndarray:
    """Return the orthonormal directions of language, float32, shape (directions, 384)."""
    path = resources.files("app.analysis").joinpath("data", "language_subspace.npy")
    with resources.as_file(path) as file:
        return np.load(file, allow_pickle=False).astype(np.float32)


def learn_language_basis(sources: Sequence[tuple[float, dict[str, np.ndarray]]], directions: int) -> np.ndarray:
    """Return the basis from sources that say the same in several languages, each with the weight it has.

    A source holds vectors by language, each shape (sentences, dimensions); only their means are used.
    """
    spread = []
    for weight, by_language in sources:
        means = np.stack([vectors.mean(axis=0) for _, vectors in sorted(by_language.items())])
        spread.append(weight * (means - means.mean(axis=0)))
    _, _, axes = np.linalg.svd(np.vstack(spread), full_matrices=False)
    return axes[:directions].astype(np.float32)
