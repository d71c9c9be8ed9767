"""What is typed from a paper sheet is read as it is meant, and a slip is told from an answer."""

import pytest

from forms.keyed import NotKeyed, read, typed
from forms.questionnaire import Choice, Item


def item(kind: str, n: int, most: int = 0) -> Item:
    choices = tuple(
        Choice(f"c{number}", {"en": f"Choice {number}"}, exclusive=number == n) for number in range(1, n + 1)
    )
    return Item("it", kind, {"en": "What?"}, {}, choices, most=most)


@pytest.mark.parametrize(
    ("kind", "n", "text", "value"),
    [
        ("rating", 6, "3", "c3"), ("rating", 6, "", None), ("rating", 6, " 0 ", None), ("rating", 6, "٣", "c3"),
        ("choice", 19, "12", "c12"), ("choice", 19, "१२", "c12"),
        ("choices", 7, "135", ["c1", "c3", "c5"]), ("choices", 7, "1, 3 5", ["c1", "c3", "c5"]), ("choices", 7, "0", []),
        ("choices", 12, "1 11", ["c1", "c11"]), ("choices", 7, "7", ["c7"]),
        ("ranking", 6, "312", ["c3", "c1", "c2"]), ("ranking", 6, "３１", ["c3", "c1"]),
    ],
)  # fmt: skip
def test_digits_of_any_script_are_read_in_order(kind: str, n: int, text: str, value: object) -> None:
    assert read(item(kind, n), text) == value
    if value:
        assert read(item(kind, n), typed(item(kind, n), value)) == value


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("rating", "8", "no-such-choice"), ("rating", "12", "no-such-choice"), ("rating", "x", "no-such-choice"),
        ("rating", "-1", "no-such-choice"), ("rating", "²", "no-such-choice"), ("rating", "1 2", "no-such-choice"),
        ("rating", "9" * 5000, "no-such-choice"), ("choices", "17", "not-together"), ("choices", "1234", "too-many"),
        ("ranking", "313", "twice"), ("ranking", "1234", "too-many"),
    ],
)  # fmt: skip
def test_a_slip_is_no_answer_and_its_reason_is_a_word(kind: str, text: str, reason: str) -> None:
    with pytest.raises(NotKeyed) as told:
        read(item(kind, 7, most=3), text)
    assert str(told.value) == reason
