"""A response is accepted once, clean, and without anything that tells who sent it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import connected, database
from app.store.tables import TABLES, Answer, Response, Wave
from app.store.writer import NotSaved, Outcome, ResponseWriter
from app.workflow.collect import Arrival, Closed, Empty, accept, clean
from tests.small_district import founded, settings_in


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[ResponseWriter]:
    settings = settings_in(tmp_path)
    founded(settings)
    with connected(), ResponseWriter(settings) as opened:
        yield opened


@pytest.fixture
def wave(writer: ResponseWriter) -> Wave:
    return Wave.get(Wave.slug == "families-spring")


def test_the_same_key_with_the_same_answers_is_one_response(wave: Wave, writer: ResponseWriter) -> None:
    outcomes = [accept(wave, Arrival("en"), {"went_well": "Music"}, "key", writer) for _ in range(2)]
    assert outcomes == [Outcome.STORED, Outcome.ALREADY]
    assert Response.select().count() == 1


def test_the_same_key_with_other_answers_leaves_the_first_as_they_were(wave: Wave, writer: ResponseWriter) -> None:
    accept(wave, Arrival("en"), {"went_well": "Music"}, "key", writer)
    assert accept(wave, Arrival("en"), {"went_well": "Sports"}, "key", writer) is Outcome.CONFLICT
    assert [answer.value for answer in Answer.select()] == ["Music"]


def test_the_same_key_in_two_forms_makes_two_responses(wave: Wave, writer: ResponseWriter) -> None:
    other = Wave.get(Wave.slug == "staff-spring")
    assert accept(wave, Arrival("en"), {"went_well": "Music"}, "key", writer) is Outcome.STORED
    assert accept(other, Arrival("en"), {"went_well": "Music"}, "key", writer) is Outcome.STORED


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_form_that_is_not_open_takes_nothing(wave: Wave, writer: ResponseWriter, state: str) -> None:
    wave.state = state
    with pytest.raises(Closed):
        accept(wave, Arrival("en"), {"went_well": "Music"}, "key", writer)
    assert Response.select().count() == 0


@pytest.mark.parametrize("answers", [{}, {"went_well": " \r\n\t"}, {"went_well": "\x00\u202e"}, {"several": []}])
def test_a_response_without_an_answer_is_refused(wave: Wave, writer: ResponseWriter, answers: dict) -> None:
    with pytest.raises(Empty):
        accept(wave, Arrival("en"), answers, "key", writer)


def test_characters_that_no_language_needs_are_taken_out_and_all_others_stay() -> None:
    wild = "\x00a\x1b[0m\u202eb\u2066c\u2069\ud800\u200d👍🏽\r\nd\re\tf\x7f"
    assert clean({"item": wild}) == {"item": "a[0mb\u2066c\u2069\u200d👍🏽\nd\ne\tf"}


def test_only_the_hour_is_kept_and_nothing_that_tells_who_or_from_where(wave: Wave, writer: ResponseWriter) -> None:
    accept(wave, Arrival("ar"), {"went_well": "الموسيقى"}, "one-time-key", writer)
    response = Response.get()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d", response.hour)
    assert set(Response._meta.fields) == {"id", "wave", "language", "channel", "hour", "content", "version", "batch"}
    assert set(Answer._meta.fields) == {"response", "item", "value", "language"}
    assert "one-time-key" not in repr(response.__data__)


def test_no_table_has_a_place_for_an_address_or_an_agent() -> None:
    columns = {field.column_name for table in TABLES for field in table._meta.sorted_fields}
    telling = "ip address remote_addr agent user_agent browser device fingerprint cookie referer"
    assert columns & set(telling.split()) == set()


def test_the_database_file_does_not_hold_the_key_that_a_phone_was_given(
    wave: Wave, writer: ResponseWriter, tmp_path: Path
) -> None:
    accept(wave, Arrival("en"), {"went_well": "Music"}, "a-key-that-only-the-phone-knows", writer)
    database.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"Music" in held and b"a-key-that-only-the-phone-knows" not in held


def test_what_could_not_be_saved_can_be_sent_again(
    wave: Wave, writer: ResponseWriter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("database or disk is full\nDETAIL: Precious words")

    with monkeypatch.context() as patch:
        patch.setattr(type(database.obj), "commit", full)
        with pytest.raises(NotSaved):
            accept(wave, Arrival("en"), {"went_well": "Precious words"}, "key", writer)
    assert "disk is full" in caplog.text and "Precious words" not in caplog.text
    assert accept(wave, Arrival("en"), {"went_well": "Precious words"}, "key", writer) is Outcome.STORED
