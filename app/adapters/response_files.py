"""Writes all responses of a cycle as CSV and XLSX, row by row, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: Any) -> Any:
    """Keep a spreadsheet from running what somebody typed: a cell that could be a formula begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def unguard(cell: str) -> str:
    """Undo guard."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a CSV that Excel reads as UTF-8 and never runs; return the number of rows."""
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guard(name) for name in header])
        for written, row in enumerate(rows, start=1):  # noqa: B007 - the last number is the answer
            writer.writerow([guard(cell) for cell in row])
    return written


def write_responses(out: Path, header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write responses.csv and responses.xlsx to a folder; return the number of responses. Memory stays flat."""
    out.mkdir(parents=True, exist_ok=True)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("responses")
    sheet.append([_text(sheet, name) for name in header])

    def both() -> Iterable[list[Any]]:
        for row in rows:
            cells = [_plain(row.get(name)) for name in header]
            sheet.append([_text(sheet, cell) for cell in cells])
            yield cells

    written = write_table(out / "responses.csv", header, both())
    book.save(out / "responses.xlsx")
    return written


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _text(sheet: Any, value: str) -> WriteOnlyCell:
    """A cell that is text whatever it begins with: a spreadsheet shows it and does not calculate it."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
