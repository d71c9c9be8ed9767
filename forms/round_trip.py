"""Wordings that leave as a file and come back: what a file may say, and what it would change here, line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from forms.changes import Change, fault, tidy
from forms.states import CHECKED, Row, digest

# What a line of a file is, held against what is here now. The first three may be stored; the next two only if a person
# says so, line by line; nothing can be done with the others but to tell.
NEW, CHANGED, VOUCHED, CLASH, SOURCE_CHANGED = "new", "changed", "vouched", "clash", "source"
UNKNOWN, TWICE, FORMULA, EMPTY, SAME = "unknown", "twice", "formula", "empty", "same"
READY, ASK = frozenset({NEW, CHANGED, VOUCHED}), frozenset({CLASH, SOURCE_CHANGED})


@dataclass(frozen=True)
class Line:
    """One text in a file. `where` says in words where it stands; `stamp` is the row's when the file was made.

    `number` is where it is in the file, `formula` that a spreadsheet would calculate it.
    """

    ref: str
    source: str
    wording: str
    state: str = ""
    stamp: str = ""
    where: str = ""
    by: str = ""
    number: int = 0
    formula: bool = False


class WordingFile(Protocol):
    """A kind of file that translators work with."""

    media_type: str

    def write(self, lines: Iterable[Line], tag: str, headings: Sequence[str]) -> bytes:
        """Return a file of these lines; `headings` are for ref, place, source, translation and state."""
        ...

    def read(self, data: bytes) -> list[Line]:
        """Return the lines of an uploaded file. Raises an error of its own when it is not such a file."""
        ...


@dataclass(frozen=True)
class Proposed:
    """A line of a file held against its row. `kind` is one of the words above or a fault of forms.changes."""

    line: Line
    kind: str
    row: Row | None = None

    @property
    def change(self) -> Change:
        """What is stored if a person agrees; it carries the row's stamp of now, which that person has seen."""
        assert self.row is not None
        return Change(self.row.ref, self.line.wording, self.line.state == CHECKED, self.row.stamp)


def compare(lines: Iterable[Line], found: Sequence[Row]) -> list[Proposed]:
    """Return what each line of a file would do. Lines that change nothing are there too, as ``same``."""
    by_ref = {ref: row for row in found for ref in row.refs}
    seen: set[str] = set()
    compared = []
    for line in lines:
        row = by_ref.get(line.ref)
        kind = TWICE if line.ref in seen and row else _kind(line, row)
        seen.add(line.ref)
        compared.append(Proposed(line, kind, row))
    return compared


def _kind(line: Line, row: Row | None) -> str:
    if row is None:
        return UNKNOWN
    if line.formula:
        return FORMULA
    if not line.wording:
        return EMPTY if row.wording else SAME
    if line.wording == tidy(row.wording):
        return VOUCHED if line.state == CHECKED != row.state and not _other_source(line, row) else SAME
    if _untouched(line):
        return SAME
    if problem := fault(Change(line.ref, line.wording, False, ""), row):
        return problem
    if _other_source(line, row):
        return SOURCE_CHANGED
    if row.wording and _edited_here(line, row):
        return CLASH
    return CHANGED if row.wording else NEW


def _other_source(line: Line, row: Row) -> bool:
    return tidy(line.source) != tidy(row.text.original)


def _untouched(line: Line) -> bool:
    """Tell whether the line still says what it said when the file was made."""
    parts = line.stamp.split(".")
    return len(parts) == 3 and parts[1] == digest(line.wording)


def _edited_here(line: Line, row: Row) -> bool:
    parts = line.stamp.split(".")
    return len(parts) == 3 and parts[1] != digest(row.wording)
