"""Step 1 of a cycle: a response is accepted, once, without anything that tells who sent it."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.store import cycles, responses, waves
from app.store.database import transaction
from app.store.tables import Wave
from app.store.writer import Outcome, ResponseWriter
from forms.questionnaire import OTHER

# Stands for the code of a response that needs one and has none: no code has this digest.
NO_CODE = "none"
CHANNELS = ("web", "letter", "kiosk", "paper", "meeting", "import")
# Control characters (NUL among them) and the marks that turn the direction of all that follows: no language needs them,
# and they break databases, spreadsheets and the reading order of documents. Isolates and joiners stay.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]|[\ud800-\udfff]")


class Closed(Exception):
    """The form does not take responses (any more)."""


class Empty(ValueError):
    """Nothing was answered."""


@dataclass(frozen=True)
class Arrival:
    """How a response came: in which language, by which channel, to which version of the questionnaire.

    `code` is the digest of the one-response code that is spent with it, `batch` the import that it is part of, `given` the
    language of answers that were given in another one, by item.
    """

    language: str
    channel: str = "web"
    version: int = 1
    code: str = ""
    batch: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def accept(wave: Wave, arrival: Arrival, answers: Mapping[str, Any], key: str, writer: ResponseWriter) -> Outcome:
    """Store one response durably, and return whether it is new, was there already, or differs from what was sent before.

    `answers` maps item ids to a text, a number, a choice id or a list of choice ids; `key` is the one-time key of the form
    page, of which only a digest is kept. Raises Closed, Empty, and NotSaved when it could not be made durable.
    """
    if wave.state != "open":
        raise Closed
    return _put(wave, arrival, answers, key, writer)


def enter(wave: Wave, arrival: Arrival, answers: Mapping[str, Any], key: str, writer: ResponseWriter) -> Outcome:
    """Store one response that the team enters itself, from paper or from a meeting; else as `accept`.

    Paper arrives late: a form that is closed to the public still takes what the team enters, until the team says that
    all sheets and notes are in. A form that was never open takes nothing, for nobody can have been asked.
    """
    if not takes_entries(wave):
        raise Closed
    return _put(wave, arrival, answers, key, writer)


def takes_entries(wave: Wave) -> bool:
    """Tell whether the team may still enter sheets and notes for this form."""
    return bool(wave.state == "open" or (wave.state == "closed" and not wave.all_in))


def say_all_in(cycle_id: int, wave_id: int, all_in: bool) -> None:
    """Keep that all sheets and notes for a form are in (or not yet). Raises NotFound."""
    with transaction():
        waves.set_all_in(cycles.wave(cycle_id, wave_id).id, all_in)
    waves.touch_forms()


def take_back(wave: Wave, channel: str, response_id: str) -> dict[str, Any] | None:
    """Remove exactly one response that the team entered, and return its answers; None when there is none (any more)."""
    with transaction():
        return responses.remove(wave.id, channel, response_id)


def correct(wave: Wave, arrival: Arrival, response_id: str, answers: Mapping[str, Any]) -> bool:
    """Write other answers in place of those of a response that the team entered. False when there is none. Raises Empty."""
    kept = clean(answers)
    if not kept:
        raise Empty
    with transaction():
        found = responses.remove(wave.id, arrival.channel, response_id)
        if found is not None:
            responses.put({**record(wave, arrival, kept, ""), "id": response_id}, _answers(arrival, kept))
    return found is not None


def _put(wave: Wave, arrival: Arrival, answers: Mapping[str, Any], key: str, writer: ResponseWriter) -> Outcome:
    kept = clean(answers)
    if not kept:
        raise Empty
    return writer.put(record(wave, arrival, kept, key), _answers(arrival, kept), arrival.code or _needed(wave, arrival))


def _needed(wave: Wave, arrival: Arrival) -> str:
    """A form for those with a letter takes nothing else from people; the team's paper and notes need no code."""
    return NO_CODE if wave.codes_only and arrival.channel in ("web", "kiosk", "letter") else ""


def imported(wave: Wave, come: Mapping[str, Any], answers: Mapping[str, Any], key: str) -> tuple[dict, list] | None:
    """Return the row and the answers of a response that another tool collected; None when it says nothing.

    `come` holds its language, version and batch, and the hour if that is known; else the hour of the import counts.
    """
    kept = clean(answers)
    if not kept:
        return None
    arrival = Arrival(come["language"], "import", come["version"], batch=come["batch"])
    row = record(wave, arrival, kept, key)
    return {**row, "hour": come["hour"] or row["hour"]}, _answers(arrival, kept)


def record(wave: Wave, arrival: Arrival, kept: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the row of a response: its id is a digest, its time the hour."""
    return {
        "id": hashlib.sha256(f"{wave.slug}:{key}".encode()).hexdigest()[:40],
        "wave": wave.id,
        "language": arrival.language,
        "channel": arrival.channel,
        "hour": _hour(),
        "content": hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest(),
        "version": arrival.version,
        "batch": arrival.batch,
    }


def today() -> str:
    """Return the day (ISO, UTC) that the hours of today's responses begin with."""
    return _hour()[:10]


def _hour() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H")


def clean(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that say something, without characters that no language needs."""
    kept: dict[str, Any] = {}
    for item, value in answers.items():
        if isinstance(value, str):
            value = _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if value not in (None, "", []):
            kept[item] = value
    return kept


def _answers(arrival: Arrival, kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    # A choice that only its own words stand for was made in their language.
    given, own = arrival.given, arrival.language
    return [
        {"item": item, "value": value, "language": given.get(item) or given.get(item + OTHER) or own}
        for item, value in kept.items()
    ]
