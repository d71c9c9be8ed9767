"""Who says it: how many people of each group speak of a theme, with intervals, and where groups differ more than by chance.

The unit is the response: one person. A share counts those of whom at least one comment speaks of the theme, among all with a
comment that was understood. Everything that leaves here is suppressed below the minimum n.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from app.analysis.comparing import LEVEL, benjamini_hochberg, chi_square, holm, rao_scott, t_test, z_test
from app.analysis.enrolment import Enrolled
from app.analysis.intervals import Z, logit, newcombe, wilson
from app.analysis.sampling import Design, Sums, design, ratio
from app.analysis.suppression import suppress
from app.analysis.weighting import Weights, weigh

DIMENSIONS = ("audience", "school", "grade_band", "language", "channel")
MORE, LESS = "more", "less"


@dataclass(frozen=True)
class Voices:
    """Whom the figures are about: the groups of each person, and the people (their places) who speak of each theme."""

    groups: Sequence[Mapping[str, str]]
    themes: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Figure:
    """A share 0..1 with its interval of 95 %, unweighted and weighted (None without enrolment), and how many said it.

    `error` is the standard error of the weighted share. In a group that is hidden everything is None.
    """

    said: int | None = None
    of: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    weighted: float | None = None
    weighted_low: float | None = None
    weighted_high: float | None = None
    error: float | None = None

    @property
    def shown(self) -> bool:
        """True when enough people stand behind it."""
        return self.share is not None

    @property
    def best(self) -> tuple[float, float, float] | None:
        """The share to tell with its interval: the weighted one where there is one."""
        if self.weighted is not None and self.weighted_low is not None and self.weighted_high is not None:
            return self.weighted, self.weighted_low, self.weighted_high
        if self.share is not None and self.low is not None and self.high is not None:
            return self.share, self.low, self.high
        return None


@dataclass(frozen=True)
class GroupFigure:
    """One group's figure; `differs` is more or less where the corrected test says so, else ''."""

    group: str
    figure: Figure
    differs: str = ""


@dataclass(frozen=True)
class Comparison:
    """The groups of one dimension. `p` is the corrected p of the test that all say it equally often, None when untested."""

    dimension: str
    groups: tuple[GroupFigure, ...]
    p: float | None = None

    def that(self, differs: str) -> tuple[str, ...]:
        """Return the groups that say it more or less often than the others, or ('') neither; hidden ones are in none."""
        return tuple(each.group for each in self.groups if each.figure.shown and each.differs == differs)

    def of(self, group: str) -> GroupFigure | None:
        """Return one group's figure."""
        return next((each for each in self.groups if each.group == group), None)

    @property
    def differ(self) -> bool:
        """True when groups differ more than by chance."""
        return self.p is not None and self.p < LEVEL


@dataclass(frozen=True)
class Change:
    """How a theme's share changed since an earlier cycle: `gap` with its interval, and its corrected p."""

    before: Figure
    gap: float
    low: float
    high: float
    p: float
    weighted: bool

    @property
    def real(self) -> bool:
        """True when it is more than chance."""
        return self.p < LEVEL


@dataclass(frozen=True)
class ThemeEstimate:
    """Who speaks of one theme: everybody, by dimension, and the change since the cycle before."""

    theme: str
    everybody: Figure
    comparisons: tuple[Comparison, ...] = ()
    change: Change | None = None


@dataclass(frozen=True)
class Sample:
    """What the figures rest on: people, of how many enrolled, and what weighting did (`loss` is Kish's design effect)."""

    people: int
    enrolled: int | None
    weighted: bool
    effective: float
    loss: float
    trimmed: int
    off: float
    raked: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Estimates:
    """All figures of one cycle."""

    sample: Sample
    themes: tuple[ThemeEstimate, ...]


