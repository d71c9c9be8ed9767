"""Is a difference more than chance? Tests between groups, and the correction for making many of them."""

from collections.abc import Sequence

import numpy as np
from scipy import special

from app.analysis.sampling import Design, Ratio, Sums, cell_covariance, difference

LEVEL = 0.05


def chi_square(said: np.ndarray, n: np.ndarray) -> float:
    """Return the p of Pearson's test that all groups say it equally often (unweighted; 1 when nothing varies)."""
    table = np.stack([said, n - said])
    if len(n) < 2 or not table.sum(axis=1).all():
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return float(special.chdtrc(len(n) - 1, ((table - expected) ** 2 / expected).sum()))


def rao_scott(said: Sums, everybody: Sums, of: Design) -> float:
    """Return the p of the same test for weighted shares: second-order correction, F (Rao and Scott 1984; Thomas and Rao 1987)."""
    groups = everybody.w.shape[1]
    if groups < 2 or not 0 < said.w.sum() < everybody.w.sum():
        return 1.0
    p, covariance = cell_covariance(said, everybody, of)
    n = float(everybody.n.sum())
    rows, columns = p.reshape(2, groups).sum(axis=1), p.reshape(2, groups).sum(axis=0)
    expected = np.outer(rows, columns).ravel()
    pearson = n * float(((p - expected) ** 2 / expected).sum())
    inverse = np.divide(1, p, out=np.zeros_like(p), where=p > 0)
    contrasts = _interaction(groups)
    middle = contrasts.T @ (inverse[:, None] * contrasts) / n
    effects = np.linalg.solve(middle, contrasts.T @ (inverse[:, None] * covariance * inverse[None]) @ contrasts)
    trace = float(np.trace(effects))
    if trace <= 0:
        return 1.0
    freedom = trace**2 / float(np.trace(effects @ effects))
    below = max(float(n - (everybody.n.sum(axis=1) > 0).sum()), 1.0)
    return float(special.fdtrc(freedom, freedom * below, pearson / trace))


def _interaction(groups: int) -> np.ndarray:
    """Return contrasts of a 2 x groups table that know nothing of its margins: each group against the first."""
    found = np.zeros((2 * groups, groups - 1))
    for at in range(1, groups):
        found[[0, at, groups, groups + at], at - 1] = (1, -1, -1, 1)
    return found


def t_test(one: Ratio, other: Ratio, of: Design, freedom: int) -> float:
    """Return the p of a difference of two weighted shares, with the standard error of the design."""
    gap, error = difference(one, other, of)
    return float(2 * special.stdtr(freedom, -abs(gap) / error)) if error else 1.0


def z_test(said: tuple[float, float], n: tuple[float, float]) -> float:
    """Return the p of a difference of two unweighted shares, with their pooled variance."""
    pooled = sum(said) / sum(n)
    error = (pooled * (1 - pooled) * (1 / n[0] + 1 / n[1])) ** 0.5
    return float(2 * special.ndtr(-abs(said[0] / n[0] - said[1] / n[1]) / error)) if error else 1.0


def holm(p: Sequence[float]) -> list[float]:
    """Return p values so that one wrong finding among all is as rare as for a single test (Holm 1979)."""
    order = np.argsort(p, kind="stable")
    steps = np.asarray(p, float)[order] * (len(p) - np.arange(len(p)))
    return _placed(order, np.minimum(np.maximum.accumulate(steps), 1.0))


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Return p values so that of the differences called more than chance at most the level is not (1995)."""
    order = np.argsort(p, kind="stable")
    steps = np.asarray(p, float)[order] * len(p) / (np.arange(len(p)) + 1)
    return _placed(order, np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0))


def _placed(order: np.ndarray, values: np.ndarray) -> list[float]:
    found = np.empty(len(values))
    found[order] = values
    return found.tolist()
