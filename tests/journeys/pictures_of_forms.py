"""``python -m tests.journeys.pictures_of_forms OUT``: pictures of form, thank-you page, poster, letter and paper form.

In every language, from a real browser and the real PDFs, with a page that shows them all beside each other, to be looked
at one by one.
"""

import html
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from app.store import waves
from app.store.database import connected
from app.store.tables import District, Wave
from app.workflow import printing
from app.workflow.printing import Wish
from tests import machine
from tests.journeys.conftest import Server, a_phone, serving
from translations import LANGUAGES

TAGS = tuple(each.tag for each in LANGUAGES)
KINDS = ("form", "thanks", "poster", "letter", "paper")
SLUG, CODE = "families-spring", "7K3MQ2XR9TWB"
_SCALE, _BESIDE = 1.3, 3  # of PDF pages: pixels per point, pages in a row


def main(folder: Path) -> None:
    """Take every picture and write the page that shows them."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory())
        machine.show_every_script(Path(data))  # before the browser's driver is started
        playwright = stack.enter_context(sync_playwright())
        server = serving(Path(data))
        _offer_all_languages()
        server.start()
        try:
            browser = playwright.chromium.launch(executable_path=machine.browser(), args=machine.ARGUMENTS)
            for tag in TAGS:
                _pages(browser, server, tag, folder)
                _printed(server, tag, folder)
                print(tag, flush=True)
            browser.close()
        finally:
            server.kill()
    (folder / "index.html").write_text(_index(), encoding="utf-8")


def _offer_all_languages() -> None:
    with connected():
        District.update(languages=list(TAGS)).execute()
        wave = Wave.get(Wave.slug == SLUG)
        # A form is offered where its title is translated: here in all, to see what is left in English.
        title = wave.definition["title"]
        wave.definition = wave.definition | {"title": {tag: title.get(tag) or title["en"] for tag in TAGS}}
        wave.save()
    waves.touch_forms()


def _pages(browser: Browser, server: Server, tag: str, folder: Path) -> None:
    phone = a_phone(browser, server, tag, java_script_enabled=True, device_scale_factor=2)
    page = phone.new_page()
    for kind, address in (("form", f"/f/{SLUG}?lang={tag}"), ("thanks", f"/f/{SLUG}/thanks?lang={tag}")):
        page.goto(address)
        page.screenshot(path=folder / f"{kind}-{tag}.png", full_page=True, scale="css")
    phone.close()


def _printed(server: Server, tag: str, folder: Path) -> None:
    with connected():
        wave = Wave.get(Wave.slug == SLUG)
        for kind in ("poster", "letter", "paper"):
            wish = Wish(kind, wave.id, (tag,), beside="en" if tag != "en" else "", until="2026-06-05",
                        call="Ms. Ortiz, 555-0142", back="Ms. Ortiz, 555-0142")  # fmt: skip
            (document,) = printing.documents(wish)
            codes = [CODE] if kind == "letter" else []
            _joined(printing.one(wave.cycle_id, wish, document, server.address, codes)).save(
                folder / f"{kind}-{tag}.png"
            )


def _joined(pdf: bytes) -> Image.Image:
    """Return all pages of a PDF as one picture."""
    pages = [page.render(scale=_SCALE).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    width, height = pages[0].size
    rows = -(-len(pages) // _BESIDE)
    picture = Image.new("RGB", (min(len(pages), _BESIDE) * (width + 8), rows * (height + 8)), "#888888")
    for place, page in enumerate(pages):
        picture.paste(page, (place % _BESIDE * (width + 8), place // _BESIDE * (height + 8)))
    return picture


def _index() -> str:
    rows = "".join(
        f'<tr><th lang="{each.tag}">{html.escape(each.autonym)}<br>{each.tag}</th>'
        + "".join(_cell(f"{kind}-{each.tag}.png", kind) for kind in KINDS)
        + "</tr>"
        for each in LANGUAGES
    )
    style = "img{width:15rem;border:1px solid #999}td,th{vertical-align:top;padding:.5rem}body{font-family:sans-serif}"
    head = "".join(f"<th>{kind}</th>" for kind in KINDS)
    return (
        f'<!doctype html><meta charset="utf-8"><title>Pictures</title><style>{style}</style>'
        f"<table><tr><th></th>{head}</tr>{rows}</table>"
    )


def _cell(file: str, kind: str) -> str:
    return f'<td><a href="{file}"><img src="{file}" loading="lazy" alt="{kind}"></a></td>'


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/pictures"))
