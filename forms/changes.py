"""What a translator typed against what is there now: what may be written, what is wrong, what somebody else changed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.states import CHECKED, DRAFT, Row, digest, unvouched

PLACES, TOO_LONG, EMPTY, NEEDED = "places", "too-long", "empty", "needed"
_PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
# As in answers: control characters and the marks that turn the direction of all that follows.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]|[\ud800-\udfff]")


@dataclass(frozen=True)
class Change:
    """What was typed for one row, and the row's `stamp` (see forms.states.Row) when it was shown."""

    ref: str
    wording: str
    checked: bool
    stamp: str


@dataclass(frozen=True)
class Decided:
    """What becomes of changes. `wordings` and `marks` (a state) are by ref, `problems` a reason by ref.

    `clashes` are changes of texts that somebody else changed meanwhile; `gone` those of texts that are no longer asked.
    """

    wordings: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    clashes: Sequence[Change] = ()
    gone: Sequence[Change] = ()
    changed: int = 0


def tidy(wording: str) -> str:
    """Return a wording without what no language needs, in one of the forms that Unicode calls equal."""
    lines = wording.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", lines)).strip()


def decide(changes: Iterable[Change], found: Sequence[Row]) -> Decided:
    """Hold changes against the rows as they are now. Where the same words stand in several places, all are changed."""
    by_ref = {ref: row for row in found for ref in row.refs}
    wordings: dict[str, str] = {}
    marks: dict[str, str] = {}
    problems: dict[str, str] = {}
    clashes, gone, changed = [], [], 0
    for change in changes:
        row = by_ref.get(change.ref)
        if not means_something(change, row):
            continue
        if row is None:
            gone.append(change)
        elif _overtaken(change, row):
            clashes.append(change)
        elif problem := fault(change, row):
            problems[change.ref] = problem
        else:
            changed += 1
            wordings |= dict.fromkeys(row.refs, change.wording) if change.wording != row.wording else {}
            marks |= dict.fromkeys(row.refs, _mark(change, row))
    return Decided(wordings, marks, problems, clashes, gone, changed)


def means_something(change: Change, row: Row | None) -> bool:
    """Tell whether a person did anything here: other rows of the same page come back as they were shown."""
    _source, wording, checked = _parts(change.stamp)
    typed = digest(change.wording) != wording
    if row is None:
        return typed and bool(change.wording)
    if (change.wording, change.checked) == (row.wording, row.state == CHECKED):
        return False
    return (typed and change.wording != row.wording) or change.checked != (checked == "1")


def fault(change: Change, row: Row) -> str:
    """Return what is wrong with a change, as a word; "" when nothing is."""
    if not change.wording:
        if change.checked:
            return EMPTY
        return NEEDED if row.text.needed and row.wording else ""
    if len(change.wording) > row.text.longest:
        return TOO_LONG
    same = sorted(_PLACE.findall(change.wording)) == sorted(_PLACE.findall(row.text.original))
    return "" if same else PLACES


def _overtaken(change: Change, row: Row) -> bool:
    source, wording, _checked = _parts(change.stamp)
    edited = wording != digest(row.wording) and change.wording != row.wording
    return edited or source != digest(row.text.original)


def _mark(change: Change, row: Row) -> str:
    if change.checked:
        return CHECKED
    return DRAFT if change.wording != row.wording else unvouched(row.text, row.tag)


def _parts(stamp: str) -> tuple[str, str, str]:
    source, wording, checked = (*stamp.split("."), "", "", "")[:3]
    return source, wording, checked
