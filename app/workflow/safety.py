"""Statements that may tell of danger go first to named people, with a clock, whatever else is done with a response.

Nothing here is on the way of a person who sends a form: the worker looks at what came in, minute by minute.
"""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from app.adapters.mail import Later, Mailer, MailError, Refused, ServerTrouble, Unsure, alert, compose
from app.analysis import screening as search
from app.analysis.ports import Engines
from app.analysis.redaction import redact
from app.config import Settings
from app.store import concerns, cycles, members, notices, runs, screening
from app.store.concerns import Found
from app.store.database import transaction
from app.store.screening import Written
from app.store.tables import Concern, TeamMember

log = logging.getLogger(__name__)

# What can be done about a concern, with the state that it has before and after. None: the state stays.
STEPS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "taken": (concerns.OPEN, "taken"), "note": (concerns.OPEN, None), "closed": (concerns.OPEN, "closed"),
    "false_alarm": (concerns.OPEN, "false_alarm"), "reopened": (("closed", "false_alarm"), "new"),
}  # fmt: skip
TOLD = ("note", "closed", "false_alarm")  # those that have to be explained
LONGEST_NOTE = 4000
LEAST_HOURS, MOST_HOURS = 4, 168
_AT_ONCE = 500  # responses whose words are searched in one transaction; for their meaning, so many
_FOR_MEANING = 100
_LONGEST_PAUSE = 60  # minutes until the next try, when the mail server is in trouble


class StepError(ValueError):
    """`reason` is a word: ``unknown``, ``empty`` (nothing was explained) or ``meanwhile`` (somebody else did something)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def name(member_id: int, hears_concerns: bool) -> TeamMember:
    """Let a member be told of what may tell of danger, or no longer. Raises NotFound."""
    with transaction():
        return members.name(member_id, hears_concerns)


def step(concern_id: str, kind: str, text: str, seen: int, by: str) -> None:
    """Keep what a named person did about a concern after `seen` events. Raises NotFound and StepError."""
    concern, text = concerns.get(concern_id), text.strip()[:LONGEST_NOTE]
    if kind not in STEPS:
        raise StepError("unknown")
    before, after = STEPS[kind]
    if concern.state not in before:
        raise StepError("meanwhile")
    if kind in TOLD and not text:
        raise StepError("empty")
    state = {"state": after or concern.state, "by": by if kind == "taken" else "" if kind == "reopened" else concern.by}
    event = {"kind": kind, "text": text, "by": by, "at": runs.now()}
    if not concerns.append(concern_id, seen + 1, event, state):
        raise StepError("meanwhile")


def read_words() -> None:
    """Search the words of every response that came in since; what is found stands on the queue at once."""
    while response_ids := screening.unread(_AT_ONCE):
        written = screening.written(response_ids)
        new = _found(written, search.search_words([each.text for each in written]))
        with transaction():
            concerns.put(new)
            screening.mark_read(response_ids)


def read_meaning(engines: Callable[[], Engines]) -> bool:
    """Search the meaning of some responses whose words were searched; False when there are none."""
    response_ids = screening.half_read(_FOR_MEANING)
    if not response_ids:
        return False
    written = screening.written(response_ids)
    new = _found(written, search.search_meaning([each.text for each in written], engines())) if written else []
    with transaction():
        concerns.put(new)
        screening.mark_understood(response_ids)
    return True


def tell(settings: Settings, mailer: Callable[[], Mailer]) -> None:
    """Write to every named person of what is new, half over or overdue, once each; what does not go out is tried again."""
    now = runs.now()
    if not settings.mail_url:
        return
    waiting = list(_untold(now))
    if not waiting:
        return
    with mailer() as post:
        for place, (email, occasion, ids) in enumerate(waiting):
            try:
                _write_to(post, settings, email, occasion)
                _note(email, occasion, ids, state="sent")
            except Refused as trouble:
                _note(email, occasion, ids, state="failed", reason=trouble.reason)
            except ValueError:  # an address that fits into no header must not keep the others from being told
                _note(email, occasion, ids, state="failed", reason="refused")
            except Unsure:
                _note(email, occasion, ids, state="unsure")
            except Later as trouble:
                _put_off(waiting[place : place + 1], trouble, now)
            except ServerTrouble as trouble:
                _put_off(waiting[place:], trouble, now)
                return


def _found(written: Sequence[Written], kinds: Sequence[str | None]) -> list[dict]:
    hits = [(each, kind) for each, kind in zip(written, kinds, strict=True) if kind]
    found = [Found(each.comment, kind, redact(each.text, each.language)[0], each.language) for each, kind in hits]
    return concerns.rows(found, runs.now())


def occasion(concern: Concern, now: dt.datetime) -> str:
    """Return what the clock says of a concern: ``new``, ``half`` (half of the time is over) or ``overdue``."""
    since, due = concerns.moment(concern.since), concerns.moment(concern.due)
    if now >= due:
        return "overdue"
    return "half" if now >= since + (due - since) / 2 else "new"


def _untold(now: dt.datetime) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (address, occasion, concern ids): one e-mail about all of them."""
    done, found = notices.settled(), defaultdict(list)
    for concern in concerns.queue():
        what = occasion(concern, now)
        for member in members.named():
            if notices.is_waiting(done.get((concern.id, what, member.email)), now):
                found[member.email, what].append(concern.id)
    yield from ((email, what, ids) for (email, what), ids in found.items())


def _write_to(post: Mailer, settings: Settings, email: str, what: str) -> None:
    district = cycles.district()
    letter = alert(what, district.language if district else "en", f"{settings.base_url}/team/safety")
    post.send(compose(letter, settings.mail_from, email, settings.base_url), email)


def _put_off(waiting: Sequence[tuple[str, str, list[str]]], trouble: MailError, now: dt.datetime) -> None:
    done = notices.settled()
    log.error("people named for safety could not be told: %s", trouble.reason)
    for email, what, ids in waiting:
        before = [done[each, what, email].tries for each in ids if (each, what, email) in done]
        tries = max(before, default=0) + 1
        again = now + dt.timedelta(minutes=min(2 ** (tries - 1), _LONGEST_PAUSE))
        _note(email, what, ids, state="waiting", reason=trouble.reason, tries=tries, again=again)


def _note(email: str, what: str, ids: Sequence[str], **fields: object) -> None:
    with transaction():
        notices.put(ids, what, email, **fields)
