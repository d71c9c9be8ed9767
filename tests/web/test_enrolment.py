"""How many people there are: typed in, uploaded, checked, taken back."""

import io

import pytest
from flask import Flask

from app.analysis.enrolment import Count
from app.store import enrolment
from app.store.database import connected
from app.store.tables import Enrolment
from tests.small_team import Member, heard, signed_in

PAGE = "/team/district/people"
BIRCH, LAKESIDE = "Birch Elementary", "Lakeside High School"


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def counts() -> list[Count]:
    with connected():
        return enrolment.counts()


def text(page: str) -> str:
    return " ".join(page.split())


def uploaded(member: Member, text: str) -> str:
    file = (io.BytesIO(text.encode()), "people.csv")
    return member.post(f"{PAGE}/file", {"file": file}, follow_redirects=True).text


def test_what_is_typed_is_kept_and_can_be_taken_back(member: Member) -> None:
    fields = {"row": ["\t\t", f"{BIRCH}\t\t", "\tmiddle\t", "\t\tso"], "people/0/families": "1,200", "seen": "0",
              "people/1/families": "300", "people/2/students": "80", "people/3/families": "40"}  # fmt: skip
    page = member.post(PAGE, fields, follow_redirects=True).text
    assert "Saved." in page and 'value="1200"' in page and "sel@larkspur.example" in page
    assert counts() == [
        Count("families", 1200), Count("families", 300, BIRCH), Count("students", 80, "", "middle"),
        Count("families", 40, language="so"),
    ]  # fmt: skip
    member.post(PAGE, {"row": ["\t\t"], "people/0/staff": "7", "seen": "1"})
    assert counts() == [Count("staff", 7)]
    page = member.post(f"{PAGE}/undo", {"change": "2"}, follow_redirects=True).text
    assert "Taken back" in page and len(counts()) == 4
    assert "in the meantime" in member.post(f"{PAGE}/undo", {"change": "2"}, follow_redirects=True).text


def test_nothing_typed_is_lost_when_it_is_wrong_or_somebody_was_faster(member: Member) -> None:
    answer = member.post(PAGE, {"row": ["\t\t"], "people/0/families": "many", "seen": "0"})
    assert answer.status_code == 422 and 'value="many"' in answer.text and counts() == []
    member.post(PAGE, {"row": ["\t\t"], "people/0/families": "5", "seen": "0"})
    answer = member.post(PAGE, {"row": ["\t\t"], "people/0/families": "6", "seen": "0"})
    assert answer.status_code == 409 and 'value="6"' in answer.text and counts() == [Count("families", 5)]


def test_a_table_is_shown_before_it_is_taken_over_and_other_kinds_of_counts_stay(member: Member) -> None:
    with connected():
        Enrolment.create(audience="students", language="so", people=9)
        Enrolment.create(audience="students", school=BIRCH, people=1)
    page = uploaded(member, f"School,Students,Staff\n{BIRCH},300,30\nBirch,1,1\n{LAKESIDE},900,n/a\n")
    assert "Students 1,200 · Staff 30" in text(page) and "n/a" in page and counts()[0].people == 9
    assert f"<option selected>{BIRCH}</option>" in page  # the school that is proposed for “Birch”
    page = member.post(f"{PAGE}/file/take", {"column": ["school", "people:students", ""], "take": "1"}).text
    assert sorted(counts(), key=lambda each: each.people) == [
        Count("students", 9, language="so"), Count("students", 300, BIRCH), Count("students", 900, LAKESIDE),
    ]  # fmt: skip
    assert member.get(f"{PAGE}/file").status_code == 302


def test_a_table_that_is_not_understood_waits_for_what_its_columns_mean(member: Member) -> None:
    uploaded(member, "Where,A,B\nOak,x,12\n")
    page = member.post(f"{PAGE}/file/take", {"take": "1"}, follow_redirects=True).text
    assert "Nothing was taken over" in page
    fields = {"column": ["school", "", "people:staff"], "again": "1"}
    assert "Oak" in member.post(f"{PAGE}/file/take", fields, follow_redirects=True).text
    fields = {"column": ["school", "", "people:staff"], "stranger": ["Oak"], "school": [BIRCH], "take": "1"}
    member.post(f"{PAGE}/file/take", {**fields, "take": ""}, follow_redirects=True)
    assert counts() == [Count("staff", 12, BIRCH)]


def test_a_file_that_is_no_table_says_what_to_do(member: Member) -> None:
    file = (io.BytesIO(b"%PDF-1.7"), "people.pdf")
    answer = member.post(f"{PAGE}/file", {"file": file})
    assert answer.status_code == 422 and "Save it as CSV or Excel" in answer.text


def test_counts_that_do_not_fit_are_said(member: Member) -> None:
    heard()
    with connected():
        for audience, school, people in (("families", "", 2), ("families", "Oak School", 1), ("families", BIRCH, 40)):
            Enrolment.create(audience=audience, school=school, people=people)
        Enrolment.create(audience="staff", grade_band="adult", people=3)
    page = member.get(PAGE).text
    assert "“Oak School” is no school of the district" in page and 'value="1"' in page
    assert "More answers (3) than people (2): Families" in page
    assert "add up to 41, but there are 2 in all" in page
    assert "Oak School has fewer than 10 people" in page
    assert "No form asks for the grades “adult”" in page
