"""What a worksheet's XML says beside its cells: merged ranges, hidden columns, how far it reaches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries

from app.adapters.plan_files.errors import PlanFileError

MOST_ROWS = 10_000
MOST_COLUMNS = 300
MOST_MERGED = 100_000  # cells, before a sheet's further merged ranges are left as they are
MOST_FAR = 2_000  # cells with text beyond the rows and columns that a plan has

Merges = dict[tuple[int, int], tuple[int, int, int]]


@dataclass
class Sheet:
    """A worksheet's form.

    `merges` maps (row, column) to (first row, first column, last column) of the merged range that the cell is in.
    `hidden` counts columns from 0. `far` is the text of cells beyond MOST_ROWS and MOST_COLUMNS.
    """

    merges: Merges = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    last_row: int = 0
    last_column: int = 0
    far: list[str] = field(default_factory=list)


def read_sheet(part: IO[bytes], shared: Sequence[str]) -> Sheet:
    """Read a worksheet's XML; `shared` are the workbook's shared strings. Raises PlanFileError."""
    found, row_number = Sheet(), 0
    for _, element in iterparse(part, forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if tag == "row":
            row_number = int(element.get("r") or row_number + 1)
            _measure(found, element, row_number, shared)
            element.clear()
        elif tag == "col" and element.get("hidden") in ("1", "true"):
            found.hidden |= frozenset(_columns(element))
        elif tag == "mergeCell":
            _add_merge(found.merges, element.get("ref", ""))
    return found


def _measure(found: Sheet, row: Element, row_number: int, shared: Sequence[str]) -> None:
    for column, cell in enumerate(row, start=1):
        if not len(cell):
            continue
        at = _column_of(cell, column)
        if row_number <= MOST_ROWS and at <= MOST_COLUMNS:
            found.last_row = row_number
            found.last_column = max(found.last_column, at)
            continue
        text = _text(cell, shared)
        if text:
            found.far.append(text)
        if len(found.far) > MOST_FAR:
            raise PlanFileError("too_long")


def _column_of(cell: Element, default: int) -> int:
    place = cell.get("r")
    return column_index_from_string(coordinate_from_string(place)[0]) if place else default


def _text(cell: Element, shared: Sequence[str]) -> str:
    value = "".join(cell.itertext())
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(shared):
        return str(shared[int(value)])
    return value.strip()


def _columns(element: Element) -> Iterable[int]:
    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
    return range(first - 1, min(last, MOST_COLUMNS))


def _add_merge(merges: Merges, reference: str) -> None:
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return
    if None in (left, top, right, bottom) or len(merges) > MOST_MERGED:
        return
    right = min(right, MOST_COLUMNS)
    for row in range(top, min(bottom, MOST_ROWS) + 1):
        for column in range(left, right + 1):
            if len(merges) > MOST_MERGED:
                return
            merges[row, column] = (top, left, right)
