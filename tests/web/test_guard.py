"""Floods and programs are held off; a whole school behind one address is not, and nothing that was typed is lost."""

import itertools
import pickle
import random
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web import guard
from app.web.guard import FLOOD, HURRIED, POSTS, Guard
from tests.small_district import founded, key_on, open_form, settings_in, stored
from tests.small_team import signed_in
from tests.web.test_respond import said

FORM = "/f/families-spring"
SCHOOL = {"X-Forwarded-For": "203.0.113.7"}
HOME = {"X-Forwarded-For": "198.51.100.20"}


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 2_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(app: Flask) -> Iterator[Clock]:
    """The guard's clock, and that of the keys."""
    moved = Clock()
    app.extensions["guard"] = Guard(1, moved)
    with patch("time.time", moved):
        yield moved


def flood(client: FlaskClient, requests: int = FLOOD, **headers: str) -> list[int]:
    return [client.get("/health", headers=SCHOOL | headers).status_code for _ in range(requests)]


def worked(page: str) -> str:
    """Do the sum that a browser does."""
    key = key_on(page)
    return next(str(number) for number in itertools.count() if guard.is_proof(key, str(number)))


def test_1500_students_behind_one_address_finish_within_45_minutes(app: Flask, clock: Clock) -> None:
    # All 1,500 pass the guard with everything that their phones ask for; every tenth goes through the whole form too.
    client, keys, start, chance, refused = app.test_client(), {}, clock.now, random.Random(3), 0
    opened = [(chance.uniform(0, 33 * 60), student) for student in range(1500)]
    sent = [(second + chance.uniform(60, 12 * 60), student) for second, student in opened]
    form = "/f/students-spring"
    for second, student in sorted(opened + sent):
        clock.now = start + second
        if student % 10:
            with app.test_request_context(form, headers=SCHOOL):
                refused += sum(app.preprocess_request() is not None for _ in range(3))
        elif student not in keys:
            keys[student] = key_on(client.get(form, headers=SCHOOL).text)
        else:
            fields = {"key": keys[student], "assent": "yes", "went_well": f"word {student}"}
            answer = client.post(form, data=fields, headers=SCHOOL)
            refused += answer.status_code != 303 or client.get(answer.location, headers=SCHOOL).status_code != 200
    assert refused == 0 and len(stored()) == 150


def test_a_flood_stops_its_own_address_only_and_ends_with_it(client: FlaskClient, clock: Clock) -> None:
    assert flood(client) == [200] * FLOOD
    stopped = client.get(FORM, headers=SCHOOL | {"Accept-Language": "ar"})
    assert stopped.status_code == 429 and stopped.headers["Retry-After"] == "60"
    assert '<html lang="ar" dir="rtl">' in stopped.text and "<h1>" in stopped.text
    assert client.get("/static/site.css", headers=SCHOOL).status_code == 200
    key = key_on(client.get(FORM, headers=HOME).text)
    clock.now += 5
    assert client.post(FORM, data={"key": key, "went_well": "Music"}, headers=HOME).status_code == 303
    clock.now += 120
    assert client.get(FORM, headers=SCHOOL).status_code == 200


def test_what_is_sent_in_a_flood_is_never_lost_and_a_small_sum_lets_it_in(client: FlaskClient, clock: Clock) -> None:
    key = key_on(client.get(FORM, headers=SCHOOL).text)
    flood(client)
    clock.now += 5
    sent = {"key": key, "language": "es", "went_well": "La música"}
    asked = client.post(FORM, data=sent, headers=SCHOOL)
    assert asked.status_code == 429 and ">La música</textarea>" in asked.text and '<html lang="es"' in asked.text
    assert re.search(r'<script src="/static/work.js[^>]+data-bits="14"', asked.text) and stored() == {}
    assert client.post(FORM, data=sent | {"work": "17"}, headers=SCHOOL).status_code == 429
    assert client.post(FORM, data=sent | {"work": worked(asked.text)}, headers=SCHOOL).status_code == 303
    # Turning the page or keeping a draft must not send the form, so no script is given to these.
    turned = client.post(FORM, data=sent | {"switch": "vi"}, headers=SCHOOL)
    later = client.post(f"{FORM}/later", data=sent, headers=SCHOOL)
    for page in (turned, later):
        assert page.status_code == 429 and "work.js" not in page.text and ">La música</textarea>" in page.text
    # Without scripts: the same again after a while.
    other = sent | {"key": open_form(client)}
    clock.now += 120
    assert client.post(FORM, data=other, headers=SCHOOL).status_code == 303


def test_whose_request_it_is(app: Flask, clock: Clock) -> None:
    def counted(near: str, said: str = "") -> int:
        app.extensions["guard"] = Guard(1, clock)
        headers = {"X-Forwarded-For": said} if said else {}
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": near}, headers=headers):
            app.preprocess_request()
        counts = app.extensions["guard"].requests._now
        whose = ("203.0.113.7", "8.8.4.4", "2001:db8:1:2::/64")
        return [name for name in whose if counts[app.extensions["guard"].known_as(name)]] or len(counts)

    assert counted("127.0.0.1") == counted("::1") == counted("") == 0, "this machine is not counted"
    assert counted("127.0.0.1", "203.0.113.7") == counted("203.0.113.7") == ["203.0.113.7"]
    assert counted("10.0.0.2", "9.9.9.9, 203.0.113.7") == ["203.0.113.7"], "what the proxy added counts"
    assert counted("8.8.4.4", "203.0.113.7") == ["8.8.4.4"], "a stranger is not believed"
    assert counted("127.0.0.1", "2001:db8:1:2:3:4:5:6") == ["2001:db8:1:2::/64"], "a household has many addresses"
    assert counted("127.0.0.1", "unknown\x00" * 99) == 1


