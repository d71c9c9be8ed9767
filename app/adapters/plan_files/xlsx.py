"""Reads an Excel workbook into blocks: a table per worksheet, formulas as the values they last had."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import range_boundaries

from app.adapters.plan_files.blocks import Block, Cell, Table

MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_MERGED = 100_000  # cells, before a sheet's further merged ranges are left as they are

Merges = dict[tuple[int, int], tuple[int, int, int]]


def read_xlsx(data: bytes) -> list[Block]:
    """Return one table for each worksheet that holds anything.

    Rows are streamed and merged ranges are clipped to what a plan can need, so that a sheet which claims to be
    endless costs nothing.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that a plan does not need
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        tables = [Table(_trimmed(_cells(sheet, _merges(sheet, data))), sheet.title) for sheet in workbook.worksheets]
    return [table for table in tables if table.rows]


def _cells(sheet: Any, merges: Merges) -> Iterator[list[Cell]]:
    texts: dict[tuple[int, int], str] = {}
    sheet.reset_dimensions()
    for at, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), start=1):
        cells = []
        for column, cell in enumerate(row, start=1):
            first_row, first_column, last_column = merges.get((at, column), (at, column, column))
            if (at, column) == (first_row, first_column):
                texts[at, column] = _text(cell)
            shown = column == first_column
            text = texts.get((first_row, column), "") if shown else ""
            cells.append(Cell(text, last_column - column + 1 if shown else 0, shown and at > first_row))
        yield cells


def _trimmed(rows: Iterator[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    kept = [row for row in rows if any(cell.text for cell in row)]
    width = max((at + 1 for row in kept for at, cell in enumerate(row) if cell.text), default=0)
    return tuple(tuple(row[:width] + [Cell("", 0)] * (width - len(row))) for row in kept)


def _merges(sheet: Any, data: bytes) -> Merges:
    """Return (first row, first column, last column) of the merged range that a cell is in, by row and column."""
    found: Merges = {}
    with zipfile.ZipFile(io.BytesIO(data)) as file, file.open(sheet._worksheet_path) as part:
        for _, element in iterparse(part, forbid_dtd=True):
            if element.tag.endswith("}mergeCell"):
                _add_merge(found, element.get("ref", ""))
            elif element.tag.endswith("}row"):
                element.clear()
    return found


def _add_merge(found: Merges, reference: str) -> None:
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return
    if None in (left, top, right, bottom) or len(found) > MOST_MERGED:
        return
    right = min(right, MOST_COLUMNS)
    for row in range(top, min(bottom, MOST_ROWS) + 1):
        for column in range(left, right + 1):
            found[row, column] = (top, left, right)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value * 100:g}%" if "%" in (cell.number_format or "") else f"{value:.15g}"
    return str(value).replace("_x000D_", "").strip()
