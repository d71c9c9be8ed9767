"""``python -m tests.bench.weight``: what the first view of a form costs on the wire, in bytes and requests."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import machine
from tests.full_district import filled
from tests.journeys.conftest import serving
from tests.kitchen_sink import TAGS

MOST_BYTES, MOST_REQUESTS = 15 * 1024, 3
FORMS = ("families-spring", "students-spring")


def view(browser: Browser, address: str) -> dict[str, int]:
    """Open a page on a phone that was never here; return the bytes on the wire, with headers, of each request."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    asked: dict[str, str] = {}
    took: dict[str, int] = {}
    devtools.on("Network.requestWillBeSent", lambda e: asked.setdefault(e["requestId"], e["request"]["url"]))
    devtools.on("Network.loadingFinished", lambda e: took.__setitem__(e["requestId"], int(e["encodedDataLength"])))
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(500)
    context.close()
    return {url: took.get(key, 0) for key, url in asked.items() if url.startswith("http")}


def main() -> bool:
    """Print a line per form and language, and return whether all hold."""
    holds = True
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = serving(Path(folder))
        filled(server.settings)
        server.start()
        browser = playwright.chromium.launch(executable_path=machine.browser(), args=machine.ARGUMENTS)
        print(f"First view of a form: at most {MOST_BYTES} bytes and {MOST_REQUESTS} requests")
        try:
            for slug in FORMS:
                for tag in TAGS:
                    costs = view(browser, f"{server.address}/f/{slug}?lang={tag}")
                    total = sum(costs.values())
                    good = total <= MOST_BYTES and len(costs) <= MOST_REQUESTS and 0 not in costs.values()
                    parts = " + ".join(f"{cost}" for cost in costs.values())
                    print(
                        f"    {slug:16}{tag:8}{total:7} bytes  {len(costs)} requests ({parts})  {'ok' if good else 'DOES NOT HOLD'}"
                    )
                    holds &= good
        finally:
            browser.close()
            server.kill()
    return holds


if __name__ == "__main__":
    sys.exit(not main())
