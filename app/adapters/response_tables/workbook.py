"""Reads an Excel workbook row by row: the first sheet that holds a table, formulas as the values they last had."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.adapters.response_tables.errors import ResponseTableError
from app.adapters.response_tables.limits import MOST_ROWS

_TYPES = "[Content_Types].xml"
_LOOK = 50  # rows
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def is_office_file(archive: zipfile.ZipFile) -> bool:
    """Tell whether a ZIP is a document of an office program."""
    return bool({_TYPES, "mimetype"} & set(archive.namelist()))


def check(archive: zipfile.ZipFile) -> None:
    """Raise ResponseTableError unless it is a plain Excel workbook whose parts declare no document type."""
    if _TYPES not in archive.namelist():
        raise ResponseTableError("old_format")
    try:
        kinds = {part.get("ContentType", "") for _, part in iterparse(archive.open(_TYPES), forbid_dtd=True)}
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels")) and part.file_size:
                with archive.open(part) as opened:
                    next(iterparse(opened, events=("start",), forbid_dtd=True), None)
    except DefusedXmlException as error:
        raise ResponseTableError("unsafe") from error
    except (ParseError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise ResponseTableError("damaged") from error
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds):
        raise ResponseTableError("macros")
    if not any(kind.endswith("spreadsheetml.sheet.main+xml") for kind in kinds):
        raise ResponseTableError("not_a_table")


def rows(data: bytes) -> Iterator[list[str]]:
    """Yield the rows of the first sheet that holds a table."""
    try:
        book = _book(data)
        place = _place(book)
        _check_results(book, data, place)
        for row in _rows(book, place):
            yield [_text(value) for value in row]
        book.close()
    except ResponseTableError:
        raise
    except Exception as error:  # the library raises many kinds for a file that is not what it says
        raise ResponseTableError("damaged") from error


def _book(data: bytes, results: bool = True) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that answers do not need
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)


def _rows(book: Any, place: int, most: int = MOST_ROWS + 1) -> Iterator[tuple[Any, ...]]:
    sheet = book.worksheets[place]
    sheet.reset_dimensions()  # what a sheet says of its own size is not to be trusted
    return iter(sheet.iter_rows(max_row=most, values_only=True))


def _place(book: Any) -> int:
    """Return the first sheet with a header and an answer; without one, the fullest."""
    sizes = [sum(any(map(_text, row)) for row in _rows(book, place, _LOOK)) for place in range(len(book.worksheets))]
    if not any(sizes):
        raise ResponseTableError("empty")
    return next((place for place, size in enumerate(sizes) if size > 1), sizes.index(max(sizes)))


def _check_results(book: Any, data: bytes, place: int) -> None:
    """Refuse formulas that were never calculated: their answers would be lost without a word."""
    written = _book(data, results=False)
    for values, formulas in zip(_rows(book, place, _LOOK), _rows(written, place, _LOOK), strict=False):
        for value, formula in zip(values, formulas, strict=False):
            if value is None and isinstance(formula, str) and formula.startswith("="):
                raise ResponseTableError("no_results")
    written.close()


def _text(value: Any) -> str:
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.15g}"
    return str(value).replace("_x000D_", "")
