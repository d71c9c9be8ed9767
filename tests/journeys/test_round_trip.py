"""What people typed and tapped, in every language, is what stands in the database and in every export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.store import responses
from app.store.tables import District, Wave
from app.workflow import export
from tests.hostile import KEPT
from tests.journeys.conftest import Server, a_phone, serving
from tests.kitchen_sink import DEFINITION, TAGS
from tests.read_exports import READERS
from tests.small_district import database_of, stored

WRITTEN = ("one-other", "many-other", "short", "long", "point-buses-more", "only_if")
# A one-line field takes no line breaks and no more than 300 characters.
ONE_LINE = [each for each in KEPT if "\n" not in each and "\r" not in each and len(each) <= 300]
NEVER_LONG = [each for each in KEPT if len(each) <= 5000]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = serving(tmp_path_factory.mktemp("everything"))
    with database_of(running.settings):
        Wave.update(definition=DEFINITION).where(Wave.slug == "families-spring").execute()
        District.update(languages=list(TAGS)).execute()
    running.start()
    yield running
    running.kill()


def words_for(number: int) -> dict[str, str]:
    """Return hostile words for the written items of one response; together all responses use all of them."""
    pick = [ONE_LINE, ONE_LINE, ONE_LINE, NEVER_LONG, NEVER_LONG, NEVER_LONG]
    return {
        name: pool[(number * 6 + place) % len(pool)]
        for place, (name, pool) in enumerate(zip(WRITTEN, pick, strict=True))
    }


def fill(page: Page, words: dict[str, str]) -> None:
    for name, value in (("agree", "yes"), ("safe", "2"), ("one", "b"), ("many", "x"), ("grid-bus", "often"),
                        ("grid-hall", "never"), ("point-buses", "5"), ("point-buses-matters", "3")):  # fmt: skip
        page.locator(f'[name="{name}"][value="{value}"]').check()
    for place, value in enumerate(("r", "p")):
        page.locator('[name="ranked"]').nth(place).select_option(value)
    page.locator('[name="count"]').fill("१२")
    page.locator('[name="day"]').fill("2026-05-12")
    page.locator('[name="school"]').last.check()
    page.locator('[name="home_language"]').select_option("hmn")
    for name in WRITTEN[:-1]:
        page.locator(f'[name="{name}"]').fill(words[name])


def expected(words: dict[str, str]) -> dict[str, Any]:
    return {
        "agree": "yes", "safe": "2", "one": "b", "many": ["x", "else"], "grid-bus": "often", "grid-hall": "never",
        "point-buses": "5", "point-buses-matters": "3", "ranked": ["r", "p"], "count": 12, "day": "2026-05-12",
        "school": "Lakeside High School", "home_language": "hmn", **words,
    }  # fmt: skip


def test_every_item_type_in_every_language_with_hostile_words_arrives_as_it_was_typed(
    browser: Browser, everything: Server, tmp_path: Path
) -> None:
    wanted = []
    for number, tag in enumerate(TAGS):
        context = a_phone(browser, everything, tag)
        page, words = context.new_page(), words_for(number)
        page.goto(f"/f/families-spring?lang={tag}")
        fill(page, words)
        # On the way the language is changed: every answer of every item type must come along.
        page.locator(".languages summary").click()
        page.locator(f'[name="switch"][value="{TAGS[number - 1]}"]').click()
        page.wait_for_selector(f'html[lang="{TAGS[number - 1]}"]')
        page.locator("form#answers .primary").click()
        # What depends on an earlier answer is asked now, with everything else still there.
        page.locator('[name="only_if"]').fill(words["only_if"])
        page.locator("form#answers .primary").click()
        page.wait_for_url("**/thanks?lang=*")
        wanted.append(expected(words))
        context.close()
    with database_of(everything.settings):
        found = list(stored().values())
        assert sorted(found, key=_order) == sorted(wanted, key=_order)
        _exports_hold(wanted, tmp_path)
        _languages_hold()


def _order(response: dict[str, Any]) -> str:
    return json.dumps(response, sort_keys=True)


def _languages_hold() -> None:
    """All but the answer that was revealed after the turn to another language were given in the first one."""
    before = dict(zip((TAGS[number - 1] for number in range(len(TAGS))), TAGS, strict=True))
    for row in responses.rows(1):
        sent, others = row.facts["language"], row.facts["other_languages"]
        assert others == {item: before[sent] for item in row.answers if item != "only_if"}


def _exports_hold(wanted: list[dict[str, Any]], folder: Path) -> None:
    for kind, read in READERS.items():
        (folder / kind).mkdir()
        rows = read(export.write(1, export.Wish(kind), folder / kind)[0])
        assert len(rows) == len(TAGS), kind
        for name in WRITTEN:
            column = name.replace("-", "_") if kind == "sav" else name
            assert sorted(str(row[column]) for row in rows) == sorted(each[name] for each in wanted), (kind, name)
