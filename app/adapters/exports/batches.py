"""Cells gathered column by column into Arrow batches: compact, and typed."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from app.adapters.exports.guard import encodable
from app.adapters.exports.table import Table

if TYPE_CHECKING:
    import pyarrow

_ROWS = 2_000


def batches(
    table: Table, schema: "pyarrow.Schema", change: Callable[[list[Any]], Iterable[Any]]
) -> Iterator["pyarrow.RecordBatch"]:
    """Yield the responses in batches of the schema; `change` makes of each row's cells what its columns hold."""
    import pyarrow

    cells = table.cells()
    while some := [list(change(row)) for row in islice(cells, _ROWS)]:
        columns = zip(*some, strict=True)
        arrays = [pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        yield pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


def sound(value: Any) -> Any:
    """Return a cell whose texts Arrow can hold."""
    if isinstance(value, str):
        return encodable(value)
    return list(map(encodable, value)) if isinstance(value, list) else value
