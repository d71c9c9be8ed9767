"""Reading quotes by the keyboard alone in a real browser, also while the connection fails; and by buttons without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.analysis.coding import Coding
from app.analysis.themes import Analysis, Theme
from app.store import runs
from app.workflow import team
from tests.journeys.conftest import Server, a_phone, serving
from tests.small_district import database_of
from tests.small_team import EMAIL, PASSWORD

PAGE = "/team/cycles/1/quotes"
MANY = 90


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose district said ninety things about the buses, surest first."""
    running = serving(tmp_path_factory.mktemp("library"))
    codings = [
        Coding(f"q{n:02}.was_hard", "en", ("buses",), 0.0, f"Bus number {n} comes late every day", margin=1 - n / 100)
        for n in range(MANY)
    ]
    danger = Coding(
        "r.was_hard", "en", ("buses",), 0.0, "Someone on the bus hurts me every day", safety="abuse", margin=2
    )
    with database_of(running.settings):
        run = runs.add(1)
        runs.keep(run.id, Analysis((*codings, danger), (Theme("buses", "Buses", (), 0, 0.0, 0.0),)))
        runs.mark(run.id, state="done", finished=runs.now())
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def cookies(browser: Browser, library: Server) -> list:
    with database_of(library.settings):
        link = team.create_member(EMAIL)
    context = a_phone(browser, library)
    page = context.new_page()
    page.goto(f"/team/set-up/{link}")
    page.fill("#password", PASSWORD)
    page.click("main button")
    found = context.cookies()
    context.close()
    return found


@pytest.fixture
def desk(browser: Browser, library: Server, cookies: list) -> Iterator[Page]:
    context = a_phone(browser, library, java_script_enabled=True)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(PAGE)
    yield page
    context.close()


def decided(library: Server) -> list[tuple[str, str]]:
    """Return every decision that is stored, with the comment it is about."""
    with database_of(library.settings):
        return [(each.kind, each.payload.get("comment", "")) for each in runs.decisions(1)]


def test_sixty_quotes_are_approved_by_one_key_each_and_stored_in_their_order(desk: Page, library: Server) -> None:
    for n in range(60):
        expect(desk.locator("#quote")).to_have_text(f"Bus number {n} comes late every day")
        desk.keyboard.press("a")
    expect(desk.locator("#saved")).to_have_text("All decisions are saved.")
    assert decided(library) == [("approve_quote", f"q{n:02}.was_hard") for n in range(60)]


def test_what_is_decided_without_a_connection_is_stored_once_it_is_back(desk: Page, library: Server) -> None:
    before = len(decided(library))
    expect(desk.locator("#quote")).to_have_text("Bus number 60 comes late every day")
    desk.keyboard.press("n")
    desk.keyboard.press("p")
    expect(desk.locator("#quote")).to_have_text("Bus number 60 comes late every day")
    desk.context.set_offline(True)
    for key, number in (("a", 61), ("h", 62), ("a", 63), ("u", 62)):
        desk.keyboard.press(key)
        expect(desk.locator("#quote")).to_have_text(f"Bus number {number} comes late every day")
    expect(desk.locator("#saved")).to_contain_text("No connection")
    assert len(decided(library)) == before
    desk.context.set_offline(False)
    expect(desk.locator("#saved")).to_have_text("All decisions are saved.")
    assert [kind for kind, _about in decided(library)[before:]] == [
        "approve_quote",
        "hide_quote",
        "approve_quote",
        "undo",
    ]
    with database_of(library.settings):
        reviewed = runs.reviewed(1)
    assert "q60.was_hard" in reviewed.approved and "q61.was_hard" in reviewed.hidden_quotes
    assert "q62.was_hard" not in reviewed.approved


def test_a_quote_is_shortened_by_keyboard_and_changed_words_come_back(desk: Page, library: Server) -> None:
    expect(desk.locator("#quote")).to_have_text("Bus number 62 comes late every day")
    desk.keyboard.press("s")
    desk.locator("#words").fill("Bus number 62 comes early")
    desk.get_by_role("button", name="Approve the shortened quote").press("Enter")
    expect(desk.locator("#wrong")).to_contain_text("Words can only be left out")
    expect(desk.locator("#words")).to_have_value("Bus number 62 comes early")
    desk.locator("#words").fill("Bus comes late every day")
    desk.get_by_role("button", name="Approve the shortened quote").press("Enter")
    expect(desk.locator("#quote")).to_have_text("Bus number 63 comes late every day")
    expect(desk.locator("#saved")).to_have_text("All decisions are saved.")
    with database_of(library.settings):
        assert runs.reviewed(1).shortened == {"q62.was_hard": "Bus … comes late every day"}


def test_the_keys_can_be_turned_off_and_stay_so(desk: Page, library: Server) -> None:
    before = decided(library)
    desk.get_by_role("button", name="Turn the keys off").click()
    desk.reload()
    expect(desk.get_by_role("button", name="Turn the keys on")).to_be_visible()
    desk.keyboard.press("h")
    expect(desk.locator("#quote")).to_have_text("Bus number 63 comes late every day")
    assert decided(library) == before


def test_without_javascript_buttons_do_the_same(browser: Browser, library: Server, cookies: list) -> None:
    context = a_phone(browser, library)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(PAGE)
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#quote")).to_have_text("Bus number 64 comes late every day")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#quote")).to_have_text("Bus number 63 comes late every day")
    page.locator("summary", has_text="Shorten").click()
    page.fill("#words", "Bus number 63 … never comes")
    page.get_by_role("button", name="Approve the shortened quote").click()
    expect(page.locator("main [role=alert]").first).to_contain_text("Words can only be left out")
    expect(page.locator("#words")).to_have_value("Bus number 63 … never comes")
    with database_of(library.settings):
        assert "q63.was_hard" not in runs.reviewed(1).approved
    context.close()
