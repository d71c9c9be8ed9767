"""Going on elsewhere: six words on paper open the form as it was left, and nothing else does."""

import datetime as dt
import re
import unicodedata
from html import unescape
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store.database import connected, database
from app.store.tables import District, DraftResponse, Wave
from app.web import slow
from app.workflow import drafts, prepare
from forms.words import code_of, read_words
from tests.small_district import key_on, languages_given, open_form, set_state, stored
from translations import LANGUAGES, words_for_codes

FORM = "/f/families-spring"
TAGS = [each.tag for each in LANGUAGES]
TYPED = {
    "point-buses": "5", "point-buses-more": "Every\nday <b> \u0645\u0631\u062d\u0628\u0627", "was_hard": "The long ride",
    "school": "Lakeside High School", "home_language": "so",
}  # fmt: skip


def kept(client: FlaskClient, tag: str = "en", **fields: str) -> list[str]:
    """Begin a form, press the button, and return the words that are shown."""
    page = client.post(f"{FORM}/later", data={"key": open_form(client), "language": tag, "draft": ""} | TYPED | fields)
    assert page.status_code == 200, page.text
    return words_on(page.text)


def words_on(page: str) -> list[str]:
    return re.findall(r"<li><bdi>(\w.*?)</bdi></li>", re.search('<ol class="six">.*?</ol>', page)[0])  # type: ignore[index]


def went_on(client: FlaskClient, words: str, tag: str = "en") -> tuple[int, str]:
    """Type words on their page and return what came: the status and the page."""
    key = key_on(client.get(f"/go-on?lang={tag}").text)
    answer = client.post(f"/go-on?lang={tag}", data={"key": key, "words": words})
    return answer.status_code, answer.text


def hidden(page: str) -> dict[str, str]:
    """Return what a page sends unseen."""
    return dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', page))


def sent_from(client: FlaskClient, page: str, **fields: str) -> int:
    """Press Send on a page, once more when it asks for something that follows from the answers; return the status."""
    answer = client.post(FORM, data=hidden(page) | TYPED | fields)
    if answer.status_code == 200:
        answer = client.post(FORM, data=hidden(answer.text) | TYPED | fields)
    return answer.status_code


def test_another_phone_goes_on_where_the_first_stopped_and_both_together_count_once(app: Flask) -> None:
    words = kept(app.test_client(), "es")
    assert len(words) == 6 and set(words) <= set(words_for_codes("es")) and stored() == {}
    pages = [went_on(app.test_client(), " ".join(words), "ar") for _ in range(2)]
    for status, page in pages:
        assert status == 200 and '<html lang="es"' in page
        assert 'name="point-buses" value="5" checked' in page and 'value="Lakeside High School" checked' in page
        assert unescape(page).count(TYPED["point-buses-more"] + "</textarea>") == 1
    assert [sent_from(app.test_client(), page) for _status, page in pages] == [303, 303]
    assert len(stored()) == 1
    with connected():
        assert DraftResponse.select().count() == 0
    assert went_on(app.test_client(), " ".join(words))[0] == 400


def test_the_page_that_was_left_and_the_phone_that_went_on_count_once(app: Flask) -> None:
    client = app.test_client()
    key = open_form(client)
    words = words_on(client.post(f"{FORM}/later", data={"key": key} | TYPED).text)
    page = went_on(app.test_client(), " ".join(words))[1]
    assert sent_from(client, f'<input type="hidden" name="key" value="{key}">') == 303
    assert sent_from(app.test_client(), page) == 303
    assert len(stored()) == 1


def test_leaving_again_gives_new_words_and_sending_deletes_all_that_was_kept(client: FlaskClient) -> None:
    first = kept(client)
    page = went_on(client, " ".join(first))[1]
    second = words_on(client.post(f"{FORM}/later", data=hidden(page) | TYPED | {"was_hard": "Shorter"}).text)
    assert "The long ride" in went_on(client, " ".join(first))[1]
    page = went_on(client, " ".join(second))[1]
    assert ">Shorter</textarea>" in page
    assert sent_from(client, page) == 303
    with connected():
        assert DraftResponse.select().count() == 0


