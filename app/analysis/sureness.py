"""How far a share can be believed: shares become chances, so that of what is told with 0.8 about four in five are so.

Heads are too sure of texts like those they were taught with. One number, learned from statements that nobody taught them,
sharpens or flattens their shares (temperature scaling; Guo et al. 2017); which class comes first stays the same.
"""

import numpy as np

TRIED = np.geomspace(0.25, 4.0, 97)


def chances(shares: np.ndarray, sureness: float) -> np.ndarray:
    """Return shares, shape (n, classes), as chances; rows sum to 1. Below 1 they are believed less than they say."""
    powers = np.maximum(shares, 1e-12) ** sureness
    return powers / powers.sum(axis=1, keepdims=True)


def learn_sureness(shares: np.ndarray, right: np.ndarray) -> float:
    """Return the sureness by which the `right` classes, as columns of the shares, are least surprising; 1 without any."""
    if not len(right):
        return 1.0
    rows = np.arange(len(right))
    surprise = [-np.log(chances(shares, sureness)[rows, right]).mean() for sureness in TRIED]
    return round(float(TRIED[int(np.argmin(surprise))]), 3)
