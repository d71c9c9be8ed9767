"""Sends the letters: slowly enough for the server, and never the same one twice to anybody.

At most once, by choice: a contact is marked before its letter is handed over, and the mark is durable. When the work is
killed in between, or the connection breaks before the server has answered, the letter counts as sent and the page tells
how many such there are: one person without a letter is better than hundreds with two.
"""

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.adapters.mail import Later, Mailer, Occasion, Refused, ServerTrouble, SmtpMailer, Unsure, compose, render
from app.adapters.mail.letters import site
from app.adapters.mail.smtp import PATIENCE
from app.config import Settings, mail_server
from app.store import contacts, cycles, publications
from app.store.database import transaction
from app.store.tables import Contact, Job
from app.workflow.invitations.contacts import digest, token_for
from app.workflow.invitations.letters import occasion

log = logging.getLogger(__name__)

# Of each kind: the state that a contact has before, while its letter is handed over, and after.
STATES = {"invite": ("new", "inviting", "invited"), "remind": ("invited", "reminding", "reminded")}
AGAIN = (300, 900, 3600)  # seconds until the next try, when the server or a mailbox is busy
_SLICE = 60.0  # seconds, then other work of the queue has its turn
_SUSPICIOUS = 20  # so many refused and none taken: it is not the addresses
_DOUBTS = 2  # letters in a row of which nobody knows whether they were taken
TEST_PATIENCE = 10.0  # seconds; somebody waits for the page


