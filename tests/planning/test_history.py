"""What Undo takes back, and how words changed."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planning.history import last_change, words_changed


@dataclass(frozen=True)
class Event:
    kind: str
    number: int = 0


@pytest.mark.parametrize(
    ("kinds", "number"),
    [
        ((), None), (("note",), None), (("changed", "note"), 0), (("changed", "changed", "undone"), 0),
        (("changed", "undone", "changed"), 2), (("changed", "undone"), None), (("undone", "changed", "gone"), 1),
    ],
)  # fmt: skip
def test_undo_goes_back_one_change_after_the_other(kinds: tuple[str, ...], number: int | None) -> None:
    found = last_change([Event(kind, at) for at, kind in enumerate(kinds)])
    assert (found.number if found else None) == number


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_wordings_can_be_read_from_what_changed(before: str, after: str) -> None:
    parts = words_changed(before, after)
    assert "".join(words for kind, words in parts if kind != "new") == before
    assert "".join(words for kind, words in parts if kind != "gone") == after


def test_only_the_words_that_differ_are_marked() -> None:
    assert words_changed("Add a bus aide", "Add two bus aides") == [
        ("same", "Add "), ("gone", "a"), ("new", "two"), ("same", " bus "), ("gone", "aide"), ("new", "aides"),
    ]  # fmt: skip
