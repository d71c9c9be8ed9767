"""Reads an Excel workbook into blocks: a table per worksheet, formulas as the values they last had."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from defusedxml.ElementTree import iterparse

from app.adapters.plan_files.blocks import Aside, Cell, Read, Table
from app.adapters.plan_files.columns import find_heading_row
from app.adapters.plan_files.xlsx_sheet import Sheet, read_sheet

BESIDE = re.compile(r"xl/(?:comments\d*|comments/.*|threadedComments/.*|drawings/drawing\d*)\.xml$")


def read_xlsx(data: bytes) -> list[Read]:
    """Return one table for each worksheet that holds anything, then what stands beside them: remarks, text boxes.

    Rows are streamed and merged ranges are clipped to what a plan can need, so that a sheet which claims to be
    endless costs nothing. A hidden worksheet is read only where no visible one holds a plan; otherwise it stands beside.
    """
    with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as file:
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that a plan does not need
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        shown: list[Table] = []
        hidden: list[Table] = []
        asides: list[Aside] = []
        for sheet in workbook.worksheets:
            with file.open(sheet._worksheet_path) as part:
                form = read_sheet(part, sheet._shared_strings)
            (shown if sheet.sheet_state == "visible" else hidden).append(_table(sheet, form))
            asides += [Aside(text) for text in form.far]
        asides += [Aside(text) for text in _beside(file)]
    if any(find_heading_row(table.rows) for table in shown):
        asides += [Aside(text) for table in hidden for text in _lines(table)]
        hidden = []
    return [*(table for table in (*shown, *hidden) if table.rows), *asides]


def _table(sheet: Any, form: Sheet) -> Table:
    rows = _cells(sheet, form) if form.last_row else iter(())
    return Table(_trimmed(rows), sheet.title, form.hidden)


def _cells(sheet: Any, form: Sheet) -> Iterator[list[Cell]]:
    texts: dict[tuple[int, int], str] = {}
    sheet.reset_dimensions()
    for at, row in enumerate(sheet.iter_rows(max_row=form.last_row, max_col=form.last_column), start=1):
        cells = []
        for column, cell in enumerate(row, start=1):
            first_row, first_column, last_column = form.merges.get((at, column), (at, column, column))
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


def _lines(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield f"{table.sheet}: " + " – ".join(cell.text for cell in row if cell.text and not cell.continued)


def _beside(file: zipfile.ZipFile) -> Iterator[str]:
    """Yield the text of remarks and text boxes, a paragraph each."""
    for name in filter(BESIDE.match, file.namelist()):
        with file.open(name) as part:
            for _, element in iterparse(part, forbid_dtd=True):
                if element.tag.rpartition("}")[2] in ("text", "p"):
                    yield " ".join("".join(element.itertext()).split())


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
