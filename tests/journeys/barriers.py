"""``make access``: every page, public and of the team, in every variant, without a barrier.

Pages are taken from the application itself, so a new one is looked at without anybody thinking of it; a place in its
address that is not known here, or an address that gives no page, fails. Besides what axe-core finds (WCAG 2.0 to 2.2, A and
AA, and best practices), nothing may scroll sideways and every target must be large enough for a thumb.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app import create_app
from tests import machine
from tests.full_district import CLOSED, EVERYTHING, filled
from tests.journeys.conftest import Server, serving
from tests.small_team import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Addresses that give no page of ours: files, redirects, and a letter as mail programs show it.
NO_PAGES = {
    "assets.file", "device.worker", "exports.file", "imports.problems", "invitations.as_html", "plans.draft",
    "publications.everything", "publications.export", "publications.public_file",
    "publications.report_css", "publications.team_file", "questionnaires.download", "quotes.waiting", "respond.health", "respond.qr",
    "wording_files.download",
}  # fmt: skip
# Pages that speak the language that their address names or the team has chosen.
OWN_LANGUAGE = {"publications.summary spring ar", "publications.students spring ar", "questionnaires.preview"}
# What stands for each place in an address, by endpoint where it differs; several values make several pages.
PLACES: dict[str, list[str]] = {
    "cycle_id": ["1"], "theme_id": ["buses"], "key": ["buses"], "kind": ["challenge"], "revision_id": ["1", "2"],
    "member_id": ["1"], "wave_id": ["1"], "at": ["1"], "letter": ["invite"], "tag": ["ar"], "slug": ["spring"], "plan_id": ["1"],
    "listed": ["look"], "sample_id": ["1"], "comment_id": ["r0.was_hard"], "item_id": ["one", "grid"],
    "questionnaires.item wave_id": ["4"],
    "respond.form slug": ["families-spring", "students-spring", EVERYTHING],
    "respond.thanks slug": ["families-spring"],
}  # fmt: skip
# What axe cannot see: what is wider than the screen, and what is too small for a thumb (44 px for everybody who answers;
# on the team's pages 44 px for buttons and 24 px for the rest). A link within a sentence may be as high as its line.
CRAMPED = """(wanted) => {
  const root = document.documentElement, found = [];
  const beside = link => [...link.parentNode.childNodes]
    .filter(node => node.nodeName !== "A").map(node => node.textContent.trim()).join("").length;
  if (root.scrollWidth > root.clientWidth) found.push(`wider than the screen: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const each of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!each.checkVisibility({visibilityProperty: true}) || each.closest(".unseen, .skip, [aria-hidden=true]")) continue;
    if (each.matches("a") && getComputedStyle(each).display === "inline" && beside(each) > 1) continue;
    const target = /^(radio|checkbox)$/.test(each.type) && each.closest("label") || each;
    const box = target.getBoundingClientRect();
    const least = wanted === 44 || each.matches("button, .button, select") ? 44 : 24;
    // Half a pixel is lost where lines are rounded.
    if (box.width && (box.height < least - 0.5 || box.width < (wanted === 44 ? 43.5 : 23.5)))
      found.push(`target of ${Math.round(box.width)} x ${Math.round(box.height)}: ${each.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""
AXE = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations.flatMap(
  each => each.nodes.map(node => `${each.id}: ${node.target.join(" ")} ${node.any.concat(node.all, node.none).map(c => c.message)[0]}`))"""
OPEN = "document.querySelectorAll('details').forEach(each => { each.open = true; })"


@dataclass(frozen=True)
class Variant:
    """How a page is looked at. All but the language is changed without loading it again."""

    name: str
    width: int = 360
    height: int = 740
    language: str = "en"
    text: int = 100
    media: Mapping[str, str] = field(default_factory=dict)


MEDIA = (
    Variant("phone"), Variant("tablet", 768, 1024), Variant("desktop", 1280, 800),
    Variant("dark", media={"color_scheme": "dark"}),
    Variant("forced colours", media={"forced_colors": "active"}),
    Variant("reduced motion", media={"reduced_motion": "reduce"}),
    Variant("320 px", 320, 640), Variant("200 % text", text=200),
)  # fmt: skip
# Both that run from right to left, and those with long words or tall letters.
TONGUES = tuple(Variant(tag, language=tag) for tag in ("ar", "ur", "ru", "fil", "fr", "so", "hmn", "ne", "am"))
VARIANTS = MEDIA + TONGUES


@dataclass(frozen=True)
class Place:
    """A page and how to come there: an address, and what is done on it until the page to be looked at is shown."""

    name: str
    address: str
    public: bool
    act: Callable[[Page], None] = lambda page: None
    status: int = 200


class Visit:
    """A browser in front of the full district: public pages as a stranger, the team's as a member."""

    def __init__(self, browser: Browser, server: Server, secrets: Mapping[str, str]) -> None:
        self.browser, self.server, self.secrets = browser, server, secrets
        self.cookies: list = []
        self.desks: dict[str, BrowserContext] = {}
        with self.page(MEDIA[0], public=True) as page:
            page.goto(f"/team/set-up/{secrets['signed_in']}")
            page.fill("#password", PASSWORD)
            page.click("main button")
            self.cookies = page.context.cookies()

    @contextmanager
    def page(self, variant: Variant, public: bool) -> Iterator[Page]:
        """Open a page in this variant: a stranger's in a browser of its own, the team's in one that has kept our styles and scripts."""
        context = self._opened(variant.language) if public else self._signed_in(variant.language)
        page = context.new_page()
        turn(page, variant)
        yield page
        page.close()
        if public:
            context.close()

    def _opened(self, language: str) -> BrowserContext:
        # axe runs as a script of the test, which the page's own policy would rightly refuse.
        return self.browser.new_context(
            base_url=self.server.address, locale=language, bypass_csp=True, service_workers="block"
        )

    def _signed_in(self, language: str) -> BrowserContext:
        if language not in self.desks:
            self.desks[language] = self._opened(language)
            self.desks[language].add_cookies(self.cookies)
        return self.desks[language]

    def look(self, place: Place, variants: Iterable[Variant]) -> dict[str, list[str]]:
        """Come to a place once in each language, and return what is wrong there in each variant."""
        found, ways = {}, {}
        for variant in variants:
            ways.setdefault(variant.language, []).append(variant)
        for same in ways.values():
            with self.page(same[0], place.public) as page:
                wrong = arrive(page, place, same[0].language)
                for variant in same:
                    turn(page, variant)
                    found[variant.name] = wrong + barriers(page, place.public)
        return found


def arrive(page: Page, place: Place, language: str) -> list[str]:
    """Go to a place; return what is wrong when it is not there."""
    answer = page.goto(place.address)
    wrong = []
    if answer is None or answer.status != place.status or "text/html" not in answer.headers.get("content-type", ""):
        wrong.append(f"no page: {answer and answer.status}")
    place.act(page)
    shown, direction = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    if shown != language and place.name not in OWN_LANGUAGE:
        wrong.append(f"speaks {shown}")
    if direction != ("rtl" if shown in ("ar", "ur") else "ltr"):
        wrong.append(f"runs {direction}")
    page.evaluate(OPEN)
    return wrong


def turn(page: Page, variant: Variant) -> None:
    """Show the page that is open as this variant does."""
    page.set_viewport_size({"width": variant.width, "height": variant.height})
    usual = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}
    page.emulate_media(**(usual | dict(variant.media)))  # type: ignore[arg-type]
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{variant.text}%")


def barriers(page: Page, public: bool) -> list[str]:
    """Return what of the page that is open stands in somebody's way."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(AXE, RULES) + page.evaluate(CRAMPED, 44 if public else 24)


def places(app: Flask, secrets: Mapping[str, str]) -> list[Place]:
    """Return every page of the application, filled in from PLACES. Raises LookupError for a place nobody has named."""
    known = PLACES | {
        "auth.set_up token": [secrets["set_up"]], "invitations.no_more token": [secrets["no_more"]],
        "wordings.shared token": [secrets["translate"]], "with_code.by_link code": [secrets["code"]],
        "file_id": [secrets["file"]], "concern_id": [secrets["concern"]],
    }  # fmt: skip
    url, found = app.url_map.bind(""), []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        names = sorted(rule.arguments)
        options = [known.get(f"{rule.endpoint} {name}") or known.get(name) for name in names]
        if None in options:
            raise LookupError(f"{rule.rule} is new: say in PLACES what stands in it, or in NO_PAGES that it is no page")
        for values in product(*options):
            address = url.build(rule.endpoint, dict(zip(names, values, strict=True)))
            public = getattr(app.view_functions[rule.endpoint], "access", "") == "public"
            shown = " ".join(value for value in values if len(value) < 20 and not value.isdigit())
            found.append(Place(f"{rule.endpoint} {shown}".strip(), address, public))
    return sorted(found, key=lambda place: (not place.public, place.name))


def answered(page: Page) -> None:
    """Answer what must be answered on the form with everything, and one thing that reveals another."""
    page.locator('[name="agree"][value="yes"]').check()
    page.locator('[name="short"]').fill("By a walker")
    page.locator('[name="one"][value="b"]').check()


def sent(page: Page) -> None:
    """Answer and send; proves that the end was reached."""
    answered(page)
    press(page)
    page.wait_for_url("**/thanks?lang=*")


def wrong(page: Page) -> None:
    """Make every mistake that can be made."""
    for name, value in (("count", "many"), ("long", "x" * 6000), ("one-other", "x" * 300)):
        page.locator(f'[name="{name}"]').fill(value)
    for box in page.locator('[name="many"]').all():
        box.evaluate("each => { each.checked = true; }")
    for place in page.locator('[name="ranked"]').all():
        place.evaluate("each => { each.value = 'p'; }")
    press(page)
    page.wait_for_selector('.problem[role="alert"]')


def press(page: Page) -> None:
    """Press the button that sends the page's form."""
    page.locator("main .primary").last.click()


def nothing(page: Page) -> None:
    """Press Send on a form in which nothing stands, also where the browser would hold it back."""
    page.evaluate("""() => {
      const form = document.querySelector("form#answers, main form:has(input:not([type=hidden]), textarea)");
      form.noValidate = true;
      for (const each of form.querySelectorAll("input:not([type=hidden]), textarea"))
        if (/^(radio|checkbox)$/.test(each.type)) each.checked = false; else each.value = "";
      form.requestSubmit(form.querySelector(".primary, button:not([name])"));
    }""")
    page.wait_for_selector('[role="alert"], .notice, .wrong')


def declined(page: Page) -> None:
    """Say no to taking part."""
    page.locator('[name="agree"][value="no"]').check()
    press(page)
    page.wait_for_selector(".thanks")


def later(page: Page) -> None:
    """Keep the answers for later."""
    answered(page)
    page.locator('[name="draft"]').click()
    page.wait_for_selector(".six")


def taken_up(page: Page) -> None:
    """Go on with what was kept."""
    later(page)
    page.locator("form .second").last.click()
    page.wait_for_selector("form#answers")


def wrong_digit(page: Page) -> None:
    """Type a paper sheet with a digit that stands for nothing."""
    page.locator("#a-point-welcome").fill("9")
    press(page)
    page.wait_for_selector("#e-point-welcome")


def typed(text: str) -> Callable[[Page], None]:
    """Return what types something wrong into the only field of a page and sends it."""

    def act(page: Page) -> None:
        page.locator("main form textarea, main form input[type=text]").first.fill(text)
        press(page)
        page.wait_for_selector('[role="alert"]')

    return act


def states() -> list[Place]:
    """Return the pages that are shown only after something was done."""
    form = f"/f/{EVERYTHING}"
    return [
        Place("sent", form, True, sent), Place("empty submit", form, True, nothing),
        Place("wrong submit", form, True, wrong), Place("declined", form, True, declined),
        Place("six words", form, True, later), Place("taken up again", form, True, taken_up),
        Place("original beside it", f"{form}?original=1", True), Place("kiosk", f"{form}?kiosk=1", True),
        Place("closed form", f"/f/{CLOSED}", True, status=410), Place("no such page", "/f/nothing", True, status=404),
        Place("wrong code", "/c", True, typed("H7K-2MX-94TD")), Place("empty code", "/c", True, nothing),
        Place("wrong words", "/go-on", True, typed("one two three")), Place("empty words", "/go-on", True, nothing),
        Place("empty sign-in", "/team/sign-in", True, nothing),
        Place("part of the plan", "/team/plans/1/beside?tab=1&part=1.1.1", False),
        Place("notes of the plan", "/team/plans/1/beside?tab=notes", False),
        Place("wrong sheet", "/team/cycles/1/paper/1", False, wrong_digit),
        Place("comments of who", "/team/cycles/1/themes/buses/who/comments?by=audience&group=families", False),
        *(Place(f"empty {name}", f"/team{address}", False, nothing) for name, address in (
            ("new cycle", "/cycles/new"), ("member", "/members"), ("district", "/district"),
            ("success", "/cycles/1/summary/new/success"), ("addresses", "/cycles/1/invitations"),
            ("plan", "/cycles/1/plan"), ("file of answers", "/cycles/1/import"), ("sheet", "/cycles/1/paper/1"),
            ("file of texts", "/cycles/1/texts/ar/file"),
        )),
    ]  # fmt: skip


@contextmanager
def visiting(browser: Browser, folder: Path) -> Iterator[tuple[Visit, list[Place]]]:
    """Serve the full district and give a visitor and all places."""
    server = serving(folder, mail_url="smtp+plain://localhost:9", mail_from="SEL team <sel@larkspur.example>")
    secrets = filled(server.settings)
    server.start()
    try:
        yield Visit(browser, server, secrets), [*places(create_app(server.settings), secrets), *states()]
    finally:
        server.kill()


def main(only: str = "", part: str = "1/1") -> int:
    """Look at places (`only` those with this in their name; `part` 2/3: every third, from the second on) in every variant.

    Print the table, and return 1 when there are barriers.
    """
    first, parts = map(int, part.split("/"))
    problems: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.browser(), args=machine.ARGUMENTS)
        with visiting(browser, Path(folder)) as (visit, all_places):
            print(" " * 42 + " ".join(f"{each.name[:6]:>6}" for each in VARIANTS))
            for place in [each for each in all_places if only in each.name][first - 1 :: parts]:
                found = visit.look(place, VARIANTS)
                print(f"{place.name:42}" + " ".join(f"{len(found[each.name]):6}" for each in VARIANTS), flush=True)
                for name, wrong in found.items():
                    problems.update(f"{place.name} ({name}): {each}" for each in wrong)
        browser.close()
    for problem in problems:
        print(problem)
    print(f"{sum(problems.values())} barriers")
    return min(1, len(problems))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