@pytest.mark.parametrize("tag", TAGS)
def test_words_of_every_language_are_understood_as_people_write_them(app: Flask, tag: str) -> None:
    with connected():
        District.update(languages=TAGS).execute()
        prepare.waves.touch_forms()
    words = kept(app.test_client(), tag if tag in ("en", "es", "ar", "zh-Hans", "vi") else "en")
    assert went_on(app.test_client(), "".join(f"{word.upper()} ,\n" for word in words), tag)[0] == 200
    for start in range(0, 252, 6):
        six = words_for_codes(tag)[start : start + 6]
        apart = unicodedata.normalize("NFD", " ".join(six))
        variants = [" ".join(six).upper(), "1. " + " / ".join(six), "\u200f" + "\u00a0".join(six), "".join(six), apart]
        if tag not in ("ne", "ko"):
            variants.append("".join(each for each in apart if unicodedata.category(each) != "Mn"))
        for typed in variants:
            assert code_of(tag, six) in read_words(typed).codes, typed


@pytest.mark.parametrize(
    ("tag", "letters"),
    [
        ("ar", {"أ": "ا", "إ": "ا", "ي": "ى", "ة": "ه", "ك": "ک"}), ("ur", {"ی": "ي", "ک": "ك", "ہ": "ه", "ں": "ن"}),
        ("am", {"ሀ": "ሐ", "ሰ": "ሠ", "አ": "ዐ", "ጸ": "ፀ"}), ("ne", {"ि": "ी", "ू": "ु"}),
        ("vi", {"đ": "d"}),
    ],
)  # fmt: skip
def test_letters_that_stand_for_one_another_are_taken_while_only_one_word_can_be_meant(
    tag: str, letters: dict[str, str]
) -> None:
    words, other = words_for_codes(tag), str.maketrans(letters)
    assert any(word != word.translate(other) for word in words)
    for word in words:
        six = [*words[:5], word]
        assert code_of(tag, six) in read_words(" ".join(six).translate(other)).codes, word


def test_what_was_begun_in_one_language_and_ended_in_another_keeps_both(client: FlaskClient) -> None:
    with connected():
        words = " ".join(kept(client, "es"))
        District.update(languages=["en", "ar"]).execute()  # Spanish is no longer offered: the form comes in another one
        prepare.waves.touch_forms()
    assert sent_from(client, went_on(client, words)[1], next_steps="A shelter") == 303
    found = languages_given()
    assert found.pop("next_steps") == "en" and set(found) == set(TYPED) and set(found.values()) == {"es"}


def test_a_draft_keeps_the_languages_through_a_turn_and_a_second_draft(client: FlaskClient) -> None:
    page = went_on(client, " ".join(kept(client, "es")), "en")[1]
    turned = client.post(FORM, data=hidden(page) | TYPED | {"switch": "en"}).text
    later = client.post(f"{FORM}/later", data=hidden(turned) | TYPED | {"draft": ""}).text
    assert sent_from(client, went_on(client, " ".join(words_on(later)))[1], next_steps="A shelter") == 303
    found = languages_given()
    assert found.pop("next_steps") == "en" and set(found) == set(TYPED) and set(found.values()) == {"es"}


@pytest.mark.parametrize("tag", TAGS)
def test_wrong_words_get_a_clear_answer_without_a_hint(client: FlaskClient, tag: str) -> None:
    words = kept(client)
    others = " ".join(words_for_codes(tag)[:6])
    status, page = went_on(client, others, tag)
    assert status == 400 and f'<html lang="{tag}"' in page and others in unescape(page)
    almost = " ".join([*words[:5], next(each for each in words_for_codes("en") if each != words[5])])
    assert 'class="problem"' in page and went_on(client, almost, tag)[0] == 400
    status, page = went_on(client, " ".join([*words_for_codes(tag)[:5], "qqqq"]), tag)
    assert status == 400 and "qqqq" in re.search('id="e-words">(.*?)<', page)[1]  # type: ignore[index]


@pytest.mark.parametrize("wrong", ["", "acorn", "acorn album " * 50, "\x00\x1b\u202e" * 9, "123456", "🦊" * 6])
def test_half_a_code_of_words_is_asked_for_again(client: FlaskClient, wrong: str) -> None:
    status, page = went_on(client, wrong)
    assert status == 400 and "six words" in page


def test_ten_megabytes_are_no_words_and_no_draft(client: FlaskClient) -> None:
    assert "far too long" in client.post("/go-on", data={"words": "a" * 10_000_000}).text
    answer = client.post(f"{FORM}/later", data={"key": open_form(client), "was_hard": "A" * 70_000})
    assert answer.status_code == 413 and "A" * 70_000 in answer.text
    with connected():
        assert DraftResponse.select().count() == 0


