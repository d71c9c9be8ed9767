"""Intervals of 95 % for shares and their differences."""

import math

from scipy import special

Z = float(special.ndtri(0.975))


def wilson(said: float, n: float, people: int | None = None) -> tuple[float, float]:
    """Return the interval of an unweighted share (Wilson 1927).

    When all `people` are known, n counts for as many as would tell as much of a group without end (finite population
    correction): whoever asks everybody has no doubt left.
    """
    if n <= 0:
        return 0.0, 1.0
    share = said / n
    if people is not None and people >= n:
        if people == n:
            return share, share
        n = n * (people - 1) / (people - n)
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def logit(share: float, error: float, freedom: int, n: float) -> tuple[float, float]:
    """Return the interval of a weighted share on the logit scale, t with the design's degrees of freedom.

    None or all of a group leave no room for a standard error: then Clopper and Pearson (1934) with `n`, the effective number.
    """
    if not 0 < share < 1:
        return (0.0, 1 - 0.025 ** (1 / n)) if share <= 0 else (0.025 ** (1 / n), 1.0)
    half = float(special.stdtrit(freedom, 0.975)) * error / (share * (1 - share))
    middle = math.log(share / (1 - share))
    return _expit(middle - half), _expit(middle + half)


def newcombe(said: tuple[float, float], n: tuple[float, float]) -> tuple[float, float]:
    """Return the interval of the difference of two unweighted shares, the second from the first (Newcombe 1998)."""
    shares = [one / of for one, of in zip(said, n, strict=True)]
    (low1, high1), (low2, high2) = (wilson(one, of) for one, of in zip(said, n, strict=True))
    gap = shares[0] - shares[1]
    return (
        gap - math.hypot(shares[0] - low1, high2 - shares[1]),
        gap + math.hypot(high1 - shares[0], shares[1] - low2),
    )


def _expit(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0
