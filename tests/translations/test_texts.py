"""Texts that live outside the catalogues - questionnaires and the example district - are there in every language."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from translations import LANGUAGES

ROOT = Path(__file__).parents[2]
TAGS = {each.tag for each in LANGUAGES}
EXAMPLE = ROOT / "app" / "example" / "cedar_valley"


def _texts(node: object, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every ``{language: wording}`` mapping in a JSON document with the path to it."""
    if isinstance(node, dict):
        if "en" in node and all(isinstance(value, str) for value in node.values()):
            yield path, node
        for key, value in node.items():
            yield from _texts(value, f"{path}/{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _texts(value, f"{path}/{place}")


def _incomplete(file: Path) -> list[str]:
    texts = list(_texts(json.loads(file.read_text("utf-8"))))
    assert texts, f"{file.name} holds no texts"
    return [path for path, text in texts if set(text) != TAGS or not all(value.strip() for value in text.values())]


@pytest.mark.parametrize("name", ["reflection.json", "answers.json"])
def test_every_text_of_the_example_district_is_there_in_every_language(name: str) -> None:
    assert _incomplete(EXAMPLE / name) == []


def test_the_example_district_names_whom_to_call_in_every_language() -> None:
    contacts = json.loads((EXAMPLE / "district.json").read_text("utf-8"))["contacts"]
    assert set(contacts) == TAGS
    numbers = {tag: [each["phone"] for each in people] for tag, people in contacts.items()}
    assert all(each == numbers["en"] for each in numbers.values())


def test_every_code_of_the_example_has_a_label_in_every_language() -> None:
    codes = json.loads((EXAMPLE / "codebook.json").read_text("utf-8"))
    assert [code["id"] for code in codes if set(code["labels"]) != TAGS - {"en"}] == []


def test_the_reflection_summary_has_its_four_successes_and_four_challenges() -> None:
    points = json.loads((EXAMPLE / "reflection.json").read_text("utf-8"))["points"]
    assert [point["kind"] for point in points] == ["success"] * 4 + ["challenge"] * 4


def test_enrolment_adds_up_by_school_and_by_language() -> None:
    rows = json.loads((EXAMPLE / "district.json").read_text("utf-8"))["enrolment"]
    for row in (row for row in rows if not row["school"] and not row["language"]):
        own = [each for each in rows if each["audience"] == row["audience"]]
        for dimension in ("school", "language"):
            parts = [each["people"] for each in own if each[dimension]]
            assert not parts or sum(parts) == row["people"]
