"""Reads the exports of a cycle's answers as the programs that they are for do, one dictionary a response."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pyreadstat
from openpyxl.utils.escape import unescape

from app.adapters.exports.guard import unguard

Rows = list[dict[str, Any]]


def json_rows(path: Path) -> Rows:
    """Read JSON."""
    return [row["answers"] for row in json.loads(path.read_text("utf-8"))["responses"]]


def csv_rows(path: Path) -> Rows:
    """Read CSV, without the mark that keeps a cell from being taken for a formula."""
    rows = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    return [{name: unguard(cell) for name, cell in row.items()} for row in rows]


def xlsx_rows(path: Path) -> Rows:
    """Read the first sheet of a workbook as Excel does."""
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    head = next(rows)
    return [
        {name: "" if cell is None else unescape(str(cell)) for name, cell in zip(head, row, strict=True)}
        for row in rows
    ]


def parquet_rows(path: Path) -> Rows:
    """Read Parquet."""
    return pandas.read_parquet(path).to_dict("records")


def sav_rows(path: Path) -> Rows:
    """Read SPSS, whose names have ``_`` where an item's id has ``-``."""
    return pyreadstat.read_sav(path, user_missing=True)[0].to_dict("records")


READERS: dict[str, Callable[[Path], Rows]] = {
    "json": json_rows, "csv": csv_rows, "xlsx": xlsx_rows, "parquet": parquet_rows, "sav": sav_rows,
}  # fmt: skip
