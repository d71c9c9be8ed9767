"""Fits what the codebook taught to the district: what is spoken of there, and what a language alone adds.

The heads learned from as many statements of every code; a district speaks of some families of codes much and of others hardly
at all, and what is doubtful is more likely one of the first (Saerens, Latinne and Decaestecker 2002). And an encoder reads some
languages less well, and then takes many things for the same few: where a language's comments speak of a family more or less
often than all comments do, a part of it may be that. Both are done by halves, so that a few comments more or less change
little: what one community really says more than others stays, and what only few speak of is not drowned.
"""

from collections.abc import Sequence

import numpy as np

from app.analysis.space import slices, some_at_a_time

MOST = 3.0  # times that a share may rise or fall, by either
ROUNDS = 3  # of the estimate how often a family is spoken of
AS_USUAL = 110.0  # comments spoken as the codebook is that count beside the district's own
AS_ALL = 1.5  # comments of a language and family that are as frequent as in all languages


def fitting(shares: np.ndarray, usual: np.ndarray, languages: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """Return what each comment's shares of the families have to be multiplied with, shape (n, families).

    `usual` (families,) are the shares of the families in the codebook, `counts` (n,) says how far each comment says anything.
    """
    often = _how_often(shares, usual, counts)
    counted = shares * often  # in the room of one from here on: there may be a million
    counted *= (counts / np.maximum(counted.sum(axis=1), 1e-12))[:, None]
    weights = _between_languages(counted, languages, counts)
    weights *= often
    return weights


def fitted(shares: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return shares multiplied with weights, both shape (n, classes); rows sum to 1 again."""
    return _of_one(shares * weights)


def _how_often(shares: np.ndarray, usual: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return how much more often than in the codebook each family is spoken of, shape (families,)."""
    often = np.ones_like(usual)
    for _ in range(ROUNDS):
        of_all = sum(counts[some] @ _of_one(shares[some] * often) for some in slices(len(shares)))
        spoken = of_all + AS_USUAL * usual
        often = np.clip(spoken / spoken.sum() / usual, 1 / MOST, MOST)
    return often


def _between_languages(counted: np.ndarray, languages: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """Return how much less or more often a comment's language speaks of each family than all do, itself left out.

    `counted` (n, families) are the shares of the comments times their `counts` (n,).
    """
    everybody, number = counted.sum(axis=0), counts.sum()
    weights = np.ones_like(counted)
    known = np.array(languages)
    for language in set(languages):
        rows = np.flatnonzero(known == language)
        own, of_own = counted[rows].sum(axis=0), counts[rows].sum()
        for some in some_at_a_time(rows):
            others, of_others = own - counted[some], (of_own - counts[some])[:, None]
            expected = of_others * (everybody - counted[some]) / np.maximum(number - counts[some], 1e-9)[:, None]
            weights[some] = np.clip((expected + AS_ALL) / (others + AS_ALL), 1 / MOST, MOST)
    return weights


def _of_one(shares: np.ndarray) -> np.ndarray:
    return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
