"""Reads a file of any length row by row: only what is asked for is kept. Its encoding is found out beforehand."""

import codecs
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from app.adapters.comment_files.tables import (
    LARGEST_FILE,
    LONGEST_CELL,
    MARKS,
    MOST_COLUMNS,
    CommentFileError,
    Seen,
    Table,
    as_cell,
    check_seen,
    delimiter_of,
    distinct,
    guess_encoding,
    position_of,
    read_table,
)
from app.analysis.ports import Progress, no_progress

CHUNK = 2**20  # bytes read at once where only the encoding is looked at
SAMPLE = 200_000  # bytes that an encoding is guessed from
LONGEST_LINE = 2 * LONGEST_CELL  # characters
ROWS_PER_NEWS = 20_000

Rows = Callable[[TextIO], Iterator[Sequence[str]]]


class StreamedTable:
    """Like `tables.Table`, but its rows are read anew from the file each time that they are asked for."""

    def __init__(self, path: Path, encoding: str, columns: tuple[str, ...], read: Rows, progress: Progress) -> None:
        """Keep what is needed to read `path` again; `read` turns the open file into rows below the header."""
        self.columns = columns
        self._path, self._encoding, self._read, self._progress = path, encoding, read, progress

    @property
    def rows(self) -> Iterator[Sequence[str]]:
        """Yield every row that holds anything, as long as the header. Raises CommentFileError."""
        width, size = len(self.columns), self._path.stat().st_size
        with _opened(self._path, self._encoding) as file:
            for number, row in enumerate(self._read(file), start=1):
                if number % ROWS_PER_NEWS == 0:
                    self._progress("read", file.buffer.tell(), size)
                yield row if len(row) == width else (*row, *[""] * (width - len(row)))[:width]

    def position(self, name: str) -> int:
        """Return where a column stands. Raises CommentFileError when there is none."""
        return position_of(name, self.columns)


def open_table(path: Path, progress: Progress = no_progress) -> Table | StreamedTable:
    """Return the table in a file; CSV and JSON lines are streamed, workbooks and JSON lists read at once.

    Raises CommentFileError when it is no table, OSError when it cannot be opened.
    """
    name, ending = path.name, path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or not start:
            return _at_once(path)
        encoding = _find_encoding(file, name)
    if ending in (".jsonl", ".ndjson", ".json"):
        if start.decode(encoding, "ignore").lstrip().startswith("["):
            return _at_once(path)
        return _of_objects(path, encoding, progress)
    return _of_delimited(path, encoding, progress)


def _at_once(path: Path) -> Table:
    if path.stat().st_size > LARGEST_FILE:  # said before anything of it is read
        raise CommentFileError(
            f"{path.name} is larger than {LARGEST_FILE // 2**20} MB. Save it as .csv or .jsonl, which may be of any size."
        )
    return read_table(path.read_bytes(), path.name)


def _of_delimited(path: Path, encoding: str, progress: Progress) -> StreamedTable:
    csv.field_size_limit(LONGEST_CELL)
    with _opened(path, encoding) as file:
        delimiter = "\t" if path.suffix.lower() == ".tsv" else delimiter_of(file.read(SAMPLE).replace("\0", ""))
    filled = partial(_delimited, name=path.name, delimiter=delimiter)
    with _opened(path, encoding) as file:
        first = list(islice(filled(file), 2))
    columns = _columns(first[0] if first else (), path.name)
    if len(first) == 1:
        raise CommentFileError(f"{path.name} has a header but no rows below it.")
    return StreamedTable(path, encoding, columns, lambda file: islice(filled(file), 1, None), progress)


def _of_objects(path: Path, encoding: str, progress: Progress) -> StreamedTable:
    with _opened(path, encoding) as file:
        keys: dict[str, None] = {}
        for found in _objects(file, path.name):
            keys.update(dict.fromkeys(found))
            if len(keys) > MOST_COLUMNS:
                break
    columns = _columns(list(keys), path.name)

    def rows(file: TextIO) -> Iterator[Sequence[str]]:
        for found in _objects(file, path.name):
            row = [as_cell(found.get(key)) for key in keys]
            if any(cell.strip() for cell in row):
                yield row

    return StreamedTable(path, encoding, columns, rows, progress)


def _columns(names: Sequence[str], name: str) -> tuple[str, ...]:
    if not names:
        raise CommentFileError(f"{name} is empty.")
    if len(names) > MOST_COLUMNS:
        raise CommentFileError(f"{name} has more than {MOST_COLUMNS} columns; is it the right file?")
    return distinct(cell.strip() or f"column {at}" for at, cell in enumerate(names, start=1))


def _delimited(file: TextIO, name: str, delimiter: str) -> Iterator[list[str]]:
    lines = (line.replace("\0", "") for line in _lines(file, name))
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        raise CommentFileError(f"{name} cannot be read as a table ({error}). Save it as .csv (UTF-8) again.") from error


def _objects(file: TextIO, name: str) -> Iterator[dict]:
    for number, line in enumerate(_lines(file, name), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise CommentFileError(f"{name} is not JSON with one object a line (line {number}: {error}).") from error
        if not isinstance(found, dict):
            raise CommentFileError(f'{name} must hold objects such as {{"id": …, "text": …}}, one a line.')
        yield found


def _lines(file: TextIO, name: str) -> Iterator[str]:
    """Yield the lines of a file; one without end would otherwise be the whole file."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise CommentFileError(f"{name} has a line of more than {LONGEST_LINE} characters; is it the right file?")
        yield line


def _opened(path: Path, encoding: str) -> TextIO:
    # newline="": a line break inside quotes is part of what somebody wrote
    return path.open(encoding=encoding, newline="")


def _find_encoding(file: BinaryIO, name: str) -> str:
    """Return the encoding that the whole file can be read in. Raises CommentFileError when there is none."""
    file.seek(0)
    start = file.read(4)
    marked = next((encoding for mark, encoding in MARKS if start.startswith(mark)), None)
    broken = _first_unreadable(file, marked or "utf-8", name)
    if broken is None:
        return marked or "utf-8"
    if marked is None:
        guessed = guess_encoding(_sample(file, broken), name)
        if _first_unreadable(file, guessed, name) is None:
            return guessed
    raise CommentFileError(f"{name} is damaged or not a text file. Save it as .csv (UTF-8) and try again.")


def _first_unreadable(file: BinaryIO, encoding: str, name: str) -> int | None:
    """Return about where a file is not in this encoding, None when all of it is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    seen, at = Seen(), 0
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return at + error.start
        check_seen(text, seen, name)
        if not chunk:
            return None
        at += len(chunk)


def _sample(file: BinaryIO, broken: int) -> bytes:
    """Return what to guess the encoding from: the start, or whole lines around the first byte that is not UTF-8."""
    file.seek(max(0, broken - SAMPLE // 2) if broken > SAMPLE else 0)
    sample = file.read(SAMPLE)
    return sample.split(b"\n", 1)[-1] if broken > SAMPLE else sample
