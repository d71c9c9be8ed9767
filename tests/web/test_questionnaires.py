"""A team without an engineer changes what a form asks; no answer, no wording and no version is ever lost."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store import cycles, questionnaires
from app.store.database import connected
from app.store.tables import Wave
from app.workflow import prepare
from tests.small_district import open_form, stored
from tests.small_team import Member, signed_in

EDIT = "/team/cycles/1/questionnaires/1"


@pytest.fixture
def member(app: Flask) -> Iterator[Member]:
    return signed_in(app)


def seen(member: Member, address: str = EDIT) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', member.get(address).text)
    return found[1] if found else ""


def do(member: Member, what: str, **fields: str) -> Any:
    return member.post(EDIT, {"do": what, "seen": seen(member), **fields})


def definition() -> dict[str, Any]:
    with connected():
        return Wave.get(Wave.id == 1).definition


def ids(section: str = "words") -> list[str]:
    return [item["id"] for each in definition()["sections"] if each["id"] == section for item in each["items"]]


def test_a_question_is_added_worded_moved_and_asked_in_the_next_version(member: Member, client: FlaskClient) -> None:
    with connected():
        prepare.open_cycle(1)
    answer = do(member, "add", section="words", type="choices", label="How do you get to school?")
    assert ids()[-1] == "how_do_you_get" and answer.location.endswith("/items/how_do_you_get")
    sent = {
        "seen": seen(member), "label": "How does your child get to school?", "choice-id": ["1", "2", ""],
        "choice-words": ["By bus", "On foot", "Some other way"], "choice-own": "2", "shuffle": "on",
    }  # fmt: skip
    assert member.post(f"{EDIT}/items/how_do_you_get", sent).status_code == 302
    do(member, "up", item="how_do_you_get")
    assert ids() == ["went_well", "was_hard", "how_do_you_get", "next_steps"]
    page = client.get("/f/families-spring").text
    assert "How does your child get to school?" in page and "how_do_you_get-other" in page
    with connected():
        versions = questionnaires.versions(1)
        assert [each.version for each in versions] == list(range(1, len(versions) + 1)) and len(versions) >= 3
        choices = versions[-1].questionnaire.sections[2].items[2].choices
        assert [(each.id, each.other) for each in choices] == [("1", False), ("2", False), ("some_other_way", True)]


def test_a_form_that_was_opened_before_a_change_can_still_be_sent(member: Member, client: FlaskClient) -> None:
    with connected():
        prepare.open_cycle(1)
    key = open_form(client)
    do(member, "delete", item="was_hard")
    sent = {"key": key, "language": "en", "version": "1", "was_hard": "Said in the old form"}
    assert client.post("/f/families-spring", data=sent).status_code == 303
    assert [each["was_hard"] for each in stored().values()] == ["Said in the old form"]
    with connected():
        assert questionnaires.asked(cycles.waves(1))["was_hard"].label["en"].startswith("What was hard")


def test_a_deleted_question_comes_back_with_its_place_and_words(member: Member) -> None:
    before = definition()
    page = do(member, "delete", item="was_hard").text
    assert "was_hard" not in ids()
    token = re.search(r'name="deleted" value="([^"]+)"', page)
    member.post(f"{EDIT}/undo", {"deleted": token[1] if token else ""})
    assert definition() == before


def test_of_two_who_edit_at_once_the_second_sees_it_and_loses_nothing(member: Member) -> None:
    old = seen(member)
    do(member, "titles", title="Changed by a colleague")
    page = member.post(f"{EDIT}/items/was_hard", {"seen": old, "label": "My careful wording?"})
    assert page.status_code == 409 and "My careful wording?" in page.text and "Somebody changed" in page.text
    assert "My careful wording?" not in json.dumps(definition())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": ""}, "write the words of the question"),
        ({"choice-words": ["", ""]}, "at least one choice"),
        ({"if-item": "home_language", "if-among": "en"}, "comes before it"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_stored(member: Member, change: dict, words: str) -> None:
    before = definition()
    sent = {"seen": seen(member), "label": "Kept words?", "choice-id": ["safe", "adult"], "choice-words": ["a", "b"]}
    page = member.post(f"{EDIT}/items/priorities", {**sent, **change})
    assert page.status_code == 422 and words in page.text and definition() == before


def test_gentle_advice_and_the_law_for_students_are_shown_and_block_nothing(member: Member) -> None:
    students = "/team/cycles/1/questionnaires/2"
    sent = {"do": "add", "seen": seen(member, students), "section": "words", "type": "rating"}
    member.post(students, {**sent, "label": "I never feel depressed and my parents are not poor"})
    page = member.get(students).text
    for words in ("This is no question", "two things at once", "Protection of Pupil Rights", "mental or psychological"):
        assert words in page
    with connected():
        assert any(
            "depressed" in item.label["en"]
            for item in questionnaires.edited(Wave.get(Wave.id == 2)).questionnaire.items
        )


def test_the_preview_speaks_every_language_and_sends_nothing(member: Member) -> None:
    page = member.get(f"{EDIT}/preview?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in page and 'type="submit" disabled' in page and 'name="key" value=""' in page


def test_a_questionnaire_goes_out_as_a_file_and_comes_back(member: Member) -> None:
    data = member.get(f"{EDIT}/definition.json").data
    do(member, "delete", item="was_hard")
    member.post(f"{EDIT}/definition", {"file": (io.BytesIO(data), "q.json")})
    assert definition() == json.loads(data)
    for bad in (b"", b"{}", b"[1", b"\xff\xfe", b'{"sections": 7}', b"[" * 100_000):
        answer = member.post(f"{EDIT}/definition", {"file": (io.BytesIO(bad), "q.json")})
        assert answer.status_code == 422 and definition() == json.loads(data)