def estimate(
    voices: Voices, enrolled: Enrolled, minimum_n: int, dimensions: Sequence[str] = DIMENSIONS
) -> Estimates:  # fmt: skip
    """Return every theme's figures by every dimension, suppressed and tested, in the order of `voices.themes`."""
    table = _Table(voices, enrolled)
    compared = [_Dimension(table, name, minimum_n) for name in dimensions]
    found = [
        ThemeEstimate(theme, table.everybody(members, minimum_n), tuple(_compare(each, members) for each in compared))
        if len(members) >= minimum_n
        else ThemeEstimate(theme, Figure())
        for theme, members in table.members.items()
    ]
    return Estimates(_sample(table, enrolled), _corrected(found))


def changes(now: Sequence[ThemeEstimate], before: Mapping[str, Figure]) -> tuple[ThemeEstimate, ...]:
    """Return the estimates with the change since `before` (figures by theme id), corrected for the number of themes."""
    found = {each.theme: _change(each.everybody, before[each.theme]) for each in now if each.theme in before}
    known = {theme: change for theme, change in found.items() if change}
    corrected = benjamini_hochberg([each.p for each in known.values()])
    told = {theme: replace(known[theme], p=p) for theme, p in zip(known, corrected, strict=True)}
    return tuple(replace(each, change=told.get(each.theme)) for each in now)


def _change(now: Figure, then: Figure) -> Change | None:
    if now.share is None or then.share is None or not (now.said and now.of and then.said and then.of):
        return None
    if now.weighted is None or then.weighted is None or now.error is None or then.error is None:
        low, high = newcombe((now.said, then.said), (now.of, then.of))
        return Change(then, now.share - then.share, low, high, z_test((now.said, then.said), (now.of, then.of)), False)
    gap, error = now.weighted - then.weighted, float(np.hypot(now.error, then.error))
    p = float(2 * special.ndtr(-abs(gap) / error)) if error else 1.0
    return Change(then, gap, gap - Z * error, gap + Z * error, p, True)


class _Table:
    """The responses as arrays: strata are the audiences."""

    def __init__(self, voices: Voices, enrolled: Enrolled) -> None:
        self.groups, self.enrolled = voices.groups, enrolled
        self.members = {theme: np.unique(np.asarray(each, int)) for theme, each in voices.themes.items()}
        self.audiences = sorted({each.get("audience", "") for each in voices.groups})
        place = {audience: at for at, audience in enumerate(self.audiences)}
        self.strata = np.array([place[each.get("audience", "")] for each in voices.groups], int)
        self.weights: Weights | None = weigh(voices.groups, enrolled)
        people = [enrolled.total(audience) for audience in self.audiences]
        self.people = sum(each for each in people if each) if all(people) and people else None
        self.design: Design = design(self.strata, people)
        self.values = self.weights.values if self.weights else np.ones(len(voices.groups))

    def sums(self, codes: np.ndarray, groups: int, members: np.ndarray | slice = slice(None)) -> Sums:
        shape = (max(len(self.audiences), 1), groups)
        return Sums.of(self.strata[members], codes[members], self.values[members], shape)

    def everybody(self, members: np.ndarray, minimum_n: int) -> Figure:
        codes = np.zeros(len(self.strata), int)
        said, everybody = self.sums(codes, 1, members), self.sums(codes, 1)
        return _figure(self, said, everybody, 0, self.people)


class _Dimension:
    """One dimension's groups, with which of them may be shown at all."""

    def __init__(self, table: _Table, name: str, minimum_n: int) -> None:
        self.table, self.name, self.minimum_n = table, name, minimum_n
        said = [each.get(name, "") for each in table.groups]
        self.keys = sorted({each for each in said if each})
        place = {key: at for at, key in enumerate(self.keys)}
        self.codes = np.array([place.get(each, len(self.keys)) for each in said], int)
        self.everybody = table.sums(self.codes, len(self.keys) + 1)
        sizes = self.counts(self.everybody)
        self.hidden = {key for key, n in suppress(sizes, minimum_n).items() if n is None}
        self.people = table.enrolled.by(name)

    def counts(self, sums: Sums) -> dict[str, int]:
        """Return how many people are in each group; those who did not say theirs are in none."""
        return dict(zip(self.keys, sums.n.sum(axis=0).astype(int).tolist(), strict=False))


