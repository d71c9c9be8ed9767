"""Two readers code a sample blind; then the page and the report say how far they agree."""

import io
import re

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.analysis.coding import Coding
from app.analysis.themes import Analysis, Theme
from app.store import readings, runs
from app.store.database import connected
from app.workflow import publish
from app.workflow.publish.material import assemble
from reports.rendering.xlsx import themed_report_xlsx
from reports.themed import themed_report_html
from tests.small_district import settings_in
from tests.small_team import Member, signed_in

READERS = "/team/cycles/1/readers"
TONGUES = ("en", "en", "en", "es", "ar")


@pytest.fixture
def ana(app: Flask) -> Member:
    found = signed_in(app, "ana@larkspur.example")
    codings = [
        Coding(
            f"r{n:02}.was_hard",
            TONGUES[n % 5],
            (("buses", "lunch")[n % 2],),
            0.0,
            f"Something {n} about it",
            margin=0.2,
        )
        for n in range(30)
    ]
    danger = Coding("d.was_hard", "en", ("buses",), 0.0, "Something that tells of danger", safety="abuse")
    themes = (Theme("buses", "Buses", (), 0, 0.0, 0.0), Theme("lunch", "Lunch", (), 0, 0.0, 0.0))
    with connected():
        run = runs.add(1)
        runs.keep(run.id, Analysis((*codings, danger), themes))
        runs.mark(run.id, state="done", finished=runs.now())
    return found


def read_all(member: Member, wrong: int = 0) -> None:
    """Read the whole sample as the software did, but for the first few."""
    while (page := member.get(f"{READERS}/1")).status_code == 200:
        comment = re.search(r'name="comment" value="([^"]+)"', page.text)
        assert comment
        number = int(comment[1][1:3])
        theme = "-" if wrong > 0 else ("buses", "lunch")[number % 2]
        wrong -= 1
        assert member.post(f"{READERS}/1", {"comment": comment[1], "theme": theme}).status_code == 302


def test_a_sample_hears_every_language_and_leaves_danger_out(ana: Member) -> None:
    assert ana.post(READERS, {"size": "20"}).status_code == 302
    with connected():
        [sample] = readings.of_cycle(1)
    assert len(sample.comments) == 20 and "d.was_hard" not in sample.comments
    tongues = [TONGUES[int(comment[1:3]) % 5] for comment in sample.comments]
    assert min(tongues.count("es"), tongues.count("ar")) >= 2


@pytest.mark.parametrize("size", ["", "many", "5", "301", "99999999"])
def test_a_size_that_makes_no_sense_is_said_to_be_so(ana: Member, size: str) -> None:
    answer = ana.post(READERS, {"size": size})
    assert answer.status_code == 422 and "between 20 and 300" in answer.text


def test_a_reader_sees_neither_the_software_nor_the_other_reader(app: Flask, ana: Member) -> None:
    ana.post(READERS, {"size": "20"})
    ben = signed_in(app, "ben@larkspur.example")
    page = ben.get(f"{READERS}/1").text
    comment = re.search(r'name="comment" value="([^"]+)"', page)
    assert comment and ana.post(f"{READERS}/1", {"comment": comment[1], "theme": "lunch"}).status_code == 302
    again = ben.get(f"{READERS}/1").text
    assert re.search(r'name="comment" value="([^"]+)"', again)[1] == comment[1]  # type: ignore[index]
    assert "checked" not in again and "Buses" in again and "Lunch" in again
    assert "checked" in ana.get(f"{READERS}/1?n=1").text


@pytest.mark.parametrize("fields", [{"theme": ""}, {"theme": "gone"}, {"comment": "gone", "theme": "buses"}])
def test_what_is_no_choice_is_asked_again(ana: Member, fields: dict) -> None:
    ana.post(READERS, {"size": "20"})
    comment = re.search(r'name="comment" value="([^"]+)"', ana.get(f"{READERS}/1").text)
    assert comment and ana.post(f"{READERS}/1", {"comment": comment[1], **fields}).status_code == 422
    with connected():
        assert readings.of_sample(1) == {}


def test_agreement_is_shown_to_those_who_have_read_all_and_stands_in_the_report(app: Flask, ana: Member) -> None:
    ana.post(READERS, {"size": "20"})
    ben = signed_in(app, "ben@larkspur.example")
    read_all(ana)
    comment = re.search(r'name="comment" value="([^"]+)"', ben.get(f"{READERS}/1").text)
    assert comment
    ben.post(f"{READERS}/1", {"comment": comment[1], "theme": "-"})
    page = ben.get(READERS).text
    assert "20 of 20" in page and "1 of 20" in page and "Between readers" not in page and "when you have read" in page
    read_all(ben, wrong=3)
    page = ana.get(READERS).text
    assert "Between readers" in page and "Readers and software: ana@larkspur.example" in page
    assert re.search(r"<strong>1.00</strong> · reliable", page)
    settings = settings_in(app.extensions["yousaid"].settings.data_dir)
    with app.app_context(), connected():
        report = assemble(1, settings).report
        assert publish.preview(1, settings).themes
    agreed = report.method.agreement
    assert agreed and (agreed.comments, agreed.readers) == (20, 2)
    assert agreed.between and agreed.between.low < agreed.between.value < 1 >= agreed.between.high
    written = themed_report_html(report)
    assert "20 comments were read by people" in written
    assert re.search(r"Readers and software 0\.\d\d \(95% interval: 0\.\d\d – [01]\.\d\d\)", written)
    rows = [cell.value for cell in load_workbook(io.BytesIO(themed_report_xlsx(report)))["Method"]["A"]]
    assert "Krippendorff’s alpha: Between readers" in rows and "Between readers: 95% interval" in rows
