"""Reads a file into rows, whatever its encoding and delimiter; a file is hostile until it is parsed."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import ParseError

import charset_normalizer
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

LARGEST_FILE = 500 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 400 * 1024 * 1024  # bytes of everything inside a workbook
LARGEST_RATIO = 200  # unpacked to packed: beyond it a workbook is a bomb
MOST_COLUMNS = 2000
LONGEST_CELL = 10_000_000  # characters; the csv module wants a limit
DELIMITERS = ",;\t|"
UNSEEN = tuple(chr(code) for code in range(32) if chr(code) not in "\t\n\r\v\f\0")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class CommentFileError(ValueError):
    """The file cannot be read as comments or codes; the message says what to do."""


@dataclass(frozen=True)
class Table:
    """A header and rows as long as it, all text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        """Return the cells of a column. Raises CommentFileError, naming the columns there are, when it is missing."""
        at = self.position(name)
        return [row[at] for row in self.rows]

    def position(self, name: str) -> int:
        """Return where a column stands; upper and lower case and outer spaces do not matter."""
        return position_of(name, self.columns)


def position_of(name: str, columns: Sequence[str]) -> int:
    """Return where a column stands; upper and lower case and outer spaces do not matter. Raises CommentFileError."""
    wanted = name.strip().casefold()
    exact = [at for at, column in enumerate(columns) if column == name]
    alike = [at for at, column in enumerate(columns) if column.strip().casefold() == wanted]
    if not alike:
        raise CommentFileError(f"There is no column “{name}”. The columns are: {', '.join(columns)}.")
    return (exact or alike)[0]


def read_table(content: bytes, name: str) -> Table:
    """Return the table in a file of this name and content. Raises CommentFileError."""
    if len(content) > LARGEST_FILE:
        raise CommentFileError(f"{name} is larger than {LARGEST_FILE // 2**20} MB. Split it into smaller files.")
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise CommentFileError(f"{name} is empty.")
    ending = name.rsplit(".", 1)[-1].lower()
    if content.startswith(b"PK\x03\x04"):
        rows = _workbook_rows(content, name)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise CommentFileError(f"{name} is an old Excel file or a PDF. Save it as .xlsx or .csv and try again.")
    elif ending in ("jsonl", "ndjson", "json"):
        rows = _object_rows(decode(content, name), name)
    else:
        rows = _delimited_rows(decode(content, name), name, "\t" if ending == "tsv" else None)
    return _table(rows, name)


def decode(content: bytes, name: str) -> str:
    """Return the text of a file whose encoding nobody wrote down. Raises CommentFileError when it is not text."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _text(content, encoding, name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _text(content, guess_encoding(content, name), name)
    check_seen(text, Seen(), name)
    return text


@dataclass
class Seen:
    """How many characters of a file were looked at, and how many of them no text holds."""

    all: int = 0
    unseen: int = 0
    empty: int = 0


def check_seen(text: str, so_far: Seen, name: str) -> None:
    """Add a part of a file to what was seen of it. Raises CommentFileError when that is no text."""
    so_far.all += len(text)
    so_far.unseen += sum(map(text.count, UNSEEN))
    so_far.empty += text.count("\0")
    if so_far.unseen > max(3, so_far.all // 100) or so_far.empty > max(3, so_far.all // 10):
        raise CommentFileError(f"{name} is not a text file. Save the comments as .csv or .xlsx and try again.")


def _text(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise CommentFileError(
            f"{name} is damaged or not a text file. Save it as .csv (UTF-8) and try again."
        ) from error


def guess_encoding(content: bytes, name: str) -> str:
    """Return the encoding of a text that is not UTF-8. Raises CommentFileError when it is not a text."""
    if content[:4000].count(0) > 0.2 * len(content[:4000]):
        return "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    best = charset_normalizer.from_bytes(content[:200_000]).best()
    if best is None:
        raise CommentFileError(f"{name} is not a text file. Save the comments as .csv or .xlsx and try again.")
    return "cp1252" if best.encoding in ("cp1250", "latin_1", "iso8859_1", "cp1254", "cp1257") else best.encoding


def _delimited_rows(text: str, name: str, delimiter: str | None) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    text = text.replace("\0", "")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of(text)))
    except csv.Error as error:
        raise CommentFileError(f"{name} cannot be read as a table ({error}). Save it as .csv (UTF-8) again.") from error


def delimiter_of(text: str) -> str:
    """Return the delimiter that cuts the first rows into the most columns, most evenly."""

    def evenness(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(reader, 20) if row] or [0]
        return sum(width == widths[0] > 1 for width in widths), widths[0]

    return max(DELIMITERS, key=evenness)


def _object_rows(text: str, name: str) -> list[list[str]]:
    try:
        whole = text.lstrip().startswith("[")
        objects = json.loads(text) if whole else [json.loads(line) for line in text.splitlines() if line.strip()]
    except (json.JSONDecodeError, RecursionError) as error:
        raise CommentFileError(f"{name} is not JSON with one object a line ({error}).") from error
    if not isinstance(objects, list) or not all(isinstance(each, dict) for each in objects):
        raise CommentFileError(f'{name} must hold objects such as {{"id": …, "text": …}}, one a line.')
    columns = list(dict.fromkeys(key for each in objects for key in each))
    return [columns, *([as_cell(each.get(column)) for column in columns] for each in objects)]


def _workbook_rows(content: bytes, name: str) -> list[list[str]]:
    _check_unpacked_size(content, name)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = (
            [[as_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
        )
        return next((rows for rows in sheets if len(rows) > 1), [])
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError, TypeError, OSError) as error:
        raise CommentFileError(f"{name} is not a readable Excel workbook. Save it again as .xlsx.") from error


def _check_unpacked_size(content: bytes, name: str) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise CommentFileError(f"{name} is not a readable Excel workbook. Save it again as .xlsx.") from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * len(content) + 2**20:
        raise CommentFileError(f"{name} would unpack to far more than it seems. Save the sheet as .csv and try again.")


def as_cell(value: object) -> str:
    """Return a value of JSON or of a workbook as text."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _table(rows: Sequence[Sequence[str]], name: str) -> Table:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise CommentFileError(f"{name} is empty.")
    if len(filled[0]) > MOST_COLUMNS:
        raise CommentFileError(f"{name} has more than {MOST_COLUMNS} columns; is it the right file?")
    columns = distinct(cell.strip() or f"column {at}" for at, cell in enumerate(filled[0], start=1))
    if len(filled) == 1:
        raise CommentFileError(f"{name} has a header but no rows below it.")
    width = len(columns)
    return Table(columns, tuple((*row, *[""] * (width - len(row)))[:width] for row in filled[1:]))


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, a repeated one told apart as ``name (2)``."""
    found: dict[str, None] = {}
    for name in names:
        new, number = name, 2
        while new in found:
            new, number = f"{name} ({number})", number + 1
        found[new] = None
    return tuple(found)
