"""The README's ten tasks, walked in a real browser without scripts: each is done, on its page, with its number of clicks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from app.store import members
from app.workflow import team
from tests.journeys.conftest import ROOT, SLOW, Server, serving
from tests.journeys.ten_tasks import ROLES, SCHOOL, TEAM, clicks, table, tasks
from tests.small_district import database_of
from tests.small_team import EMAIL, PASSWORD, heard, planned

LEAST = 3  # people of the small district's schools speak of a theme
LAKESIDE = "Lakeside High School"
EXAMPLE = ROOT / "app" / "example" / "cedar_valley"


@pytest.mark.parametrize("role", ROLES)
def test_the_readme_says_what_is_walked_here(role: str) -> None:
    assert len(tasks(role)) == 10
    assert table(role) in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def analysed(tmp_path: Path) -> Iterator[Server]:
    """A server and its worker; the analysis is done."""
    running = serving(tmp_path, minimum_n=LEAST)
    with database_of(running.settings):
        heard()
    running.start()
    environ = os.environ | {
        "DATA_DIR": str(tmp_path), "SECRET_KEY": running.settings.secret_key, "BASE_URL": running.settings.base_url,
        "MINIMUM_N": str(LEAST),
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=environ)
    yield running
    worker.terminate()
    worker.wait(timeout=30)
    running.kill()


class Hand:
    """A person at a page: what they press is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        self.downloaded: Path | None = None

    def do(self, action: str, *words: str) -> None:
        """Carry out one line of the script."""
        getattr(self, f"_{action}")(*words)

    def _click(self, role: str, name: str) -> None:
        # In the steps of the cycle a number stands before the name; elsewhere what it is about stands behind it.
        self._press(self.page.locator("main").get_by_role(role, name=name, exact=False).filter(visible=True))  # type: ignore[arg-type]

    def _open(self, name: str) -> None:
        self._press(self.page.locator("main summary", has_text=name).filter(visible=True))

    def _press(self, target: Locator) -> None:
        target.first.click()
        self.clicks += 1

    def _fill(self, label: str, text: str) -> None:
        self.page.locator("main").get_by_label(label).filter(visible=True).first.fill(text)

    def _file(self, place: str, name: str) -> None:
        self.page.set_input_files(place, EXAMPLE / name)
        self.clicks += 1

    def _wait(self) -> None:
        expect(self.page.locator(".progress")).to_have_count(0)

    def _download(self, name: str) -> None:
        with self.page.expect_download() as coming:
            self._press(self.page.get_by_role("link", name=name))
        self.downloaded = coming.value.path()


@pytest.mark.timeout(600)
def test_a_member_of_the_team_goes_from_themes_to_the_downloaded_plan(browser: Browser, analysed: Server) -> None:
    page = at_the_desk(browser, analysed, "")
    page.goto("/team/cycles/1")
    assert Document(str(walked(page, TEAM))).element.body.xpath("//w:ins")
    page.context.close()


@pytest.mark.timeout(600)
def test_a_member_of_a_schools_team_goes_from_what_was_said_to_the_downloaded_plan(
    browser: Browser, analysed: Server
) -> None:
    with database_of(analysed.settings):
        planned()
    page = at_the_desk(browser, analysed, LAKESIDE)
    page.goto("/team")
    draft = Document(str(walked(page, SCHOOL)))
    assert "Ms. Haddad" in "".join(each.text or "" for each in draft.element.body.xpath("//w:ins//w:t"))
    page.context.close()


def at_the_desk(browser: Browser, server: Server, school: str) -> Page:
    """Sign in as a new member, of a school's team where one is named, in a browser that runs no script."""
    with database_of(server.settings):
        link = team.create_member(EMAIL)
        member = members.by_email(EMAIL)
        assert member
        team.limit(member.id, school, by=0)
    page = browser.new_context(java_script_enabled=False, locale="en", base_url=server.address).new_page()
    page.set_default_timeout(
        SLOW
    )  # the page before a long work may still be there when it is asked for the one after it
    page.goto(f"/team/set-up/{link}")
    page.fill("#password", PASSWORD)
    page.click("main button")
    return page


def walked(page: Page, role: str) -> Path | None:
    """Walk a role's tasks, each on its page and with its number of clicks; return what was downloaded."""
    hand = Hand(page)
    for task in tasks(role):
        before = hand.clicks
        for action in task["do"]:
            hand.do(*action)
        expect(page.locator("main"), task["task"]).to_contain_text(task["see"])
        assert hand.clicks - before == clicks(task), task["task"]
        if task["page"] != "A theme":
            expect(page.locator("h1"), task["task"]).to_have_text(task["page"])
    return hand.downloaded
