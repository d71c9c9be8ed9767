"""Signing in: one-time links, passwords, pauses after wrong ones, and sessions that end."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store.database import connected
from app.store.tables import TeamMember
from app.workflow import team
from app.workflow.team import Throttle
from tests.small_team import EMAIL, PASSWORD, signed_in, token_on


def link_for(email: str = EMAIL) -> str:
    """Return the address of a new one-time link."""
    with connected():
        return f"/team/set-up/{team.create_member(email)}"


def sign_in(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, **fields: str):  # type: ignore[no-untyped-def]
    """Send the sign-in form."""
    token = token_on(client.get("/team/sign-in").text)
    return client.post("/team/sign-in", data={"csrf_token": token, "email": email, "password": password, **fields})


def test_a_link_sets_the_password_once_and_signs_in(client: FlaskClient) -> None:
    link = link_for()
    page = client.get(link).text
    assert EMAIL in page
    fields = {"csrf_token": token_on(page), "password": PASSWORD}
    assert client.post(link, data=fields).location == "/team"
    assert client.get("/team").status_code == 200
    assert client.get(link).status_code == 410
    stored = TeamMember.get()
    assert stored.password_hash.startswith("$argon2id$") and link.rsplit("/", 1)[1] not in repr(stored.__data__)


def test_opening_the_link_does_not_spend_it(client: FlaskClient) -> None:
    link = link_for()
    assert [client.get(link).status_code for _ in range(3)] == [200, 200, 200]


def test_a_link_older_than_seven_days_says_whom_to_ask(client: FlaskClient) -> None:
    link = link_for()
    with connected():
        TeamMember.update(setup_expires=dt.datetime(2020, 1, 1)).execute()
    page = client.get(link)
    assert page.status_code == 410 and "Ask a colleague" in page.text


def test_a_newer_link_replaces_the_older_one(client: FlaskClient) -> None:
    older, newer = link_for(), link_for(EMAIL.upper())
    assert (client.get(older).status_code, client.get(newer).status_code) == (410, 200)


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 1001])
def test_a_password_that_is_too_short_or_too_long_does_not_spend_the_link(client: FlaskClient, password: str) -> None:
    link = link_for()
    answer = client.post(link, data={"csrf_token": token_on(client.get(link).text), "password": password})
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert client.get(link).status_code == 200


def test_the_right_password_leads_to_where_one_wanted_to_go(app: Flask, client: FlaskClient) -> None:
    signed_in(app)
    asked = client.get("/team/cycles/1/answers?x=1").location
    assert asked.startswith("/team/sign-in?next=")
    assert sign_in(client, next="/team/cycles/1/answers?x=1").location == "/team/cycles/1/answers?x=1"


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\t/e"]
)
def test_nobody_is_led_to_another_site(app: Flask, client: FlaskClient, address: str) -> None:
    signed_in(app)
    assert sign_in(client, next=address).location == "/team"


def test_a_wrong_password_and_an_unknown_address_look_the_same_and_keep_the_address(
    app: Flask, client: FlaskClient
) -> None:
    signed_in(app)
    wrong, unknown = sign_in(client, password="not this one at all"), sign_in(client, email="nobody@larkspur.example")
    assert wrong.status_code == unknown.status_code == 401
    # Each page has a token of its own, which holds the second it was made in.
    alike = [re.sub(r'name="csrf_token" value="[^"]+"', "", page.text) for page in (wrong, unknown)]
    assert alike[0].replace(EMAIL, "nobody@larkspur.example") == alike[1]
    assert f'value="{EMAIL}"' in wrong.text


def test_somebody_without_a_password_cannot_sign_in(client: FlaskClient) -> None:
    link_for()
    assert sign_in(client, password="").status_code == 401


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(app: Flask, client: FlaskClient) -> None:
    signed_in(app)
    assert [sign_in(client, password="wrong").status_code for _ in range(5)] == [401] * 5
    answer = sign_in(client)
    assert answer.status_code == 429 and "Please wait" in answer.text
    assert client.get("/team").status_code == 302


def test_the_wait_doubles_ends_and_is_forgotten_after_a_right_password() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    waits = []
    for _ in range(14):
        while seconds := throttle.wait("a@b.example"):
            now[0] += seconds
            waits.append(seconds)
    assert waits[:3] == [16, 31, 61] and max(waits) <= Throttle.LONGEST + 1
    assert throttle.wait("other@b.example") == 0
    throttle.forget("A@b.example ")
    assert [throttle.wait("a@b.example") for _ in range(5)] == [0] * 5


def test_a_new_password_ends_the_sessions_begun_before(app: Flask) -> None:
    old, new = signed_in(app), signed_in(app)
    assert old.get("/team").status_code == 302
    assert new.get("/team").status_code == 200


def test_signing_out_ends_the_session(app: Flask) -> None:
    member = signed_in(app)
    assert member.post("/team/sign-out").status_code == 302
    assert member.get("/team").status_code == 302


def test_a_member_invites_a_colleague_who_can_then_sign_in(app: Flask) -> None:
    member = signed_in(app)
    page = member.post("/team/members", {"email": "new@larkspur.example"}).text
    link = page.split("<code")[1].split(">")[1].split("<")[0]
    assert app.test_client().get(link.split("127.0.0.1:8000")[1]).status_code == 200
    assert "set-up" not in member.get("/team/members").text


@pytest.mark.parametrize("email", ["", "no at sign", "two@@x.org", "a@b", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_refused_and_kept_in_the_field(app: Flask, email: str) -> None:
    answer = signed_in(app).post("/team/members", {"email": email})
    assert answer.status_code == 422 and f'value="{email}"' in answer.text


def test_a_removed_member_is_out_at_once_and_a_newcomer_does_not_get_their_session(app: Flask) -> None:
    member, leaver = signed_in(app), signed_in(app, "leaver@larkspur.example")
    number = TeamMember.get(TeamMember.email == "leaver@larkspur.example").id
    assert "leaver@" in member.get(f"/team/members/{number}/remove").text
    member.post(f"/team/members/{number}/remove")
    signed_in(app, "newcomer@larkspur.example")
    assert leaver.get("/team").status_code == 302


def test_nobody_locks_themselves_out(app: Flask) -> None:
    member = signed_in(app)
    member.post("/team/members/1/remove")
    assert member.get("/team").status_code == 200
