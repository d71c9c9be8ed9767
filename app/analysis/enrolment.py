"""How many people belong to each group: what responses are held against, and weighted to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PLACES = ("school", "grade_band", "language")


@dataclass(frozen=True)
class Count:
    """So many `people` of an audience are in this school, grade band and language; '' in a field means all of them."""

    audience: str
    people: int
    school: str = ""
    grade_band: str = ""
    language: str = ""

    def places(self) -> frozenset[str]:
        """Return which of PLACES the count is broken down by."""
        return frozenset(name for name in PLACES if getattr(self, name))


class Enrolled:
    """The district's counts, however finely it gave them: a coarser figure is taken as given, else summed from finer ones."""

    def __init__(self, counts: Iterable[Count]) -> None:
        self._by_audience: dict[str, list[Count]] = defaultdict(list)
        for count in counts:
            self._by_audience[count.audience].append(count)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences of which the district gave any count."""
        return tuple(self._by_audience)

    def total(self, audience: str) -> int | None:
        """Return how many people an audience has, None when nobody said."""
        given = sum(each.people for each in self._by_audience.get(audience, ()) if not each.places())
        return given or max((sum(self.within(audience, name).values()) for name in PLACES), default=0) or None

    def within(self, audience: str, dimension: str) -> Mapping[str, int]:
        """Return the people of an audience by school, grade_band or language."""
        rows = [each for each in self._by_audience.get(audience, ()) if getattr(each, dimension)]
        coarsest = min((len(each.places()) for each in rows), default=0)
        found: dict[str, int] = defaultdict(int)
        # Of several ways in which the same people are broken down further, one is counted.
        ways = sorted({tuple(sorted(each.places())) for each in rows if len(each.places()) == coarsest})
        for each in rows:
            if ways and tuple(sorted(each.places())) == ways[0]:
                found[getattr(each, dimension)] += each.people
        return dict(found)

    def by(self, dimension: str) -> Mapping[str, int]:
        """Return the people of each group of a dimension (audience, school, grade_band, language), over all audiences."""
        if dimension == "audience":
            return {each: total for each in self._by_audience if (total := self.total(each))}
        found: dict[str, int] = defaultdict(int)
        if dimension in PLACES:
            for audience in self._by_audience:
                for group, people in self.within(audience, dimension).items():
                    found[group] += people
        return dict(found)
