"""Inviting: at most once for each person whatever breaks, a way out for ever, and nothing that leads to an answer."""

import datetime as dt
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

import pytest

from app.adapters.contact_files import Found, read_pasted
from app.adapters.mail import Later, MailError, Refused, ServerTrouble, Unsure
from app.config import Settings
from app.jobs import init_app
from app.store import contacts, cycles, publications
from app.store.database import connected, database
from app.store.tables import TABLES, Contact, Cycle, Job, Response, Wave
from app.workflow import invitations, prepare
from app.workflow.invitations import Post, SendError
from tests.mail_server import Box, free_port, serving, url_of
from tests.small_district import founded, settings_in

ROOT = Path(__file__).parents[2]
PEOPLE = tuple(f"person{n}@example.org" for n in range(5))


@dataclass
class FakeMailer:
    """Takes everything, but raises for an address what `trouble` holds for it; each time the next of a list."""

    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    after_each: Callable[[], object] = lambda: None

    def send(self, message: EmailMessage, to: str) -> None:
        if waiting := self.trouble.get(to):
            raise waiting.pop(0)
        self.taken.append((to, message))
        self.after_each()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    @property
    def recipients(self) -> list[str]:
        return [to for to, _message in self.taken]


@dataclass
class Clock:
    """Time that passes only when somebody waits."""

    now: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    chosen = settings_in(tmp_path, mail_url="smtp://mail.invalid", mail_from="SEL team <sel@larkspur.example>")
    founded(chosen)
    with connected():
        yield chosen


def listed(text: str = "\n".join(PEOPLE), wave_id: int = 1, tag: str = "en") -> invitations.Added:
    return invitations.add(1, wave_id, tag, read_pasted(text))


def states() -> dict[str, str]:
    return {row.email: row.state for row in Contact.select()}


def send(settings: Settings, mailer: FakeMailer, kind: str = "invite", clock: Clock | None = None) -> Job:
    """Send as the worker does, without its pauses."""
    clock = clock or Clock()
    job_id = invitations.request(1, kind, settings)
    post = Post(settings, lambda: mailer, lambda: clock.now, clock.sleep)
    while (pause := invitations.run(job_id, post)) is not None:
        clock.sleep(pause)
    return publications.get_job(job_id)


def test_everybody_gets_one_letter_in_their_language_about_their_form(settings: Settings) -> None:
    listed("a@example.org, Spanish\nb@example.org")
    listed("c@example.org, Arabic", wave_id=2)
    mailer = FakeMailer()
    job = send(settings, mailer)
    assert (job.state, job.done, job.of, job.payload["counts"]) == ("done", 3, 3, {"sent": 3})
    bodies = {to: text_of(message) for to, message in mailer.taken}
    assert "/f/families-spring?lang=es" in bodies["a@example.org"]
    assert "/f/families-spring?lang=en" in bodies["b@example.org"]
    assert "/f/students-spring?lang=ar" in bodies["c@example.org"] and "Larkspur" in bodies["c@example.org"]
    with pytest.raises(SendError, match="nobody"):
        invitations.request(1, "invite", settings)
    send(settings, mailer, "remind")
    assert len(mailer.taken) == 6 and set(states().values()) == {"reminded"}
    assert "If you have answered already: thank you" in text_of(dict(mailer.taken)["b@example.org"])


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_nothing_leads_from_a_letter_or_a_contact_to_an_answer(settings: Settings) -> None:
    listed()
    mailer = FakeMailer()
    send(settings, mailer)
    links = [{line for line in text_of(each).splitlines() if "/f/" in line} for _to, each in mailer.taken]
    assert links == [{f"{settings.base_url}/f/families-spring?lang=en"}] * 5
    # All that a contact and a response have in common is the form, which everybody shares.
    columns = {table: {column.name for column in database.get_columns(table)} for table in ("contact", "response")}
    assert columns["contact"] == {"id", "cycle_id", "wave_id", "email", "language", "state"}
    assert columns["contact"] & (columns["response"] | {"item", "value"}) == {"id", "wave_id", "language"}
    references = {key.dest_table for key in database.get_foreign_keys("contact")}
    assert references == {"cycle", "wave"}
    for table in TABLES:
        assert "contact" not in {key.dest_table for key in database.get_foreign_keys(table._meta.table_name)}
    assert Response._meta.fields["id"].field_type == "VARCHAR" and Contact._meta.fields["id"].field_type == "AUTO"
    kept = str([list(table.select().tuples()) for table in TABLES if table is not Contact])
    assert "example.org" not in kept.replace("sel@larkspur.example", "")


def test_what_was_added_and_what_was_not_is_told(settings: Settings) -> None:
    invitations.leave(invitations.leaves("s", invitations.token_for("s", "gone@example.org")))
    found = read_pasted("a@example.org\nA@Example.org\nnobody\ngone@example.org\nb@example.org")
    found += [Found("c@x.org", "c@x.org", "Klingon", "Parents"), Found("d@x.org", "d@x.org", "es", "Chess club")]
    added = invitations.add(1, 3, "vi", found)
    assert added == invitations.Added(new=3, known=1, invalid=["nobody"], no_more=1, no_form=1, no_language=1)
    assert {(row.email, row.wave.audience, row.language) for row in Contact.select()} == {
        ("a@example.org", "staff", "vi"), ("b@example.org", "staff", "vi"), ("c@x.org", "families", "vi"),
    }  # fmt: skip
    assert invitations.add(1, 3, "vi", found).new == 0


