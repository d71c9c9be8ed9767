"""A form is begun on one phone and sent from another; and in a flood a phone does its sum and sends by itself."""

import threading
from pathlib import Path

from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app.workflow.codes import make_codes
from tests.journeys.conftest import Server, a_phone, free_port
from tests.journeys.test_respond import kept
from tests.small_district import database_of, founded, settings_in, stored

FORM = "/f/families-spring"


def test_begun_on_one_phone_and_sent_from_another_without_scripts(browser: Browser, server: Server) -> None:
    with database_of(server.settings):
        code = make_codes(1, 1, server.settings.secret_key)[0]
    first, second = a_phone(browser, server, "ar"), a_phone(browser, server, "en")
    page = first.new_page()
    page.goto("/c")
    page.locator("#code").fill(code.lower().replace("-", " "))
    page.locator("main .primary").tap()
    page.locator('[name="was_hard"]').fill("الطريق الطويل")
    page.locator('[name="draft"]').tap()
    page.wait_for_selector(".six")
    words = page.locator(".six li").all_inner_texts()
    assert len(words) == 6 and page.locator("html").get_attribute("dir") == "rtl"
    other = second.new_page()
    other.goto(f"{FORM}")
    other.locator('a[href^="/go-on"]').tap()
    other.locator("#words").fill(" - ".join(words))
    other.locator("main .primary").tap()
    other.wait_for_selector("form#answers")
    assert other.locator("html").get_attribute("lang") == "ar"
    assert other.locator('[name="was_hard"]').input_value() == "الطريق الطويل"
    other.locator("form#answers .primary").tap()
    other.wait_for_url("**/thanks?lang=ar")
    assert [each for each in kept(server) if each.get("was_hard") == "الطريق الطويل"] == [{"was_hard": "الطريق الطويل"}]
    first.close()
    second.close()


def test_in_a_flood_a_phone_with_scripts_does_its_sum_and_sends(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    app = founded(settings_in(tmp_path, port=port, base_url=f"http://127.0.0.1:{port}"))
    serving = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    through = {"X-Forwarded-For": "203.0.113.7"}
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}", locale="en", extra_http_headers=through)
    page = context.new_page()
    page.goto(FORM)
    page.locator('[name="went_well"]').fill("The music lessons")
    app.extensions["guard"].cap = 2  # what came until now was more than that
    page.locator("form#answers .primary").click()
    page.wait_for_url("**/thanks?lang=en")
    context.close()
    serving.shutdown()
    assert list(stored().values()) == [{"went_well": "The music lessons"}]
