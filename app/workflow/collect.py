"""Step 1 of a cycle: a response is accepted, once, without anything that tells who sent it."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.store.tables import Wave
from app.store.writer import Outcome, ResponseWriter

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

    `code` is the digest of the one-response code that is spent with it, `batch` the import that it is part of.
    """

    language: str
    channel: str = "web"
    version: int = 1
    code: str = ""
    batch: str = ""


def accept(wave: Wave, arrival: Arrival, answers: Mapping[str, Any], key: str, writer: ResponseWriter) -> Outcome:
    """Store one response durably, and return whether it is new, was there already, or differs from what was sent before.

    `answers` maps item ids to a text, a number, a choice id or a list of choice ids; `key` is the one-time key of the form
    page, of which only a digest is kept. Raises Closed, Empty, and NotSaved when it could not be made durable.
    """
    if wave.state != "open":
        raise Closed
    kept = clean(answers)
    if not kept:
        raise Empty
    return writer.put(record(wave, arrival, kept, key), _answers(kept), arrival.code or _needed(wave, arrival))


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
    row = record(wave, Arrival(come["language"], "import", come["version"], batch=come["batch"]), kept, key)
    return {**row, "hour": come["hour"] or row["hour"]}, _answers(kept)


def record(wave: Wave, arrival: Arrival, kept: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the row of a response: its id is a digest, its time the hour."""
    return {
        "id": hashlib.sha256(f"{wave.slug}:{key}".encode()).hexdigest()[:40],
        "wave": wave.id,
        "language": arrival.language,
        "channel": arrival.channel,
        "hour": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H"),
        "content": hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest(),
        "version": arrival.version,
        "batch": arrival.batch,
    }


def clean(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that say something, without characters that no language needs."""
    kept: dict[str, Any] = {}
    for item, value in answers.items():
        if isinstance(value, str):
            value = _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if value not in (None, "", []):
            kept[item] = value
    return kept


def _answers(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"item": item, "value": value} for item, value in kept.items()]