def test_fifty_thousand_addresses_are_one_list(settings: Settings) -> None:
    assert listed("\n".join(f"p{n}@example.org" for n in range(50_000))).new == 50_000
    assert contacts.count(1) == 50_000 and len(contacts.page(1, 49_990, 50)) == 10
    assert invitations.remove_all(1) == 50_000


def test_who_wants_no_more_gets_nothing_and_leaves_the_list(settings: Settings) -> None:
    listed()
    invitations.leave(invitations.leaves("s", invitations.token_for("s", PEOPLE[1])))
    mailer = FakeMailer()
    job = send(settings, mailer)
    assert mailer.recipients == [PEOPLE[0], *PEOPLE[2:]] and job.payload["counts"] == {"sent": 4, "no_more": 1}
    assert PEOPLE[1] not in states() and listed(PEOPLE[1]).no_more == 1


def test_a_no_more_link_that_we_did_not_make_is_nobodys(settings: Settings) -> None:
    token = invitations.token_for("secret", PEOPLE[0])
    assert invitations.leaves("secret", token) and not invitations.leaves("another", token)
    forged = "0" + token[1:] if token[0] != "0" else "1" + token[1:]
    assert not invitations.leaves("secret", forged) and not invitations.leaves("secret", "é")


def test_refused_and_put_off_addresses_stop_nobody(settings: Settings) -> None:
    listed()
    mailer = FakeMailer({PEOPLE[0]: [Refused("refused")], PEOPLE[1]: [Later("later")], PEOPLE[2]: [Refused("script")]})
    clock = Clock()
    job = send(settings, mailer, clock=clock)
    assert mailer.recipients == [PEOPLE[3], PEOPLE[4], PEOPLE[1]] and clock.now >= 300  # greylisted: tried again later
    assert job.state == "done" and job.payload["counts"] == {"sent": 3, "refused": 1, "script": 1}
    assert states()[PEOPLE[0]] == "failed" and states()[PEOPLE[1]] == "invited"


def test_an_address_that_is_put_off_again_and_again_stays_on_the_list(settings: Settings) -> None:
    listed()
    job = send(settings, FakeMailer({PEOPLE[0]: [Later("later") for _ in range(9)]}))
    assert (job.state, job.payload["later"], states()[PEOPLE[0]]) == ("done", 1, "new")


@pytest.mark.parametrize(("reason", "tries"), [("login", 1), ("unreachable", 4)])
def test_a_server_that_takes_nothing_loses_nobody(settings: Settings, reason: str, tries: int) -> None:
    listed()
    trouble: list[Exception] = [ServerTrouble(reason) for _ in range(9)]
    job = send(settings, FakeMailer({PEOPLE[0]: trouble}))
    assert (job.state, job.message, len(trouble)) == ("failed", reason, 9 - tries)
    assert set(states().values()) == {"new"}
    mailer = FakeMailer()
    assert send(settings, mailer).state == "done" and mailer.recipients == list(PEOPLE)


def test_a_server_that_refuses_everybody_marks_nobody_as_failed(settings: Settings) -> None:
    people = [f"p{n}@example.org" for n in range(40)]
    listed("\n".join(people))
    job = send(settings, FakeMailer({to: [Refused("refused")] for to in people}))
    assert (job.state, job.message, job.done) == ("failed", "all_refused", 0)
    assert set(states().values()) == {"new"}


def test_a_letter_of_which_nobody_knows_is_not_sent_again(settings: Settings) -> None:
    listed()
    mailer = FakeMailer({PEOPLE[1]: [Unsure("unsure")]})
    job = send(settings, mailer)
    assert job.payload["counts"] == {"sent": 4, "unsure": 1} and set(states().values()) == {"invited"}
    send(settings, mailer, "remind")
    assert mailer.recipients.count(PEOPLE[1]) == 1  # the reminder reaches them


def test_a_server_that_dies_after_each_letter_costs_only_a_few_theirs(settings: Settings) -> None:
    people = [f"p{n}@example.org" for n in range(40)]
    listed("\n".join(people))
    job = send(settings, FakeMailer({to: [Unsure("unsure")] for to in people}))
    assert (job.state, job.message) == ("failed", "gone") and job.payload["counts"]["unsure"] <= 8


def test_stopping_keeps_the_rest_and_going_on_writes_to_them_alone(settings: Settings) -> None:
    listed()
    mailer = FakeMailer()
    mailer.after_each = lambda: invitations.stop(1) if len(mailer.taken) == 2 else None
    assert send(settings, mailer).state == "stopped" and len(mailer.taken) == 2
    assert send(settings, mailer).state == "done" and mailer.recipients == list(PEOPLE)


