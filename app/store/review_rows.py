"""The rows in which a review is stored: read into a state that decisions are applied to, and written where they differ."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from app.analysis.coding import Coding
from app.analysis.copies import voice
from app.analysis.listing import LISTS, Figures, as_json, count, places
from app.analysis.review import State
from app.analysis.themes import Theme
from app.store import review_lists as lists
from app.store import runs
from app.store.database import plain, run_each
from app.store.tables import ListedComment, ReviewedCoding, ReviewedList, RunCoding

_AT_ONCE = 1_000  # comments


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of a comment: its coding, its audience and school, and what it is as a quote (see ReviewedCoding)."""

    coding: Coding
    audience: str
    school: str
    state: str = ""
    shortened: str = ""
    quotable: bool = False

    @property
    def waiting(self) -> bool:
        """Whether the comment could be a quote and nobody decided."""
        return self.quotable and bool(self.coding.themes) and not self.coding.safety and not self.state


def read(run_id: int, comments: Iterable[str] | None, as_found: bool = False) -> dict[str, Kept]:
    """Return what is stored of these comments of a run, or of all; `as_found` with the codings that the run found."""
    table: Any = RunCoding if as_found else ReviewedCoding
    found = {}
    for part in [None] if comments is None else _parts(sorted(comments)):
        rows = (
            RunCoding.select(
                RunCoding.comment, RunCoding.language, table.themes, RunCoding.sentiment, RunCoding.redacted_text,
                ReviewedCoding.safety, RunCoding.margin, table.uncoded, RunCoding.copy_of, RunCoding.code, table.statements,
                ReviewedCoding.audience, ReviewedCoding.school, ReviewedCoding.state, ReviewedCoding.shortened,
                ReviewedCoding.quotable,
            )
            .join(ReviewedCoding, on=(ReviewedCoding.run == RunCoding.run) & (ReviewedCoding.comment == RunCoding.comment))
            .where((RunCoding.run == run_id) & (part is None or RunCoding.comment.in_(part)))
        )  # fmt: skip
        for comment, language, themes, *fields, statements, audience, school, state, shortened, quotable in plain(rows):
            sentiment, text, safety, margin, uncoded, copy_of, code = fields
            coding = Coding(
                comment, language, tuple(_read(themes)), sentiment, text, safety, margin, uncoded, copy_of, code,
                runs.statements(_read(statements)),
            )  # fmt: skip
            found[comment] = Kept(coding, audience, school, state, shortened, bool(quotable))
    return dict(sorted(found.items()))


def with_copies(run_id: int, comments: Iterable[str]) -> set[str]:
    """Return these comments, as far as the run has them, and all their copies."""
    found: set[str] = set()
    for part in _parts(sorted(comments)):
        said = ReviewedCoding.select(ReviewedCoding.voice).where(_of(ReviewedCoding, run_id, part))
        same: Any = ReviewedCoding.select(ReviewedCoding.comment).where(
            (ReviewedCoding.run == run_id) & ReviewedCoding.voice.in_(said)
        )
        found.update(row[0] for row in same.tuples())
    return found


def members(run_id: int, themes: AbstractSet[str], as_found: bool = False) -> set[str]:
    """Return the comments of these themes; `as_found` at least those that the run put there."""
    if not themes:
        return set()
    if not as_found:
        rows: Any = ListedComment.select(ListedComment.comment).where(
            (ListedComment.run == run_id) & ListedComment.list.in_(themes)
        )
        return {row[0] for row in rows.tuples()}
    told = reduce(or_, (RunCoding.themes.cast("text").contains(f'"{theme}"') for theme in sorted(themes)))
    rows = RunCoding.select(RunCoding.comment).where((RunCoding.run == run_id) & told)
    return {row[0] for row in rows.tuples()}


def themes(run_id: int) -> tuple[dict[str, Theme], set[str]]:
    """Return the themes as people made them, in order, and the ids of those that are hidden."""
    rows: Any = ReviewedList.select(ReviewedList.list, ReviewedList.body, ReviewedList.hidden)
    found = list(
        rows.where((ReviewedList.run == run_id) & ReviewedList.list.not_in(LISTS))
        .order_by(ReviewedList.position)
        .tuples()
    )
    return {name: runs.theme(name, body) for name, body, _hidden in found}, {row[0] for row in found if row[2]}


def state_of(themes: dict[str, Theme], hidden: AbstractSet[str], kept: Mapping[str, Kept]) -> State:
    """Return what decisions can be applied to."""
    return State(
        dict(themes),
        {comment: each.coding for comment, each in kept.items()},
        {comment for comment, each in kept.items() if each.state == "approved"},
        {comment for comment, each in kept.items() if each.state == "hidden"},
        set(hidden),
        {comment: each.shortened for comment, each in kept.items() if each.shortened},
    )


def write(run_id: int, kept: Mapping[str, Kept], state: State) -> None:
    """Write what differs from what is stored, and let the figures of lists follow.

    `kept` is what was stored of the comments of the state, which has all themes.
    """
    changed: list[tuple[Kept, Kept]] = []
    for comment, before in kept.items():
        after = Kept(
            state.codings[comment], before.audience, before.school,
            "approved" if comment in state.approved else "hidden" if comment in state.hidden_quotes else "",
            state.shortened.get(comment, ""), before.quotable,
        )  # fmt: skip
        if after != before:
            changed.append((before, after))
    gone, new = _moves(run_id, changed)
    voices = {each.coding.comment_id: voice(each.coding) for _before, each in changed}
    touched: dict[str, set[str]] = {}
    for _run, name, comment, *_rest in (*gone, *new):
        if name in state.themes or name in LISTS:
            touched.setdefault(name, set()).add(voices[comment])
    before_it = {name: lists.entries(run_id, name, said) for name, said in touched.items()}
    _write_codings(run_id, [after for _before, after in changed])
    run_each("DELETE FROM listed_comment WHERE run_id = ? AND list = ? AND comment = ?", gone)
    run_each(lists.INSERT, new)
    _write_themes(run_id, state)
    for name, said in touched.items():
        lists.recount(run_id, name, before_it[name], lists.entries(run_id, name, said))
    lists.put_standing(run_id, state.themes.values())


