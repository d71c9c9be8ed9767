"""Writes what a run found where people's decisions will be applied to it, some comments at a time, and forgets other runs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from app.analysis.copies import voice
from app.analysis.listing import EVERYTHING, LISTS, Entry, as_json, count, places
from app.analysis.quotes import reads_alone
from app.analysis.themes import Theme
from app.store import review_lists as lists
from app.store import runs
from app.store.database import is_postgresql, plain, run_each, transaction
from app.store.review_rows import Kept, body, told
from app.store.tables import AnalysisRun, Cycle, ListedComment, ReviewedCoding, ReviewedList, RunCoding

_AT_ONCE = 5_000  # comments


@contextmanager
def turn(cycle_id: int) -> Iterator[None]:
    """A transaction in which nobody else changes what is stored of a cycle's decisions."""
    with transaction():
        if is_postgresql():  # SQLite lets no two write anyway
            list(Cycle.select(Cycle.id).where(Cycle.id == cycle_id).for_update("FOR NO KEY UPDATE"))  # type: ignore[arg-type]
        yield


def is_filled(run_id: int) -> bool:
    """Tell whether the rows of a run are there."""
    return bool(ReviewedList.select().where((ReviewedList.run == run_id) & (ReviewedList.list == EVERYTHING)).exists())


def fill(
    cycle_id: int,
    run_id: int,
    themes: Sequence[Theme],
    where: Mapping[str, Mapping[str, str]],
    known: Mapping[str, str | None],
) -> None:
    """Write the rows of what a run found, before anybody decided anything, some at a time.

    `where` is the audience and school of each response, `known` the dangers that people know of (see `concerns.known`). Two
    processes that do it at once write the same.
    """
    everything: list[Entry] = []
    for part in _found(run_id, where, known):
        with turn(cycle_id):
            if is_filled(run_id):
                return
            run_each(
                "INSERT INTO reviewed_coding (themes, statements, uncoded, run_id, comment, voice, audience, school, safety,"
                " state, shortened, quotable, waiting, near) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [
                    (*told(each.coding), run_id, each.coding.comment_id, voice(each.coding), each.audience, each.school,
                     each.coding.safety, each.quotable, each.waiting, -each.coding.margin)
                    for each in part
                ],
            )  # fmt: skip
            run_each(
                f"{lists.INSERT} ON CONFLICT DO NOTHING",
                [
                    lists.row(run_id, place, each.coding, each.audience)
                    for each in part
                    for place in places(each.coding)
                ],
            )
        everything += [_entry(each) for each in part]
    with turn(cycle_id):
        if not is_filled(run_id):
            _fill_lists(run_id, themes, everything)


def _fill_lists(run_id: int, themes: Sequence[Theme], everything: Sequence[Entry]) -> None:
    for at, name in enumerate(LISTS):
        figures = as_json(count(everything)) if name == EVERYTHING else {}
        ReviewedList.create(run=run_id, list=name, position=-1 - at, figures=figures)
    for at, theme in enumerate(themes):
        ReviewedList.create(run=run_id, list=theme.id, position=at, body=body(theme))
    for name in (*LISTS[1:], *(theme.id for theme in themes)):
        lists.recount(run_id, name, (), lists.entries(run_id, name))
    lists.put_standing(run_id, themes)


def _found(
    run_id: int, where: Mapping[str, Mapping[str, str]], known: Mapping[str, str | None]
) -> Iterator[list[Kept]]:
    # Read on from the last id instead of holding one long cursor.
    after = ""
    while rows := list(
        RunCoding.select()
        .where((RunCoding.run == run_id) & (RunCoding.comment > after))
        .order_by(RunCoding.comment)
        .limit(_AT_ONCE)
    ):
        after = rows[-1].comment
        part = []
        for row in rows:
            coding = runs.coding(row)
            coding = replace(coding, safety=known.get(coding.comment_id, coding.safety))
            alone = coding.copy_of is None and reads_alone(coding.redacted_text)
            here = where.get(coding.comment_id.split(".")[0], {})
            part.append(Kept(coding, here.get("audience", ""), here.get("school", ""), quotable=alone))
        yield part


def _entry(each: Kept) -> Entry:
    coding = each.coding
    return Entry(
        coding.comment_id, voice(coding), each.audience, coding.language, coding.sentiment, "", coding.code
    )  # fmt: skip


def forget_others(cycle_id: int, run_id: int) -> None:
    """Delete the rows of a cycle's other runs, some at a time: whoever sends a form meanwhile does not wait."""
    stored = ReviewedList.select(ReviewedList.run, ReviewedList.list).join(AnalysisRun)
    for other, name in plain(stored.where((AnalysisRun.cycle == cycle_id) & (AnalysisRun.id != run_id))):
        with transaction():
            ListedComment.delete().where((ListedComment.run == other) & (ListedComment.list == name)).execute()
        here = (
            ReviewedCoding.select(ReviewedCoding.comment)
            .where(ReviewedCoding.run == other)
            .order_by(ReviewedCoding.comment)
        )
        while some := [row[0] for row in plain(here.limit(_AT_ONCE))]:
            with transaction():
                ReviewedCoding.delete().where(
                    (ReviewedCoding.run == other) & ReviewedCoding.comment.in_(some)
                ).execute()
        ReviewedList.delete().where((ReviewedList.run == other) & (ReviewedList.list == name)).execute()
