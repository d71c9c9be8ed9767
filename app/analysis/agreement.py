"""How far readers agree: Krippendorff's alpha, and samples to measure it on.

K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), https://repository.upenn.edu/asc_papers/43. The interval
comes from resampling the comments (percentile bootstrap, as A. Zapf et al., BMC Medical Research Methodology 16:93, 2016).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

# What Krippendorff asks for: to rest conclusions on, and to rest tentative ones on.
RELIABLE, TENTATIVE = 0.8, 0.667
SAMPLES = 1000  # of the bootstrap
LEAST_OF_LANGUAGE = 2  # comments of each language in a sample, where there are so many

NONE = "-"  # what a reader says of a comment that is about none of the themes

Values = Sequence[Any]  # what several readers made of one unit; None where somebody did not read it


@dataclass(frozen=True)
class Agreement:
    """Alpha with the ends of its 95 % interval, and on how many comments it rests. 1 is perfect, 0 is chance."""

    alpha: float
    low: float
    high: float
    units: int

    @property
    def verdict(self) -> str:
        """``reliable``, ``tentative`` or ``unreliable``, by Krippendorff's limits."""
        return "reliable" if self.alpha >= RELIABLE else "tentative" if self.alpha >= TENTATIVE else "unreliable"


@dataclass(frozen=True)
class Standing:
    """How far a sample is read: `read` is how much each reader has coded, `of` how many comments there are.

    Agreement is told of those who have read everything, when they are enough.
    """

    of: int
    read: Mapping[str, int]
    finished: tuple[str, ...] = ()
    between: Agreement | None = None
    with_software: Agreement | None = None
    each_with_software: Mapping[str, Agreement | None] = field(default_factory=dict)


def krippendorff(units: Sequence[Values], level: str = "nominal") -> float | None:
    """Return alpha of units, each with the values that readers gave it. `level` is nominal, ordinal or interval.

    None where it is not defined: nothing was read twice, or everything got the same value.
    """
    values = _values([units])
    return _alpha(_coincidences(units, values), values, level)


def agreement(units: Sequence[Values], seed: int = 0) -> Agreement | None:
    """Return nominal alpha of units with its interval, or None where it is not defined."""
    return agreement_of_groups([[unit] for unit in units], seed)


def agreement_of_groups(groups: Sequence[Sequence[Values]], seed: int = 0) -> Agreement | None:
    """Return the same of groups of units that are resampled together, such as all pairs of values of one comment."""
    values = _values(groups)
    each = np.stack([_coincidences(group, values) for group in groups]) if groups else np.zeros((0, 0, 0))
    paired = each.sum(axis=(1, 2)) > 0 if len(each) else np.zeros(0, bool)
    each = each[paired]
    alpha = _alpha(each.sum(axis=0), values, "nominal") if len(each) else None
    if alpha is None:
        return None
    low, high = np.quantile(_resampled(each, np.random.default_rng(seed)), (0.025, 0.975))
    return Agreement(alpha, float(low), float(high), len(each))