def in_both(run_id: int, one: str, other: str) -> set[str]:
    """Return the comments of two lists whose words are in both, with their copies in either."""
    there = ListedComment.select(ListedComment.voice).where(
        (ListedComment.run == run_id) & (ListedComment.list == other)
    )
    here = (ListedComment.run == run_id) & (ListedComment.list == one)
    both = ListedComment.select(ListedComment.comment).where(here & ListedComment.voice.in_(there))
    return with_copies(run_id, {row[0] for row in plain(both)})


def merge(run_id: int, kept: Mapping[str, Kept], state: State, theme: str, into: str) -> None:
    """Write that a theme became a part of another one: only what is `in_both` lists (`kept`) is more than another name."""
    twice = lists.entries(run_id, theme, {voice(each.coding) for each in kept.values()})
    others = lists.figures(run_id, theme).plus(count(entry for _sent, entry in twice), -1)
    write(run_id, kept, state)
    run_each(
        "UPDATE reviewed_coding SET themes = replace(themes, ?, ?), statements = replace(statements, ?, ?) WHERE run_id = ?"
        " AND comment IN (SELECT comment FROM listed_comment WHERE run_id = ? AND list = ?)",
        [(*(_json(theme), _json(into)) * 2, run_id, run_id, theme)],
    )
    run_each("UPDATE listed_comment SET list = ? WHERE run_id = ? AND list = ?", [(into, run_id, theme)])
    lists.put_figures(run_id, into, lists.figures(run_id, into).plus(others))
    lists.put_standing(run_id, [state.themes[into]])


def _write_codings(run_id: int, changed: Sequence[Kept]) -> None:
    run_each(
        "UPDATE reviewed_coding SET themes = ?, statements = ?, uncoded = ?, state = ?, shortened = ?, waiting = ?"
        " WHERE run_id = ? AND comment = ?",
        [
            (*told(each.coding), each.state, each.shortened, each.waiting, run_id, each.coding.comment_id)
            for each in changed
        ],
    )


def _moves(run_id: int, changed: Sequence[tuple[Kept, Kept]]) -> tuple[list[tuple], list[tuple]]:
    """Return the keys of the rows of lists that go, and the rows that come."""
    gone, new = [], []
    for before, after in changed:
        old, now = set(places(before.coding)), set(places(after.coding))
        gone += [
            (run_id, place.list, before.coding.comment_id) for place in sorted(old - now, key=lambda each: each.list)
        ]
        new += [lists.row(run_id, place, after.coding, after.audience) for place in now - old]
    return gone, new


def _write_themes(run_id: int, state: State) -> None:
    before, hidden = themes(run_id)
    order = {name: at for at, name in enumerate(before)}
    for name in before.keys() - state.themes.keys():
        ReviewedList.delete().where((ReviewedList.run == run_id) & (ReviewedList.list == name)).execute()
    for at, (name, theme) in enumerate(state.themes.items()):
        told = {"position": at, "hidden": name in state.hidden_themes, "body": body(theme)}
        if name not in before:
            ReviewedList.create(run=run_id, list=name, figures=as_json(Figures()), **told)
        elif (order[name], name in hidden, body(before[name])) != tuple(told.values()):
            ReviewedList.update(**told).where((ReviewedList.run == run_id) & (ReviewedList.list == name)).execute()


def unsafe(run_id: int, comments: Iterable[str]) -> set[str]:
    """Return those of these comments that may tell of danger."""
    found: set[str] = set()
    for part in _parts(sorted(comments)):
        told: Any = ReviewedCoding.select(ReviewedCoding.comment).where(_of(ReviewedCoding, run_id, part))
        found.update(row[0] for row in told.where(ReviewedCoding.safety.is_null(False)).tuples())
    return found


def put_safety(run_id: int, known: Mapping[str, str | None]) -> set[str]:
    """Write the kind of danger that is known of comments, and return those of which something else was."""
    changed = [
        (comment, replace(each, coding=replace(each.coding, safety=known[comment])))
        for comment, each in read(run_id, known).items()
        if each.coding.safety != known[comment]
    ]
    run_each(
        "UPDATE reviewed_coding SET safety = ?, waiting = ? WHERE run_id = ? AND comment = ?",
        [(each.coding.safety, each.waiting, run_id, comment) for comment, each in changed],
    )
    return {comment for comment, _each in changed}


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def told(coding: Coding) -> tuple[str, str, str | None]:
    """Return the themes, statements and reason of a coding as its row keeps them."""
    return _json(list(coding.themes)), _json(runs.statements_told(coding)), coding.uncoded


def body(theme: Theme) -> dict[str, Any]:
    """Return a theme as its row keeps it: what is counted stands in the figures."""
    return runs.theme_body(replace(theme, size=0, prevalence=0.0, sentiment=0.0))


def _of(table: Any, run_id: int, comments: Sequence[str]) -> Any:
    return (table.run == run_id) & table.comment.in_(comments)


def _parts(comments: Sequence[str]) -> Iterator[Sequence[str]]:
    return (comments[start : start + _AT_ONCE] for start in range(0, len(comments), _AT_ONCE))
