"""The plan's file beside what was understood: saying what a part is, moving it, taking it back."""

from pathlib import Path

import pytest
from flask import Flask

from app.planning.plan import Plan
from app.store import plans
from app.store.database import connected
from app.workflow import revise
from tests.small_team import Member, heard, planned, signed_in

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"
PAGE = "/team/plans/1/beside"


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def uploaded(name: str = "plan.docx") -> None:
    with connected():
        revise.upload(1, name, (EXAMPLE / name).read_bytes())


def understood() -> Plan:
    with connected():
        return plans.understood(1)


def say(member: Member, part: str, kind: str, text: str, under: str = "") -> str:
    fields = {"part": part, "kind": kind, "text": text, "under": under, "tab": "1"}
    return member.post(PAGE, fields, follow_redirects=True).text


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_a_goal_stands_beside_the_part_of_the_file_that_it_comes_from(member: Member, name: str) -> None:
    uploaded(name)
    page = member.get(f"{PAGE}?tab=2").text
    file, units = page.split('class="units"')
    assert "Improve advisory in grades 6-12" in file and "Improve advisory in grades 6-12" in units
    assert "Hire one counselor" not in file and "Hire one counselor" not in units


def test_the_chosen_part_has_a_form_and_is_marked_in_the_file(member: Member) -> None:
    uploaded()
    page = member.get(f"{PAGE}?tab=1&part=1.1.2/owner").text
    assert "<mark>Lead counselors</mark>" in page
    assert '<option value="owner" selected>' in page and ">Lead counselors</textarea>" in page


def test_a_note_is_put_where_it_belongs_and_taken_back(member: Member) -> None:
    uploaded()
    before = understood()
    page = member.get(f"{PAGE}?tab=notes").text
    assert "Status key" in page and "Undo the last correction" not in page
    place = next(at for at, note in enumerate(before.notes, start=1) if note.startswith("Status key"))
    assert "Saved." in say(member, f"note/{place}", "step", "Read <the> key", under="1.2")
    assert understood().goals[0].strategies[1].steps[-1].text == "Read <the> key"
    assert "Read &lt;the&gt; key" in member.get(PAGE).text
    assert "taken back" in member.post(f"{PAGE}/undo", {"tab": "1"}, follow_redirects=True).text
    assert understood() == before
    assert member.post(f"{PAGE}/undo").status_code == 302 and understood() == before


def test_several_corrections_are_taken_back_one_by_one(member: Member) -> None:
    uploaded()
    first = understood()
    say(member, "1", "goal", "Another goal")
    second = understood()
    say(member, "1.1.1", "note", "No step")
    for expected in (second, first):
        member.post(f"{PAGE}/undo")
        assert understood() == expected


def test_a_correction_of_what_is_no_longer_there_changes_nothing(member: Member) -> None:
    uploaded()
    before = understood()
    assert "nothing was saved" in say(member, "9.9", "step", "x")
    assert "nothing was saved" in say(member, "1", "rubbish", "x")
    assert understood() == before


def test_a_plan_without_its_files_text_can_be_corrected_all_the_same(app: Flask, member: Member) -> None:
    heard()
    planned()
    assert "Add a bus aide" in member.get(f"{PAGE}?tab=1").text
    assert "Ms. Ortiz</textarea>" in member.get(f"{PAGE}?tab=1&part=1.1.1/owner").text
    assert "An approval table" in member.get(f"{PAGE}?tab=notes").text


def test_a_long_file_comes_page_by_page(member: Member) -> None:
    uploaded()
    with connected():
        row = plans.get(1)
        row.original = [["line", f"Line {at}"] for at in range(600)]
        row.save()
    page = member.get(f"{PAGE}?tab=notes").text
    assert "Line 249" in page and "Line 250" not in page and "from=250" in page
    assert "Line 599" in member.get(f"{PAGE}?tab=notes&from=500").text
    assert member.get(f"{PAGE}?tab=notes&from=9999").status_code == 200
