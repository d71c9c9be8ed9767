"""What a respondent meets: the form, its languages, sending once, and what happens when something is wrong."""

import gzip
import json
import os
import random
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store import responses, waves
from app.store.database import connected, database
from app.store.tables import District, Response
from tests.small_district import AUDIENCES, LANGUAGES, key_on, languages_given, open_form, set_state, stored
from translations import LANGUAGES as ALL_LANGUAGES

FORM = "/f/families-spring"
CORPORA = Path(os.environ.get("YOUSAID_CORPORA", "../shared/data"))
HOSTILE = (
    "\x00nul\x00bytes\x00",
    "\x1b[31mred\x07\x08",
    "right\u202eto\u202dleft\u202c",
    "isolated \u2067עברית\u2069 and joined \u200d",
    "👩‍👩‍👧‍👦🏳️‍🌈 emoji",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} ${7*7} %(key)s",
    "'; DROP TABLE response; --",
    '=HYPERLINK("http://x")',
    "\ufeff\ufffe\uffff\U0010ffff",
    "Zalgo: T̸̢̧̛̛̛̤̪̲͎o͝",
    "@@one-time-key@@",
    "\n\nleading lines\r\nand\rothers",
    "</textarea><img src=x onerror=alert(1)>",
)


def said(page: str) -> str:
    """Return the words of the box that says what is wrong."""
    # What stands in a template is shown by a script only, when it comes to that.
    shown = re.sub(r"<template.*?</template>", "", page, flags=re.S)
    found = re.search(r'<div class="problem".*?</div>', shown, re.S)
    return unescape(re.sub(r"<[^>]+>|\s+", " ", found[0])) if found else ""


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_form_speaks_every_language(client: FlaskClient, audience: str, tag: str) -> None:
    page = client.get(f"/f/{audience}-spring", headers={"Accept-Language": tag}).text
    direction = "rtl" if tag == "ar" else "ltr"
    assert f'<html lang="{tag}" dir="{direction}">' in page
    assert {"went_well", "was_hard", "next_steps"} <= set(re.findall(r'<textarea[^>]+name="([^"]+)"', page))


def test_the_form_asks_about_each_success_and_challenge(client: FlaskClient) -> None:
    page = client.get(FORM).text
    for key in ("welcome", "buses", "letters"):
        assert len(re.findall(f'type="radio" name="point-{key}"', page)) == 6
        assert f'name="point-{key}-more"' in page
    assert "Four in five students say" in page and "Half of our letters" in page
    assert "Birch Elementary" in page and "Larkspur School District" in page


def test_people_read_what_happens_with_their_answers_before_the_first_question(client: FlaskClient) -> None:
    page = client.get(FORM).text
    first_question = page.index("<fieldset")
    assert page.index("You stay anonymous") < first_question
    assert page.index("Nobody watches this form day and night") < first_question


