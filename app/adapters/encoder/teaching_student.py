"""Teaches the encoder's student what the encoder makes of school talk: a vector for each piece of text (student.py).

Three steps. The encoder reads each piece alone, as in model2vec: that is what words mean which no exemplar explains. A linear map
brings means of these, rare pieces counting more (Arora et al. 2017), near to what the encoder makes of whole statements. And ridge regression
fits what each piece adds beyond that. Takes some minutes, and no torch: ``make coder``.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

COMMON = 1e-3  # share of all pieces from which one counts less
MAP_PENALTY, PIECE_PENALTY = 10.0, 0.5
ROUNDS = 20  # of conjugate gradients
FOLDS = 3
SEED = 20240607


@dataclass(frozen=True)
class Taught:
    """The pieces, how often each stands in the texts, its vector, shape (pieces, dimensions), and `unseen`.

    These are unit vectors of the texts as the student would read them had it not seen them.
    """

    pieces: np.ndarray
    counts: np.ndarray
    vectors: np.ndarray
    unseen: np.ndarray


def pieces_of(texts: Sequence[list[int]]) -> np.ndarray:
    """Return the numbers of all pieces of the texts."""
    return np.array(sorted({piece for text in texts for piece in text}))


def teach_student(texts: Sequence[list[int]], alone: np.ndarray, wanted: np.ndarray) -> Taught:
    """Return what the student learns.

    `texts` are the pieces of each, `alone` (pieces_of(texts), dimensions) what each piece means alone, `wanted` (texts, dimensions) what the
    whole texts mean; both are unit vectors. Equal lessons give an equal student on one machine.
    """
    pieces = pieces_of(texts)
    number = Counter(piece for text in texts for piece in text)
    often = np.array([number[int(piece)] for piece in pieces])
    rare = COMMON / (COMMON + often / often.sum())
    counts = _counts(texts, pieces)
    start = _mapped(counts, (rare[:, None] * alone).astype(np.float32), wanted)
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(texts))
    unseen = np.zeros_like(wanted)
    for left_out in range(FOLDS):
        seen = fold != left_out
        unseen[~seen] = counts[~seen] @ (start + _added(counts[seen], start, wanted[seen]))
    vectors = start + _added(counts, start, wanted)
    return Taught(pieces, often, vectors, unseen / np.maximum(np.linalg.norm(unseen, axis=1, keepdims=True), 1e-9))


def _counts(texts: Sequence[list[int]], pieces: np.ndarray) -> sparse.csr_array:
    """Return how often each piece stands in each text, shape (texts, pieces), so scaled that long texts weigh no more."""
    ends = np.concatenate([[0], np.cumsum([len(text) for text in texts])])
    columns = np.searchsorted(pieces, np.concatenate([np.array(text, int) for text in texts]))
    scale = np.repeat([1 / max(1, len(text)) ** 0.5 for text in texts], np.diff(ends)).astype(np.float32)
    return sparse.csr_array((scale, columns, ends), (len(texts), len(pieces)))


def _mapped(counts: sparse.csr_array, alone: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    means = counts @ alone
    penalty = MAP_PENALTY * np.eye(means.shape[1], dtype=np.float32)
    return (alone @ np.linalg.solve(means.T @ means + penalty, means.T @ wanted)).astype(np.float32)


def _added(counts: sparse.csr_array, start: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return what each piece adds: ridge regression of what is still wanted, by conjugate gradients, all dimensions at once."""
    back = counts.T.tocsr()
    added = np.zeros_like(start)
    rest = back @ (wanted - counts @ start)
    step, size = rest.copy(), (rest**2).sum(axis=0)
    for _ in range(ROUNDS):
        moved = back @ (counts @ step) + PIECE_PENALTY * step
        pace = size / np.maximum((step * moved).sum(axis=0), 1e-20)
        added += pace * step
        rest -= pace * moved
        before, size = size, (rest**2).sum(axis=0)
        step = rest + size / np.maximum(before, 1e-20) * step
    return added