def test_closing_the_forms_ends_the_sending(settings: Settings) -> None:
    listed()
    mailer = FakeMailer()
    mailer.after_each = lambda: prepare.close_cycle(1)
    job = send(settings, mailer)
    assert (job.state, job.message, len(mailer.taken)) == ("stopped", "closed", 1)
    with pytest.raises(SendError, match="not_open"):
        invitations.request(1, "invite", settings)


def test_the_server_is_given_time(settings: Settings) -> None:
    listed("\n".join(f"p{n}@example.org" for n in range(200)))
    clock = Clock()
    send(replace(settings, mail_per_second=2), FakeMailer(), clock=clock)
    assert 99 <= clock.now <= 101


def test_nothing_is_sent_twice_at_once_and_forms_by_code_are_left_alone(settings: Settings) -> None:
    listed()
    listed("c@example.org", wave_id=2)
    Wave.update(codes_only=True).where(Wave.id == 2).execute()
    job_id = invitations.request(1, "invite", settings)
    assert invitations.request(1, "invite", settings) == job_id
    with pytest.raises(SendError, match="sending"):
        invitations.request(1, "remind", settings)
    with pytest.raises(SendError, match="no_mail"):
        invitations.stop(1)
        invitations.request(1, "invite", replace(settings, mail_url=""))
    mailer = FakeMailer()
    send(settings, mailer)
    assert mailer.recipients == list(PEOPLE)


def test_addresses_are_forgotten_thirty_days_after_the_forms_were_closed(settings: Settings) -> None:
    listed()
    prepare.close_cycle(1)
    today = dt.date.fromisoformat(Cycle.get_by_id(1).closed)
    assert invitations.forget_closed(today + dt.timedelta(days=29)) == 0
    prepare.open_cycle(1)
    assert invitations.forget_closed(today + dt.timedelta(days=90)) == 0
    prepare.close_cycle(1)
    assert invitations.forget_closed(today + dt.timedelta(days=30)) == 5 and contacts.count(1) == 0


def test_no_address_is_in_the_log_whatever_breaks(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    listed()
    caplog.set_level(logging.DEBUG)
    job = send(settings, FakeMailer({PEOPLE[0]: [RuntimeError(f"cannot write to {PEOPLE[0]}")]}))
    assert job.state == "failed" and "RuntimeError" in caplog.text and "example.org" not in caplog.text
    job = send(settings, FakeMailer())  # the one that was under way counts as sent
    assert job.payload["counts"] == {"sent": 4, "unsure": 1}


def test_a_killed_worker_writes_to_nobody_twice(tmp_path: Path) -> None:
    """A real worker and a real server: kill -9 in the middle, and another worker takes up the rest."""
    box = Box()
    with serving(box) as server:
        chosen = settings_in(tmp_path, mail_url=url_of(server), mail_from="sel@larkspur.example")
        founded(chosen)
        with connected():
            listed("\n".join(f"p{n}@example.org" for n in range(60)))
            queued = init_app(replace(chosen, testing=False))
            queued.send(1, "invite")
        environ = os.environ | {
            "DATA_DIR": str(tmp_path), "SECRET_KEY": chosen.secret_key, "MAIL_URL": chosen.mail_url,
            "MAIL_FROM": chosen.mail_from, "MAIL_PER_SECOND": "40",
        }  # fmt: skip
        for when in (15, 60):
            worker = subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=environ)
            try:
                until(lambda when=when: len(box.taken) >= when or state() == "done")  # type: ignore[misc]
                if when == 60:
                    until(lambda: state() == "done")
            finally:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
    assert len(set(box.recipients)) == len(box.recipients) >= 59
    with connected():
        counts = Job.get().payload["counts"]
        assert counts["sent"] + counts.get("unsure", 0) == 60 and counts.get("unsure", 0) <= 1
        assert set(states().values()) == {"invited"}


def state() -> str:
    with connected():
        return str(Job.get().state)


def until(holds: Callable[[], Any]) -> None:
    """Wait for something that a process of its own does."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never happened")


def test_a_real_server_that_is_down_is_called_again_and_a_test_letter_tells_what_it_said(settings: Settings) -> None:
    listed()
    port = free_port()
    down = replace(settings, mail_url=f"smtp+plain://127.0.0.1:{port}")
    job_id = invitations.request(1, "invite", down)
    assert invitations.run(job_id, invitations.post_of(down)) == 300
    assert publications.get_job(job_id).message == "unreachable"
    with pytest.raises(MailError, match="unreachable"):
        invitations.send_test(1, 1, "invite", "es", "sel@larkspur.example", invitations.post_of(down))
    box = Box()
    with serving(box, port):
        assert invitations.run(job_id, invitations.post_of(down)) is None
        invitations.send_test(1, 1, "invite", "es", "sel@larkspur.example", invitations.post_of(down))
    assert box.recipients == [*PEOPLE, "sel@larkspur.example"]
    assert publications.get_job(job_id).state == "done" and cycles.get(1).state == "open"