@pytest.mark.parametrize("address", [FORM, f"{FORM}/thanks"])
def test_crisis_contacts_stand_on_the_form_and_on_the_thank_you_page(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert 'href="tel:988"' in page and "Larkspur listening line" in page and 'href="tel:555-0142"' in page


def test_opening_a_form_sets_no_cookie_and_asks_the_database_nothing(client: FlaskClient, app: Flask) -> None:
    client.get(FORM)
    asked: list[object] = []
    engine = type(database.obj)
    original = engine.execute_sql
    engine.execute_sql = lambda self, *args, **kwargs: asked.append(args) or original(self, *args, **kwargs)  # type: ignore
    try:
        page = client.get(FORM)
    finally:
        engine.execute_sql = original  # type: ignore[method-assign]
    assert page.status_code == 200 and asked == []
    assert "Set-Cookie" not in page.headers


def test_a_phone_that_takes_gzip_gets_the_same_page_small(client: FlaskClient) -> None:
    random.seed(7)  # both in the same order
    packed = client.get(FORM, headers={"Accept-Encoding": "gzip, br"})
    random.seed(7)
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < 12_000
    pages = gzip.decompress(packed.data).decode(), client.get(FORM).text
    assert len({re.sub(r'name="key" value="[^"]+"', "", page) for page in pages}) == 1


def test_the_first_view_costs_at_most_15_kb_in_three_requests_in_every_language(client: FlaskClient) -> None:
    with connected():
        District.update(languages=[each.tag for each in ALL_LANGUAGES]).execute()
    waves.touch_forms()

    def cost(address: str) -> tuple[int, bytes]:
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        # The web server adds a few headers of its own.
        return 96 + len(str(answer.headers)) + len(answer.data), gzip.decompress(answer.data)

    for each in ALL_LANGUAGES:
        form, page = cost(f"{FORM}?lang={each.tag}")
        parts = re.findall(r'<(?:link|script|img)[^>]* (?:href|src)="(/[^"]+)"', page.decode())
        assert len(parts) <= 2 and form + sum(cost(part)[0] for part in parts) <= 15 * 1024, each.tag


def test_a_changed_district_or_form_shows_at_once(client: FlaskClient) -> None:
    assert "Larkspur School District" in client.get(FORM).text
    District.update(name="Heron Bay Schools").execute()
    set_state("open")
    assert "Heron Bay Schools" in client.get(FORM).text


def test_answers_are_stored_and_thanked_for(client: FlaskClient) -> None:
    key = open_form(client)
    sent = {
        "key": key,
        "language": "es",
        "point-buses": "4",
        "point-buses-more": " Mi hijo\r\ntiene miedo ",
        "school": "Birch Elementary",
    }
    answer = client.post(FORM, data=sent)
    assert answer.status_code == 303
    assert "Gracias" in client.get(answer.headers["Location"]).text
    [answers] = stored().values()
    assert answers == {"point-buses": "4", "point-buses-more": "Mi hijo\ntiene miedo", "school": "Birch Elementary"}
    assert Response.get().language == "es"


def test_a_phone_that_blocks_cookies_can_answer(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    assert client.post(FORM, data={"key": open_form(client), "went_well": "The music lessons"}).status_code == 303
    assert len(stored()) == 1


def test_sending_the_same_page_again_stores_one_response_and_thanks_again(client: FlaskClient) -> None:
    sent = {"key": open_form(client), "went_well": "The music lessons"}
    assert [client.post(FORM, data=sent).status_code for _ in range(3)] == [303] * 3
    assert len(stored()) == 1


def test_fifty_double_taps_at_once_store_one_response(app: Flask) -> None:
    sent = {"key": open_form(app.test_client()), "went_well": "The music lessons"}
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _: app.test_client().post(FORM, data=sent).status_code, range(50)))
    assert statuses == [303] * 50
    assert len(stored()) == 1


def test_sending_other_words_from_the_same_page_keeps_them_and_offers_a_new_response(client: FlaskClient) -> None:
    key = open_form(client)
    client.post(FORM, data={"key": key, "went_well": "First"})
    again = client.post(FORM, data={"key": key, "went_well": "Second"})
    assert again.status_code == 409
    assert "saved before" in said(again.text) and ">Second</textarea>" in again.text
    assert client.post(FORM, data={"key": key_on(again.text), "went_well": "Second"}).status_code == 303
    assert sorted(str(answers["went_well"]) for answers in stored().values()) == ["First", "Second"]


def test_an_empty_form_is_answered_gently_and_not_stored(client: FlaskClient) -> None:
    answer = client.post(FORM, data={"key": open_form(client), "went_well": " \r\n ", "school": ""})
    assert answer.status_code == 400 and "not answered anything yet" in said(answer.text)
    assert stored() == {}


def test_half_a_form_is_enough(client: FlaskClient) -> None:
    assert client.post(FORM, data={"key": open_form(client), "point-buses": "1"}).status_code == 303
    assert list(stored().values()) == [{"point-buses": "1"}]


