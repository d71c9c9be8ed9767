"""Parquet: typed columns, several choices as lists, and what they mean in the metadata."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.exports import codebook
from app.adapters.exports.batches import batches, sound
from app.adapters.exports.guard import encodable
from app.adapters.exports.table import Cell, Column, Table

if TYPE_CHECKING:
    import pyarrow


def write(folder: Path, table: Table) -> list[Path]:
    """Write responses.parquet. Each column carries its `label` and `values` (JSON), the file its `codebook` (JSON)."""
    # Imported when first needed: web processes that only show pages do without it.
    from pyarrow import parquet

    path, schema = folder / "responses.parquet", _schema(table)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches(table, schema, lambda cells: map(sound, cells)):
            writer.write_batch(batch)
    return [path]


def _schema(table: Table) -> "pyarrow.Schema":
    import pyarrow

    variables = [codebook.described(each) for each in table.variables]
    about = {"title": table.title, "language": table.words.tag, "codebook": json.dumps(variables)}
    return pyarrow.schema(
        [_field(column) for column in table.columns], {key: encodable(text) for key, text in about.items()}
    )


def _field(column: Column) -> "pyarrow.Field":
    import pyarrow

    types = {
        Cell.TEXT: pyarrow.string(), Cell.WHOLE: pyarrow.int64(), Cell.NUMBER: pyarrow.float64(),
        Cell.DATE: pyarrow.date32(), Cell.FLAG: pyarrow.int8(), Cell.LIST: pyarrow.list_(pyarrow.string()),
    }  # fmt: skip
    about = {"label": encodable(column.label)}
    if column.values:
        about["values"] = json.dumps(dict(column.values))
    return pyarrow.field(encodable(column.header), types[column.cell], metadata=about)
