"""Files of all responses of a cycle, for spreadsheets, statistics packages and other programs: one writer per format."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from app.adapters.exports import csv_file, json_file, parquet_file, sav_file, xlsx_file
from app.adapters.exports.table import Table


class Writer(Protocol):
    """Writes a table into a new file of its format (or two, where a codebook does not fit into it)."""

    def __call__(self, folder: Path, table: Table) -> list[Path]: ...


# A new format is one module and one line here.
WRITERS: Mapping[str, Writer] = {
    "xlsx": xlsx_file.write,
    "csv": csv_file.write,
    "sav": sav_file.write,
    "json": json_file.write,
    "parquet": parquet_file.write,
}
