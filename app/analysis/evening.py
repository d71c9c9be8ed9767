"""Evens out what a language alone adds to the shares of codes.

An encoder reads some languages less well, and then takes many things for the same few. Where a language's comments speak of
a code more or less often than all comments do, a part of it may be that. The shares are brought nearer to those of all, at
most to a third or three times as much: what one community really says more than others stays.
"""

from collections.abc import Sequence

import numpy as np

MOST = 3.0  # times that a share may rise or fall
ENOUGH = 20  # comments of a language that count as much as what all comments say


def even(shares: np.ndarray, languages: Sequence[str], of: np.ndarray, all_languages: Sequence[str]) -> np.ndarray:
    """Return the shares, shape (n, codes), of texts in `languages`, evened by what `of` and `all_languages` show.

    `of` are the shares of the whole comments, shape (m, codes), `all_languages` their languages.
    """
    if not len(of) or not len(shares):
        return shares
    overall = of.mean(axis=0)
    known, mine = np.array(all_languages), np.array(languages)
    evened = shares.copy()
    for language in set(languages):
        rows = of[known == language]
        own = (rows.sum(axis=0) + ENOUGH * overall) / (len(rows) + ENOUGH)
        evened[mine == language] *= np.clip(overall / np.maximum(own, 1e-9), 1 / MOST, MOST)
    evened /= evened.sum(axis=1, keepdims=True)
    return evened
