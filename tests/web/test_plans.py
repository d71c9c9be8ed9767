"""The plan and its revisions: uploading, correcting, deciding, and two people at one revision."""

import io
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import escape

from app.adapters.plan_files.errors import MESSAGES
from app.store import plans
from app.store.database import connected
from app.store.tables import PlanFile, RevisionRow
from app.web import plans as web
from tests.adapters.test_plan_files import REFUSED
from tests.small_team import Member, heard, planned, signed_in

CYCLE = "/team/cycles/1"
EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"


@pytest.fixture
def member(app: Flask) -> Member:
    found = signed_in(app)
    heard()
    return found


def upload(member: Member, data: bytes, name: str):  # type: ignore[no-untyped-def]
    """Upload a plan."""
    return member.post(f"{CYCLE}/plan", {"file": (io.BytesIO(data), name)})


def revision(number: int = 1) -> RevisionRow:
    """Return a revision as it is kept."""
    with connected():
        return plans.revision(number)


def decide(member: Member, decision: str, version: int = 0, number: int = 1, **fields: str):  # type: ignore[no-untyped-def]
    """Decide about a revision as it stood at a version."""
    return member.post(f"/team/revisions/{number}", {"decision": decision, "version": str(version), **fields})


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_an_uploaded_plan_shows_what_was_understood(member: Member, name: str) -> None:
    assert upload(member, (EXAMPLE / name).read_bytes(), name).status_code == 302
    page = member.get(f"{CYCLE}/plan").text
    assert "Every student can reach a caring adult" in page and "Action step" in page


@pytest.mark.parametrize("what", [what for what in REFUSED if "bomb" not in what])
def test_every_file_that_cannot_be_read_is_answered_with_what_to_do_and_nothing_is_kept(
    member: Member, what: str
) -> None:
    planned()
    make, code = REFUSED[what]
    answer = upload(member, make(), "plan.docx")
    assert answer.status_code == 422 and escape(MESSAGES[code]) in answer.text
    assert PlanFile.select().count() == 1 and "Add a bus aide" in answer.text