@pytest.mark.parametrize("key", [None, "", "made-up", "a.b.c", "ключ.🔑", "x" * 5000])
def test_a_page_without_its_key_is_shown_again_with_what_was_typed(client: FlaskClient, key: str | None) -> None:
    sent = {"went_well": "The music lessons"} | ({} if key is None else {"key": key})
    answer = client.post(FORM, data=sent)
    assert answer.status_code == 400 and "send it once more" in said(answer.text)
    assert ">The music lessons</textarea>" in answer.text and stored() == {}
    assert client.post(FORM, data=sent | {"key": key_on(answer.text)}).status_code == 303


def test_a_key_of_another_form_is_not_taken(client: FlaskClient) -> None:
    assert client.post(FORM, data={"key": open_form(client, "staff-spring"), "went_well": "x"}).status_code == 400
    assert stored() == {}


def test_a_choice_that_does_not_exist_is_pointed_out_and_nothing_else_is_lost(client: FlaskClient) -> None:
    answer = client.post(FORM, data={"key": open_form(client), "grade_band": "university", "was_hard": "Homework"})
    assert answer.status_code == 400 and "choose one of the answers shown" in said(answer.text)
    assert ">Homework</textarea>" in answer.text and stored() == {}


def test_an_item_that_does_not_exist_is_pointed_out_and_its_words_are_shown_back(client: FlaskClient) -> None:
    sent = {"key": open_form(client), "point-gone-more": "About the old garden", "was_hard": "Homework"}
    answer = client.post(FORM, data=sent)
    assert answer.status_code == 400 and "has changed since you opened it" in said(answer.text)
    assert "About the old garden" in answer.text and ">Homework</textarea>" in answer.text
    assert stored() == {}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_too_long_a_text_is_explained_in_the_persons_language_and_kept(client: FlaskClient, tag: str) -> None:
    long = "ha " * 2000
    answer = client.post(
        FORM, data={"key": open_form(client), "language": tag, "next_steps": long, "went_well": "Fine"}
    )
    assert answer.status_code == 400
    assert f'<html lang="{tag}"' in answer.text and "5" in said(answer.text)
    assert long in answer.text and ">Fine</textarea>" in answer.text and stored() == {}


def test_a_text_of_exactly_the_longest_length_is_taken(client: FlaskClient) -> None:
    assert client.post(FORM, data={"key": open_form(client), "went_well": "x" * 5000}).status_code == 303


@pytest.mark.parametrize("size", [66_000, 1_000_000])
def test_a_megabyte_is_refused_with_a_clear_message_and_shown_back(client: FlaskClient, size: int) -> None:
    answer = client.post(FORM, data={"key": open_form(client), "language": "es", "was_hard": "A" * size})
    assert answer.status_code == 413 and '<html lang="es"' in answer.text
    assert "A" * size in answer.text and stored() == {}


def test_what_is_beyond_all_measure_gets_a_page_not_a_crash(client: FlaskClient) -> None:
    answer = client.post(FORM, data={"key": "x", "was_hard": "A" * 3_000_000})
    assert answer.status_code == 413 and "<h1>" in answer.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_stored_as_words_and_shown_as_words(client: FlaskClient, text: str) -> None:
    assert client.post(FORM, data={"key": open_form(client), "went_well": f"a {text} z"}).status_code == 303
    [answers] = stored().values()
    kept = str(answers["went_well"])
    assert kept.startswith("a ") and kept.endswith(" z")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", kept)
    assert all(mark in kept for mark in "\u2067\u2069\u200d👩" if mark in text)
    shown = client.post(FORM, data={"key": "", "went_well": text}).text
    assert shown.count("</textarea>") == client.get(FORM).text.count("</textarea>")
    assert "<script>alert" not in shown and "onerror=alert(1)>" not in shown


