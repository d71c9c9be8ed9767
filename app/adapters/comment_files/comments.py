"""Reads comments from the export of a survey tool."""

import re
from collections.abc import Sequence
from pathlib import Path

from app.adapters.comment_files.tables import CommentFileError, Table, read_table
from app.analysis.comments import Comment

TEXT_NAMES = (
    "text", "comment", "comments", "comment_text", "comment_body", "body", "response", "answer", "feedback", "verbatim",
    "open_response", "open_ended", "comentario", "texto", "respuesta", "message",
)  # fmt: skip
ID_NAMES = ("id", "comment_id", "response_id", "responseid", "record_id", "recordid", "respondent_id", "submission_id")
GROUP_NAMES = ("audience", "school", "grade_band", "question")
ITEM_NAME = "question"


def read_comments(
    path: Path, text: str | None = None, id: str | None = None, groups: Sequence[str] = ()
) -> list[Comment]:
    """Return the comments of a file.

    `text` and `id` name columns; left out, they are guessed from usual names, the text otherwise from the longest
    cells. `groups` are columns to break results down by; left out, those of audience, school, grade_band and question
    that there are. Empty cells are kept as empty comments; a repeated id gets a number. Raises CommentFileError.
    """
    try:
        table = read_table(path.read_bytes(), path.name)
    except OSError as error:
        raise CommentFileError(f"{path.name} cannot be opened ({error.strerror}).") from error
    texts = table.column(text or _text_column(table))
    ids = _distinct_ids(table, id or _named(table, ID_NAMES))
    columns = {name: table.column(name) for name in groups or _known_groups(table)}
    items = table.column(found) if (found := _named(table, (ITEM_NAME,))) else [""] * len(texts)
    return [
        Comment(
            id=ids[row],
            text=texts[row],
            groups={name: cells[row].strip() for name, cells in columns.items() if cells[row].strip()},
            item=items[row].strip() or None,
        )
        for row in range(len(texts))
    ]


def _named(table: Table, names: Sequence[str]) -> str | None:
    """Return the first column that has one of these names, whatever its case, dashes and spaces."""
    plain = {re.sub(r"[\W_]+", "_", column.strip().casefold()).strip("_"): column for column in reversed(table.columns)}
    return next((plain[name] for name in names if name in plain), None)


def _text_column(table: Table) -> str:
    return _named(table, TEXT_NAMES) or max(table.columns, key=lambda name: _worded_length(table.column(name)))


def _worded_length(cells: Sequence[str]) -> float:
    """Return the mean length of the cells, codes and dates (without spaces) not counted."""
    return sum(len(cell) for cell in cells if " " in cell.strip() or not cell.isascii()) / len(cells)


def _known_groups(table: Table) -> list[str]:
    return [found for name in GROUP_NAMES if (found := _named(table, (name,)))]


def _distinct_ids(table: Table, column: str | None) -> list[str]:
    given = table.column(column) if column else [str(row) for row in range(1, len(table.rows) + 1)]
    seen: dict[str, None] = {}
    for row, cell in enumerate(given, start=1):
        new, number = cell.strip() or f"row {row}", 2
        while new in seen:
            new, number = f"{cell.strip()}-{number}", number + 1
        seen[new] = None
    return list(seen)