def _resampled(each: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Return nominal alpha of many resamples of units, whose coincidences are `each`, shape (units, values, values)."""
    chosen = chance.integers(len(each), size=(SAMPLES, len(each)))
    times = np.stack([np.bincount(row, minlength=len(each)) for row in chosen]).astype(float)
    totals = times @ each.sum(axis=2)
    n, agreed = totals.sum(axis=1), times @ np.trace(each, axis1=1, axis2=2)
    apart = n**2 - (totals**2).sum(axis=1)
    # A sample of one value only: they agreed on all of it.
    return np.where(apart > 0, 1 - (n - agreed) * (n - 1) / np.where(apart > 0, apart, 1), 1.0)


def standing_of(comments: Sequence[str], machine: Mapping[str, str], read: Mapping[str, Mapping[str, str]]) -> Standing:
    """Return how far the comments of a sample are `read` ({reader: {comment: theme}}), and how far readers agree.

    A reader and the software are a pair; the pairs of one comment are resampled together.
    """
    finished = tuple(reader for reader, themes in read.items() if len(themes) == len(comments))
    units = [[read[reader][comment] for reader in finished] for comment in comments]
    theirs = [machine.get(comment, NONE) for comment in comments]
    pairs = [[(value, software) for value in unit] for unit, software in zip(units, theirs, strict=True)]
    return Standing(
        of=len(comments),
        read={reader: len(themes) for reader, themes in read.items()},
        finished=finished,
        between=agreement(units) if len(finished) > 1 else None,
        with_software=agreement_of_groups(pairs) if finished else None,
        each_with_software={reader: agreement([pair[at] for pair in pairs]) for at, reader in enumerate(finished)},
    )


def telling(standings: Sequence[Standing]) -> Standing | None:
    """Return, newest first, the first that two have read, otherwise the first that one has; None when there is none."""
    found = [each for each in standings if each.finished]
    return next((each for each in found if len(each.finished) > 1), found[0] if found else None)


def stratified(strata: Mapping[str, str], size: int, chance: np.random.Generator) -> list[str]:
    """Return `size` of the ids, in a random order, shared out over their strata as they are, small ones with a few at least."""
    members: dict[str, list[str]] = defaultdict(list)
    for each, stratum in sorted(strata.items()):
        members[stratum].append(each)
    size = min(size, len(strata))
    shares = {
        name: min(len(ids), max(LEAST_OF_LANGUAGE, size * len(ids) / len(strata))) for name, ids in members.items()
    }
    wanted = {name: int(share) for name, share in shares.items()}
    # What rounding left over goes where most is missing; what the small ones took, the large ones give.
    while sum(wanted.values()) < size:
        name = max((n for n in wanted if wanted[n] < len(members[n])), key=lambda n: (shares[n] - wanted[n], n))
        wanted[name] += 1
    while sum(wanted.values()) > size:
        wanted[max(wanted, key=lambda n: (wanted[n] - min(LEAST_OF_LANGUAGE, shares[n]), n))] -= 1
    chosen = [ids[at] for name, ids in members.items() for at in chance.permutation(len(ids))[: wanted[name]]]
    return [chosen[at] for at in chance.permutation(len(chosen))]


def _values(groups: Sequence[Sequence[Values]]) -> list[Any]:
    return sorted({value for group in groups for unit in group for value in unit if value is not None})


def _coincidences(units: Sequence[Values], values: Sequence[Any]) -> np.ndarray:
    """Return how often each value met each other one within a unit, shape (values, values)."""
    place = {value: at for at, value in enumerate(values)}
    met = np.zeros((len(values), len(values)))
    for unit in units:
        given = Counter(place[value] for value in unit if value is not None)
        readers = sum(given.values())
        if readers < 2:
            continue
        counts = np.bincount(list(given.elements()), minlength=len(values)).astype(float)
        met += (np.outer(counts, counts) - np.diag(counts)) / (readers - 1)
    return met


def _alpha(met: np.ndarray, values: Sequence[Any], level: str) -> float | None:
    totals = met.sum(axis=1)
    n = totals.sum()
    if n < 2:
        return None
    apart = _differences(totals, values, level)
    expected = (np.outer(totals, totals) * apart).sum() / (n - 1)
    return float(1 - (met * apart).sum() / expected) if expected > 0 else None


def _differences(totals: np.ndarray, values: Sequence[Any], level: str) -> np.ndarray:
    """Return how far each value is from each other one, squared."""
    if level == "nominal":
        return 1.0 - np.eye(len(totals))
    if level == "interval":
        numbers = np.array(values, float)
        return np.subtract.outer(numbers, numbers) ** 2
    upto = np.cumsum(totals)
    between = np.abs(np.subtract.outer(upto - totals / 2, upto - totals / 2))
    return between**2
