"""Printing: one document at once, many as a job, letters with codes that do not stay."""

import io
import os
import time
import zipfile

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from app import jobs
from app.store.database import connected
from app.store.tables import Job, Wave
from app.web.opened import school_key
from app.workflow import printing
from app.workflow.printing.sheet import numbers, sections
from forms.expansion import expand
from forms.questionnaire import load
from forms.shipped import NAMES, shipped
from tests.small_district import POINTS, SCHOOLS
from tests.small_team import Member, signed_in

PRINT = "/team/cycles/1/print"
BIRCH, LAKESIDE = map(school_key, SCHOOLS)


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


@pytest.fixture
def made_codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes that were made so far, in place of real ones."""
    made: list[str] = []

    def make(wave_id: int, count: int, secret: str) -> list[str]:
        found = [f"WAVE{wave_id}CODE{len(made) + place:03d}" for place in range(count)]
        made.extend(found)
        return found

    monkeypatch.setattr(jobs, "new_codes", make)
    return made


def wish(**changes: object) -> dict:
    return {"document": "poster", "wave": "1", "languages": ["en"], "schools": ["district"], **changes}


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(data: bytes) -> str:
    return "\n".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data))


def scanned(data: bytes) -> list[str]:
    pictures = (each.render(scale=100 / 72).to_pil() for each in pypdfium2.PdfDocument(data))
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def test_one_poster_comes_at_once_and_leads_to_the_form_in_its_language(member: Member) -> None:
    answer = member.post(PRINT, wish(languages=["es"], schools=[BIRCH], beside="1", until="2026-06-05"))
    assert answer.mimetype == "application/pdf" and f"poster-es-{BIRCH}.pdf" in answer.headers["Content-Disposition"]
    assert scanned(answer.data) == [f"http://127.0.0.1:8000/f/families-spring?lang=es&at={BIRCH}"]
    text = read(answer.data)
    assert SCHOOLS[0] in text and "127.0.0.1:8000/f/families-spring" in text and "Tell us how school is" in text
    assert Job.select().count() == 0


def test_several_languages_and_schools_come_as_one_zip_that_is_kept_for_a_week(member: Member, app: Flask) -> None:
    page = member.post(PRINT, wish(languages=["en", "ar"], schools=["every"]), follow_redirects=True).text
    assert "Download (ZIP)" in page and "kept for a week" in page
    files = unpacked(member.post("/team/prints/1").data)
    assert list(files) == [f"poster-{tag}-{key}.pdf" for tag in ("en", "ar") for key in (BIRCH, LAKESIDE)]
    assert scanned(files[f"poster-ar-{LAKESIDE}.pdf"]) == [
        f"http://127.0.0.1:8000/f/families-spring?lang=ar&at={LAKESIDE}"
    ]
    assert member.post("/team/prints/1").status_code == 200
    grow_old(app, 8 * 86400)
    assert member.post("/team/prints/1").status_code == 404
    assert "Download (ZIP)" not in member.get(PRINT).text


def test_letters_carry_their_codes_and_are_gone_an_hour_after_they_were_fetched(
    member: Member, app: Flask, made_codes: list[str]
) -> None:
    page = member.post(PRINT, wish(document="letter", languages=["en", "es"], count="2"), follow_redirects=True).text
    assert "kept nowhere else" in page
    files = unpacked(member.post("/team/prints/1").data)
    assert [len(pypdfium2.PdfDocument(data)) for data in files.values()] == [2, 2] and len(made_codes) == 4
    assert scanned(files["letter-es.pdf"]) == [
        f"http://127.0.0.1:8000/f/families-spring?lang=es&code={code}" for code in made_codes[2:]
    ]
    assert "WAVE-1COD-E000" in read(files["letter-en.pdf"])
    assert not any(code in str(job.payload) for job in Job.select() for code in made_codes)
    assert oct(stored(app).stat().st_mode)[-3:] == "600"
    with connected():
        job = Job.get()
        Job.update(payload=job.payload | {"taken": "2026-01-01T00:00:00+00:00"}).execute()
        printing.remove_expired(app.extensions["yousaid"].settings)
    assert list(stored(app).parent.iterdir()) == []


def test_letters_that_nobody_fetches_are_gone_after_a_day(member: Member, app: Flask, made_codes: list[str]) -> None:
    member.post(PRINT, wish(document="letter", count="1"))
    assert made_codes
    grow_old(app, 25 * 3600)
    assert member.post("/team/prints/1").status_code == 404


def test_what_was_made_can_be_deleted_at_once(member: Member, app: Flask, made_codes: list[str]) -> None:
    member.post(PRINT, wish(document="letter", count="1"))
    assert made_codes and stored(app).exists()
    page = member.post("/team/prints/1/remove", follow_redirects=True).text
    assert "Deleted" in page and not stored(app).exists()


def test_a_run_of_more_than_a_thousand_letters_is_several_files() -> None:
    made = printing.documents(printing.Wish("letter", 1, ("en",), count=2100))
    assert [(each.name, each.letters) for each in made] == [
        ("letter-en-1.pdf", 1000), ("letter-en-2.pdf", 1000), ("letter-en-3.pdf", 100),
    ]  # fmt: skip


def test_when_making_fails_the_page_says_so_and_no_code_stays(
    member: Member, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[str]:
        raise OSError("no codes today")

    monkeypatch.setattr(jobs, "new_codes", fail)
    page = member.post(PRINT, wish(document="letter", count="1"), follow_redirects=True).text
    assert "did not finish" in page and "no codes today" not in page and not stored(app).exists()


def test_the_page_tells_how_far_it_is_and_looks_again(member: Member) -> None:
    Job.create(cycle=1, kind="print", state="running", done=3, of=12, payload={"document": "paper"})
    page = member.get(PRINT)
    assert "3 of 12" in page.text and page.headers["Refresh"] == "3"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wave": "99"}, "choose what to print"),
        ({"document": "banner"}, "choose what to print"),
        ({"languages": ["ko"]}, "at least one language"),
        ({"document": "letter", "count": "many"}, "whole number"),
        ({"document": "letter", "count": "6000", "schools": ["every"]}, "at most 10,000"),
        ({"until": "next Friday"}, "as a date"),
        ({"back": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_printed_is_said_in_plain_words_and_nothing_typed_is_lost(
    member: Member, changes: dict, words: str
) -> None:
    answer = member.post(PRINT, wish(call="Ms. Ortiz, 555-0142", **changes))
    assert answer.status_code == 422 and words in answer.text and "Ms. Ortiz, 555-0142" in answer.text
    assert Job.select().count() == 0


def test_a_form_that_opens_only_with_codes_gets_no_letter_without(member: Member) -> None:
    Wave.update(codes_only=True).execute()
    assert "opens only with a code" in member.post(PRINT, wish(document="letter")).text


def test_a_paper_form_for_one_school_asks_for_no_school_and_keeps_every_number(member: Member) -> None:
    any_school = read(member.post(PRINT, wish(document="paper", back="the office")).data)
    one_school = read(member.post(PRINT, wish(document="paper", schools=[LAKESIDE])).data)
    with connected():
        wave = Wave.get_by_id(1)
        number = numbers(expand(load(wave.definition), (), SCHOOLS))["school"] + 9  # three points have three items each
    assert f"{number} Which school" in spaced(any_school) and "Which school" not in one_school
    assert f"{number}.2 School: {SCHOOLS[1]}" in spaced(one_school)
    assert "Return this sheet to: the office" in any_school and f"{number + 1} Which grades" in spaced(one_school)


@pytest.mark.parametrize("name", NAMES)
def test_every_item_and_choice_of_the_shipped_questionnaires_has_its_number_on_paper(name: str) -> None:
    points = [type("Point", (), point) for point in POINTS]
    questionnaire = expand(load(shipped(name)), points, SCHOOLS)
    found: dict[int, tuple[str, list[str]]] = {}
    for section in sections(questionnaire):
        for item in section.items:
            choices = [choice.label["en"] for choice in item.choices]
            assert [choice.number for choice in item.choices] == list(range(1, len(choices) + 1))
            for row in item.rows or (item,):
                found[row.number] = (row.label["en"], choices)
    asked = [(item.label["en"], [choice.label["en"] for choice in item.choices]) for item in questionnaire.items]
    assert [found[number] for number in range(1, len(asked) + 1)] == asked and len(found) == len(asked)


def spaced(text: str) -> str:
    return " ".join(text.split())


def stored(app: Flask):  # type: ignore[no-untyped-def]
    return app.extensions["yousaid"].settings.data_dir / "print" / "1.zip"


def grow_old(app: Flask, seconds: int) -> None:
    """Let the file have been made that long ago."""
    before = time.time() - seconds
    os.utime(stored(app), (before, before))
