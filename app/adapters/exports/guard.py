"""Texts on their way into files that would run, cut or refuse them."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

# What a spreadsheet may take for the start of a formula: also in full width, also after what nobody sees, also at the
# start of a new line. Apostrophes before it count as well, so that taking one away again gives back the very same text.
_RISKY = re.compile(
    "'*(?:[\\s\\x00-\\x1f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n])"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_A_CHARACTER = "\ufffd"


def risky(text: str) -> bool:
    """Tell whether a spreadsheet could run this text."""
    return _RISKY.match(text) is not None


def guard(cell: Any) -> Any:
    """Keep a spreadsheet from running what somebody typed: a cell that could be a formula begins with an apostrophe.

    Only texts are touched, a number below zero is not. No two texts become the same one.
    """
    return f"'{cell}" if isinstance(cell, str) and risky(cell) else cell


def unguard(cell: str) -> str:
    """Undo guard, exactly."""
    return cell[1:] if cell.startswith("'") and risky(cell[1:]) else cell


def encodable(text: str) -> str:
    """Return the text with half characters (lone surrogates), which UTF-8 cannot hold, marked as such."""
    return text if text.isascii() else _SURROGATES.sub(_NOT_A_CHARACTER, text)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a CSV that Excel reads as UTF-8 and never runs; return the number of rows."""
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_cell(name) for name in header])
        for written, row in enumerate(rows, start=1):  # noqa: B007 - the last number is the answer
            writer.writerow([_cell(value) for value in row])
    return written


def _cell(value: Any) -> Any:
    return guard(encodable(value)) if isinstance(value, str) else value