def _compare(of: _Dimension, members: np.ndarray) -> Comparison:
    table = of.table
    said = table.sums(of.codes, len(of.keys) + 1, members)
    visible = suppress(of.counts(said), of.minimum_n, unshown=of.hidden)
    shown = [at for at, key in enumerate(of.keys) if visible[key] is not None]
    figures = {at: _figure(table, said, of.everybody, at, of.people.get(of.keys[at])) for at in shown}
    p, each = _tests(table, said.columns(shown), of.everybody.columns(shown))
    differs = dict(zip(shown, each, strict=True))
    groups = tuple(GroupFigure(key, figures.get(at, Figure()), differs.get(at, "")) for at, key in enumerate(of.keys))
    return Comparison(of.name, groups, p)


def _figure(table: _Table, said: Sums, everybody: Sums, at: int, people: int | None) -> Figure:
    n1, n = int(said.n[:, at].sum()), int(everybody.n[:, at].sum())
    low, high = wilson(n1, n, people)
    plain = Figure(n1, n, n1 / n if n else 0.0, low, high)
    if table.weights is None or not n:
        return plain
    found = ratio(said, everybody, at, table.design)
    w, ww = float(everybody.w[:, at].sum()), float(everybody.ww[:, at].sum())
    between = logit(found.share, found.error, found.freedom, w * w / ww if ww else n)
    return replace(plain, weighted=found.share, weighted_low=between[0], weighted_high=between[1], error=found.error)


def _tests(table: _Table, said: Sums, everybody: Sums) -> tuple[float | None, list[str]]:
    """Return the p that all groups say it equally often, and whether each differs from the others together (Holm)."""
    groups = said.n.shape[1]
    if groups < 2:
        return None, [""] * groups
    weighted = table.weights is not None
    n1, n = said.n.sum(axis=0), everybody.n.sum(axis=0)
    p = rao_scott(said, everybody, table.design) if weighted else chi_square(n1, n)
    found = []
    for at in range(groups):
        others = [each for each in range(groups) if each != at]
        one = ratio(said, everybody, at, table.design)
        rest = ratio(said.columns(others).together(), everybody.columns(others).together(), 0, table.design)
        if weighted:
            freedom = int(n.sum() - (everybody.n.sum(axis=1) > 0).sum()) - 1
            found.append((t_test(one, rest, table.design, max(freedom, 1)), one.share > rest.share))
        else:
            share = n1[at] / n[at] > n1[others].sum() / n[others].sum()
            found.append((z_test((n1[at], n1[others].sum()), (n[at], n[others].sum())), bool(share)))
    corrected = holm([each for each, _ in found])
    return p, [
        (MORE if above else LESS) if each < LEVEL else ""
        for each, (_, above) in zip(corrected, found, strict=True)
    ]  # fmt: skip


def _corrected(found: Sequence[ThemeEstimate]) -> tuple[ThemeEstimate, ...]:
    """Correct the tests of all themes and dimensions for their number; groups differ only where their dimension does."""
    every = [each.p for theme in found for each in theme.comparisons if each.p is not None]
    corrected = iter(benjamini_hochberg(every))
    return tuple(
        replace(theme, comparisons=tuple(_with(each, next(corrected) if each.p is not None else None)
                                         for each in theme.comparisons))
        for theme in found
    )  # fmt: skip


def _with(comparison: Comparison, p: float | None) -> Comparison:
    if p is not None and p < LEVEL:
        return replace(comparison, p=p)
    return replace(comparison, p=p, groups=tuple(replace(each, differs="") for each in comparison.groups))


def _sample(table: _Table, enrolled: Enrolled) -> Sample:
    weights, n = table.weights, len(table.groups)
    if weights is None:
        return Sample(n, table.people, False, float(n), 1.0, 0, 0.0)
    return Sample(n, table.people, True, weights.effective, weights.loss, weights.trimmed, weights.off, weights.raked)
