"""The page where the team takes all answers away."""

import io
import re
from pathlib import Path

import pyreadstat
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.store.database import connected
from app.store.tables import Job
from app.workflow import export
from tests.small_team import Member, heard, signed_in

PAGE = "/team/cycles/1/export"


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def test_without_answers_there_is_nothing_to_choose(member: Member) -> None:
    page = member.get(PAGE).text
    assert "Nobody has answered yet" in page and 'name="format"' not in page


def test_the_page_offers_every_format_and_language_and_says_that_the_texts_are_personal(member: Member) -> None:
    heard()
    page = BeautifulSoup(member.get(f"{PAGE}?format=sav&lang=ar").text, "lxml")
    assert [each["value"] for each in page.select("input[name=format]")] == list(export.FORMATS)
    assert page.select_one("input[name=format][checked]")["value"] == "sav"  # type: ignore[index]
    assert page.select_one("option[selected]")["value"] == "ar"  # type: ignore[index]
    assert len(page.select("option")) == 18
    assert "word for word" in member.get(PAGE).text


def test_the_buttons_beside_the_counts_and_the_old_addresses_lead_there(member: Member) -> None:
    heard()
    assert f"{PAGE}?format=csv" in member.get("/team/cycles/1/answers").text
    old = member.get("/team/cycles/1/responses.xlsx")
    assert old.status_code == 302 and old.location == f"{PAGE}?format=xlsx"
    assert member.get("/team/cycles/9/responses.csv").status_code == 404


@pytest.mark.parametrize("kind", export.FORMATS)
def test_few_answers_come_at_once(member: Member, kind: str, tmp_path: Path) -> None:
    heard()
    answer = member.post(PAGE, {"format": kind, "write": "words", "language": "es"})
    name = {"csv": "responses.csv.zip"}.get(kind, f"responses.{kind}")
    assert answer.status_code == 200 and f"filename=spring-{name}" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert Job.select().count() == 0
    if kind == "sav":
        (tmp_path / name).write_bytes(answer.data)
        frame, about = pyreadstat.read_sav(tmp_path / name)
        assert len(frame) == 7 and "¿" in about.column_names_to_labels["was_hard"]
    if kind == "xlsx":
        assert load_workbook(io.BytesIO(answer.data)).worksheets[0].max_row == 8


def test_many_answers_are_written_by_the_worker_and_wait_until_somebody_removes_them(
    app: Flask, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard()
    monkeypatch.setattr(export, "AT_ONCE", 3)
    asked = member.post(PAGE, {"format": "json", "language": "vi"})
    assert asked.status_code == 302 and asked.location.startswith(PAGE)
    page = member.get(asked.location).text
    assert "JSON" in page and "7 responses" in page and "Kept until" in page
    address = re.search(rf'href="({PAGE}/\d+)"', page)
    assert address is not None
    with member.get(address[1]) as file:
        assert file.status_code == 200 and b"El autob\xc3\xbas nunca llega a tiempo" in file.data
        assert file.headers["Cache-Control"] == "no-store"
    stranger: FlaskClient = app.test_client()
    assert stranger.get(address[1]).status_code == 302
    assert member.get(address[1].replace("/cycles/1/", "/cycles/2/")).status_code == 404
    assert "The file is gone" in member.post(f"{address[1]}/remove", follow_redirects=True).text
    assert member.get(address[1]).status_code == 404


def test_while_a_file_is_written_the_page_says_how_far_it_is_and_looks_again(member: Member) -> None:
    heard()
    with connected():
        job_id = export.request(1, export.Wish("csv"))
        Job.update(state="running", done=1000, of=4000).where(Job.id == job_id).execute()
    page = member.get(PAGE)
    assert "1,000 of 4,000" in page.text and page.headers["Refresh"] == "3"
    assert "Refresh" not in member.get(f"{PAGE}?watch=0").headers
    with connected():
        Job.update(state="failed").where(Job.id == job_id).execute()
    assert "No answer is lost" in member.get(PAGE).text


def test_a_choice_that_does_not_exist_falls_back_instead_of_failing(member: Member) -> None:
    heard()
    answer = member.post(PAGE, {"format": "exe", "write": "?", "language": "xx"})
    assert answer.status_code == 200 and "spring-responses.xlsx" in answer.headers["Content-Disposition"]
