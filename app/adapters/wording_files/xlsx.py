"""A workbook of wordings: what must stay is grey and locked, what is to be written is white."""

import io
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from app.adapters.plan_files.archive import open_archive
from app.adapters.plan_files.errors import PlanFileError
from app.adapters.wording_files.errors import WordingFileError
from forms.changes import tidy
from forms.round_trip import Line
from forms.states import CHECKED, DRAFT
from translations import LANGUAGES

MOST_ROWS = 20_000
_WIDTHS = (32, 34, 60, 60, 12, 4)
_GREY, _DARK = PatternFill("solid", fgColor="E3E6E5"), PatternFill("solid", fgColor="0F6B5C")
_RIGHT_TO_LEFT = 2  # the reading order of a cell, as spreadsheets number it


class XlsxFile:
    """Reads and writes XLSX: ref, place, source, translation, state, and a hidden stamp."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, lines: Iterable[Line], tag: str, headings: Sequence[str]) -> bytes:
        """Return a workbook with one sheet, named after the language."""
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title, sheet.freeze_panes = tag, "A2"
        for column, heading in enumerate((*headings, "key"), 1):
            cell = _text(sheet, 1, column, heading)
            cell.fill, cell.font = _DARK, Font(bold=True, color="FFFFFF")
        rtl = any(each.direction == "rtl" for each in LANGUAGES if each.tag == tag)
        for number, line in enumerate(lines, 2):
            _write(sheet, number, line, rtl)
        for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.column_dimensions["F"].hidden = True
        states = DataValidation(type="list", formula1=f'"{CHECKED},{DRAFT}"', allow_blank=True, showErrorMessage=False)
        states.add(f"E2:E{max(2, sheet.max_row)}")
        sheet.add_data_validation(states)
        sheet.protection.sheet, sheet.protection.formatColumns = True, False
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def read(self, data: bytes) -> list[Line]:
        """Return the rows of the first sheet. Raises WordingFileError."""
        try:
            if open_archive(data).kind != "xlsx":
                raise WordingFileError("not_a_wording_file")
            return _read(data)
        except PlanFileError as error:
            raise WordingFileError(_CODES.get(error.code, "not_a_wording_file")) from error
        except WordingFileError:
            raise
        except Exception as error:  # the library raises many kinds for a file that is not what it says
            raise WordingFileError("damaged") from error


_CODES = {code: code for code in ("encrypted", "too_large", "unsafe", "damaged")}


def _write(sheet: Any, number: int, line: Line, rtl: bool) -> None:
    for column, value in enumerate((line.ref, line.where, line.source, line.wording, line.state, line.stamp), 1):
        cell = _text(sheet, number, column, value)
        if column in (4, 5):
            cell.protection = Protection(locked=False)
        else:
            cell.fill = _GREY
        order = _RIGHT_TO_LEFT if rtl and column == 4 else 0
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order)


def _text(sheet: Any, row: int, column: int, value: str) -> Any:
    """A cell that is text whatever it begins with: a spreadsheet shows it and does not calculate it."""
    cell = sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def _read(data: bytes) -> list[Line]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that do not matter here
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(min_row=2, max_row=MOST_ROWS, max_col=6), 2)
        lines = [_line(number, cells) for number, cells in rows]
    return [line for line in lines if line.ref or line.wording]


def _line(number: int, cells: Sequence[Any]) -> Line:
    ref, _where, source, wording, state, stamp = ([_value(cell) for cell in cells] + [""] * 6)[:6]
    formula = len(cells) > 3 and getattr(cells[3], "data_type", "") in ("f", "e")
    return Line(ref.strip(), source, tidy(wording), state.strip().lower(), stamp, number=number, formula=formula)


def _value(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value).replace("_x000D_", "")