@pytest.mark.parametrize("data", [b"", b"not a plan", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_a_file_that_is_no_plan_is_explained_and_nothing_is_kept(member: Member, data: bytes) -> None:
    answer = upload(member, data, "plan.docx")
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert PlanFile.select().count() == 0


def test_no_file_at_all_is_asked_for(member: Member) -> None:
    assert "Choose a file first" in member.post(f"{CYCLE}/plan").text


def test_a_file_over_the_limit_is_refused(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    assert web.LARGEST_FILE == 10 * 1024 * 1024
    monkeypatch.setattr(web, "LARGEST_FILE", 1000)
    assert upload(member, b"x" * 1001, "plan.docx").status_code == 413


def test_what_was_understood_can_be_corrected(member: Member) -> None:
    planned()
    page = member.get(f"{CYCLE}/plan").text
    assert "Add a bus aide" in page and "Ms. Ortiz" in page and "An approval table" in page
    fields = {
        "title/1": "Safe ways",
        "owner/1.1.1": "Mr. <Lee>",
        "remove": "2.1",
        "new-under": "1.1",
        "new-text": "Train drivers",
    }
    member.post("/team/plans/1", fields)
    with connected():
        plan = plans.understood(1)
    assert plan.goals[0].title == "Safe ways" and plan.goals[1].strategies == ()
    assert [(step.text, step.owner) for step in plan.goals[0].strategies[0].steps] == [
        ("Add a bus aide", "Mr. <Lee>"), ("Train drivers", ""),
    ]  # fmt: skip
    assert "Mr. &lt;Lee&gt;" in member.get(f"{CYCLE}/plan").text


def test_corrections_to_what_is_no_longer_there_change_nothing(member: Member) -> None:
    planned()
    page = member.post("/team/plans/1", {"title/9": "x"}, follow_redirects=True).text
    assert "nothing was saved" in page


def test_proposals_before_the_first_analysis_say_what_to_do_first(app: Flask) -> None:
    member = signed_in(app)
    planned()
    assert "Run the analysis first" in member.post("/team/plans/1/propose", follow_redirects=True).text


def test_revisions_stand_under_their_goals_with_evidence(member: Member) -> None:
    planned()
    page = member.get(f"{CYCLE}/revisions?order=plan").text
    first, second = page.index("Goal 1"), page.index("Goal 2")
    assert first < page.index("Add a bus aide on every route") < second < page.index("Greet by name")
    assert "Evidence: 4 comments" in page and "Families 3" in page and "The bus is late every week" in page


def test_only_what_waits_for_a_decision_can_be_shown(member: Member) -> None:
    planned()
    decide(member, "accepted")
    page = member.get(f"{CYCLE}/revisions?only=proposed").text
    assert "Greet by name" in page and "on every route" not in page
    assert "nothing in this list" in member.get(f"{CYCLE}/revisions?only=rejected").text


def test_a_revision_is_accepted_and_taken_back(member: Member) -> None:
    planned()
    assert decide(member, "accepted").location == f"{CYCLE}/revisions#r-1"
    assert (revision().decision, revision().by) == ("accepted", "sel@larkspur.example")
    decide(member, "proposed", version=1)
    assert revision().decision == "proposed"


def test_whoever_rejects_says_why(member: Member) -> None:
    planned()
    answer = decide(member, "rejected")
    assert answer.status_code == 422 and "why it is rejected" in answer.text
    decide(member, "rejected", **{"reason-en": "No money <this> year"})
    assert (revision().decision, revision().reason) == ("rejected", {"en": "No money <this> year"})
    assert "No money &lt;this&gt; year" in member.get(f"{CYCLE}/revisions").text


def test_wording_for_the_community_is_kept_by_language_and_what_is_missing_is_flagged(member: Member) -> None:
    planned()
    assert member.get("/team/revisions/1").text.count(">missing<") == 15
    decide(
        member,
        "accepted",
        text="Two aides",
        rationale="r",
        kind="expand",
        **{"you_said-ar": "قلتم", "we_will-en": "We will"},
    )
    row = revision()
    assert (row.text, row.kind, row.you_said, row.we_will) == ("Two aides", "expand", {"ar": "قلتم"}, {"en": "We will"})
    assert row.proposal["text"] == "Add a bus aide on every route"
    assert member.get("/team/revisions/1").text.count(">missing<") == 13


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "x" * 5001}])
def test_a_wording_that_cannot_be_accepted_loses_nothing_that_was_typed(member: Member, fields: dict) -> None:
    planned()
    answer = decide(member, "accepted", **fields, **{"we_will-vi": "Chúng tôi sẽ"})
    assert answer.status_code == 422 and "Chúng tôi sẽ" in answer.text
    assert revision().decision == "proposed" and revision().we_will == {}


def test_two_people_at_one_revision_lose_nothing(app: Flask, member: Member) -> None:
    planned()
    colleague = signed_in(app, "colleague@larkspur.example")
    decide(colleague, "accepted", text="Theirs", **{"you_said-en": "Their words"})
    answer = decide(member, "accepted", text="Mine", **{"you_said-en": "My words"})
    assert answer.status_code == 409
    for words in ("Theirs", "Their words", "colleague@larkspur.example", ">Mine</textarea>", ">My words</textarea>"):
        assert words in answer.text
    assert revision().text == "Theirs"
    decide(member, "accepted", version=1, text="Mine", **{"you_said-en": "My words"})
    assert revision().text == "Mine"


def test_without_a_plan_the_revisions_lead_to_where_it_is_uploaded(member: Member) -> None:
    assert member.get(f"{CYCLE}/revisions").location == f"{CYCLE}/plan"
    assert "No plan yet" in member.get(f"{CYCLE}/plan").text


def test_an_old_plan_has_no_revisions_yet(member: Member) -> None:
    planned()
    RevisionRow.delete().execute()
    assert "No revisions yet" in member.get(f"{CYCLE}/revisions").text
