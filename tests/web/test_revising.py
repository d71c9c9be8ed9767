"""Working on revisions together: notes, owner and date, history, undo, weights, places, reasons, a school's own plan."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask

from app.planning.export import plan_to_dict
from app.planning.reasons import REASONS
from app.planning.weighing import USUAL
from app.store import plans
from app.store.database import connected
from app.store.tables import Cycle, RevisionRow, TeamMember
from app.workflow import revise
from tests.small_team import Member, heard, planned, signed_in

REVISIONS = "/team/cycles/1/revisions"
PLAN = Path(__file__).parents[2] / "app" / "example" / "cedar_valley" / "plan.docx"


@pytest.fixture
def member(app: Flask) -> Member:
    found = signed_in(app)
    heard()
    planned()
    return found


def row(number: int = 1) -> RevisionRow:
    with connected():
        return plans.revision(number)


def post(member: Member, number: int = 1, **fields: str):  # type: ignore[no-untyped-def]
    return member.post(f"/team/revisions/{number}", {"version": str(row(number).version), **fields})


def test_a_note_is_read_by_the_team_and_by_nobody_else(app: Flask, member: Member) -> None:
    assert post(member, say="1", note="Can we <afford> it?").location == "/team/revisions/1#talk"
    colleague = signed_in(app, "colleague@larkspur.example")
    assert "Can we &lt;afford&gt; it?" in colleague.get("/team/revisions/1").text
    assert "1 note" in colleague.get(REVISIONS).text


def test_a_note_leaves_what_else_was_typed_on_the_page(member: Member) -> None:
    page = post(member, say="1", note="Hm", text="Half written").text
    assert ">Half written</textarea>" in page and "Hm" in page and "not saved yet" in page
    assert row().text == "Add a bus aide on every route"
    empty = post(member, say="1", note=" ", text="Half written")
    assert empty.status_code == 422 and ">Half written</textarea>" in empty.text


def test_owner_and_date_are_kept_shown_and_offered_as_the_plan_names_them(member: Member) -> None:
    page = member.get("/team/revisions/1").text
    assert '<option value="Ms. Ortiz">' in page and '<option value="sel@larkspur.example">' in page
    post(member, decision="accepted", owner="Bus office", timeline="By October")
    assert (row().owner, row().timeline) == ("Bus office", "By October")
    listed = member.get(REVISIONS).text
    assert "Bus office" in listed and "By October" in listed


def test_two_people_at_one_revision_see_both_owners_and_dates(app: Flask, member: Member) -> None:
    colleague = signed_in(app, "colleague@larkspur.example")
    post(colleague, decision="accepted", owner="Theirs", timeline="March")
    answer = member.post("/team/revisions/1", {"version": "0", "decision": "accepted", "owner": "Mine", "note": "Why?"})
    assert answer.status_code == 409
    for words in ("Theirs", "March", 'value="Mine"', ">Why?</textarea>", "without mine"):
        assert words in answer.text
    assert (row().owner, plans.notes(1)) == ("Theirs", {})


def test_the_history_says_who_changed_which_words_and_undo_goes_back_step_by_step(member: Member) -> None:
    post(member, decision="accepted", text="Add two bus aides on every route")
    post(member, decision="accepted", owner="Bus office")
    page = member.get("/team/revisions/1").text
    assert "<del>a</del>" in page and "<ins>two</ins>" in page and "sel@larkspur.example" in page
    member.post("/team/revisions/1/undo", {"version": "2"})
    assert (row().owner, row().text, row().decision) == ("", "Add two bus aides on every route", "accepted")
    member.post("/team/revisions/1/undo", {"version": "3"})
    assert (row().text, row().decision) == ("Add a bus aide on every route", "proposed")
    member.post("/team/revisions/1/undo", {"version": "4"})
    assert row().version == 4


def test_undo_takes_back_nothing_that_somebody_else_did_meanwhile(app: Flask, member: Member) -> None:
    post(member, decision="accepted", owner="Bus office")
    post(signed_in(app, "colleague@larkspur.example"), decision="accepted", owner="Theirs")
    page = member.post("/team/revisions/1/undo", {"version": "1"}, follow_redirects=True).text
    assert "in the meantime" in page and row().owner == "Theirs"


def test_a_suggested_reason_speaks_every_language_of_the_district(member: Member) -> None:
    post(member, decision="rejected", why="money", **{"reason-en": "", "reason-es": "Ya no"})
    assert set(row().reason) == {"en", "es", "ar", "zh-Hans", "vi"}
    assert row().reason["en"] == REASONS["money"] and row().reason["es"] == "Ya no"


def test_a_reason_that_does_not_exist_is_none_and_nothing_is_lost(member: Member) -> None:
    answer = post(member, decision="rejected", why="weather", text="Mine", note="Mine too")
    assert answer.status_code == 422 and ">Mine</textarea>" in answer.text and ">Mine too</textarea>" in answer.text
    assert row().decision == "proposed"


def test_a_revision_of_a_deleted_step_says_so_and_comes_back_with_it(member: Member) -> None:
    post(member, 1, decision="accepted", owner="Bus office")
    member.post("/team/plans/1", {"remove": "1.1.1"})
    assert row().gone == "Add a bus aide" and row().decision == "accepted"
    assert "no longer in the plan" in member.get(REVISIONS).text
    assert "The plan was corrected." in member.get("/team/revisions/1").text
    member.post("/team/plans/1", {"new-under": "1", "new-text": "Calm buses"})
    member.post("/team/plans/1", {"new-under": "1.1", "new-text": "Add a bus aide"})
    assert (row().gone, row().proposal["target"], row().owner) == ("", "1.1.1", "Bus office")


def test_a_revision_of_a_deleted_step_finds_another_place_and_that_is_undone_too(member: Member) -> None:
    member.post("/team/plans/1", {"remove": "1.1.1"})
    post(member, decision="proposed", place="under/2")
    assert (row().gone, row().kind, row().proposal["under"], row().proposal["target"]) == ("", "add", "2", None)
    member.post("/team/revisions/1/undo", {"version": str(row().version)})
    assert (row().gone, row().kind, row().proposal["target"]) == ("Add a bus aide", "amend", "1.1.1")


def test_something_new_becomes_a_strategy_under_a_goal(member: Member) -> None:
    assert "A new strategy under goal 1" in member.get("/team/revisions/2").text
    post(member, 2, decision="accepted", place="under/1")
    assert row(2).proposal["under"] == "1"
    assert post(member, 2, decision="accepted", place="under/9").status_code == 302
    assert row(2).proposal["under"] == "1"


def test_undo_after_the_plan_was_renumbered_lands_on_the_same_place(member: Member) -> None:
    post(member, 2, decision="proposed", place="under/1")
    member.post("/team/plans/1", {"new-under": "", "new-text": "A goal in front"})
    with connected():
        plan = plan_to_dict(plans.understood(1))
        plan["goals"] = [plan["goals"][-1], *plan["goals"][:-1]]
        revise.correct(1, plan)
    assert row(2).proposal["under"] == "2"
    member.post("/team/revisions/2/undo", {"version": str(row(2).version)})
    assert row(2).proposal["under"] == "3.1"


def test_new_proposals_leave_what_somebody_worked_on(member: Member) -> None:
    post(member, 1, say="1", note="Wait for the budget")
    with connected():
        plans.put_proposals(1, [])
        assert [each.id for each in plans.revisions(1)] == [1]


def test_weights_order_the_list_and_are_kept_for_everybody(app: Flask, member: Member) -> None:
    for number, parts in ((1, {"size": 0.1, "severity": 0.9}), (2, {"size": 0.4, "severity": 0.1})):
        with connected():
            plans.put_evidence(number, {"parts": {"equity": 0.5, "fit": 0.5, **parts}})
    assert order(member) == [2, 1]
    member.post("/team/cycles/1/weights", {"size": "0", "equity": "0", "severity": "10", "fit": "0"})
    assert order(signed_in(app, "colleague@larkspur.example")) == [1, 2]
    member.post("/team/cycles/1/weights", {"size": "many"})
    assert Cycle.get().weights == USUAL


def order(member: Member) -> list[int]:
    return [int(found) for found in re.findall(r'id="r-(\d+)"', member.get(REVISIONS).text)]


def test_opposite_wishes_stand_beside_each_other(member: Member) -> None:
    side = {
        "comments": 7,
        "audiences": {"families": 7},
        "quotes": [{"comment_id": "r0.x", "text": "So <late>", "language": "en"}],
    }
    with connected():
        plans.put_evidence(1, {"opposed": {"axis": "start", "code": "start_times", "more": side, "less": side}})
    for page in (member.get(REVISIONS).text, member.get("/team/revisions/1").text):
        assert "A later start of school" in page and "An earlier start of school" in page and "So &lt;late&gt;" in page


def test_a_school_has_its_own_plan_beside_the_districts(app: Flask, member: Member) -> None:
    place = "/team/cycles/1/plan?school=Birch+Elementary"
    member.post(place, {"file": (io.BytesIO(PLAN.read_bytes()), "plan.docx")})
    assert "Every student can reach a caring adult" in member.get(place).text
    assert "Everyone arrives safely" in member.get("/team/cycles/1/plan").text
    assert member.get("/team/cycles/1/plan?school=Nowhere").status_code == 404


def test_a_schools_team_works_on_its_own_plan(app: Flask, member: Member) -> None:
    planned(school="Birch Elementary")
    teacher = signed_in(app, "teacher@larkspur.example")
    limit(member, "teacher@larkspur.example", "Birch Elementary")
    assert "Add a bus aide on every route" in teacher.get(REVISIONS).text
    assert post(teacher, 3, decision="accepted").status_code == 302
    assert row(3).decision == "accepted"
    draft = teacher.get("/team/plans/2/draft.docx")
    assert draft.status_code == 200 and draft.data.startswith(b"PK")
    limit(member, "teacher@larkspur.example", "")
    assert teacher.get("/team/cycles/1/themes").status_code == 200


def test_a_school_shows_only_what_enough_people_said(app: Flask, member: Member) -> None:
    page = member.get("/team/cycles/1/school?school=Birch+Elementary").text
    assert "Buses" not in page and "The bus is late every week" not in page


def test_who_is_named_for_safety_and_who_one_is_cannot_be_limited_to_a_school(member: Member) -> None:
    with connected():
        me = TeamMember.get()
        other = TeamMember.create(email="other@larkspur.example", hears_concerns=True)
    for number in (me.id, other.id):
        member.post(f"/team/members/{number}/school", {"school": "Birch Elementary"})
    member.post(f"/team/members/{other.id}/school", {"school": "Nowhere"})
    with connected():
        assert [each.school for each in TeamMember.select()] == ["", ""]


def test_somebody_is_invited_for_one_school_from_the_start(member: Member) -> None:
    member.post("/team/members", {"email": "new@larkspur.example", "school": "Birch Elementary"})
    with connected():
        assert TeamMember.get(TeamMember.email == "new@larkspur.example").school == "Birch Elementary"
        number = TeamMember.get(TeamMember.email == "new@larkspur.example").id
    member.post(f"/team/members/{number}/safety", {"named": "1"})
    with connected():
        assert not TeamMember.get(TeamMember.email == "new@larkspur.example").hears_concerns


def limit(member: Member, email: str, school: str) -> None:
    with connected():
        number = TeamMember.get(TeamMember.email == email).id
    assert member.post(f"/team/members/{number}/school", {"school": school}).status_code == 302