class SendError(Exception):
    """Nothing can be sent. `reason` is a word: ``no_mail``, ``not_open``, ``sending`` (something else is) or ``nobody``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Post:
    """What sending needs: the settings, a mailer, and a clock (seconds) that can be waited by."""

    settings: Settings
    mailer: Callable[[], Mailer]
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def post_of(settings: Settings, patience: float = PATIENCE) -> Post:
    """Return the post that MAIL_URL describes; each answer of the server may take `patience` seconds."""
    return Post(settings, lambda: SmtpMailer(mail_server(settings.mail_url), site(settings.base_url), patience))


def request(cycle_id: int, kind: str, settings: Settings) -> int:
    """Ask for a sending and return the job's id; one that waits or works is returned instead of a second.

    Raises SendError.
    """
    latest = contacts.sending(cycle_id)
    if latest is not None and latest.state in ("waiting", "running"):
        if latest.kind == kind:
            return latest.id
        raise SendError("sending")
    if not settings.mail_url:
        raise SendError("no_mail")
    if cycles.get(cycle_id).state != "open":
        raise SendError("not_open")
    if not contacts.to_send(cycle_id, STATES[kind][0]):
        raise SendError("nobody")
    with transaction():
        return publications.add_job(cycle_id, kind).id


def stop(cycle_id: int) -> None:
    """Stop sending after the letter that is under way; who was not written to yet stays on the list."""
    with transaction():
        contacts.stop(cycle_id)


def send_test(cycle_id: int, wave_id: int, kind: str, tag: str, to: str, post: Post) -> None:
    """Send one letter to a member of the team, at once. Raises MailError and SendError."""
    if not post.settings.mail_url:
        raise SendError("no_mail")
    shared = occasion(cycles.wave(cycle_id, wave_id), kind, post.settings)
    letter = render(shared, tag, token_for(post.settings.secret_key, to))
    with post.mailer() as mailer:
        mailer.send(compose(letter, post.settings.mail_from, to, post.settings.base_url), to)


def run(job_id: int, post: Post) -> float | None:
    """Send until all is sent, somebody stops it, or a slice of time is over.

    Returns the seconds after which it must be called again, None when it is done.
    """
    job = publications.get_job(job_id)
    if job.kind not in STATES or not _begin(job):
        return None
    try:
        with post.mailer() as mailer:
            return _Sending(job, post, mailer).work()
    except Exception as error:
        # Without its message: it may hold somebody's address.
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("sending failed in job %s: %s\n%s", job_id, type(error).__name__, trace)
        contacts.end(job_id, "failed", "broken")
        return None


def _begin(job: Job) -> bool:
    before, during, after = STATES[job.kind]
    with transaction():
        # What a killed worker had marked may have been sent, so it counts as sent.
        unsure = contacts.settle(job.cycle_id, during, after)
        counts = Counter(job.payload.get("counts", {}))
        counts["unsure"] += unsure
        publications.mark_job(job.id, payload={**job.payload, "counts": dict(+counts)})
        job.payload = {**job.payload, "counts": dict(+counts)}
        return contacts.start(job.id, sum(counts.values()) + contacts.to_send(job.cycle_id, before))


@dataclass
class _Sending:
    """One turn of one job. `payload` of the job is {counts, after: last contact id, later: put off in this pass, tries}."""

    job: Job
    post: Post
    mailer: Mailer
    occasions: dict[int, Occasion] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    in_doubt: int = 0
    free_at: float = 0.0

    def __post_init__(self) -> None:
        self.before, self.during, self.after = STATES[self.job.kind]
        self.payload: dict[str, Any] = {"after": 0, "later": 0, "tries": 0, **self.job.payload}
        self.counts = Counter(self.payload.get("counts", {}))

    def work(self) -> float | None:
        until = self.post.clock() + _SLICE
        try:
            for contact in self._waiting():
                if contacts.keep_on(self.job.id):
                    break
                if self.post.clock() > until:
                    return 0.0
                self._take(contact)
        except ServerTrouble as trouble:
            return (
                self._try_again(trouble.reason)
                if trouble.reason in trouble.PASSING
                else self._end("failed", trouble.reason)
            )
        reason = contacts.keep_on(self.job.id)
        if not reason and self.payload["later"] and (pause := self._try_again("later")):
            return pause
        return self._end("stopped" if reason else "done", reason)

    def _waiting(self) -> Iterator[Contact]:
        while batch := contacts.after(self.job.cycle_id, self.before, self.payload["after"]):
            yield from batch

    def _take(self, contact: Contact) -> None:
        """Write to one contact, whatever comes of it. Raises ServerTrouble, after which the contact waits as before."""
        if contacts.no_more([digest(contact.email)]):
            with self._noted(contact, "no_more"):
                contacts.remove(self.job.cycle_id, contact.id)
            return
        with transaction():
            if not contacts.change([contact.id], self.before, self.during):
                self.payload["after"] = contact.id
                return  # taken off the list, or somebody else's work, since it was read
        self._wait_for_turn()
        try:
            self._write_to(contact)
        except Refused as outcome:
            self._settle(contact, "failed", outcome.reason)
            self._suspect(contact, outcome.reason)
        except Later:
            self.payload["later"] += 1
            self._settle(contact, self.before, "")
        except Unsure:
            self._settle(contact, self.after, "unsure")
            self._doubt()
        except ServerTrouble:
            with transaction():
                contacts.change([contact.id], self.during, self.before)
            raise
        else:
            self.refused, self.in_doubt, self.payload["tries"] = [], 0, 0
            self._settle(contact, self.after, "sent")

    def _write_to(self, contact: Contact) -> None:
        settings = self.post.settings
        if contact.wave_id not in self.occasions:
            self.occasions[contact.wave_id] = occasion(contact.wave, self.job.kind, settings)
        token = token_for(settings.secret_key, contact.email)
        letter = render(self.occasions[contact.wave_id], contact.language, token)
        self.mailer.send(compose(letter, settings.mail_from, contact.email, settings.base_url), contact.email)

    def _settle(self, contact: Contact, state: str, counted: str) -> None:
        with self._noted(contact, counted):
            contacts.change([contact.id], self.during, state)

    @contextmanager
    def _noted(self, contact: Contact, counted: str) -> Iterator[None]:
        """Write what became of a contact, and how far the job is, in one transaction."""
        self.payload["after"] = contact.id
        if counted:
            self.counts[counted] += 1
        with transaction():
            yield
            self._keep()

    def _keep(self) -> None:
        self.payload["counts"] = dict(+self.counts)
        publications.mark_job(self.job.id, done=sum(self.counts.values()), payload=self.payload)

    def _suspect(self, contact: Contact, reason: str) -> None:
        """Stop when the server takes nobody: then it is not the addresses, and they are put back."""
        if reason != "refused" or self.counts["sent"]:
            return
        self.refused.append(contact.id)
        if len(self.refused) >= _SUSPICIOUS:
            self.counts["refused"] -= len(self.refused)
            with transaction():
                contacts.change(self.refused, "failed", self.before)
                self._keep()
            raise ServerTrouble("all_refused")

    def _doubt(self) -> None:
        """Stop when the server breaks off after letters again and again: each costs somebody theirs."""
        self.in_doubt += 1
        if self.in_doubt >= _DOUBTS:
            raise ServerTrouble("gone")

    def _wait_for_turn(self) -> None:
        now = self.post.clock()
        if self.free_at > now:
            self.post.sleep(self.free_at - now)
        self.free_at = max(self.free_at, now) + 1 / self.post.settings.mail_per_second

    def _try_again(self, reason: str) -> float | None:
        """Let the job wait and begin at the start of the list, a few times; None when that has been enough."""
        tries = self.payload["tries"]
        if tries >= len(AGAIN):
            return None if reason == "later" else self._end("failed", reason)
        self.payload |= {"tries": tries + 1, "after": 0, "later": 0}
        with transaction():
            self._keep()
            contacts.end(self.job.id, "waiting", reason)
        return AGAIN[tries]

    def _end(self, state: str, reason: str = "") -> float | None:
        with transaction():
            contacts.end(self.job.id, state, reason)
        return None
