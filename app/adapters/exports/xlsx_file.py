"""XLSX: a sheet of responses, one of what each column means, and one of the texts that no cell can hold.

A text is written as a text whatever it begins with, and one that could be a formula is marked as quoted, as Excel itself
does: it stays exactly what was typed and is not run even when somebody edits the cell. Characters that XML does not have
are written as Office Open XML escapes them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.adapters.exports import codebook, words
from app.adapters.exports.guard import encodable, risky
from app.adapters.exports.table import Table, flat

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet as Sheet

_LONGEST = 32_767  # UTF-16 units in a cell
_COLUMNS, _ROWS = 16_384, 1_048_576
_FIRST_DAY = dt.date(1900, 3, 1)  # before it, Excel and the calendar disagree
_ESCAPED = re.compile("[\x01-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write(folder: Path, table: Table) -> list[Path]:
    """Write responses.xlsx. Memory stays flat: rows go to the disk as they come."""
    from openpyxl import Workbook

    path, book = folder / "responses.xlsx", Workbook(write_only=True)
    answers = _Answers(book, table)
    for cells in table.cells():
        answers.add(cells)
    answers.add_long_texts()
    answers.add_codebook([codebook.header(table), *codebook.lines(table)])
    book.save(path)
    return [path]


class _Answers:
    """The sheets of responses: as many as Excel's limits of rows and columns ask for, as a rule one."""

    def __init__(self, book: Any, table: Table) -> None:
        self.book, self.words = book, table.words
        self.header = [column.header for column in table.columns]
        self.sheets: list[Sheet] = []
        self.rows, self.number = _ROWS, 0
        self.long: list[tuple[str, str, str]] = []

    def add(self, cells: Sequence[Any]) -> None:
        """Add a response."""
        if self.rows >= _ROWS:
            self._begin()
        self.rows += 1
        self._spread([self._held(cells[0], name, flat(cell)) for name, cell in zip(self.header, cells, strict=True)])

    def add_long_texts(self) -> None:
        """Add a sheet with the texts that are cut in the others, in full."""
        if not self.sheets:
            self._begin()
        if self.long:
            sheet = self.book.create_sheet(self._title(words.LONG_TEXTS))
            _append(sheet, [*self.header[:1], *map(self.words.say, (words.HEADINGS[0], words.PART, words.HEADINGS[3]))])
            for response, name, text in self.long:
                for number, part in enumerate(parts(text), 1):
                    _append(sheet, [response, name, number, part])

    def add_codebook(self, lines: Iterable[Sequence[str]]) -> None:
        """Add a sheet that says what each column means."""
        sheet = self.book.create_sheet(self._title(words.CODEBOOK))
        for line in lines:
            _append(sheet, line)

    def _begin(self) -> None:
        self.sheets, self.rows = [], 1
        for _start in range(1, max(len(self.header), 2), _COLUMNS - 1):
            self.number += 1
            title = self._title(words.ANSWERS)
            sheet = self.book.create_sheet(title if self.number == 1 else f"{title[:26]} {self.number}")
            sheet.freeze_panes = "B2"
            self.sheets.append(sheet)
        self._spread(self.header)

    def _spread(self, cells: Sequence[Any]) -> None:
        """Write a row over the sheets that it needs; the response's id stands first on each."""
        for place, sheet in enumerate(self.sheets):
            start = 1 + place * (_COLUMNS - 1)
            _append(sheet, [cells[0], *cells[start : start + _COLUMNS - 1]])

    def _held(self, response: str, name: str, cell: Any) -> Any:
        if not isinstance(cell, str) or len(cell) < 4_000 or not (rest := list(parts(cell)))[1:]:
            return cell
        self.long.append((response, name, cell))
        told = self.words.say(words.GOES_ON, sheet=self._title(words.LONG_TEXTS))
        return f"{next(parts(rest[0], _LONGEST - 200))} {told}"

    def _title(self, name: str) -> str:
        return re.sub(r"[\[\]:*?/\\]", " ", self.words.say(name))[:31]


def parts(text: str, longest: int = _LONGEST) -> Iterator[str]:
    """Yield a text in pieces that a cell can hold; nearly always that is one."""
    while text:
        piece = text[:longest]
        while _units(in_xml(piece)) > longest:
            piece = piece[: max(len(piece) * longest // _units(in_xml(piece)) - 1, 1)]
        yield piece
        text = text[len(piece) :]


def in_xml(text: str) -> str:
    """Return a text with what XML cannot hold written as Office Open XML escapes it (ECMA-376, ST_Xstring)."""
    text = encodable(text).replace("\0", "\ufffd")
    text = _LIKE_AN_ESCAPE.sub("_x005F_", text)
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _append(sheet: "Sheet", cells: Iterable[Any]) -> None:
    sheet.append([_cell(sheet, cell) for cell in cells])


def _cell(sheet: "Sheet", value: Any) -> Any:
    if isinstance(value, dt.date) and value < _FIRST_DAY:
        return value.isoformat()
    if value == "" or not isinstance(value, str):
        return None if value == "" else value
    text, formula = in_xml(value), risky(value)
    if not formula and not text.startswith("#"):
        return text
    # Openpyxl would make a formula of what begins with =, and an error of "#N/A".
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.quotePrefix = "s", formula
    return cell
