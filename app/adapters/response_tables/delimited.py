"""Reads text with delimiters row by row: CSV and TSV of any tool, in whatever encoding it was saved."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import IO

from app.adapters.comment_files.tables import LONGEST_CELL, MARKS, CommentFileError, delimiter_of, guess_encoding
from app.adapters.response_tables.errors import ResponseTableError

Opener = Callable[[], IO[bytes]]
_HEAD = 200_000  # bytes that are looked at to tell what a file is
_CHUNK = 1 << 20


def rows(opened: Opener, name: str) -> Iterator[list[str]]:
    """Yield the rows of a text file. `opened` gives its bytes from the start, as often as asked."""
    with opened() as file:
        raw = file.read(_HEAD)
    encoding = _encoding(opened, raw, name)
    head = raw.decode(encoding, errors="ignore").lstrip("\ufeff")
    _check_is_table(head)
    return _rows(opened, encoding, head, "\t" if name.lower().endswith(".tsv") else "")


def _rows(opened: Opener, encoding: str, head: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    with opened() as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        if head[:5].startswith("sep=") and head[5:6] in "\r\n":  # what Excel writes to say its delimiter
            delimiter = head[4]
            text.readline()
        reader = csv.reader(text, delimiter=delimiter or delimiter_of(head))
        try:
            for number, row in enumerate(reader, start=1):  # noqa: B007 - told when it breaks
                yield row
        except csv.Error as error:
            raise ResponseTableError("cell_too_long", number + 1) from error
        except UnicodeError as error:
            raise ResponseTableError("not_text") from error
        except Exception as error:  # a broken archive fails in many ways: zlib.error, BadZipFile, EOFError ...
            raise ResponseTableError("damaged") from error


def _encoding(opened: Opener, head: bytes, name: str) -> str:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    broken = _where_not_utf8(opened)
    if broken is None and b"\0\0\0" not in head and head.count(0) <= len(head) // 10:
        return "utf-8"
    try:
        return guess_encoding(broken or head, name)
    except CommentFileError as error:
        raise ResponseTableError("not_a_table") from error


def _where_not_utf8(opened: Opener) -> bytes | None:
    """Return the bytes around the first place that is not UTF-8: the head alone may be plain ASCII."""
    decoder, before = codecs.getincrementaldecoder("utf-8")(), b""
    with opened() as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
                before = chunk[-2000:]
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            place = max(error.start - 20_000, 0)
            return before + error.object[place : error.start + 20_000]
        except Exception as error:
            raise ResponseTableError("damaged") from error
    return None


def _check_is_table(head: str) -> None:
    begins = head.lstrip()[:2000]
    unseen = sum(head.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\v\f\0")
    if unseen > max(3, len(head) // 100) or head.count("\0") > max(3, len(head) // 10):
        raise ResponseTableError("not_a_table")
    if begins.startswith("<"):
        raise ResponseTableError("survey_definition" if "LimeSurvey" in begins else "not_a_table")
    if begins.startswith(("{", "[{")):
        raise ResponseTableError("survey_definition" if "Survey" in begins else "not_a_table")
