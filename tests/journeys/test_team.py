"""The SEL team's whole cycle in a real browser without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.store import plans
from app.workflow import team
from tests.journeys.conftest import Server, a_phone, serving
from tests.small_district import database_of
from tests.small_team import EMAIL, PASSWORD, heard, planned

CYCLE = "/team/cycles/1"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose district has answers, themes, a plan and proposed revisions, so that no page is empty."""
    running = serving(tmp_path_factory.mktemp("office"))
    with database_of(running.settings):
        heard()
        planned()
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def keys(browser: Browser, office: Server) -> list:
    """The cookies of a member who has set their password in the browser."""
    with database_of(office.settings):
        link = team.create_member(EMAIL)
    context = a_phone(browser, office)
    page = context.new_page()
    page.goto(f"/team/set-up/{link}")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Larkspur School District")
    cookies = context.cookies()
    context.close()
    return cookies


def at_work(browser: Browser, office: Server, keys: list, language: str = "en", **options: object) -> BrowserContext:
    """Return a signed-in phone."""
    context = a_phone(browser, office, language, **options)
    context.add_cookies(keys)
    return context


@pytest.fixture
def desk(browser: Browser, office: Server, keys: list) -> Iterator[Page]:
    context = at_work(browser, office, keys)
    yield context.new_page()
    context.close()


def test_a_member_decides_about_themes_and_takes_it_back(desk: Page) -> None:
    desk.goto(f"{CYCLE}/themes")
    desk.get_by_role("link", name="Buses").click()
    desk.get_by_text("Change this theme").click()
    desk.get_by_label("Name", exact=True).fill("Bus rides")
    desk.get_by_role("button", name="Rename").click()
    expect(desk.locator("h1")).to_have_text("Bus rides")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("h1")).to_have_text("Buses")
    desk.locator("#c-r0\\.was_hard").get_by_role("button", name="Approve as quote").click()
    expect(desk.locator("#c-r0\\.was_hard")).to_contain_text("approved quote")


def test_a_member_accepts_one_revision_and_rejects_another_with_a_reason(desk: Page) -> None:
    desk.goto(f"{CYCLE}/revisions")
    desk.locator("#r-1").get_by_role("button", name="Accept").click()
    expect(desk.locator("#r-1 .badge")).to_have_text("Accepted")
    desk.locator("#r-2 summary", has_text="Reject").click()
    desk.locator("#r-2").get_by_label("Or in your own words").fill("We do this already")
    desk.locator("#r-2").get_by_role("button", name="Reject").click()
    expect(desk.locator("#r-2")).to_contain_text("We do this already")
    expect(desk.locator("main")).to_contain_text("0 revisions wait for your decision")


def test_the_order_of_revisions_reacts_at_once_to_a_slider_and_is_kept_by_a_button(
    browser: Browser, office: Server, keys: list
) -> None:
    with database_of(office.settings):
        for number, parts in ((1, {"size": 0.1, "severity": 0.9}), (2, {"size": 0.4, "severity": 0.1})):
            plans.put_evidence(number, {"parts": {"equity": 0.5, "fit": 0.5, **parts}})
    context = browser.new_context(base_url=office.address)
    context.add_cookies(keys)
    page = context.new_page()
    page.goto(f"{CYCLE}/revisions")
    first = page.locator("[data-ranked] > section").first
    expect(first).to_have_id("r-2")
    page.get_by_label("How many say it").focus()
    page.keyboard.press("Home")
    expect(first).to_have_id("r-1")
    expect(page.locator("#reordered")).to_have_text("The order has changed.")
    page.reload()
    expect(first).to_have_id("r-2")
    page.get_by_label("How many say it").press("Home")
    page.get_by_role("button", name="Weigh anew and keep it").click()
    expect(page.get_by_label("How many say it")).to_have_value("0")
    expect(first).to_have_id("r-1")
    context.close()


def test_a_member_works_with_the_keyboard_alone(browser: Browser, office: Server, keys: list) -> None:
    context = at_work(browser, office, keys)
    page = context.new_page()
    page.goto(CYCLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Reflection summary":
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Reflection summary")
    context.close()


def test_a_member_uploads_the_plan_and_reads_what_was_understood_in_arabic(
    browser: Browser, office: Server, keys: list
) -> None:
    plan = Path(__file__).parents[2] / "app" / "example" / "cedar_valley" / "plan.docx"
    context = at_work(browser, office, keys, "ar")
    page = context.new_page()
    page.goto(f"{CYCLE}/plan")
    page.set_input_files("#file", plan)
    page.locator("form[enctype] button").click()
    expect(page.locator("[role=status] .notice")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value("Every student can reach a caring adult when they need one")
    context.close()
