"""What people made of the newest run, as pages read it: figures as they are stored, comments a page at a time."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from app.analysis.coding import Coding
from app.analysis.listing import EVERYTHING, LISTS, UNCODED, Figures, for_the_eye, from_json
from app.analysis.themes import Theme
from app.store import responses, review_rows, reviewing, runs
from app.store.database import plain
from app.store.tables import ListedComment, ReviewedCoding, ReviewedList, RunCoding

_AT_ONCE = 200  # comments


@dataclass(frozen=True)
class Page:
    """One page of a list of comments: copies stand in it once, `sent` says how often. `of` are all, on pages up to `last`."""

    codings: tuple[Coding, ...]
    sent: Mapping[str, int]
    number: int
    last: int
    of: int


@dataclass(frozen=True)
class _List:
    theme: Theme | None
    hidden: bool
    figures: Figures


@dataclass(frozen=True)
class Outcome:
    """What people made of one run. Figures of an audience, a language or both are asked for by name, '' means all."""

    cycle_id: int
    run_id: int
    lists: Mapping[str, _List]

    def figures(self, name: str = EVERYTHING) -> Figures:
        """Return the figures of a theme or another list."""
        return self.lists[name].figures

    def coded(self, audience: str = "", language: str = "") -> int:
        """Return how many comments are in a theme, copies counted once."""
        left = sum(self.figures(for_the_eye(name)).of(audience, language).size for name in UNCODED)
        return self.figures().of(audience, language).size - left

    def counted(self, audience: str = "", language: str = "") -> tuple[Theme, ...]:
        """Return the themes with their size, prevalence and sentiment among these comments, largest first."""
        coded, found = self.coded(audience, language), []
        for each in self.lists.values():
            if each.theme:
                of = each.figures.of(audience, language)
                share = of.size / coded if coded else 0.0
                found.append(replace(each.theme, size=of.size, prevalence=share, sentiment=of.sentiment))
        return tuple(sorted(found, key=lambda theme: -theme.size))

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """All themes, hidden ones too, largest first."""
        return self.counted()

    @cached_property
    def hidden_themes(self) -> frozenset[str]:
        """The themes that are hidden from publication."""
        return frozenset(name for name, each in self.lists.items() if each.hidden)

    def theme(self, theme_id: str) -> Theme | None:
        """Return one theme, None when there is none such."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)

    @cached_property
    def audiences(self) -> list[str]:
        """The audiences that comments are from."""
        return sorted({audience for audience, _language in self.figures().cells if audience})

    @cached_property
    def languages(self) -> list[str]:
        """The languages of the comments, those of most comments first."""
        found = {language for _audience, language in self.figures().cells if language}
        return sorted(found, key=lambda tag: (-self.figures().of("", tag).said, tag))

    def shares(self, theme_id: str, audience: str = "", language: str = "") -> dict[str, tuple[int, int]]:
        """Return {audience: (comments of the theme, comments in any theme)}; copies count once in each audience."""
        groups = [audience] if audience else self.audiences
        found = {each: (self.figures(theme_id).of(each, language).size, self.coded(each, language)) for each in groups}
        return {each: pair for each, pair in found.items() if pair[1]}

    def page(self, name: str, number: int, per_page: int, stance: str = "", first: str = "") -> Page:
        """Return one page of a list, or the nearest there is; `first` is a comment that stands before all others.

        With a `stance` only comments are listed that say something of the theme in that way.
        """
        here = (ListedComment.run == self.run_id) & (ListedComment.list == name) & (ListedComment.sent > 0)
        size = self.figures(name).of().stances.get(stance, 0) if stance else self.figures(name).of().size
        if stance:
            here &= ListedComment.stances.contains(stance)
        of_first = ListedComment.select(ListedComment.voice).where(
            (ListedComment.run == self.run_id) & (ListedComment.list == name) & (ListedComment.comment == first)
        )
        fields = (ListedComment.comment, ListedComment.sent)
        lead: Any = (
            list(ListedComment.select(*fields).where(here & ListedComment.voice.in_(of_first)).tuples())
            if first
            else []
        )
        last = max(1, -(-size // per_page))
        number = min(max(number, 1), last)
        start = (number - 1) * per_page - (len(lead) if number > 1 else 0)
        others = ListedComment.select(*fields).where(
            here & ListedComment.comment.not_in([each for each, _sent in lead])
        )
        ordered: Any = others.order_by(ListedComment.rank, ListedComment.near, ListedComment.comment).offset(start)
        shown = [*(lead if number == 1 else []), *ordered.limit(per_page - (len(lead) if number == 1 else 0)).tuples()]
        return Page(self.codings(each for each, _sent in shown), dict(shown), number, last, size)

    def codings(self, comments: Iterable[str]) -> tuple[Coding, ...]:
        """Return the codings of these comments, in this order; those that are not there are left out."""
        wanted = list(comments)
        found = review_rows.read(self.run_id, wanted)
        return tuple(found[each].coding for each in wanted if each in found)

    def places(self, codings: Iterable[Coding]) -> dict[str, Mapping[str, str]]:
        """Return the audience and school of those who wrote these comments, by comment; {} where they are no longer there."""
        said = {coding.comment_id: coding.comment_id.split(".")[0] for coding in codings}
        found = responses.places(self.cycle_id, set(said.values()))
        return {comment: found.get(response_id, {}) for comment, response_id in said.items()}

    def of_theme(self, theme_id: str) -> tuple[Coding, ...]:
        """Return all comments of a theme."""
        return self.codings(self.comments_of(theme_id))

    def comments_of(self, theme_id: str) -> list[str]:
        """Return the ids of all comments of a theme, sorted."""
        return sorted(review_rows.members(self.run_id, {theme_id}))

    def everything(self) -> tuple[Coding, ...]:
        """Return all codings."""
        return tuple(each.coding for each in review_rows.read(self.run_id, None).values())

    def at_school(self, school: str) -> tuple[Coding, ...]:
        """Return the codings of those who said, when it was analysed, that they are of this school."""
        here = (ReviewedCoding.run == self.run_id) & (ReviewedCoding.school == school)
        return self.codings(sorted(row[0] for row in plain(ReviewedCoding.select(ReviewedCoding.comment).where(here))))

    def readable(self) -> dict[str, str]:
        """Return the language of every comment that anybody may read and that could be in a theme, copies once."""
        there = (ReviewedCoding.run == RunCoding.run) & (ReviewedCoding.comment == RunCoding.comment)
        fit = ReviewedCoding.safety.is_null() & (ReviewedCoding.voice == ReviewedCoding.comment)
        coded = ReviewedCoding.uncoded.is_null() | (ReviewedCoding.uncoded == "not_understood")
        found = RunCoding.select(RunCoding.comment, RunCoding.language).join(ReviewedCoding, on=there)
        return dict(plain(found.where((RunCoding.run == self.run_id) & fit & coded).order_by(RunCoding.comment)))

    def approved(self, comments: Collection[str]) -> frozenset[str]:
        """Return those of these comments that may be quoted."""
        found = self._in_state("approved", comments)
        return found - review_rows.unsafe(self.run_id, found)

    def hidden_quotes(self, comments: Collection[str]) -> frozenset[str]:
        """Return those of these comments that are never quoted."""
        return self._in_state("hidden", comments)

    def _in_state(self, state: str, comments: Collection[str]) -> frozenset[str]:
        # All of them: a thousand names in a query cost more than a few thousand rows.
        here = (ReviewedCoding.run == self.run_id) & (ReviewedCoding.state == state)
        found = plain(ReviewedCoding.select(ReviewedCoding.comment).where(here))
        return frozenset(row[0] for row in found).intersection(comments)

    def speakers(self, name: str, enough: int) -> int:
        """Return how many responses stand behind a list, counted no further than `enough`."""
        here = (ListedComment.run == self.run_id) & (ListedComment.list == name) & (ListedComment.sent > 0)
        people: set[str] = set()
        after = ""
        while len(people) < enough:
            rows: Any = ListedComment.select(ListedComment.comment).where(here & (ListedComment.comment > after))
            found = [row[0] for row in rows.order_by(ListedComment.comment).limit(_AT_ONCE).tuples()]
            if not found:
                break
            after = found[-1]
            people.update(comment.split(".")[0] for comment in found)
        return len(people)

    def quoted(self) -> frozenset[str]:
        """Return the themes that have an approved quote."""
        here = (ReviewedCoding.run == self.run_id) & (ReviewedCoding.state == "approved")
        found: Any = ReviewedCoding.select(ReviewedCoding.themes).where(here & ReviewedCoding.safety.is_null())
        return frozenset(theme for row in found.tuples() for theme in json.loads(row[0]))

    @cached_property
    def waiting(self) -> "Waiting":
        """The comments that may become quotes and wait for somebody's word."""
        proposed = {
            quote.comment_id: (rank, place)
            for place, theme in reversed(list(enumerate(self.themes)))
            for rank, quote in enumerate(theme.quotes)
        }
        return Waiting(self.run_id, sorted(proposed, key=lambda each: (proposed[each], each)))


@dataclass(frozen=True)
class Waiting:
    """The comments that may become quotes, in the order in which to read them.

    First what was `proposed` for each theme, the first of all themes, then the second ...; then the surest of the rest. One
    that has been decided about keeps its place while it is looked at. Copies are read once.
    """

    run_id: int
    proposed: Sequence[str]

    def number(self, at: str = "") -> int:
        """Return how many wait, with the one that is looked at."""
        decided = (
            self.has(at) and not ReviewedCoding.select().where(self._waits & (ReviewedCoding.comment == at)).exists()
        )
        return int(ReviewedCoding.select().where(self._waits).count()) + decided

    def after(self, comment: str, most: int) -> list[str]:
        """Return those that come after a comment, or the first ones when it is not among them."""
        ahead = self._ahead(comment)
        if comment in ahead:
            return [*ahead[ahead.index(comment) + 1 :], *self._rest(most)][:most]
        near = self._near(comment)
        return [*([] if near is not None else ahead), *self._rest(most, near, comment)][:most]

    def before(self, comment: str) -> str:
        """Return the one that comes before a comment, '' for none."""
        ahead, near = self._ahead(comment), self._near(comment)
        if comment in ahead:
            return ["", *ahead][ahead.index(comment)]
        if near is None:
            return ""
        earlier = (ReviewedCoding.near <= near) & ((ReviewedCoding.near < near) | (ReviewedCoding.comment < comment))
        found = self._others(earlier).order_by(ReviewedCoding.near.desc(), ReviewedCoding.comment.desc()).first()
        return found.comment if found else ["", *ahead][-1]

    def has(self, comment: str) -> bool:
        """Tell whether a comment is one that may become a quote, decided about or not."""
        return self._near(comment) is not None

    @property
    def _waits(self) -> Any:
        return (ReviewedCoding.run == self.run_id) & ReviewedCoding.waiting

    def _ahead(self, at: str) -> list[str]:
        """Return those of the proposed that wait, and `at`."""
        here: Any = ReviewedCoding.select(ReviewedCoding.comment).where(
            self._waits & ReviewedCoding.comment.in_(self.proposed)
        )
        there = {row[0] for row in here.tuples()} | ({at} if self.has(at) else set())
        return [each for each in self.proposed if each in there]

    def _near(self, comment: str) -> float | None:
        found = ReviewedCoding.get_or_none((ReviewedCoding.run == self.run_id) & (ReviewedCoding.comment == comment))
        if found is None or not found.quotable or found.themes == "[]" or found.safety:
            return None
        return float(found.near)

    def _rest(self, most: int, near: float | None = None, after: str = "") -> list[str]:
        later = None
        if near is not None:
            later = (ReviewedCoding.near >= near) & ((ReviewedCoding.near > near) | (ReviewedCoding.comment > after))
        found: Any = self._others(later).order_by(ReviewedCoding.near, ReviewedCoding.comment).limit(most)
        return [row.comment for row in found]

    def _others(self, those: Any) -> Any:
        found = ReviewedCoding.select(ReviewedCoding.comment).where(
            self._waits & ReviewedCoding.comment.not_in(self.proposed)
        )
        return found if those is None else found.where(those)


def outcome(cycle_id: int) -> Outcome | None:
    """Return what people made of the newest run, None before the first."""
    review = reviewing.current(cycle_id)
    if review is None:
        return None
    rows: Any = ReviewedList.select().where(ReviewedList.run == review.run_id).order_by(ReviewedList.position)
    return Outcome(cycle_id, review.run_id, {row.list: _list(row) for row in rows})


def names(cycle_id: int) -> dict[str, str]:
    """Return what each theme of the newest run is called."""
    review = reviewing.current(cycle_id)
    here = ReviewedList.select(ReviewedList.list, ReviewedList.body).where(
        (ReviewedList.run == (review.run_id if review else None)) & ReviewedList.list.not_in(LISTS)
    )
    rows: Any = here.tuples()
    return {name: body["label"] for name, body in rows}


def any_approved(cycle_id: int) -> bool:
    """Tell whether a quote of the newest run has been approved."""
    review = reviewing.current(cycle_id)
    here = (ReviewedCoding.run == (review.run_id if review else None)) & (ReviewedCoding.state == "approved")
    return bool(ReviewedCoding.select().where(here & ReviewedCoding.safety.is_null()).exists())


def _list(row: ReviewedList) -> _List:
    theme = runs.theme(row.list, row.body) if row.body else None
    if theme:  # with the gists of comments that still stand in it
        standing = set(row.standing)
        theme = replace(theme, gists=tuple(gist for gist in theme.gists if gist.comment_id in standing))
    return _List(theme, row.hidden, from_json(row.figures))
