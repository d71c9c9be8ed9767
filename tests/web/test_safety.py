"""What may tell of danger: found in what came in, told at once, read by named people only, closed with what was done."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.store import concerns, runs
from app.store.database import connected
from app.store.tables import Concern, ConcernEvent, ConcernNotice, District, ScreenedResponse, TeamMember
from tests.mail_server import Box, serving, url_of
from tests.small_district import SCHOOLS, founded, open_form, settings_in
from tests.small_team import EMAIL, Member, signed_in

NAMED, COLLEAGUE = EMAIL, "colleague@larkspur.example"
# In words that a pattern knows; the first holds a name that nobody is to read.
ENGLISH = "Sometimes I want to die. My friend Maria Gonzalez does not know."
SPANISH = "Ya no quiero vivir, pienso en quitarme la vida."
HARMLESS = "The bus is late every week."


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def app(tmp_path: Path, box: Box) -> Iterator[Flask]:
    with serving(box) as server:
        yield founded(settings_in(tmp_path, mail_url=url_of(server), mail_from="SEL team <sel@larkspur.example>"))


@pytest.fixture
def colleague(app: Flask) -> Member:
    return signed_in(app, COLLEAGUE)


@pytest.fixture
def named(app: Flask) -> Member:
    found = signed_in(app, NAMED)
    page = found.get("/team/members").text
    action = re.search(r'action="(/team/members/\d+/safety)"', page)
    assert action and "Nobody is named for safety" in page
    assert f"{NAMED} is told at once" in found.post(action[1], {"named": "1"}, follow_redirects=True).text
    return found


def send(app: Flask, text: str, language: str = "en", slug: str = "families-spring") -> None:
    """Send a form as a person does, on a phone of their own."""
    phone = app.test_client()
    key = open_form(phone, slug)
    answers = {"key": key, "language": language, "was_hard": text, "school": SCHOOLS[0]}
    answers |= {"assent": "yes"} if slug.startswith("students") else {}
    assert phone.post(f"/f/{slug}?lang={language}", data=answers).status_code in (302, 303)


def look(app: Flask) -> None:
    """Do what the worker does every minute, but for the meaning, which needs the encoder."""
    from app.workflow import safety

    jobs = app.extensions["yousaid"].jobs
    with connected():
        post = jobs.post()
        safety.read_words()
        safety.tell(post.settings, post.mailer)


def later(hours: int) -> None:
    """Let so many hours have gone by since everything was found."""
    with connected():
        for row in Concern.select():
            for field in ("since", "due"):
                moved = concerns.moment(getattr(row, field)) - dt.timedelta(hours=hours)
                setattr(row, field, moved.strftime("%Y-%m-%dT%H"))
            row.save()


def only_concern() -> Concern:
    with connected():
        return Concern.get()


def act(member: Member, kind: str, text: str = "", seen: int = 0) -> str:
    """Do something about the only concern and return the page that follows."""
    address = f"/team/safety/{only_concern().id}"
    return member.post(address, {"kind": kind, "text": text, "seen": str(seen)}, follow_redirects=True).text


def everything_of(box: Box) -> str:
    """Return all that went over the wire, decoded."""
    parts = [part for _to, message in box.taken for part in message.walk() if not part.is_multipart()]
    return "\n".join([str(m) for _to, m in box.taken] + [str(part.get_content()) for part in parts])


def test_two_languages_are_found_told_by_mail_and_read_by_the_named_person(app: Flask, named: Member, box: Box) -> None:
    with connected():
        District.update(language="es").execute()
    send(app, ENGLISH, slug="students-spring")
    send(app, SPANISH, "es")
    send(app, HARMLESS)
    assert box.taken == []  # nothing on the way of the person who sends
    look(app)
    assert box.recipients == [NAMED]  # one e-mail about both
    message = box.taken[0][1]
    assert message["Subject"] == "Mire ahora: alguien podría estar en peligro" and message["Content-Language"] == "es"
    assert "http://127.0.0.1:8000/team/safety?lang=es" in everything_of(box)
    assert "List-Unsubscribe" not in message
    page = named.get("/team/safety?lang=en").text
    assert page.count('class="card"') == 2 and "Someone may hurt themselves" in page
    assert "Sometimes I want to die" in page and "Gonzalez" not in page and SPANISH in page and HARMLESS not in page
    assert "24 hours left" in page or "23 hours left" in page
    assert re.search(r"received: \w+ \d+, \d{4}, \d\d:00 UTC", page)
    assert (
        "E-mail is not set up" not in page and "3 responses are not searched yet" in page
    )  # the meaning is still to do


def test_an_encoder_that_fails_keeps_nobody_from_being_told_and_nobody_is_told_twice(
    app: Flask, named: Member, box: Box
) -> None:
    def broken() -> None:
        raise OSError("no model")

    jobs = app.extensions["yousaid"].jobs
    jobs.engines = broken
    send(app, ENGLISH)
    for _minute in range(2):
        with pytest.raises(OSError, match="no model"):
            jobs.look_after()
    assert box.recipients == [NAMED]
    # In a queue of its own: no analysis, however long, is in its way.
    lanes = {
        lane.name: [str(task).partition(":")[0] for task in lane._registry.periodic_tasks]
        for lane in (jobs.urgent, jobs.queue)
    }
    assert lanes == {"yousaid-urgent": ["app.jobs.look_after"], "yousaid": ["app.jobs.keep_house"]}


def test_no_mail_holds_what_was_written_nor_a_school(app: Flask, named: Member, box: Box) -> None:
    send(app, ENGLISH)
    look(app)
    later(13)
    look(app)
    later(13)
    look(app)
    told = everything_of(box)
    assert len(box.taken) == 3
    for secret in ("want to die", "Gonzalez", "friend", *SCHOOLS, "Larkspur School District", only_concern().id):
        assert secret not in told


def test_a_reminder_comes_when_half_of_the_time_is_over_and_when_all_is(app: Flask, named: Member, box: Box) -> None:
    send(app, ENGLISH)
    for hours in (0, 0, 12, 0, 12, 0, 30):
        later(hours)
        look(app)
    subjects = [str(message["Subject"]) for _to, message in box.taken]
    assert [subject.split(":")[0] for subject in subjects] == ["Please look now", "A reminder", "Overdue"]
    page = named.get("/team/safety").text
    assert "overdue for 3" in page and "danger-word" in page
    act(named, "closed", "The counsellor spoke with the grade.")
    later(100)
    look(app)
    assert len(box.taken) == 3


def test_who_is_not_named_sees_that_something_is_open_and_who_is_named_but_no_words(
    app: Flask, named: Member, colleague: Member
) -> None:
    send(app, ENGLISH)
    look(app)
    page = colleague.get("/team/safety").text
    assert "1 statement that may tell of danger is open." in page and NAMED in page
    assert "want to die" not in page and "<blockquote" not in page
    concern = only_concern().id
    assert colleague.get(f"/team/safety/{concern}").status_code == 403
    assert (
        colleague.post(f"/team/safety/{concern}", {"kind": "false_alarm", "text": "x", "seen": "0"}).status_code == 403
    )
    with connected():
        assert ConcernEvent.select().count() == 0 and only_concern().state == "new"


def test_what_was_done_is_kept_with_who_and_nothing_is_overwritten(app: Flask, named: Member) -> None:
    send(app, ENGLISH)
    look(app)
    assert f"taken on by {NAMED}" in act(named, "taken")
    assert "Please write what was done" in act(named, "note", "  ", 1)
    assert "Rang the counsellor &lt;b&gt;" in act(named, "note", "Rang the counsellor <b>", 1)
    page = act(named, "closed", "Somebody else was faster", 1)
    assert "in the meantime" in page and "Somebody else was faster" in page  # what was typed is not lost
    assert "Closed" in act(named, "closed", "She is safe", 2)
    assert "in the meantime" in act(named, "note", "late", 3)
    assert (
        "Nothing here" in named.get("/team/safety").text
        and "Sometimes I want" in named.get("/team/safety?show=closed").text
    )
    assert "nobody has taken it on yet" in act(named, "reopened", "", 3)
    with connected():
        kinds = [(row.number, row.kind, row.by) for row in concerns.events(only_concern().id)]
    assert kinds == [(1, "taken", NAMED), (2, "note", NAMED), (3, "closed", NAMED), (4, "reopened", NAMED)]
    assert named.post(f"/team/safety/{only_concern().id}", {"kind": "deleted", "seen": "4"}).status_code == 400


def test_without_mail_and_without_names_the_teams_pages_say_so_plainly(tmp_path: Path) -> None:
    app = founded(settings_in(tmp_path))
    member = signed_in(app)
    for address in ("/team", "/team/cycles/1/answers", "/team/members", "/team/safety"):
        assert "Nobody is named for safety" in member.get(address).text
    with connected():
        TeamMember.update(hears_concerns=True).execute()
    send(app, ENGLISH)
    look(app)
    for address in ("/team", "/team/cycles/1/answers", "/team/members", "/team/safety"):
        page = member.get(address).text
        assert "E-mail is not set up, so the people named for safety are not told." in page and "(1" in page
    with connected():
        assert ConcernNotice.select().count() == 0


def test_who_cannot_be_reached_is_named_and_a_server_in_trouble_is_tried_again(
    app: Flask, named: Member, box: Box
) -> None:
    box.later.add(NAMED)
    send(app, ENGLISH)
    look(app)
    look(app)  # not again within the same minute
    with connected():
        notice = ConcernNotice.get()
        assert (notice.state, notice.tries) == ("waiting", 1)
        ConcernNotice.update(again=runs.now()).execute()
    page = named.get("/team/safety").text
    assert f"E-mail to {NAMED} did not go out." in page and "asks to come back later" in page
    box.later.clear()
    look(app)
    with connected():
        assert (ConcernNotice.get().state, ConcernNotice.get().again) == ("sent", None)
    assert box.recipients == [NAMED] and "did not go out" not in named.get("/team/safety").text


def test_an_address_that_is_refused_is_not_tried_again_but_shown(app: Flask, named: Member, box: Box) -> None:
    with connected():
        TeamMember.create(email="a@b..example", hears_concerns=True)  # no mail program can write to it
    box.refuse.add(COLLEAGUE)
    with connected():
        TeamMember.create(email=COLLEAGUE, hears_concerns=True)
    send(app, ENGLISH)
    look(app)
    look(app)
    page = named.get("/team/safety").text
    assert page.count("does not take mail for this address") == 2 and box.recipients == [NAMED]
    with connected():
        assert sorted(row.state for row in ConcernNotice.select()) == ["failed", "failed", "sent"]


def test_who_is_named_later_is_told_too(app: Flask, named: Member, colleague: Member, box: Box) -> None:
    send(app, ENGLISH)
    look(app)
    with connected():
        other = TeamMember.get(TeamMember.email == COLLEAGUE).id
    named.post(f"/team/members/{other}/safety", {"named": "1"})
    look(app)
    assert box.recipients == [NAMED, COLLEAGUE]
    assert "is no longer told" in named.post(f"/team/members/{other}/safety", {}, follow_redirects=True).text
    assert named.post("/team/members/99/safety", {"named": "1"}).status_code == 404


def test_the_district_sets_the_hours(app: Flask, named: Member) -> None:
    fields = {"name": "Larkspur", "language": "en", "schools": "\n".join(SCHOOLS)}
    for wrong in ("3", "169", "soon", ""):
        answer = named.post("/team/district", {**fields, "concern_hours": wrong})
        assert answer.status_code == 422 and "from 4 to 168" in answer.text
    named.post("/team/district", {**fields, "concern_hours": "48"})
    send(app, ENGLISH)
    look(app)
    assert re.search(r"4[78] hours left", named.get("/team/safety").text)


@pytest.mark.parametrize("channel", ["web", "kiosk", "paper", "meeting", "import"])
def test_every_way_in_is_searched_and_what_is_corrected_is_searched_again(
    app: Flask, named: Member, channel: str
) -> None:
    from app.store import responses, waves
    from app.workflow import collect

    with connected():
        wave = waves.fielded("families-spring").wave
        record = collect.record(wave, collect.Arrival("en", channel), {"was_hard": HARMLESS}, channel)
        responses.put(record, [{"item": "was_hard", "value": HARMLESS, "language": "en"}])
    look(app)
    with connected():
        assert (Concern.select().count(), ScreenedResponse.select().count()) == (0, 1)
        assert collect.correct(wave, collect.Arrival("en", channel), record["id"], {"next_steps": SPANISH})
    look(app)
    assert only_concern().comment == f"{record['id']}.next_steps"
    with connected():
        collect.take_back(wave, channel, record["id"])
        assert ScreenedResponse.select().count() == 0
    look(app)
    assert only_concern().text == SPANISH  # the record of what was done outlives the sheet