def test_wrong_words_are_slowed(app: Flask, client: FlaskClient) -> None:
    now = [2_000_000_000.0]
    with patch("time.time", lambda: now[0]):
        app.extensions["slow"] = {"words": slow.Slow(lambda: now[0])}
        words, key = " ".join(kept(client)), key_on(client.get("/go-on").text)
        wrong = {"key": key, "words": " ".join(words_for_codes("fr")[:6])}
        assert [client.post("/go-on", data=wrong).status_code for _ in range(4)] == [400, 400, 400, 429]
        assert client.post("/go-on", data={"key": key, "words": words}).status_code == 429
        now[0] += 2
        assert client.post("/go-on", data={"key": key, "words": words}).status_code == 200


def test_the_database_alone_opens_no_draft(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    words = kept(client)
    with connected():
        row = DraftResponse.get()
        assert len(row.sealed) % 4096 == 12 + 16, "its length tells how much was written"
    database.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file() and path.name != "secret-key")
    # One word alone may stand in a question ("a coach"); two in a row of the code stand nowhere else.
    for telling in ("long ride", "Lakeside High School\x00", *(" ".join(pair) for pair in pairwise(words))):
        assert telling.encode() not in held
    with connected():
        # With the right words, but the secret of another installation, or with the row of another draft.
        assert drafts.take_up([code_of("en", words)], "another secret") is None
        DraftResponse.update(sealed=row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])).execute()
        assert drafts.take_up([code_of("en", words)], str(app.secret_key)) is None


def test_after_thirty_days_a_draft_is_gone(app: Flask, client: FlaskClient) -> None:
    words = " ".join(kept(client))
    today = dt.datetime.now(dt.UTC).date()
    with patch.object(drafts, "_today", lambda: today + dt.timedelta(days=30)):
        app.extensions["yousaid"].jobs.keep_house()
        assert went_on(client, words)[0] == 200
    with patch.object(drafts, "_today", lambda: today + dt.timedelta(days=31)):
        assert went_on(client, words)[0] == 400
        app.extensions["yousaid"].jobs.keep_house()
    with connected():
        assert DraftResponse.select().count() == 0


def test_a_draft_stays_with_the_version_of_the_form_it_was_written_in(client: FlaskClient) -> None:
    with connected():
        prepare.open_cycle(1)
    words = " ".join(kept(client))
    with connected():
        changed = dict(Wave.get_by_id(1).definition)
        changed["sections"] = [
            {**section, "items": [item for item in section["items"] if item["id"] != "was_hard"]}
            for section in changed["sections"]
        ]
        prepare.save_questionnaire(1, 1, changed)
    assert 'name="was_hard"' not in client.get(FORM).text
    page = went_on(client, words)[1]
    assert ">The long ride</textarea>" in page and hidden(page)["version"] == "1"
    assert sent_from(client, page) == 303
    [answers] = stored().values()
    assert answers["was_hard"] == "The long ride"


def test_a_draft_of_a_form_that_closed_shows_its_words_back(client: FlaskClient) -> None:
    words = " ".join(kept(client))
    set_state("closed")
    page = went_on(client, words)[1]
    assert "This form is closed" in page and "The long ride" in page


def test_a_code_of_a_letter_goes_along(client: FlaskClient) -> None:
    page = went_on(client, " ".join(kept(client, code="2345678923")))[1]
    assert hidden(page)["code"] == "2345678923"


def test_a_kiosk_offers_no_going_on(client: FlaskClient) -> None:
    assert "formaction" in client.get(FORM).text and "formaction" not in client.get(f"{FORM}?kiosk=1").text
    sent = {"key": open_form(client), "way": "kiosk"} | TYPED
    assert client.post(f"{FORM}/later", data=sent).status_code == 400
    with connected():
        assert DraftResponse.select().count() == 0


def test_an_empty_form_is_not_kept_and_a_button_that_lost_its_address_never_sends(client: FlaskClient) -> None:
    assert client.post(f"{FORM}/later", data={"key": open_form(client)}).status_code == 400
    sent = {"key": open_form(client), "draft": ""} | TYPED
    elsewhere = client.post(FORM, data=sent)
    assert elsewhere.status_code == 307  # a browser posts the same there
    assert len(words_on(client.post(elsewhere.location, data=sent).text)) == 6 and stored() == {}


def test_the_worker_purges_every_hour(app: Flask) -> None:
    queue = app.extensions["yousaid"].jobs.queue
    then, between = dt.datetime(2026, 5, 12, 3, 17), dt.datetime(2026, 5, 12, 3, 40)
    assert [len(queue.read_periodic(when)) for when in (then, between)] == [1, 0]
