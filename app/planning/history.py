"""The history of a revision: which change Undo takes back, and how the words changed."""

import difflib
import re
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Event(Protocol):
    """What was done: `kind` is changed, undone, or something that Undo passes over."""

    kind: str


AnEvent = TypeVar("AnEvent", bound=Event)
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def last_change(events: Iterable[AnEvent]) -> AnEvent | None:
    """Return the newest change that still stands (`events` oldest first): each ``undone`` took the one before it back."""
    standing: list[AnEvent] = []
    for event in events:
        if event.kind == "changed":
            standing.append(event)
        elif event.kind == "undone" and standing:
            standing.pop()
    return standing[-1] if standing else None


def words_changed(before: str, after: str) -> list[tuple[str, str]]:
    """Return the text in parts, each ("same" | "gone" | "new", words), so that joining same and new gives `after`."""
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    found: list[tuple[str, str]] = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(one[start:end])))
            continue
        found += [("gone", "".join(one[start:end]))] * (end > start)
        found += [("new", "".join(other[new_start:new_end]))] * (new_end > new_start)
    return found