def test_naughty_strings_of_the_world_are_taken(client: FlaskClient) -> None:
    file = CORPORA / "hostile" / "blns.json"
    strings = json.loads(file.read_text(encoding="utf-8")) if file.exists() else list(HOSTILE)
    for text in strings:
        status = client.post(FORM, data={"key": open_form(client), "next_steps": text}).status_code
        assert status in (303, 400), text
    print(f"{len(strings)} naughty strings")
    assert len(stored()) >= len(strings) * 0.9


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe=\x00&key=%", b"went_well=%ff%fe%00", b"&" * 5000, b"key&key&key=a&went_well[]=1"]
)
def test_broken_bodies_get_a_page(client: FlaskClient, body: bytes) -> None:
    answer = client.post(FORM, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400 and "<h1>" in answer.text


def test_a_page_can_be_sent_as_multipart_too(client: FlaskClient) -> None:
    sent = {"key": open_form(client), "went_well": "The music lessons"}
    assert client.post(FORM, data=sent, content_type="multipart/form-data").status_code == 303


def test_an_address_that_leads_nowhere_says_so_in_the_readers_language(client: FlaskClient) -> None:
    page = client.get("/f/nothing-here", headers={"Accept-Language": "es-MX"})
    assert page.status_code == 404 and '<html lang="es"' in page.text


def test_a_closed_form_says_so_in_the_readers_language(client: FlaskClient) -> None:
    set_state("closed")
    page = client.get(FORM, headers={"Accept-Language": "vi"})
    assert page.status_code == 410 and '<html lang="vi"' in page.text and "<form" not in page.text


def test_a_form_that_closed_while_somebody_wrote_shows_their_words_back(client: FlaskClient) -> None:
    key = open_form(client)
    set_state("closed")
    answer = client.post(FORM, data={"key": key, "was_hard": "The long ride", "point-buses": "5"})
    assert answer.status_code == 409 and "This form is closed" in answer.text
    assert re.search(r"<textarea[^>]+readonly[^>]*>The long ride</textarea>", answer.text) and stored() == {}


def test_a_page_kept_open_for_days_can_still_be_sent(client: FlaskClient) -> None:
    key = open_form(client)
    set_state("closed")
    set_state("open")
    assert client.post(FORM, data={"key": key, "went_well": "Late but here"}).status_code == 303


def test_one_tap_changes_the_language_keeps_every_answer_and_stores_nothing(client: FlaskClient) -> None:
    key = open_form(client)
    typed = {
        "key": key,
        "language": "en",
        "point-buses": "5",
        "point-buses-more": "Every\nday",
        "point-welcome": "0",
        "was_hard": '"quotes" & <tags>',
        "school": "Lakeside High School",
        "grade_band": "high",
        "home_language": "so",
    }
    page = client.post(FORM, data=typed | {"switch": "ar"})
    assert page.status_code == 200 and '<html lang="ar" dir="rtl">' in page.text and stored() == {}
    assert key_on(page.text) == key
    for name, value in (("point-buses", "5"), ("point-welcome", "0")):
        assert re.search(rf'name="{name}" value="{value}" checked', page.text)
    assert re.search(r'value="so" selected', page.text) and "Every\nday</textarea>" in page.text
    assert "&lt;tags&gt;</textarea>" in page.text
    assert all(
        re.search(rf'value="{value}" (checked|selected)', page.text) for value in ("Lakeside High School", "high")
    )


def test_the_chosen_language_is_remembered_only_after_a_tap(client: FlaskClient) -> None:
    client.get(f"{FORM}?lang=vi")
    assert '<html lang="en"' in client.get(FORM).text
    client.post(FORM, data={"key": open_form(client), "switch": "vi"})
    assert '<html lang="vi"' in client.get(FORM).text
    assert '<html lang="es"' in client.get(f"{FORM}?lang=es").text


def test_each_answer_keeps_the_language_it_was_given_in(client: FlaskClient) -> None:
    typed = {
        "key": open_form(client),
        "language": "en",
        "point-buses": "5",
        "went_well": "Music",
        "was_hard": "Late\r\nbus",
    }
    page = client.post(FORM, data=typed | {"switch": "ar"}).text
    given = re.search(r'name="given" value="([^"]+)"', page)[1]
    typed |= {"language": "ar", "went_well": "موسيقى", "next_steps": "ملعب", "was_hard": "Late\nbus"}
    page = client.post(FORM, data=typed | {"given": given, "switch": "es"}).text
    given = re.search(r'name="given" value="([^"]+)"', page)[1]
    typed |= {"language": "es", "next_steps": "Un patio", "school": "Lakeside High School"}
    # Something wrong on the way changes nothing, and what is no note is passed over.
    assert client.post(FORM, data=typed | {"given": given, "grade_band": "none such"}).status_code == 400
    assert client.post(FORM, data=typed | {"given": f"{given} school=tlh =x next_steps=ar.00000000"}).status_code == 303
    assert languages_given() == {
        "point-buses": "en", "was_hard": "en", "went_well": "ar", "next_steps": "es", "school": "es",
    }  # fmt: skip
    with connected():
        said = {comment.item: comment.groups["form_language"] for comment in responses.comments(1)}
        assert said == {"was_hard": "en", "went_well": "ar", "next_steps": "es"}
        (row,) = responses.rows(1)
        assert row.facts["other_languages"] == {"point-buses": "en", "was_hard": "en", "went_well": "ar"}


def test_a_switch_to_a_language_that_is_not_offered_is_harmless(client: FlaskClient) -> None:
    page = client.post(FORM, data={"key": open_form(client), "switch": "tlh", "went_well": "Kept"})
    assert page.status_code == 200 and ">Kept</textarea>" in page.text


def test_the_back_button_finds_the_page_with_its_key(client: FlaskClient) -> None:
    cache = client.get(FORM).headers["Cache-Control"]
    assert "no-store" not in cache and "private" in cache


def test_what_was_typed_is_never_kept_in_a_cache(client: FlaskClient) -> None:
    assert "no-store" in client.post(FORM, data={"went_well": "x"}).headers["Cache-Control"]


def test_home_leads_to_the_open_forms(client: FlaskClient) -> None:
    set_state("closed", "staff-spring")
    page = client.get("/?lang=zh-Hans").text
    assert re.findall(r'href="/f/([a-z-]+)\?lang=zh-Hans"', page) == [
        "families-spring",
        "students-spring",
        "community-spring",
    ]


def test_home_says_when_no_form_is_open(client: FlaskClient) -> None:
    for audience in AUDIENCES:
        set_state("closed", f"{audience}-spring")
    assert "No form is open" in client.get("/").text


def test_the_qr_code_is_a_picture_of_the_forms_address(client: FlaskClient) -> None:
    answer = client.get(f"{FORM}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(answer.data).tag.endswith("svg")
    assert client.get("/f/nothing/qr.svg").status_code == 404


def test_health_answers(client: FlaskClient) -> None:
    assert client.get("/health").text.strip() == "ok"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_privacy_is_explained_in_every_language(client: FlaskClient, tag: str) -> None:
    page = client.get(f"/privacy?lang={tag}").text
    assert f'<html lang="{tag}"' in page and "988" in page


@pytest.mark.parametrize("address", ["/", FORM, f"{FORM}/thanks", f"{FORM}/qr.svg", "/privacy", "/f/nothing"])
def test_pages_let_a_browser_run_and_fetch_nothing_that_is_not_ours(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for style in re.findall(r"<style[^>]*>(.*?)</style>", answer.text, re.S):
        assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert " style=" not in answer.text and not re.search(r"\son\w+=", answer.text)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.S)
    assert all(re.match(r' src="/static/\w+\.js\?v=\w+" defer$', how) and not inside for how, inside in scripts)


def test_a_disk_that_refuses_is_never_thanked_for(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = open_form(client)
    engine = type(database.obj)

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "commit", full)
        answer = client.post(FORM, data={"key": key, "went_well": "Precious"})
    assert answer.status_code == 503 and "could not be saved" in said(answer.text)
    assert ">Precious</textarea>" in answer.text and key_on(answer.text) == key
    assert client.post(FORM, data={"key": key, "went_well": "Precious"}).status_code == 303
    assert len(stored()) == 1
