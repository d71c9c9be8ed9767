"""A district's whole cycle by hand: a family on a phone, the team to the published summary; English and Arabic, no script."""

import io
import json
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page

from app.workflow import team
from tests.journeys.conftest import ROOT, Server, a_phone, serving
from tests.small_district import database_of, key_on

EXAMPLE = ROOT / "app" / "example" / "cedar_valley"
PASSWORD = "seven quiet otters"
SLOW = 120_000  # milliseconds: the worker encodes and draws meanwhile
CYCLE = "/team/cycles/1"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Server]:
    """A server and its worker, with an open form that nobody has answered."""
    running = serving(tmp_path)
    running.start()
    environ = os.environ | {
        "DATA_DIR": str(tmp_path), "SECRET_KEY": running.settings.secret_key, "BASE_URL": running.settings.base_url
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=environ)
    yield running
    worker.terminate()
    worker.wait(timeout=30)
    running.kill()


def answer(page: Page, tag: str, words: str) -> None:
    """A family answers on the phone."""
    page.goto(f"/f/families-spring?lang={tag}")
    assert page.locator("html").get_attribute("lang") == tag
    assert page.locator("html").get_attribute("dir") == ("rtl" if tag == "ar" else "ltr")
    page.locator("input[name='point-buses'][value='5']").check()
    page.fill("textarea[name='was_hard']", words)
    page.click("form#answers button.primary")
    assert "/thanks" in page.url


def many_answer(address: str) -> int:
    """Send the example's comments as other people would: open the form, fill it in, send it."""
    lines = (EXAMPLE / "comments.jsonl").read_text(encoding="utf-8").splitlines()[:150]
    for line in lines:
        comment = json.loads(line)
        form = f"{address}/f/{comment['audience']}-spring"
        with urllib.request.urlopen(form) as opened:
            key = key_on(opened.read().decode())
        sent = {"key": key, "language": "en", "assent": "yes", comment["question"]: comment["text"]}
        if comment["audience"] != "students":
            del sent["assent"]  # only students are asked for it
        data = urllib.parse.urlencode(sent)
        with urllib.request.urlopen(form, data.encode()) as sent:
            assert "/thanks" in sent.url
    return len(lines)


def until_done(page: Page, address: str) -> None:
    """Look again, as a person would, until slow work is done."""
    page.goto(f"{address}?watch=0")
    for _ in range(SLOW // 500):
        if not page.locator(".progress").count():
            return
        page.wait_for_timeout(500)
        page.goto(f"{address}?watch=0")
    raise AssertionError(f"{address} still works")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_from_the_first_answer_to_the_published_summary(browser: Browser, district: Server, tag: str) -> None:
    family = a_phone(browser, district, tag).new_page()
    answer(family, tag, {"en": "The bus never comes on time.", "ar": "الحافلة لا تأتي في موعدها أبدًا."}[tag])
    sent = 1 + many_answer(district.address)

    with database_of(district.settings):
        link = team.create_member("sel@larkspur.example")
    desk = a_phone(browser, district, tag).new_page()
    desk.goto(f"/team/set-up/{link}")
    desk.fill("#password", PASSWORD)
    desk.click("main form button")
    desk.goto(f"{CYCLE}/answers")
    assert str(sent) in desk.locator("main").inner_text()
    desk.click(f"form[action='{CYCLE}/close'] button")
    family.goto("/f/families-spring")
    assert family.locator("form#answers").count() == 0

    desk.goto(f"{CYCLE}/analysis")
    desk.click("main form[method=post]:not(.undo):not([action*='sign-out']) button >> nth=0")
    until_done(desk, f"{CYCLE}/analysis")
    desk.goto(f"{CYCLE}/themes")
    themes = desk.locator("main a[href*='/themes/']").evaluate_all(
        "all => [...new Set(all.map(each => each.pathname))]"
    )
    assert len(themes) >= 5
    for theme in themes[:3]:
        desk.goto(theme)
        desk.locator("form:has(input[value='approve_quote']) button").first.click()
    desk.goto(themes[0])
    desk.locator("main details summary").first.click()
    desk.fill("form:has(input[value='rename']) input[name='label']", "What families see")
    desk.click("form:has(input[value='rename']) button")
    assert "What families see" in desk.locator("h1").inner_text()

    desk.goto(f"{CYCLE}/plan")
    desk.set_input_files("input[type=file]", EXAMPLE / "plan.docx")
    desk.click("form[enctype] button")
    desk.get_by_text("Every student can reach a caring adult").first.wait_for(state="attached")
    desk.click("form[action$='/propose'] button")
    until_done(desk, f"{CYCLE}/revisions")
    for _ in range(2):
        desk.locator("form:has(button[value='accepted']) button[value='accepted']").first.click()

    desk.goto(f"{CYCLE}/publish")
    desk.click(f"form[action='{CYCLE}/publish'] button, form[method=post]:not([action*='sign-out']) button >> nth=0")
    until_done(desk, f"{CYCLE}/publish")
    downloads(desk)

    reader = a_phone(browser, district, tag).new_page()
    reader.goto("/p/spring")
    assert reader.locator("html").get_attribute("lang") == tag
    assert reader.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert len(reader.locator(".report").inner_text()) > 300


def downloads(desk: Page) -> None:
    """Every document is there, and all of them stand in the ZIP."""
    names = desk.locator("a[href*='/team/publications/spring/']").evaluate_all("all => all.map(each => each.pathname)")
    packed = desk.request.get("/team/publications/spring/all.zip").body()
    archive = zipfile.ZipFile(io.BytesIO(packed))
    inside = {re.sub(r".*/", "", name) for name in archive.namelist()}
    assert {"themed-report.pdf", "themed-report.xlsx", "plan-draft.docx", "plan-draft.pdf", "plan-draft.html"} <= inside
    assert {f"community-summary-{tag}.pdf" for tag in ("en", "es", "ar", "zh-Hans", "vi")} <= inside
    assert {re.sub(r".*/", "", name) for name in names} - {"all.zip"} <= inside
    draft = Document(
        io.BytesIO(archive.read(next(each for each in archive.namelist() if each.endswith("plan-draft.docx"))))
    )
    assert draft.element.body.xpath("//w:ins")
    stranger = desk.context.browser.new_context().request.get(
        desk.url.split("/team")[0] + "/team/publications/spring/all.zip"
    )
    assert "sign-in" in stranger.url
