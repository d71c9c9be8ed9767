"""SPSS .sav with variable labels and value labels.

What SPSS cannot hold is handled, not lost: names are made valid and the id of the item stands in the label; a text above
32,767 bytes goes on in a second variable; NUL, which ends a text there, is shown as a character that is none. Values stay
the ids of choices, as numbers where all of an item's are: a position would shift when a choice is removed.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.adapters.exports.batches import batches
from app.adapters.exports.guard import encodable
from app.adapters.exports.table import Cell, Column, Table, flat, unique

if TYPE_CHECKING:
    import pandas
    import pyarrow

_WIDEST, _NAME, _LABEL, _VALUE_LABEL, _TITLE = 32_767, 56, 255, 120, 64  # bytes; a name has room for a number
_PLAIN = 50_000_000  # bytes: above this the file is a compressed .zsav
_EPOCH = dt.date(1582, 10, 14)  # from which SPSS counts seconds
_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}


@dataclass
class _Variables:
    """What pyreadstat wants to know, by the valid name of each variable."""

    labels: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, dict[Any, str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)


def write(folder: Path, table: Table) -> list[Path]:
    """Write responses.sav, or responses.zsav where it would be very large. Holds all cells in memory, compactly."""
    # Imported when first needed: web processes that only show pages do without it.
    import pyarrow

    columns = [_Spss(column) for column in table.columns]
    schema = pyarrow.schema([pyarrow.field(str(place), each.type()) for place, each in enumerate(columns)])
    changes = [each.change for each in columns]

    def changed(cells: list[Any]) -> Iterator[Any]:
        return (change(cell) if cell is not None else None for change, cell in zip(changes, cells, strict=True))

    found = pyarrow.Table.from_batches(batches(table, schema, changed), schema)
    return [_written(folder, found, columns, _cut(table.title, _TITLE))]


class _Spss:
    """A column as SPSS has it."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.numeric = column.cell in (Cell.WHOLE, Cell.NUMBER, Cell.FLAG, Cell.DATE) or _all_numbers(column)
        self.change = self._change()

    def type(self) -> "pyarrow.DataType":
        import pyarrow

        return pyarrow.float64() if self.numeric else pyarrow.string()

    def tell(self, name: str, part: int, told: _Variables) -> None:
        """Tell of this column under its valid name; `part` counts what a very long text was split into."""
        column = self.column
        told.labels[name] = _cut(f"[{column.name}{f' {part}' if part > 1 else ''}] {column.label}", _LABEL)
        if part == 1 and column.values:
            short = {value: label for value, label in column.values.items() if len(str(value)) <= _VALUE_LABEL}
            told.values[name] = {self.change(value): _cut(label, _VALUE_LABEL) for value, label in short.items()}
        if self.numeric:
            told.measures[name] = "nominal" if column.values else "scale"
            told.formats[name] = {Cell.NUMBER: "F16.2", Cell.DATE: "SDATE10"}.get(column.cell, "F8.0")

    def _change(self) -> Callable[[Any], Any]:
        if self.column.cell is Cell.DATE:
            return lambda cell: float((cell - _EPOCH).days * 86_400)
        if self.numeric:
            return lambda cell: float(cell)
        return lambda cell: _held(flat(cell))


def _all_numbers(column: Column) -> bool:
    return bool(column.values) and all(re.fullmatch("0|[1-9][0-9]{0,14}", str(value)) for value in column.values)


def _written(folder: Path, found: "pyarrow.Table", columns: list[_Spss], title: str) -> Path:
    import pyreadstat

    frame, told, width = _frame(found, columns)
    large = width * found.num_rows / 8 > _PLAIN
    path = folder / f"responses.{'zsav' if large else 'sav'}"
    pyreadstat.write_sav(
        frame, path, file_label=title, column_labels=told.labels, variable_value_labels=told.values,
        variable_format=told.formats, variable_measure=told.measures, compress=large, row_compress=not large,
    )  # fmt: skip
    return path


def _frame(found: "pyarrow.Table", columns: list[_Spss]) -> tuple["pandas.DataFrame", _Variables, int]:
    import pandas
    import pyarrow

    parts = [
        (each, part, array)
        for each, whole in zip(columns, found.columns, strict=True)
        for part, array in enumerate(_parts(whole), 1)
    ]
    names = unique(_name(each.column.name) for each, _part, _array in parts)
    told = _Variables()
    for name, (each, part, _array) in zip(names, parts, strict=True):
        each.tell(name, part, told)
    arrays = [array for _each, _part, array in parts]
    # Columns stay in Arrow's memory: a Python text for each cell would need ten times as much.
    frame = pyarrow.table(arrays, names=names).to_pandas(types_mapper=pandas.ArrowDtype)
    return frame, told, sum(_bytes(array) for array in arrays)


def _parts(whole: "pyarrow.ChunkedArray") -> list["pyarrow.ChunkedArray"]:
    import pyarrow

    if _bytes(whole) <= _WIDEST:
        return [whole]
    pieces = [list(_pieces(text)) if text is not None else [] for text in whole.to_pylist()]
    most = max(map(len, pieces))
    padded = (row + [None] * (most - len(row)) for row in pieces)
    return [pyarrow.chunked_array([pyarrow.array(part, pyarrow.string())]) for part in zip(*padded, strict=True)]


def _bytes(array: "pyarrow.ChunkedArray") -> int:
    import pyarrow
    from pyarrow import compute

    if not pyarrow.types.is_string(array.type):
        return 8
    return compute.max(compute.binary_length(array)).as_py() or 1


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into what SPSS can hold. It drops spaces at the end, so a piece never ends with one."""
    while len(text.encode()) > _WIDEST:
        piece = _cut(text, _WIDEST, "")
        piece = piece.rstrip(" ") or piece
        yield piece
        text = text[len(piece) :]
    yield text


def _cut(text: str, most: int, mark: str = "…") -> str:
    """Return as much of a text as fits into so many bytes, never half a character."""
    text = _held(text)
    data = text.encode()
    return text if len(data) <= most else data[: most - len(mark.encode())].decode(errors="ignore") + mark


def _held(text: str) -> str:
    return encodable(text).replace("\0", "\ufffd")


def _name(name: str) -> str:
    """Return a name that SPSS allows: it begins with a letter and ends with no dot."""
    plain = re.sub("[^A-Za-z0-9_.]", "_", name)[:_NAME].rstrip(".")
    if not plain[:1].isalpha():
        plain = f"v{plain}"
    return f"{plain}_" if plain.upper() in _RESERVED else plain
