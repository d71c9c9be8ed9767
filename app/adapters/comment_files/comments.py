"""Reads comments from the export of a survey tool."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from app.adapters.comment_files.streams import StreamedTable, open_table
from app.adapters.comment_files.tables import CommentFileError, Table
from app.analysis.comments import Comment
from app.analysis.ports import Progress, no_progress
from app.analysis.preparation import LONGEST_TEXT

TEXT_NAMES = (
    "text", "comment", "comments", "comment_text", "comment_body", "body", "response", "answer", "feedback", "verbatim",
    "open_response", "open_ended", "comentario", "texto", "respuesta", "message",
)  # fmt: skip
ID_NAMES = ("id", "comment_id", "response_id", "responseid", "record_id", "recordid", "respondent_id", "submission_id")
GROUP_NAMES = ("audience", "school", "grade_band", "question")
ITEM_NAME = "question"
ENOUGH_ROWS = 10_000  # to see which column holds the texts


def read_comments(
    path: Path,
    text: str | None = None,
    id: str | None = None,
    groups: Sequence[str] = (),
    progress: Progress = no_progress,
) -> list[Comment]:
    """Return the comments of a file.

    `text` and `id` name columns; left out, they are guessed from usual names, the text otherwise from the longest
    cells. `groups` are columns to break results down by; left out, those of audience, school, grade_band and question
    that there are. Empty cells are kept as empty comments; a repeated id gets a number; of a text, no more is kept than
    analysis reads. `progress` hears of the stage ``read``. Raises CommentFileError.
    """
    try:
        return _comments(open_table(path, progress), text, id, groups)
    except OSError as error:
        raise CommentFileError(f"{path.name} cannot be opened ({error.strerror}).") from error


def _comments(table: Table | StreamedTable, text: str | None, id: str | None, groups: Sequence[str]) -> list[Comment]:
    text_at = table.position(text or _text_column(table))
    named = id or _named(table, ID_NAMES)
    id_at = table.position(named) if named else None
    columns = {name: table.position(name) for name in groups or _known_groups(table)}
    item = _named(table, (ITEM_NAME,))
    item_at = table.position(item) if item else None
    distinct, shared = _DistinctIds(), _Shared()
    return [
        Comment(
            id=distinct(row[id_at], number) if id_at is not None else str(number),
            text=row[text_at][: LONGEST_TEXT + 1],  # one more tells that there was more
            groups=shared.groups({name: row[at].strip() for name, at in columns.items()}),
            item=shared.word(row[item_at].strip()) or None if item_at is not None else None,
        )
        for number, row in enumerate(table.rows, start=1)
    ]


class _DistinctIds:
    """Gives each comment an id of its own: a repeated one gets a number, an empty one its row."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._number: dict[str, int] = {}

    def __call__(self, cell: str, row: int) -> str:
        given = cell.strip() or f"row {row}"
        new = given
        while new in self._seen:
            self._number[given] = self._number.get(given, 1) + 1
            new = f"{given}-{self._number[given]}"
        self._seen.add(new)
        return new


class _Shared:
    """Keeps the few places that many comments come from once: a million comments would hold a million copies."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}
        self._groups: dict[tuple[str, ...], dict[str, str]] = {}

    def word(self, word: str) -> str:
        return self._words.setdefault(word, word)

    def groups(self, cells: dict[str, str]) -> dict[str, str]:
        key = tuple(cells.values())
        if key not in self._groups:
            self._groups[key] = {name: self.word(cell) for name, cell in cells.items() if cell}
        return self._groups[key]


def _named(table: Table | StreamedTable, names: Sequence[str]) -> str | None:
    """Return the first column that has one of these names, whatever its case, dashes and spaces."""
    plain = {re.sub(r"[\W_]+", "_", column.strip().casefold()).strip("_"): column for column in reversed(table.columns)}
    return next((plain[name] for name in names if name in plain), None)


def _text_column(table: Table | StreamedTable) -> str:
    if found := _named(table, TEXT_NAMES):
        return found
    sample = list(islice(table.rows, ENOUGH_ROWS))
    return max(table.columns, key=lambda name: _worded_length([row[table.position(name)] for row in sample]))


def _worded_length(cells: Sequence[str]) -> float:
    """Return the mean length of the cells, codes and dates (without spaces) not counted."""
    return sum(len(cell) for cell in cells if " " in cell.strip() or not cell.isascii()) / max(1, len(cells))


def _known_groups(table: Table | StreamedTable) -> list[str]:
    return [found for name in GROUP_NAMES if (found := _named(table, (name,)))]