def test_processes_share_the_cap_and_never_refuse_below_it_when_alone() -> None:
    assert [Guard(processes).cap for processes in (1, 2, 4)] == [2000, 1500, 750]


def test_the_team_goes_on_working_in_a_flood(app: Flask) -> None:
    member = signed_in(app)
    app.extensions["guard"] = Guard(1)
    flood(app.test_client(), FLOOD + 1)
    assert member.get("/team", headers=SCHOOL).status_code == 200


def test_an_address_is_known_for_two_minutes_as_a_digest_and_stands_in_no_log(
    client: FlaskClient, app: Flask, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    flood(client, FLOOD + 2)
    client.post(FORM, data={"key": open_form(client), "went_well": "Music"}, headers=SCHOOL)
    held = app.extensions["guard"]
    name = held.known_as("203.0.113.7")
    assert held.requests.count(name) > FLOOD and held.known_as("203.0.113.7") != Guard(1).known_as("203.0.113.7")
    counts = pickle.dumps([held.requests._now, held.requests._before, held.hurried._now])
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"203.0.113" not in counts + files and "203.0.113" not in caplog.text
    clock.now += 120
    assert held.requests.count(name) == 0 and not held.requests._now and not held.requests._before


def test_counts_are_forgotten_even_when_nobody_comes_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    timers: list[tuple[float, object, list]] = []

    class Timer:
        def __init__(self, seconds: float, action: object, arguments: list) -> None:
            timers.append((seconds, action, arguments))

        def start(self) -> None:
            pass

    monkeypatch.setattr(guard.threading, "Timer", Timer)
    counts = guard.Minutes(lambda: 0.0)
    counts.add("somebody")
    [(seconds, action, arguments)] = timers
    action(*arguments)  # type: ignore[operator]
    assert seconds == 120 and not counts._now


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_field_that_people_do_not_see_catches_programs_and_is_named(client: FlaskClient, tag: str) -> None:
    page = client.get(FORM).text
    assert re.search(r'class="unseen" aria-hidden="true"><label>[^<]*<input[^>]*name="website"[^>]*tabindex="-1"', page)
    sent = {"key": key_on(page), "language": tag, "website": "http://spam.example", "went_well": "Music"}
    for address in (FORM, f"{FORM}/later"):
        answer = client.post(address, data=sent)
        assert answer.status_code == 400 and "Website" in said(answer.text)
        assert ">Music</textarea>" in answer.text and "spam.example" not in answer.text and stored() == {}
    assert client.post(FORM, data=sent | {"website": ""}).status_code == 303


def test_many_forms_sent_faster_than_people_can_are_asked_for_the_sum(client: FlaskClient, clock: Clock) -> None:
    def fast(headers: dict[str, str], wait: float = 1) -> int:
        key = key_on(client.get(FORM, headers=headers).text)
        clock.now += wait
        answer = client.post(FORM, data={"key": key, "went_well": "Music"}, headers=headers)
        clock.now -= wait
        return answer.status_code

    assert [fast(SCHOOL) for _ in range(HURRIED)] == [303] * HURRIED
    assert fast(SCHOOL) == 429
    assert fast(SCHOOL, 3) == fast(HOME) == fast({}) == 303
    assert [fast({}) for _ in range(HURRIED)] == [303] * HURRIED, "this machine is not counted"


def test_one_page_is_sent_at_most_thirty_times_a_minute_but_the_same_again_is_always_answered(
    client: FlaskClient, clock: Clock
) -> None:
    key = open_form(client)
    posts = [{"key": key, "switch": "es", "went_well": f"word {number}"} for number in range(POSTS + 1)]
    assert [client.post(FORM, data=sent).status_code for sent in posts] == [200] * POSTS + [429]
    assert f">word {POSTS}</textarea>" in client.post(FORM, data=posts[-1]).text
    assert client.post(FORM, data={"key": open_form(client), "went_well": "x"}).status_code == 303
    clock.now += 120
    assert [client.post(FORM, data=posts[0]).status_code for _ in range(2 * POSTS)] == [200] * (2 * POSTS)


def test_a_page_that_was_open_for_days_is_taken_and_its_second_is_stored_nowhere(tmp_path: Path) -> None:
    client = founded(settings_in(tmp_path)).test_client()
    with patch("time.time", lambda: 1_777_777_777.0):
        key = open_form(client)
    assert f"{1_777_777_777:x}" in key
    assert client.post(FORM, data={"key": key, "went_well": "Late"}, headers=SCHOOL).status_code == 303
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert f"{1_777_777_777:x}".encode() not in held and b"1777777777" not in held
