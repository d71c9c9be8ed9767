"""Opens an upload as rows of text, whatever it is; a file is hostile until it is read."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from app.adapters.response_tables import delimited, workbook
from app.adapters.response_tables.errors import ResponseTableError
from app.adapters.response_tables.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, check_unpacked

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OTHER = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
)
_TABLES = (".csv", ".tsv", ".txt")
# What no language needs and what breaks databases and spreadsheets: see workflow.collect. Line ends and tabs stay.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\ufeff]|[\ud800-\udfff]")


def rows_of(data: bytes, name: str) -> Iterator[list[str]]:
    """Yield every row of the table in a file, blank ones too, so that the n-th is the row n that a spreadsheet shows.

    Only the row at hand is held in memory. Raises ResponseTableError, some kinds only when the trouble is reached.
    """
    for number, row in enumerate(_raw_rows(data, name), start=1):
        if number > MOST_ROWS:
            raise ResponseTableError("too_many_rows")
        while row and not row[-1]:
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise ResponseTableError("too_many_columns")
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise ResponseTableError("cell_too_long", number)
        yield [clean(cell) for cell in row]


def clean(cell: str) -> str:
    """Return a cell without outer spaces and without characters that no language needs."""
    return cell.strip() if cell.isprintable() else _UNWANTED.sub("", cell).strip()


def _raw_rows(data: bytes, name: str) -> Iterator[list[str]]:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise ResponseTableError("empty")
    if data.startswith(_OLE):
        raise ResponseTableError("encrypted" if _ENCRYPTED_STREAM in data else "old_format")
    if data.startswith(_OTHER):
        raise ResponseTableError("not_a_table")
    if not data.startswith(b"PK"):
        return delimited.rows(lambda: io.BytesIO(data), name)
    with _archive(data) as archive:
        check_unpacked(archive)
        if workbook.is_office_file(archive):
            workbook.check(archive)
            return workbook.rows(data)
        member = _only_table(archive)
    return delimited.rows(_unpacking(data, member), member)


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # a broken archive fails in many ways
        raise ResponseTableError("damaged") from error


def _only_table(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX/")]
    tables = [name for name in names if name.lower().endswith(_TABLES)]
    if len(tables) != 1:
        raise ResponseTableError("several_files" if tables else "no_table_in_zip")
    return tables[0]


def _unpacking(data: bytes, member: str) -> Callable[[], IO[bytes]]:
    return lambda: zipfile.ZipFile(io.BytesIO(data)).open(member)
