"""What a respondent's own phone does with JavaScript: it keeps, sends later, wipes, and agrees with the server."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from app.store import responses
from app.store.tables import Wave
from app.web.opened import Forms
from forms.expansion import visible
from tests import machine
from tests.journeys.conftest import SLOW, Server, a_phone, serving
from tests.journeys.test_respond import kept
from tests.small_district import database_of, set_state

FORM = "/f/families-spring"
# What a page left on this device: databases with rows, pages put aside, workers, and the plain stores.
LEFT = """async () => {
  const rows = [];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise(done => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    for (const store of base.objectStoreNames) {
      const asked = base.transaction(store).objectStore(store).getAll();
      rows.push(...await new Promise(done => { asked.onsuccess = () => done(asked.result); }));
    }
    base.close();
  }
  const workers = await navigator.serviceWorker.getRegistrations();
  return [...rows, ...await caches.keys(), ...workers.map(each => each.scope), ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose form asks about letters only those who speak another language than English at home."""
    running = serving(tmp_path_factory.mktemp("device"))
    with database_of(running.settings):
        wave = Wave.get(Wave.slug == "families-spring")
        asked = next(each for part in wave.definition["sections"] for each in part["items"] if each["id"] == "letters")
        asked["shown_if"] = {"item": "home_language", "not": ["en"]}
        wave.save()
    running.start()
    yield running
    running.kill()


@pytest.fixture
def scripted(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of a phone that runs scripts."""
    context = a_phone(browser, server, java_script_enabled=True)
    yield context.new_page()
    context.close()


class Phone:
    """A phone with a memory: the browser can be killed, and opened again on the same profile."""

    def __init__(self, browser: Browser, server: Server, profile: Path) -> None:
        self.kind, self.server, self.profile = browser.browser_type, server, profile

    @contextmanager
    def open(self) -> Iterator[Page]:
        """Open the browser; when the block ends it is killed as if the battery had been taken out."""
        context: BrowserContext = self.kind.launch_persistent_context(
            self.profile, executable_path=machine.browser(), args=machine.ARGUMENTS, base_url=self.server.address,
            viewport={"width": 360, "height": 740}, locale="en",
        )  # fmt: skip
        context.set_default_timeout(SLOW)
        try:
            yield context.pages[0]
        finally:
            self._kill()
            with pytest.raises(Error):
                context.new_page()

    def _kill(self) -> None:
        running = subprocess.run(["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True).stdout
        for line in running.splitlines():
            if f"--user-data-dir={self.profile}" in line:
                try:
                    os.kill(int(line.split()[0]), signal.SIGKILL)
                except ProcessLookupError:
                    continue


@pytest.fixture
def phone_with_memory(browser: Browser, server: Server, tmp_path: Path) -> Phone:
    return Phone(browser, server, tmp_path / "profile")


def write(page: Page, words: str) -> None:
    page.locator('[name="point-buses"][value="5"]').check()
    page.locator('[name="home_language"]').select_option("ar")
    page.locator('[name="was_hard"]').fill(words)  # the last, so that all is kept when the words are


def press_send(page: Page) -> None:
    page.locator("form#answers .primary").click()


def with_words(server: Server, words: str) -> list[dict[str, str]]:
    return [answers for answers in kept(server) if answers.get("was_hard") == words]


def wait_until(page: Page, true: Callable[[list], bool]) -> None:
    """Wait until what is left on this device is as it should be."""
    for _ in range(SLOW // 50):
        if true(page.evaluate(LEFT)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.evaluate(LEFT))


def wait_until_true(page: Page, script: str) -> None:
    # Asked anew each time: waiting in the page would evaluate a string there, which its policy forbids.
    for _ in range(SLOW // 50):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


def wait_until_carried(page: Page) -> None:
    """Wait until the page's worker stands between it and the network."""
    wait_until_true(page, "Boolean(navigator.serviceWorker.controller)")


def wait_until_aside(page: Page) -> None:
    """Wait until the page is put aside, with its scripts, which follow it all at once."""
    wait_until_true(page, "caches.match(document.querySelector('script[src]').src).then(Boolean)")


def wait_until_kept(page: Page, words: str) -> None:
    wait_until(page, lambda left: words in str(left))


def hold(page: Page, address: str) -> Callable[[], None]:
    """Let nothing come from this address until what is returned is called."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route))

    def release() -> None:
        while not held:
            page.wait_for_timeout(50)
        for route in held:
            route.continue_()

    return release


WRITE_DOWN = """() => {
  window.told = [];
  const box = document.getElementById("device");
  new MutationObserver(() => window.told.push(box.textContent)).observe(box, {childList: true, subtree: true});
}"""


def test_answers_survive_a_killed_browser_come_back_and_go_with_one_tap(phone_with_memory: Phone) -> None:
    with phone_with_memory.open() as page:
        page.goto(FORM)
        assert page.evaluate(LEFT) == []
        write(page, "Kept over night")
        wait_until_kept(page, "Kept over night")
    with phone_with_memory.open() as page:
        page.goto(FORM)
        expect(page.locator("#device")).to_contain_text("We kept what you wrote on this phone")
        expect(page.locator('[name="was_hard"]')).to_have_value("Kept over night")
        expect(page.locator('[name="point-buses"][value="5"]')).to_be_checked()
        expect(page.locator("#item-letters")).to_be_visible()
        page.locator(".languages summary").click()
        page.locator('.languages [value="ar"]').click()
        expect(page.locator("html")).to_have_attribute("lang", "ar")
        expect(page.locator('[name="was_hard"]')).to_have_value("Kept over night")
        page.reload()
        page.locator('[data-do="empty"]').click()
        expect(page.locator('[name="was_hard"]')).to_have_value("")
        assert "Kept over night" not in str(page.evaluate(LEFT))
        write(page, "Not my phone")
        wait_until_kept(page, "Not my phone")
        page.locator("#wipe button").click()
        expect(page.locator('[name="was_hard"]')).to_have_value("")
        expect(page.locator('#device [data-card="wiped"]')).to_be_visible()
        assert page.evaluate(LEFT) == []


# A phone so slow that somebody writes before its memory is open.
SLOW_MEMORY = """() => {
  const open = indexedDB.open.bind(indexedDB), slow = new Promise(done => { window.open_memory = done; });
  indexedDB.open = (...words) => {
    const asked = {};
    slow.then(() => Object.assign(open(...words), {
      onupgradeneeded() { asked.transaction = this.transaction; asked.result = this.result; asked.onupgradeneeded(); },
      onsuccess() { asked.result = this.result; asked.onsuccess(); },
      onerror() { asked.error = this.error; asked.onerror(); },
    }));
    return asked;
  };
}"""


def test_what_was_written_before_the_phones_memory_was_open_is_kept_beside_what_it_held(
    scripted: Page, server: Server
) -> None:
    scripted.add_init_script(f"({SLOW_MEMORY})()")
    scripted.goto(FORM)
    write(scripted, "First words")
    scripted.evaluate("open_memory()")
    wait_until_kept(scripted, "First words")
    wait_until_carried(scripted)
    scripted.goto(FORM)
    scripted.locator('[name="was_hard"]').fill("Second words")
    scripted.locator('[name="went_well"]').fill("Music")
    scripted.evaluate("open_memory()")
    expect(scripted.locator("#device textarea")).to_have_value("First words")
    expect(scripted.locator('[name="point-buses"][value="5"]')).to_be_checked()
    expect(scripted.locator('[name="home_language"]')).to_have_value("ar")
    expect(scripted.locator('[name="was_hard"]')).to_have_value("Second words")
    press_send(scripted)
    scripted.wait_for_url("**/thanks*")
    [answers] = with_words(server, "Second words")
    assert answers["went_well"] == "Music" and answers["point-buses"] == "5"


def test_what_was_written_before_the_script_came_is_kept(scripted: Page) -> None:
    release = hold(scripted, "**/form.js*")
    scripted.goto(FORM, wait_until="commit")
    write(scripted, "Early words")
    assert scripted.evaluate(LEFT) == []
    release()
    wait_until_kept(scripted, "Early words")


def test_what_is_still_on_its_way_onto_the_phone_does_not_come_after_it_was_emptied(scripted: Page) -> None:
    release = hold(scripted, "**/f/families-spring?lang=en")
    scripted.goto(FORM)
    write(scripted, "Gone before it came")
    wait_until_kept(scripted, "Gone before it came")
    wait_until_carried(scripted)
    scripted.locator("#wipe button").click()
    expect(scripted.locator('#device [data-card="wiped"]')).to_be_visible()
    assert scripted.evaluate(LEFT) == []
    release()
    scripted.wait_for_timeout(500)
    assert scripted.evaluate(LEFT) == []


def test_what_was_kept_in_one_language_and_sent_in_another_keeps_both(phone_with_memory: Phone, server: Server) -> None:
    with phone_with_memory.open() as page:
        page.goto(f"{FORM}?lang=en")
        write(page, "Begun in English")
        page.locator('[name="went_well"]').fill("Music")
        wait_until_kept(page, "Music")
    with phone_with_memory.open() as page:
        page.goto(f"{FORM}?lang=es")
        expect(page.locator('[name="was_hard"]')).to_have_value("Begun in English")
        page.locator('[name="went_well"]').fill("La música")
        page.locator('[name="next_steps"]').fill("Un patio")
        press_send(page)
        page.wait_for_url("**/thanks?lang=es")
    with database_of(server.settings):
        sent = next(row for row in responses.rows(1) if row.answers.get("was_hard") == "Begun in English")
    assert sent.facts["language"] == "es"
    assert sent.facts["other_languages"] == dict.fromkeys(("point-buses", "was_hard", "home_language"), "en")


def test_what_was_sent_without_a_signal_arrives_once_after_the_browser_was_killed(
    phone_with_memory: Phone, server: Server
) -> None:
    with phone_with_memory.open() as page:
        page.goto(FORM)
        write(page, "From the valley")
        wait_until_carried(page)
        wait_until_aside(page)
        server.kill()
        press_send(page)
        expect(page.locator("#device")).to_contain_text("Saved on this phone, not sent yet")
        expect(page.locator("form#answers")).to_be_hidden()
        page.locator('[data-do="send"]').click()
        expect(page.locator("#device")).to_contain_text("Still no signal")
    with phone_with_memory.open() as page:
        page.goto(FORM)  # still without a signal: the page that was put aside
        expect(page.locator("#device")).to_contain_text("Saved on this phone, not sent yet")
        write(page, "Another person in the valley")
        press_send(page)
        expect(page.locator('#device [data-card="waiting"]')).to_have_count(2)
    server.start()
    with phone_with_memory.open() as page:
        page.goto(FORM)
        expect(page.locator("#device")).to_contain_text("have now been sent")
        expect(page.locator('#device [data-card="waiting"]')).to_have_count(0)
        wait_until(page, lambda left: left == [])
    [answers] = with_words(server, "From the valley")
    assert answers["home_language"] == "ar" and answers["point-buses"] == "5"
    assert len(with_words(server, "Another person in the valley")) == 1


def test_an_answer_whose_thanks_got_lost_counts_once_when_it_is_sent_again(scripted: Page, server: Server) -> None:
    scripted.goto(FORM)
    write(scripted, "Thanks got lost")
    wait_until_kept(scripted, "Thanks got lost")

    def lose(route) -> None:  # type: ignore[no-untyped-def]
        route.fetch(max_redirects=0)
        route.abort()

    # The browser wakes the worker at once, so what is said first may be gone before anybody looks: write it all down.
    scripted.evaluate(WRITE_DOWN)
    scripted.route("**/f/families-spring?answers=1", lose, times=1)
    press_send(scripted)
    expect(scripted.locator("#device")).to_contain_text("have now been sent")
    assert "Saved on this phone, not sent yet" in scripted.evaluate("window.told.join(' ')")
    assert len(with_words(server, "Thanks got lost")) == 1


def test_after_the_thanks_nothing_is_left_on_the_phone(scripted: Page, server: Server) -> None:
    scripted.goto(FORM)
    write(scripted, "Thanked for")
    wait_until_kept(scripted, "Thanked for")
    press_send(scripted)
    scripted.wait_for_url("**/thanks?lang=en")
    assert "Thank you" in scripted.locator("h1").inner_text()
    wait_until(scripted, lambda left: left == [])
    scripted.go_back()
    assert "Thanked for" not in scripted.evaluate(
        "[...document.querySelectorAll('textarea')].map(each => each.value).join()"
    )
    assert len(with_words(server, "Thanked for")) == 1


def test_what_the_server_does_not_take_stays_with_the_person(scripted: Page, server: Server) -> None:
    scripted.goto(FORM)
    write(scripted, "x" * 5001)
    press_send(scripted)
    expect(scripted.locator('[role="alert"]')).to_be_focused()
    scripted.context.set_offline(True)
    press_send(scripted)
    expect(scripted.locator("#device")).to_contain_text("not sent yet")
    scripted.context.set_offline(False)
    expect(scripted.locator("#device")).to_contain_text("needs one more look")
    scripted.locator('[data-do="open"]').click()
    expect(scripted.locator('[name="was_hard"]')).to_have_value("x" * 5001)
    scripted.locator('[name="was_hard"]').fill("Shorter now")
    scripted.context.set_offline(True)
    press_send(scripted)
    expect(scripted.locator("#device")).to_contain_text("not sent yet")
    set_state("closed")
    try:
        scripted.context.set_offline(False)
        expect(scripted.locator("#device")).to_contain_text("form closed before")
        assert scripted.locator("#device textarea").input_value() == "Shorter now"
        scripted.goto("/f/families-spring")
        expect(scripted.locator("#device textarea")).to_have_value("Shorter now")
        scripted.locator('[data-do="delete"]').click()
        scripted.locator('[data-do="undo"]').click()
        expect(scripted.locator("#device textarea")).to_have_value("Shorter now")
    finally:
        set_state("open")
    assert with_words(server, "Shorter now") == []


@pytest.mark.parametrize("said", [{}, {"home_language": "en"}, {"home_language": "so"}, {"home_language": "other"}])
def test_the_browser_asks_what_the_server_would_ask(scripted: Page, server: Server, said: dict[str, str]) -> None:
    with database_of(server.settings):
        opened = Forms("secret").get("families-spring")
    assert opened and opened.conditional
    scripted.goto(FORM)
    scripted.locator('[name="home_language"]').select_option("vi")
    scripted.locator('[name="home_language"]').select_option(said.get("home_language", ""))
    seen = {card.get_attribute("id").removeprefix("item-") for card in scripted.locator(".item:visible").all()}  # type: ignore
    wanted = visible(opened.questionnaire, said)
    assert seen == wanted
    assert set(scripted.locator('[name="shown"]').input_value().split()) == wanted & opened.conditional


def test_the_page_helps_while_somebody_answers(scripted: Page, server: Server) -> None:
    scripted.goto(FORM)
    scripted.locator('[name="taking_part"][value="evening"]').check()
    scripted.locator('[name="taking_part"][value="none"]').check()
    expect(scripted.locator('[name="taking_part"][value="evening"]')).not_to_be_checked()
    scripted.locator('[name="taking_part-other"]').fill("A quieter room")
    expect(scripted.locator('[name="taking_part"][value="else"]')).to_be_checked()
    expect(scripted.locator('[name="taking_part"][value="none"]')).not_to_be_checked()
    places = scripted.locator('[name="priorities"]')
    places.nth(0).select_option("safe")
    assert places.nth(1).locator('option[value="safe"]').is_disabled()
    places.nth(0).select_option("adult")
    places.nth(1).select_option("safe")
    scripted.locator('[name="went_well"]').fill("y" * 4400)
    assert scripted.locator(".count").count() == 0
    scripted.locator('[name="went_well"]').fill("y" * 4990)
    expect(scripted.locator("#item-went_well .count")).to_contain_text("Characters left: 10")
    expect(scripted.locator("#live")).to_contain_text("Characters left: 10")
    press_send(scripted)
    scripted.wait_for_url("**/thanks?lang=en")
    [answers] = [each for each in kept(server) if each.get("taking_part-other") == "A quieter room"]
    assert answers["priorities"] == '["adult","safe"]' and answers["taking_part"] == '["else"]'


def test_a_kiosk_asks_for_whoever_wrote_before_its_script_came(scripted: Page) -> None:
    release = hold(scripted, "**/kiosk.js*")
    scripted.clock.install()
    scripted.goto(f"{FORM}?kiosk=1", wait_until="commit")
    write(scripted, "Early kiosk words")
    release()
    scripted.wait_for_load_state()
    scripted.clock.run_for(91_000)
    scripted.clock.run_for(31_000)
    expect(scripted.locator('[name="was_hard"]')).to_have_value("")


def test_a_kiosk_keeps_nothing_and_returns_to_the_start(browser: Browser, server: Server) -> None:
    context = a_phone(browser, server, java_script_enabled=True)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{FORM}?kiosk=1")
    assert page.locator("a[href]:not(.skip)").count() == 0
    write(page, "Half a kiosk form")
    page.clock.run_for(91_000)
    expect(page.locator("dialog")).to_contain_text("Are you still there?")
    page.locator("dialog button").click()
    page.clock.run_for(91_000)
    page.clock.run_for(31_000)
    expect(page.locator('[name="was_hard"]')).to_have_value("")
    write(page, "A whole kiosk form")
    press_send(page)
    page.wait_for_url("**/thanks?lang=en&kiosk=1")
    expect(page.locator("#device")).to_contain_text("goes back to the start")
    assert page.locator("a[href]:not(.skip)").all_inner_texts() == ["Next person"]
    page.clock.run_for(21_000)
    page.wait_for_url("**/f/families-spring?kiosk=1")
    assert page.evaluate(LEFT) == [] and context.cookies() == []
    page.go_back()
    page.wait_for_load_state()
    assert "kiosk form" not in page.evaluate(
        "[...document.querySelectorAll('textarea')].map(each => each.value).join()"
    )
    context.close()
    assert len(with_words(server, "A whole kiosk form")) == 1
    with sqlite3.connect(server.settings.data_dir / "yousaid.sqlite3") as database:
        assert database.execute("select count(*) from response where channel = 'kiosk'").fetchone() == (1,)
