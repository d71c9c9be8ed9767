"""A paper sheet is typed with the keyboard alone: no key too many, what was read is said at once, without a barrier."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app.workflow import team
from tests.journeys.conftest import Server, a_phone
from tests.small_district import database_of, stored
from tests.small_team import EMAIL, PASSWORD

PAPER = "/team/cycles/1/paper"
# What is on the sheet, item by item: a digit for one answer, "words|" and "digits|" where Enter says that it is all.
DIGITS = ("2", "1", "|", "5", "2", "|", "4", "1", "The bus is late|")
TYPED = (*DIGITS, "Music|", "|", "More buses|", "1", "2", "3", "312|", "17|", "A ride|", "1", "2", "3|", "2|", "4|")


@pytest.fixture(scope="module")
def keys(browser: Browser, server: Server) -> list:
    """The cookies of a signed-in member."""
    with database_of(server.settings):
        link = team.create_member(EMAIL)
    context = a_phone(browser, server)
    page = context.new_page()
    page.goto(f"/team/set-up/{link}")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Larkspur School District")
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def desk(browser: Browser, server: Server, keys: list) -> Iterator[BrowserContext]:
    context = a_phone(browser, server, java_script_enabled=True, bypass_csp=True)
    context.add_cookies(keys)
    yield context
    context.close()


def test_a_families_sheet_takes_hardly_more_keys_than_it_has_items_and_letters(
    desk: BrowserContext, server: Server
) -> None:
    page = desk.new_page()
    page.goto(f"{PAPER}/1")
    items = page.locator(".sheet .step-number").count()
    pressed = 0
    for each in TYPED:
        for key in each.replace("|", "\n"):
            page.keyboard.press("Enter" if key == "\n" else key)
            pressed += 1
    expect(page.locator(".undo")).to_contain_text("Saved as sheet 1 today")
    words = sum(len(each) - 1 for each in TYPED if each.endswith("|") and len(each) > 3)
    several = sum(len(each) - 1 for each in TYPED if re.fullmatch(r"\d{2,3}\|", each))
    # One key an item; beside it the words, the further digits where several are given, and a handful.
    assert pressed <= items + words + several + 5, (pressed, items, words)
    with database_of(server.settings):
        (answers,) = stored().values()
    assert answers["priorities"] == ["friends", "safe", "adult"] and answers["taking_part"] == ["evening", "else"]
    assert answers["taking_part-other"] == "A ride" and answers["point-letters-more"] == "The bus is late"
    assert answers["next_steps"] == "More buses" and answers["children"] == 3 and answers["letters"] == "2"
    assert page.evaluate("document.activeElement.id") == "a-point-welcome"  # the next, empty sheet
    page.locator(".undo button").press("Enter")
    expect(page.locator("#a-went_well")).to_have_value("Music")
    with database_of(server.settings):
        assert stored() == {}


def test_what_a_digit_means_is_said_at_once_and_a_wrong_one_holds_the_cursor(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(f"{PAPER}/1")
    first = page.locator(".line", has=page.locator("#a-point-welcome"))
    page.keyboard.press("9")
    expect(first.locator("output")).to_have_text("There is no such number.")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "a-point-welcome"
    page.keyboard.press("Backspace")
    page.keyboard.type("٢")  # Arabic for 2
    expect(first.locator("output")).to_have_text("Mostly true")
    assert page.evaluate("document.activeElement.id") == "a-point-welcome-matters"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("1")  # the old digit was selected, so it is written over
    expect(first.locator("output")).to_have_text("Very true")
    ranking = page.locator(".line", has=page.locator("#a-priorities"))
    page.locator("#a-priorities").press_sequentially("311")
    expect(ranking.locator("output")).to_have_text("The same number stands there twice.")
    page.locator("#a-priorities").press("Backspace")
    expect(ranking.locator("output")).to_have_text("Friends and belonging › Feeling safe at school")
