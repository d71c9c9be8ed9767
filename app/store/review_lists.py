"""The rows of lists - of each theme, and of what needs a person's eye - and the figures that follow them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from app.analysis.coding import Coding
from app.analysis.copies import voice
from app.analysis.listing import Entry, Figures, Place, as_json, count, from_json
from app.analysis.themes import Theme
from app.store.database import plain, run_each
from app.store.tables import ListedComment, ReviewedCoding, ReviewedList

Row = tuple[int, Entry]  # how often its words are in a list, and the comment
INSERT = (
    "INSERT INTO listed_comment (run_id, list, comment, rank, near, voice, audience, language, sentiment, stances, code, sent)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
)
_MANY = 1_000  # voices, from which all of a list is read to find them


def row(run_id: int, place: Place, coding: Coding, audience: str) -> tuple:
    """Return the values of `INSERT` that put a comment in its place."""
    return (
        run_id, place.list, coding.comment_id, place.rank, place.near, voice(coding), audience, coding.language,
        coding.sentiment, place.stances, coding.code,
    )  # fmt: skip


def figures(run_id: int, name: str) -> Figures:
    """Return the figures of a list."""
    return from_json(ReviewedList.get(_here(run_id, name)).figures)


def put_figures(run_id: int, name: str, found: Figures) -> None:
    """Write the figures of a list."""
    ReviewedList.update(figures=as_json(found)).where(_here(run_id, name)).execute()


def recount(run_id: int, name: str, before: Sequence[Row], after: Sequence[Row]) -> None:
    """Let the figures of a list follow a change of its rows, all of some voices, and say how often the words of each are in it."""
    came, went = count(entry for _sent, entry in after), count(entry for _sent, entry in before)
    put_figures(run_id, name, figures(run_id, name).plus(went, -1).plus(came))
    times, seen, differ = Counter(entry.voice for _sent, entry in after), set(), []
    for sent, entry in after:
        now = 0 if entry.voice in seen else times[entry.voice]
        seen.add(entry.voice)
        if now != sent:
            differ.append((now, run_id, name, entry.comment))
    run_each("UPDATE listed_comment SET sent = ? WHERE run_id = ? AND list = ? AND comment = ?", differ)


def entries(run_id: int, name: str, voices: AbstractSet[str] | None = None) -> list[Row]:
    """Return the comments of a list in order, or those that say what these voices say."""
    here = (ListedComment.run == run_id) & (ListedComment.list == name)
    fields = (
        ListedComment.rank, ListedComment.near, ListedComment.comment, ListedComment.voice, ListedComment.audience,
        ListedComment.language, ListedComment.sentiment, ListedComment.stances, ListedComment.code, ListedComment.sent,
    )  # fmt: skip
    if voices is None or len(voices) > _MANY:
        every = plain(ListedComment.select(*fields).where(here))
        found = [row for row in every if voices is None or row[3] in voices]
    else:
        said = (ReviewedCoding.run == run_id) & ReviewedCoding.voice.in_(voices)
        same = ReviewedCoding.select(ReviewedCoding.comment).where(said)
        found = plain(ListedComment.select(*fields).where(here & ListedComment.comment.in_(same)))
    return [(row[-1], Entry(*row[2:-1])) for row in sorted(found)]


def put_standing(run_id: int, themes: Iterable[Theme]) -> None:
    """Say of each theme which of its gists are of comments that still stand in it."""
    for theme in themes:
        of_gists = {gist.comment_id for gist in theme.gists}
        found: Any = ListedComment.select(ListedComment.comment).where(
            (ListedComment.run == run_id) & (ListedComment.list == theme.id) & ListedComment.comment.in_(of_gists)
        )
        standing = sorted(row[0] for row in found.tuples())
        ReviewedList.update(standing=standing).where(_here(run_id, theme.id)).execute()


def _here(run_id: int, name: str) -> Any:
    return (ReviewedList.run == run_id) & (ReviewedList.list == name)
