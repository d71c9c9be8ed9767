"""Weights that let the responses stand for everybody enrolled: raking (iterative proportional fitting), then trimming.

Deming and Stephan (1940); Deville, Sarndal and Sautory, "Generalized raking procedures in survey sampling" (1993); the
loss of precision is Kish's (1965). Each audience is raked by itself to its schools, grade bands and languages, as far as the
district counted them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.enrolment import PLACES, Enrolled

MOST = 5.0  # no weight is larger than this many times the mean of its audience
Margin = tuple[np.ndarray, np.ndarray]  # the group of each response (int), and the people of each group


@dataclass(frozen=True)
class Weights:
    """One weight per response, summing to the people; `people` is each audience's count, None where nobody said.

    `raked` are the (audience, dimension) pairs that were fitted, `off` is by how much (0..1) the worst of their groups misses
    its share after trimming, `trimmed` how many weights were cut.
    """

    values: np.ndarray
    people: Mapping[str, int | None]
    raked: tuple[tuple[str, str], ...]
    trimmed: int
    off: float

    @property
    def loss(self) -> float:
        """Kish's design effect: by how much unequal weights swell the variance (1: not at all)."""
        return design_effect(self.values)

    @property
    def effective(self) -> float:
        """How many equal responses would tell as much."""
        return len(self.values) / self.loss if len(self.values) else 0.0


def design_effect(weights: np.ndarray) -> float:
    """Return 1 + the squared coefficient of variation of the weights (Kish 1965)."""
    total = float(weights.sum())
    return len(weights) * float((weights**2).sum()) / total**2 if total else 1.0


def weigh(groups: Sequence[Mapping[str, str]], enrolled: Enrolled, most: float = MOST) -> Weights | None:
    """Return the weights of responses (their `groups`: audience, school ...), or None when no audience was counted.

    An audience without a count keeps the share that it has among the responses; so do people of an audience who did not
    say their school, grade band or language, or named one that the district did not count.
    """
    rows: dict[str, list[int]] = {}
    for row, each in enumerate(groups):
        rows.setdefault(each.get("audience", ""), []).append(row)
    people = {audience: enrolled.total(audience) for audience in rows}
    known = {audience: n for audience, n in people.items() if n}
    if not known:
        return None
    usual = sum(known.values()) / sum(len(rows[audience]) for audience in known)
    values = np.zeros(len(groups))
    raked: list[tuple[str, str]] = []
    trimmed, off = 0, 0.0
    for audience, members in rows.items():
        total = float(people[audience] or usual * len(members))
        margins = {
            name: found
            for name in PLACES
            if (found := margin([groups[row].get(name, "") for row in members], enrolled.within(audience, name), total))
        }
        fitted = rake(np.full(len(members), total / len(members)), list(margins.values()))
        kept = trim(fitted, most * total / len(members))
        values[members] = kept
        raked += [(audience, name) for name in margins]
        trimmed += int((fitted > most * total / len(members)).sum())
        off = max([off, *(misses(kept, each) for each in margins.values())])
    return Weights(values, people, tuple(raked), trimmed, off)


def margin(named: Sequence[str], counted: Mapping[str, int], total: float) -> Margin | None:
    """Return a margin to rake to: group 0 are those that are not known, and keep their share; None when there is nothing to fit.

    People of a group from which nobody answered cannot be spoken for by anybody: the others share the total.
    """
    heard = [group for group in counted if counted[group] > 0 and group in set(named)]
    if len(heard) < 2:
        return None
    place = {group: at for at, group in enumerate(heard, start=1)}
    codes = np.array([place.get(group, 0) for group in named], int)
    unknown = total * float((codes == 0).mean())
    of_heard = sum(counted[group] for group in heard)
    shares = [(total - unknown) * counted[group] / of_heard for group in heard]
    return codes, np.array([unknown, *shares])


def rake(base: np.ndarray, margins: Sequence[Margin], tolerance: float = 1e-10, rounds: int = 1000) -> np.ndarray:
    """Return the weights nearest to `base` (in relative entropy) whose sums by group are those of every margin.

    Margins that cannot all be met, because of groups without anybody in them, are met as nearly as `rounds` rounds bring them.
    """
    weights = base.astype(float).copy()
    for _ in range(rounds if margins else 0):
        worst = 0.0
        for codes, wanted in margins:
            now = np.bincount(codes, weights, minlength=len(wanted))
            factor = np.divide(wanted, now, out=np.ones_like(now), where=now > 0)
            worst = max(worst, float(np.abs(factor[now > 0] - 1).max(initial=0.0)))
            weights *= factor[codes]
        if worst < tolerance:
            break
    return weights


def trim(weights: np.ndarray, upper: float) -> np.ndarray:
    """Return the weights cut at `upper`; what is cut off is spread evenly over the others until none is above."""
    kept = weights.copy()
    while len(kept) and (kept > upper * (1 + 1e-12)).any():
        above = kept >= upper
        if above.all():
            return np.full_like(kept, kept.mean())
        excess = float((kept[above] - upper).sum())
        kept[above] = upper
        kept[~above] += excess / int((~above).sum())
    return kept


def misses(weights: np.ndarray, to: Margin) -> float:
    """Return by how much of the whole the worst group of a margin misses its people."""
    codes, wanted = to
    found = np.bincount(codes, weights, minlength=len(wanted))
    return float(np.abs(found - wanted).max() / wanted.sum()) if wanted.sum() else 0.0
