"""The team notes what was said at a forum, statement by statement, and nobody's name."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.store import responses
from app.store.database import connected
from app.store.tables import Response
from tests.small_district import set_state, stored
from tests.small_team import Member, signed_in

NOTES = "/team/cycles/1/meetings"
FRAME = {"meeting": "Forum at the library", "date": "2026-05-12", "wave": "1", "language": "es", "item": "was_hard"}


@pytest.fixture
def member(app: Flask) -> Iterator[Member]:
    return signed_in(app)


def note(member: Member, said: str, **more: str) -> str:
    """Note a statement and return the page that follows."""
    key = re.search(r'name="key" value="([^"]+)"', member.get(f"{NOTES}?wave=1").text)
    answer = member.post(NOTES, {**FRAME, "said": said, "key": key[1] if key else "", **more})
    return member.get(answer.location).text if answer.location else answer.text


def test_a_statement_is_a_response_of_its_own_and_the_meeting_is_chosen_once(member: Member) -> None:
    page = note(member, "El autobús llega tarde", nodded="12")
    assert "El autobús llega tarde" in page and 'value="Forum at the library"' in page
    assert list(stored().values()) == [
        {"was_hard": "El autobús llega tarde", "meeting": "Forum at the library", "meeting_date": "2026-05-12", "nodded": 12}
    ]  # fmt: skip
    with connected():
        kept = Response.get()
        assert (kept.channel, kept.language) == ("meeting", "es")
        assert [comment.text for comment in responses.comments(1)] == ["El autobús llega tarde"]


def test_many_lines_are_shown_before_they_are_saved_and_names_of_speakers_are_left_out(member: Member) -> None:
    page = note(member, "- Maria Lopez: the bus is late\n2) lunch is short\n\n• too noisy")
    assert stored() == {} and "Maria" not in page.split("<main", 1)[1] and "seem to begin with a name" in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    lines = re.findall(r'<textarea name="line"[^>]*>([^<]*)<', page)
    assert lines == ["the bus is late", "lunch is short", "too noisy"]
    sent = {**FRAME, "key": key[1] if key else "", "line": lines, "keep": ["0", "2"]}
    for _ in range(2):  # a re-sent page counts once
        member.post(f"{NOTES}/save", sent)
    assert sorted(each["was_hard"] for each in stored().values()) == ["the bus is late", "too noisy"]


def test_a_statement_is_corrected_deleted_and_brought_back(member: Member) -> None:
    note(member, "first words")
    response_id = next(iter(stored()))
    member.post(f"{NOTES}/{response_id}/edit", {"wave": "1", "text": "better words"})
    assert stored()[response_id]["was_hard"] == "better words"
    page = member.post(f"{NOTES}/{response_id}/delete", {"wave": "1", "language": "es"}).text
    assert stored() == {}
    token = re.search(r'name="note" value="([^"]+)"', page)
    member.post(f"{NOTES}/undo", {"note": token[1] if token else ""})
    assert [each["was_hard"] for each in stored().values()] == ["better words"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"meeting": " "}, "give the meeting a name"),
        ({"said": " \n "}, "Nothing was typed"),
        ({"said": "x" * 5001}, "too much at once"),
        ({"nodded": "many"}, "write a number"),
        ({"key": "nonsense"}, "came incomplete"),
    ],
)
def test_what_cannot_be_noted_is_said_and_what_was_typed_stays(member: Member, change: dict, words: str) -> None:
    page = note(member, **{"said": "Kept words", **change})
    assert words in page and stored() == {}
    if "said" not in change and "key" not in change:
        assert "Kept words" in page


def test_notes_come_late_but_not_before_the_form_was_open(member: Member) -> None:
    set_state("closed")
    note(member, "after the forum")
    assert len(stored()) == 1
    set_state("draft")
    assert "takes no notes now" in member.get(f"{NOTES}?wave=1").text
