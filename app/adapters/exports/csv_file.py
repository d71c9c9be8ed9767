"""CSV: two files, the responses and the codebook, which Excel reads as UTF-8 and never runs."""

from pathlib import Path

from app.adapters.exports import codebook
from app.adapters.exports.guard import write_table
from app.adapters.exports.table import Table, flat


def write(folder: Path, table: Table) -> list[Path]:
    """Write responses.csv and codebook.csv. Memory stays flat."""
    responses, columns = folder / "responses.csv", folder / "codebook.csv"
    write_table(
        responses, [each.header for each in table.columns], ([flat(cell) for cell in cells] for cells in table.cells())
    )
    write_table(columns, codebook.header(table), codebook.lines(table))
    return [responses, columns]
