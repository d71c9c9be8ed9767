"""Variance of weighted shares and means by Taylor linearisation: strata are the audiences, with finite populations.

Binder (1983); Lumley, "Complex Surveys" (2010). Everything is computed from sums by stratum and group, so a state's worth of
responses costs no more than a school's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Design:
    """How the responses came about: `n` responses and `fraction` of the people (0 where unknown), by stratum."""

    n: np.ndarray
    fraction: np.ndarray

    def variance(self, squares: np.ndarray, sums: np.ndarray) -> np.ndarray:
        """Return the variance of a total of scores from their products and sums by stratum.

        `squares` is (strata,) or (strata, k, k), `sums` (strata,) or (strata, k). A stratum of one person counts in full.
        """
        scale = np.where(self.n > 1, (1 - self.fraction) * self.n / np.maximum(self.n - 1, 1), 1 - self.fraction)
        mean = np.where(self.n > 1, 1 / np.maximum(self.n, 1), 0.0)
        if sums.ndim == 1:
            return (scale * (squares - mean * sums**2)).sum()
        centred = squares - mean[:, None, None] * sums[:, :, None] * sums[:, None, :]
        return (scale[:, None, None] * centred).sum(axis=0)


def design(strata: np.ndarray, people: Sequence[int | None]) -> Design:
    """Return the design of responses in `strata` (int) of so many `people`; a stratum with more responses than people is
    taken as without end: the count must be wrong."""
    n = np.bincount(strata, minlength=len(people)).astype(float)
    of = np.array([each or 0 for each in people], float)
    return Design(n, np.where(of >= n, np.divide(n, of, out=np.zeros_like(n), where=of > 0), 0.0))


@dataclass(frozen=True)
class Sums:
    """Sums over responses by stratum (rows) and group (columns): how many, their weights, the squares of these."""

    n: np.ndarray
    w: np.ndarray
    ww: np.ndarray

    @classmethod
    def of(cls, strata: np.ndarray, groups: np.ndarray, weights: np.ndarray, shape: tuple[int, int]) -> "Sums":
        """Add up responses; a group of -1 belongs to none."""
        kept = groups >= 0
        cell = strata[kept] * shape[1] + groups[kept]
        size = shape[0] * shape[1]
        w = weights[kept]
        sums = (np.bincount(cell, minlength=size), np.bincount(cell, w, size), np.bincount(cell, w * w, size))
        return cls(*(each.reshape(shape).astype(float) for each in sums))

    def columns(self, which: Sequence[int]) -> "Sums":
        """Return only these groups."""
        return Sums(self.n[:, which], self.w[:, which], self.ww[:, which])

    def together(self) -> "Sums":
        """Return all groups as one."""
        return Sums(*(each.sum(axis=1, keepdims=True) for each in (self.n, self.w, self.ww)))

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(self.n - other.n, self.w - other.w, self.ww - other.ww)


@dataclass(frozen=True)
class Ratio:
    """A weighted share of one group: its standard error, degrees of freedom, and its scores by stratum."""

    share: float
    error: float
    freedom: int
    squares: np.ndarray
    sums: np.ndarray


def ratio(said: Sums, everybody: Sums, group: int, of: Design) -> Ratio:
    """Return the weighted share of a group (a column) that `said` it."""
    total = float(everybody.w[:, group].sum())
    w1, ww1 = said.w[:, group], said.ww[:, group]
    w0, ww0 = everybody.w[:, group] - w1, everybody.ww[:, group] - ww1
    share = float(w1.sum()) / total if total else 0.0
    squares = (ww1 * (1 - share) ** 2 + ww0 * share**2) / (total or 1) ** 2
    sums = (w1 * (1 - share) - w0 * share) / (total or 1)
    freedom = int(everybody.n[:, group].sum() - (everybody.n[:, group] > 0).sum())
    return Ratio(share, max(float(of.variance(squares, sums)), 0.0) ** 0.5, max(freedom, 1), squares, sums)


def difference(one: Ratio, other: Ratio, of: Design) -> tuple[float, float]:
    """Return the difference of two groups' shares that share no response, and its standard error."""
    variance = float(of.variance(one.squares + other.squares, one.sums - other.sums))
    return one.share - other.share, max(variance, 0.0) ** 0.5


def cell_covariance(said: Sums, everybody: Sums, of: Design) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of the cells of a table (said it or not, by group), (2 * groups,), and their covariance."""
    rest = everybody - said
    w, ww = np.hstack([said.w, rest.w]), np.hstack([said.ww, rest.ww])
    total = float(w.sum())
    p = w.sum(axis=0) / total
    of_stratum = ww.sum(axis=1)
    products = (
        np.eye(len(p))[None] * ww[:, :, None]
        - ww[:, :, None] * p[None, None, :]
        - ww[:, None, :] * p[None, :, None]
        + of_stratum[:, None, None] * (p[:, None] * p[None, :])[None]
    ) / total**2
    sums = (w - w.sum(axis=1, keepdims=True) * p[None]) / total
    return p, of.variance(products, sums)
