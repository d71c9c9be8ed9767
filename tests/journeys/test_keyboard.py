"""The form with every item type by keyboard alone, with and without JavaScript, and what a screen reader is told of it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.store.tables import District, Wave
from tests.journeys.conftest import Server, a_phone, serving
from tests.kitchen_sink import DEFINITION, TAGS
from tests.small_district import database_of, stored

FORM = "/f/families-spring"
WORDS = {"en": "By keyboard", "ar": "بلوحة المفاتيح"}
# Everything that a keyboard must reach; of a group of radio buttons one.
REACHABLE = """() => {
  const seen = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(each => each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" && each.checkVisibility({visibilityProperty: true}))
    .filter(each => each.type !== "radio" || (!seen.has(each.name) && seen.add(each.name)))
    .map(each => each.type === "radio" ? `radio ${each.name}` : where(each));
}"""
# Where the focus is, how it is shown, and where on the page that is.
FOCUSED = """() => {
  const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
  return {
    at: each.type === "radio" ? `radio ${each.name}` : where(each), name: each.name || "", type: each.type || "",
    item: (each.closest(".item") || {}).id || "",
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}"""
WHERE = """() => {
  window.where = each => {
    const all = [...document.querySelectorAll("*")];
    return `${each.tagName.toLowerCase()} ${all.indexOf(each)} ${each.name || each.className || each.id}`;
  };
}"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = serving(tmp_path_factory.mktemp("everything"))
    with database_of(running.settings):
        Wave.update(definition=DEFINITION).where(Wave.slug == "families-spring").execute()
        District.update(languages=list(TAGS)).execute()
    running.start()
    yield running
    running.kill()


def focused(page: Page) -> dict[str, Any]:
    page.evaluate(WHERE)
    return page.evaluate(FOCUSED)


def tab(page: Page, keys: str = "Tab") -> dict[str, Any]:
    """Go on to the next place; it must be seen that the focus is there."""
    page.keyboard.press(keys)
    now = focused(page)
    assert now["outline"] >= 2 and now["seen"], f"the focus is not seen: {now}"
    return now


def walk(page: Page) -> list[dict[str, Any]]:
    """Tab through the page from where the focus is to the end of the form."""
    passed: list[dict[str, Any]] = []
    while not passed or passed[-1]["name"] != "draft":
        now = tab(page)
        if not passed or now["at"] != passed[-1]["at"]:  # a date has several places to stop at
            passed.append(now)
        assert len(passed) < 200, "the keyboard is caught"
    return passed


def until(page: Page, name: str, stop: int = 80) -> None:
    """Tab on until the control of that name has the focus."""
    for _ in range(stop):
        if tab(page)["name"] == name:
            return
    raise AssertionError(f"{name} is not reached")


def fill(page: Page, words: str) -> None:
    """Answer every item by the keyboard, from the first to the last, with what suits each control."""
    answered: set[str] = set()
    passed: Counter[str] = Counter()
    for _ in range(120):
        now = tab(page)
        name, kind = now["name"], now["type"]
        if kind == "submit" and now["at"].split()[-1] == "primary":
            return
        if not now["item"] or name.startswith("skip-"):
            continue
        if kind == "date":
            page.keyboard.press("ArrowUp")
        elif kind == "select-one":
            passed[name] += 1  # another choice for each place of a ranking
            for _ in range(passed[name]):
                page.keyboard.press("ArrowDown")
        elif name in answered:
            continue
        elif kind == "radio":
            page.keyboard.press("Space")
            if name == "one":
                page.keyboard.press("ArrowDown")
        elif kind == "checkbox" and "many" not in answered:
            page.keyboard.press("Space")
        elif name == "count":
            page.keyboard.type("12")
        elif kind in ("text", "textarea") and not name.endswith("-other"):
            page.keyboard.type(words)
        answered.add(name)
    raise AssertionError("the button that sends is not reached")


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("script", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_keyboard_alone_is_enough_for_every_item_type(
    browser: Browser, everything: Server, tag: str, script: bool
) -> None:
    with database_of(everything.settings):
        before = set(stored())
    context = a_phone(browser, everything, tag, java_script_enabled=script)
    page = context.new_page()
    page.goto(FORM)
    page.evaluate(WHERE)
    wanted = page.evaluate(REACHABLE)
    assert tab(page)["at"].split()[-1] == "skip"
    reached = [each["at"] for each in walk(page)]
    assert reached == wanted[1 : len(reached) + 1] and reached[-2].split()[-1] == "primary"

    # Sent empty: the list of what is missing has the focus, and its links lead to the questions.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    for number, item in enumerate(["item-agree", "item-short"]):
        page.locator("[role=alert]").evaluate("each => each.focus()")
        for _ in range(number + 1):
            assert tab(page)["at"].startswith("a ")
        page.keyboard.press("Enter")
        assert tab(page)["item"] == item
        page.wait_for_timeout(50)

    page.locator("[role=alert]").evaluate("each => each.focus()")
    fill(page, WORDS[tag])
    page.keyboard.press("Enter")
    if not script:  # what depends on an earlier answer is asked now
        page.wait_for_selector("#item-only_if:not([hidden])")
        until(page, "only_if")
        page.keyboard.type(WORDS[tag])
        assert tab(page)["type"] == "submit"
        page.keyboard.press("Enter")
    page.wait_for_url("**/thanks?lang=*")
    context.close()
    with database_of(everything.settings):
        [answers] = [answers for id, answers in stored().items() if id not in before]
    wanted = {"agree", "safe", "one", "many", "ranked", "grid-bus", "grid-hall", "count", "day", "short", "long", "school",
              "home_language", "point-buses", "point-buses-matters", "point-buses-more", "only_if"}  # fmt: skip
    assert wanted <= answers.keys() and answers["short"] == WORDS[tag] and answers["one"] == "b"


def told(page: Page) -> list[dict[str, Any]]:
    """Return what the browser tells a screen reader: role, name, description and properties of every node."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        {
            "role": node.get("role", {}).get("value"), "name": node.get("name", {}).get("value", ""),
            "description": node.get("description", {}).get("value", ""),
        }
        | {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
        for node in tree if not node["ignored"]
    ]  # fmt: skip


CONTROLS = ("textbox", "radio", "checkbox", "combobox", "Date", "button", "link", "DisclosureTriangle")


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_screen_reader_is_told_names_groups_mistakes_and_how_far_one_is(
    browser: Browser, everything: Server, tag: str
) -> None:
    context = a_phone(browser, everything, tag)
    page = context.new_page()
    page.goto(FORM)
    nodes = told(page)
    assert [node for node in nodes if node["role"] in CONTROLS and not node["name"].strip()] == []
    groups = {node["name"] for node in nodes if node["role"] in ("group", "radiogroup")}
    assert {"What about agree?", "What about many?", "What about ranked?"} <= {
        name.strip("\u2068\u2069") for name in groups
    }

    page.locator('[name="count"]').fill("many")
    page.locator('[name="one-other"]').evaluate("each => { each.maxLength = 999; each.value = 'x'.repeat(400); }")
    page.locator("form#answers .primary").click()
    page.wait_for_selector("[role=alert]")
    messages = {each.get_attribute("href"): each.inner_text() for each in page.locator("[role=alert] li a").all()}
    assert set(messages) == {"#item-agree", "#item-one", "#item-count", "#item-short"}
    nodes = told(page)
    assert any(node["role"] == "alert" for node in nodes)
    wrong = [node for node in nodes if node.get("invalid") not in (None, "false")]
    assert sorted(node["description"] for node in wrong) == sorted(
        messages[f"#item-{name}"] for name in ("one", "count", "short")
    )
    [agree] = [node for node in nodes if node["role"] == "group" and "agree" in node["name"]]
    assert agree["description"] == messages["#item-agree"]
    context.close()


def test_a_screen_reader_hears_which_part_of_how_many_this_is(browser: Browser, everything: Server) -> None:
    context = a_phone(browser, everything)
    page = context.new_page()
    page.goto("/f/staff-spring")
    parts = [node["name"] for node in told(page) if node["role"] == "heading" and node["name"].startswith("Part ")]
    assert parts and [name[:9] for name in parts] == [f"Part {n} of" for n in range(1, len(parts) + 1)]
    assert parts[0].startswith(f"Part 1 of {len(parts)}")
    context.close()
