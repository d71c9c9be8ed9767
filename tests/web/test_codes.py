"""Codes of letters: made once by the team, typed or scanned by a person, spent with the response and never joined to it."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store.database import connected
from app.store.tables import AccessCode, Response, Wave
from app.web import slow
from app.workflow.codes import codes_only, make_codes
from forms.codes import SIGNS, new_code, read_code
from tests.small_district import key_on, open_form, stored
from tests.small_team import Member, signed_in
from tests.web.test_respond import said

FORM, CODES = "/f/families-spring", "/team/cycles/1/codes"
ODD = "".join(map(chr, [*range(32), *range(127, 160), 0x200B, 0x202E, 0x2066, 0xFEFF]))


@pytest.fixture
def code(app: Flask) -> str:
    with connected():
        return make_codes(1, 30, str(app.secret_key))[0]


def spent() -> int:
    with connected():
        return AccessCode.select().where(AccessCode.spent).count()


def only_with_codes(only: bool = True) -> None:
    with connected():
        codes_only(1, only)


def typed(client: FlaskClient, code: str, **options: object) -> tuple[int, str]:
    """Type a code on its page and return what came: the status and the page."""
    key = key_on(client.get("/c").text)
    answer = client.post("/c", data={"key": key, "code": code}, **options)  # type: ignore[arg-type]
    return answer.status_code, unescape(answer.text)


def with_code(client: FlaskClient, code: str, **fields: str) -> dict[str, str]:
    """Return what a phone sends from the form that a code opened."""
    page = typed(client, code)[1]
    return {
        "key": key_on(page),
        "code": re.findall('name="code" value="(.*?)"', page)[0],
        "went_well": "Music",
    } | fields


def in_digits_of_nepal(code: str) -> str:
    return "".join(chr(0x0966 + int(sign)) if sign.isdigit() else sign for sign in code)


@pytest.mark.parametrize(
    "way",
    [
        str, str.lower, in_digits_of_nepal,
        lambda code: " ".join(code.replace("-", "")), lambda code: code.replace("-", "\u2013 "),
        lambda code: code.replace("5", "s").replace("2", "Z").replace("H", "\u041d").replace("K", "\u043a"),
        lambda code: code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in SIGNS}), lambda code: ODD + code + ODD,
    ],
)  # fmt: skip
def test_a_code_opens_its_form_however_it_is_written(client: FlaskClient, code: str, way) -> None:  # type: ignore[no-untyped-def]
    status, page = typed(client, way(code))
    assert status == 200 and f'name="code" value="{read_code(code)}"' in page and 'action="/f/families-spring' in page


def test_a_scanned_code_opens_the_form_in_the_phones_language_and_tells_no_other_site(
    client: FlaskClient, code: str
) -> None:
    page = client.get(f"/c/{code}", headers={"Accept-Language": "ar"})
    assert page.status_code == 200 and '<html lang="ar"' in page.text and read_code(code) in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer" and "private" in page.headers["Cache-Control"]
    assert read_code(code) not in client.get(FORM).text


def test_a_letter_gives_one_response_and_its_page_may_be_sent_again(client: FlaskClient, code: str) -> None:
    sent = with_code(client, code)
    assert [client.post(FORM, data=sent).status_code for _ in range(3)] == [303] * 3
    with connected():
        assert [row.channel for row in Response.select()] == ["letter"] and spent() == 1
    other = sent | {"key": open_form(client)}
    again = client.post(FORM, data=other)
    assert again.status_code == 400 and "does not open the form" in again.text and len(stored()) == 1


def test_twenty_phones_with_one_letter_store_one_response(app: Flask, code: str) -> None:
    pages = [with_code(app.test_client(), code) for _ in range(20)]
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda sent: app.test_client().post(FORM, data=sent).status_code, pages))
    assert sorted(statuses) == [303] + [400] * 19 and len(stored()) == 1 and spent() == 1


def test_switching_the_language_keeps_the_code(client: FlaskClient, code: str) -> None:
    page = client.post(FORM, data=with_code(client, code, switch="es"))
    assert f'name="code" value="{read_code(code)}"' in page.text and spent() == 0


def test_a_wrong_and_a_spent_code_read_the_same_and_what_was_typed_is_kept(client: FlaskClient, code: str) -> None:
    with connected():
        other, void = (
            make_codes(2, 1, "another secret")[0],
            make_codes(1, 1, str(client.application.secret_key), "v")[0],
        )
        AccessCode.update(void=True).where(AccessCode.series == "v").execute()
    assert client.post(FORM, data=with_code(client, code)).status_code == 303
    pages = []
    for wrong in (code, other, void):
        status, page = typed(client, wrong)
        assert status == 400 and f'value="{wrong}"' in page
        pages.append(re.sub(r'value="[^"]*"', "", page))
        answer = client.post(FORM, data={"key": open_form(client), "code": wrong, "was_hard": "The bus"})
        assert answer.status_code == 400 and ">The bus</textarea>" in answer.text and f'value="{wrong}"' in answer.text
        pages.append(re.sub(r'value="[^"]*"|name="point-.*|<section.*', "", answer.text))
    assert pages[0] == pages[2] == pages[4] and len(stored()) == 1
    assert said(pages[1]) and said(pages[1]) == said(pages[3]) == said(pages[5])


def test_without_a_code_an_open_form_is_sent_all_the_same(client: FlaskClient, code: str) -> None:
    sent = {"key": open_form(client), "code": "H7K-2MX-94TD", "went_well": "Music"}
    refused = client.post(FORM, data=sent)
    assert "Send without a code" in refused.text and stored() == {}
    assert client.post(FORM, data=sent | {"without": ""}).status_code == 303
    with connected():
        assert [row.channel for row in Response.select()] == ["web"] and spent() == 0


def test_a_form_for_letters_only_asks_for_the_code_first(client: FlaskClient, code: str) -> None:
    before = open_form(client)
    only_with_codes()
    assert client.get(FORM).location.startswith("/c")
    sent = {"key": before, "went_well": "Music"}
    for extra in ({}, {"without": ""}, {"code": "2222222222", "without": ""}):
        refused = client.post(FORM, data=sent | extra)
        assert refused.status_code == 400 and "needs the code" in refused.text
        assert "Send without a code" not in refused.text and ">Music</textarea>" in refused.text
    assert client.post(FORM, data=sent | {"code": code}).status_code == 303 and len(stored()) == 1


@pytest.mark.parametrize(
    "wrong", ["", "H7K", "H7K-2MX-94TDD", "H7K-2MX-94T\u00e9", "\u4e03" * 10, ODD, "0" * 10, "x" * 9000]
)
def test_what_cannot_be_a_code_is_told_apart_from_a_try(client: FlaskClient, wrong: str) -> None:
    key = key_on(client.get("/c").text)
    for _ in range(9):
        answer = client.post("/c", data={"key": key, "code": wrong})
        assert answer.status_code == 400 and ("slip in the code" in answer.text or "type the code first" in answer.text)
    assert not set(ODD) - {"\n"} & set(answer.text)


def test_ten_megabytes_are_no_code(client: FlaskClient) -> None:
    answer = client.post("/c", data={"code": "A" * 10_000_000})
    assert answer.status_code == 413 and "far too long" in answer.text and stored() == {}


def test_each_more_wrong_try_waits_longer_and_another_phone_does_not(app: Flask, code: str) -> None:
    now = [2_000_000_000.0]
    with patch("time.time", lambda: now[0]):
        app.extensions["slow"] = {"code": slow.Slow(lambda: now[0])}
        client, waits, wrong = app.test_client(), [], new_code()
        key = key_on(client.get("/c").text)
        for _ in range(8):
            start = now[0]
            while client.post("/c", data={"key": key, "code": wrong}).status_code == 429:
                now[0] += 1
            waits.append(now[0] - start)
        assert waits == [0, 0, 0, 2, 4, 8, 16, 32]
        assert typed(app.test_client(), code)[0] == 200
        for _ in range(200):
            app.extensions["slow"]["code"].wrong("a page of a program")
        fresh = key_on(client.get("/c").text)
        assert client.post("/c", data={"key": fresh, "code": code}).status_code == 429
        now[0] += slow.LONGEST_FOR_ALL
        assert client.post("/c", data={"key": fresh, "code": code}).status_code == 200


def test_a_code_stands_in_no_log(client: FlaskClient, code: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    client.application.testing = False
    with patch("app.workflow.codes.opened_by", side_effect=RuntimeError("broken")):
        assert client.get(f"/c/{code}").status_code == 500
    assert "broken" in caplog.text and code not in caplog.text


# The team's page.


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def codes_in(file: str) -> list[str]:
    return [row["code"] for row in csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))]


def test_the_team_gets_a_series_once_as_a_file_and_every_code_opens_the_form(member: Member, app: Flask) -> None:
    answer = member.post(f"{CODES}/1/make", {"count": "25", "series": "Letters in May"})
    made = codes_in(answer.text)
    assert answer.mimetype == "text/csv" and len(set(made)) == 25
    assert f"/c/{made[0]}" in answer.text
    phone = app.test_client()
    assert all(phone.get(f"/c/{each}").status_code == 200 for each in made)
    page = member.get(CODES).text
    assert "Letters in May" in page and not any(each in page for each in made)
    again = member.post(f"{CODES}/1/make", {"count": "3", "series": "Letters in May"})
    assert again.status_code == 422 and "of this name already" in again.text and 'value="Letters in May"' in again.text


@pytest.mark.parametrize("count", ["", "0", "20001", "many", "-5", "9" * 50, "\u0663", "1.5"])
def test_a_number_of_codes_that_cannot_be_is_explained(member: Member, count: str) -> None:
    answer = member.post(f"{CODES}/1/make", {"count": count})
    if answer.status_code == 200:
        assert count == "\u0663" and len(codes_in(answer.text)) == 3
    else:
        assert answer.status_code == 422 and "from 1 to 20,000" in answer.text


def test_used_codes_are_counted_in_whole_groups_only(member: Member, app: Flask) -> None:
    made = codes_in(member.post(f"{CODES}/1/make", {"count": "20"}).text)
    for number, code in enumerate(made[:10], start=1):
        client = app.test_client()
        assert client.post(FORM, data=with_code(client, code)).status_code == 303
        numbers = re.findall(r'class="number">(\d+)<', member.get(CODES).text)
        assert numbers == ["20", "10" if number == 10 else "0"] * 2


def test_a_series_is_voided_and_made_valid_again(member: Member, client: FlaskClient, code: str) -> None:
    sent = with_code(client, code)
    assert "no longer valid" in member.post(f"{CODES}/1/void", {"series": "1"}, follow_redirects=True).text
    assert typed(client, code)[0] == 400 and client.post(FORM, data=sent).status_code == 400
    member.post(f"{CODES}/1/void", {"series": "1", "undo": "1"})
    assert typed(client, code)[0] == 200 and client.post(FORM, data=sent).status_code == 303


def test_a_form_is_switched_to_letters_only_and_back(member: Member, client: FlaskClient) -> None:
    assert "only answers with a code" in member.post(f"{CODES}/1/only", {"only": "1"}, follow_redirects=True).text
    assert client.get(FORM).status_code == 303
    member.post(f"{CODES}/1/only", {"only": "0"})
    assert client.get(FORM).status_code == 200
    with connected():
        assert not Wave.get_by_id(1).codes_only


def test_closing_the_forms_lets_the_database_forget_what_came_when(
    member: Member, client: FlaskClient, code: str, tmp_path: Path
) -> None:
    assert client.post(FORM, data=with_code(client, code)).status_code == 303
    log = tmp_path / "yousaid.sqlite3-wal"
    with connected():
        assert log.stat().st_size > 0
        member.post("/team/cycles/1/close")
        assert log.stat().st_size == 0 and len(stored()) == 1
