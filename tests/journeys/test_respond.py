"""A person answers on a phone without JavaScript, in both directions; every page is accessible in every language."""

import sqlite3

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Server, a_phone
from tests.small_district import LANGUAGES, set_state

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


def test_reloading_the_thank_you_page_sends_nothing(phone: Page, server: Server) -> None:
    phone.goto(FORM)
    fill(phone, "reload")
    send(phone)
    before = len(kept(server))
    phone.reload()
    assert len(kept(server)) == before


def test_the_keyboard_alone_is_enough(phone: Page, server: Server) -> None:
    phone.goto(FORM)
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.className") == "skip"
    phone.keyboard.press("Enter")
    phone.locator('[name="point-welcome"]').first.focus()
    phone.keyboard.press("ArrowDown")
    phone.locator('[name="next_steps"]').focus()
    phone.keyboard.type("More music by keyboard")
    phone.locator("form#answers .primary").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/thanks?lang=*")
    assert {"point-welcome": "4", "next_steps": "More music by keyboard"} in kept(server)


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_violation_or_scrolls_sideways(
    browser: Browser, server: Server, tag: str, scheme: str
) -> None:
    context = a_phone(browser, server, tag, color_scheme=scheme, java_script_enabled=True, bypass_csp=True)
    page = context.new_page()
    for address in ("/", FORM, f"{FORM}/thanks", "/privacy", "/f/nothing", "form with problems"):
        if address == "form with problems":
            page.goto(FORM)
            page.locator('[name="was_hard"]').fill("x" * 6000)
            page.locator("form#answers .primary").tap()
            page.wait_for_selector('[role="alert"]')
        else:
            page.goto(address)
        results = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        assert results.violations_count == 0, f"{address}: {results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    context.close()


def test_every_control_is_large_enough_for_a_thumb(browser: Browser, server: Server) -> None:
    context = a_phone(browser, server, java_script_enabled=True)
    page = context.new_page()
    page.goto(FORM)
    page.locator(".languages summary").tap()
    controls = ".languages button, .choices label, select, textarea, .primary, summary, .foot a, .help a"
    boxes = [element.bounding_box() for element in page.locator(controls).all()]
    assert len(boxes) > 30 and min(box["height"] for box in boxes if box and box["height"]) >= 44
    context.close()


def test_nobody_is_left_without_their_words_when_a_form_closes(phone: Page, server: Server) -> None:
    phone.goto("/f/staff-spring")
    phone.locator('[name="was_hard"]').fill("Planning time")
    set_state("closed", "staff-spring")
    phone.locator("form#answers .primary").tap()
    phone.wait_for_selector("textarea[readonly]")
    assert phone.locator("textarea[readonly]").input_value() == "Planning time"
    set_state("open", "staff-spring")
