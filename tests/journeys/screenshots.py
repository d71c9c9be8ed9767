"""``python -m tests.journeys.screenshots``: takes the pictures of the README from the example district."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from app import store
from app.config import Settings
from app.store.database import connected
from app.store.tables import Wave
from app.workflow import printing, team
from app.workflow.printing import Wish
from tests import machine
from tests.conftest import ROOT, yousaid
from tests.journeys.conftest import Server, free_port

ADDRESS, CODE = "https://yousaid.cedar-valley.example", "7K3MQ2XR9TWB"
SLUG = "cedar-valley-2024-25"
TEAM = "/team/cycles/1"
# name, address, language, width, height, dark
PICTURES = (
    ("form-en", f"/f/families-{SLUG}", "en", 360, 1150, False),
    ("form-ar", f"/f/families-{SLUG}", "ar", 360, 1150, False),
    ("form-zh-dark", f"/f/students-{SLUG}", "zh-Hans", 360, 1150, True),
    ("answers", f"{TEAM}/answers", "en", 1000, 900, False),
    ("themes", f"{TEAM}/themes", "en", 1000, 900, False),
    ("revisions", f"{TEAM}/revisions", "en", 1000, 900, False),
    ("texts", f"{TEAM}/texts/so", "en", 1000, 900, False),
    ("sheet", f"{TEAM}/paper/1", "en", 1000, 900, False),
    ("summary-vi", f"/p/{SLUG}", "vi", 360, 1150, False),
)


def take(browser: Browser, server: Server, token: str) -> None:
    """Take every picture, signed in as a new member."""
    context = browser.new_context(base_url=server.address)
    page = context.new_page()
    page.goto(f"/team/set-up/{token}")
    page.fill("#password", "seven quiet otters")
    page.click("main form button")
    cookies = context.cookies()
    for name, address, language, width, height, dark in PICTURES:
        shown = browser.new_context(
            base_url=server.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        shown.add_cookies(cookies)  # type: ignore[arg-type]
        page = shown.new_page()
        page.goto(f"{address}?lang={language}")
        page.screenshot(path=ROOT / "docs" / f"{name}.png")
        shown.close()


def printed() -> None:
    """Picture a poster, a letter and the first page of a paper sheet beside each other."""
    with connected():
        wave = Wave.get(Wave.slug == f"families-{SLUG}")
        pages = []
        for kind, tag, code in (("poster", "so", []), ("letter", "es", [CODE]), ("paper", "ar", [])):
            (document,) = printing.documents(Wish(kind, wave.id, (tag,), call="555-0100", back="555-0100"))
            pdf = printing.one(
                1, Wish(kind, wave.id, (tag,), call="555-0100", back="555-0100"), document, ADDRESS, code
            )
            pages.append(pypdfium2.PdfDocument(pdf)[0].render(scale=0.8).to_pil())
    width, height = pages[0].size
    picture = Image.new("RGB", (3 * (width + 8), height), "#888888")
    for place, page in enumerate(pages):
        picture.paste(page, (place * (width + 8), 0))
    picture.save(ROOT / "docs" / "paper.png", optimize=True)


def main() -> None:
    """Load the example into a folder of its own, serve it, take the pictures."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        machine.show_every_script(Path(folder))  # before the browser's driver is started
        playwright = stack.enter_context(sync_playwright())
        done = yousaid("demo", DATA_DIR=folder)
        if done.returncode:
            raise SystemExit(done.stderr)
        port = free_port()
        settings = Settings(Path(folder), "secret " * 5, f"http://127.0.0.1:{port}", port=port)
        store.init_app(settings)
        with connected():
            token = team.create_member("sel.team@cedar-valley.example")
        server = Server(settings)
        server.start()
        browser = playwright.chromium.launch(executable_path=machine.browser(), args=machine.ARGUMENTS)
        take(browser, server, token)
        printed()
        browser.close()
        server.kill()


if __name__ == "__main__":
    main()
