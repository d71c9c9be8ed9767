"""Seeing a comment as it was written: who may, why, on record, once; and who gives rights."""

import pytest
from flask import Flask

from app.store import members, reveals
from app.store.database import connected
from app.store.tables import Answer, RunCoding
from tests.small_team import EMAIL, Member, heard, signed_in

WRITTEN = "/team/cycles/1/comments/r0.was_hard/written"
DANGER = "/team/cycles/1/comments/r5.was_hard/written"
REASON = {"why": "The principal wants to thank the driver."}


@pytest.fixture
def owner(app: Flask) -> Member:
    found = signed_in(app)
    heard()
    with connected():
        Answer.update(value="Mr. Lopez drives the late bus").where(
            (Answer.response == "r0") & (Answer.item == "was_hard")
        ).execute()
        RunCoding.update(redacted_text="[name] drives the late bus").where(RunCoding.comment == "r0.was_hard").execute()
    return found


@pytest.fixture
def colleague(app: Flask, owner: Member) -> Member:
    return signed_in(app, "colleague@larkspur.example")


def give(by: Member, member_id: int, right: str, on: bool = True) -> int:
    return by.post(f"/team/members/{member_id}/rights", {"right": right, "on": "1" if on else "0"}).status_code


def test_nobody_sees_names_without_the_right_not_even_the_owner(owner: Member, colleague: Member) -> None:
    for member in (owner, colleague):
        assert member.get(WRITTEN).status_code == 403 and member.post(WRITTEN, REASON).status_code == 403
        assert "As it was written" not in member.get("/team/cycles/1/themes/buses").text
    with connected():
        assert reveals.everything() == []


def test_with_the_right_a_reason_shows_it_once_and_stays_on_record(owner: Member, colleague: Member) -> None:
    assert give(owner, 2, "reveal") == 302
    assert f'href="{WRITTEN}"' in colleague.get("/team/cycles/1/themes/buses").text
    assert "Lopez" not in colleague.get(WRITTEN).text
    shown = colleague.post(WRITTEN, REASON)
    assert "Mr. Lopez drives" in shown.text and shown.headers["Cache-Control"] == "no-store"
    assert "Lopez" not in colleague.get(WRITTEN).text
    record = owner.get("/team/reveals").text
    assert REASON["why"] in record and "colleague@larkspur.example" in record and "r0.was_hard" in record
    assert "Lopez" not in record and colleague.get("/team/reveals").status_code == 403


@pytest.mark.parametrize("why", ["", "  because ", "x" * 1001])
def test_without_a_reason_nothing_is_shown_and_what_was_typed_stays(owner: Member, why: str) -> None:
    give(owner, 1, "reveal")
    answer = owner.post(WRITTEN, {"why": why})
    assert answer.status_code == 422 and "Please say why" in answer.text and why.strip() in answer.text
    assert "Lopez" not in answer.text
    with connected():
        assert reveals.everything() == []


def test_what_may_tell_of_danger_is_revealed_to_named_people_only(owner: Member) -> None:
    give(owner, 1, "reveal")
    assert owner.get(DANGER).status_code == 403
    owner.post("/team/members/1/safety", {"named": "1"})
    assert owner.get(DANGER).status_code == 200
    assert owner.get("/team/cycles/1/comments/gone.was_hard/written").status_code == 404


def test_only_owners_give_rights_and_one_owner_stays(owner: Member, colleague: Member) -> None:
    assert give(colleague, 2, "reveal") == 403 and give(owner, 2, "everything") == 400
    assert give(owner, 1, "owner", on=False) == 302
    assert "Somebody has to be an owner" in owner.get("/team/members").text
    assert give(owner, 2, "owner") == 302 and give(owner, 1, "owner", on=False) == 302
    assert give(owner, 2, "owner", on=False) == 403 and give(owner, 99, "reveal") == 403
    with connected():
        assert [each.email for each in members.owners()] == ["colleague@larkspur.example"]


def test_nobody_takes_over_an_account_that_has_rights(owner: Member, colleague: Member) -> None:
    answer = colleague.post("/team/members", {"email": EMAIL})
    assert answer.status_code == 422 and "Only an owner can do this" in answer.text
    page = colleague.post("/team/members/1/remove", follow_redirects=True).text
    assert "Only an owner can do this" in page and EMAIL in page
    assert "/team/set-up/" in owner.post("/team/members", {"email": "colleague@larkspur.example"}).text
