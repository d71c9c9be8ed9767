"""A person answers on a phone without JavaScript, in both directions."""

import contextlib
import http.client
import sqlite3
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Server, a_phone
from tests.small_district import key_on, set_state

FORM = "/f/families-spring"
THANKS = {"en": "Thank you", "ar": "شكرًا"}


def kept(server: Server) -> list[dict[str, str]]:
    """Return the answers of every stored response, as another program would read them."""
    with sqlite3.connect(server.settings.data_dir / "yousaid.sqlite3") as database:
        found: dict[str, dict[str, str]] = {}
        for response, item, value in database.execute("select response_id, item, value from answer"):
            found.setdefault(response, {})[item] = value.strip('"')
    return list(found.values())


def fill(page: Page, words: str) -> None:
    page.locator('label:has([name="point-buses"][value="5"])').tap()
    page.locator('[name="point-buses-more"]').fill(f"{words} 1")
    page.locator('[name="was_hard"]').fill(f"{words} 2")
    page.locator('[name="home_language"]').select_option("ar")


def send(page: Page) -> None:
    page.locator("form#answers .primary").tap()
    page.wait_for_url("**/thanks?lang=*")


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_person_answers_and_is_thanked(browser: Browser, server: Server, tag: str) -> None:
    context = a_phone(browser, server, tag)
    page = context.new_page()
    page.goto("/")
    page.locator("a.door").first.tap()
    assert page.locator("html").get_attribute("dir") == ("rtl" if tag == "ar" else "ltr")
    fill(page, f"journey {tag}")
    send(page)
    assert THANKS[tag] in page.locator("h1").inner_text()
    assert page.locator('a[href="tel:988"]').is_visible()
    context.close()
    wanted = {"point-buses": "5", "point-buses-more": f"journey {tag} 1", "was_hard": f"journey {tag} 2"}
    assert wanted | {"home_language": "ar"} in kept(server)


def test_one_tap_changes_the_language_and_keeps_every_answer(phone: Page, server: Server) -> None:
    before = len(kept(server))
    phone.goto(FORM)
    fill(phone, "switched")
    for tag in ("ar", "vi", "zh-Hans", "es", "en"):
        phone.locator(".languages summary").tap()
        phone.locator(f'[name="switch"][value="{tag}"]').tap()
        phone.wait_for_selector(f'html[lang="{tag}"]')
        assert phone.locator('[name="point-buses"][value="5"]').is_checked()
        assert phone.locator('[name="was_hard"]').input_value() == "switched 2"
        assert phone.locator('[name="home_language"]').input_value() == "ar"
    assert len(kept(server)) == before
    send(phone)
    assert len(kept(server)) == before + 1


def test_going_back_and_sending_again_counts_once(phone: Page, server: Server) -> None:
    before = len(kept(server))
    phone.goto(FORM)
    fill(phone, "back button")
    send(phone)
    phone.go_back()
    phone.wait_for_selector("form#answers")
    fill(phone, "back button")
    send(phone)
    assert len(kept(server)) == before + 1


def test_two_taps_in_a_row_count_once(phone: Page, server: Server) -> None:
    before = len(kept(server))
    phone.goto(FORM)
    fill(phone, "double tap")
    phone.locator("form#answers .primary").dblclick()
    phone.wait_for_url("**/thanks?lang=*")
    assert len(kept(server)) == before + 1


def test_fifty_double_posts_at_once_are_one_response_with_one_receipt(server: Server) -> None:
    before = len(kept(server))
    with urllib.request.urlopen(f"{server.address}{FORM}") as opened:
        sent = {"key": key_on(opened.read().decode()), "point-buses": "5", "was_hard": "fifty times"}
    at_once = threading.Barrier(50)

    def post(words: str) -> tuple[int, str | None, str]:
        connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
        with contextlib.suppress(threading.BrokenBarrierError):
            at_once.wait()
        connection.request("POST", FORM, urlencode(sent | {"was_hard": words}), form)
        answer = connection.getresponse()
        told = answer.status, answer.getheader("Location"), answer.read().decode()
        connection.close()
        return told

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(post, ["fifty times"] * 50)) == {(303, f"{FORM}/thanks?lang=en", "")}
    assert len(kept(server)) == before + 1
    at_once.abort()
    status, _, page = post("other words")
    assert status == 409 and ">other words</textarea>" in page and len(kept(server)) == before + 1


def test_reloading_the_thank_you_page_sends_nothing(phone: Page, server: Server) -> None:
    phone.goto(FORM)
    fill(phone, "reload")
    send(phone)
    before = len(kept(server))
    phone.reload()
    assert len(kept(server)) == before


def test_nobody_is_left_without_their_words_when_a_form_closes(phone: Page, server: Server) -> None:
    phone.goto("/f/staff-spring")
    phone.locator('[name="was_hard"]').fill("Planning time")
    set_state("closed", "staff-spring")
    phone.locator("form#answers .primary").tap()
    phone.wait_for_selector("textarea[readonly]")
    assert phone.locator("textarea[readonly]").input_value() == "Planning time"
    set_state("open", "staff-spring")
