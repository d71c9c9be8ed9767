"""Writes responses in groups: one commit that has reached the disk serves everybody who waits.

A commit costs a disk flush, and a disk does a few hundred of them a second. One thread per process collects the
responses that arrive while the last commit runs and commits them together; a blocking file lock queues the processes.
Nobody is thanked before the commit that holds their answers has returned.
"""

import json
import logging
import os
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from app.config import Settings
from app.store.database import database, transaction
from app.store.tables import Response

log = logging.getLogger(__name__)
_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
_COLUMNS = {name: field.column_name for name, field in Response._meta.fields.items()}
_MOST, _PATIENCE, _QUIET = 256, 30.0, 1.0  # responses; seconds; seconds


class Outcome(StrEnum):
    """What became of a response: stored now, already there, or its key was used for other answers before."""

    STORED = "stored"
    ALREADY = "already"
    CONFLICT = "conflict"


class NotSaved(Exception):
    """The response could not be made durable. It may be sent again: with the same key it will count once."""


@dataclass
class _Waiting:
    response: Mapping[str, Any]
    answers: list[dict[str, Any]]
    done: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome | None = None


# None asks the thread to end.
_Arriving = queue.SimpleQueue[_Waiting | None]


class ResponseWriter:
    """Group commit for one process. Safe to create before a fork: the thread starts with the first response."""

    def __init__(self, settings: Settings) -> None:
        self._lock_file: Path = settings.data_dir / "write.lock"
        self._guard = threading.Lock()
        self._pid = 0
        self._queue: _Arriving = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, response: Mapping[str, Any], answers: list[dict[str, Any]]) -> Outcome:
        """Store one response and return only when it is durable. Raises NotSaved."""
        self._start()
        waiting = _Waiting(response, answers)
        self._queue.put(waiting)
        if not waiting.done.wait(_PATIENCE) or waiting.outcome is None:
            raise NotSaved
        return waiting.outcome

    def __enter__(self) -> "ResponseWriter":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._queue.put(None)
        if self._thread is not None and self._pid == os.getpid():
            self._thread.join(_PATIENCE)

    def _start(self) -> None:
        if self._pid == os.getpid():
            return
        with self._guard:
            if self._pid != os.getpid():
                self._queue, self._pid = queue.SimpleQueue(), os.getpid()
                self._thread = threading.Thread(target=self._work, args=(self._queue,), daemon=True, name="responses")
                self._thread.start()

    def _work(self, arriving: _Arriving) -> None:
        stop = False
        while not stop:
            batch = [arriving.get()]
            try:
                # One connection for as long as responses keep coming: opening one costs more than writing one.
                while batch and not stop:
                    batch += _who_came_meanwhile(arriving)
                    stop = None in batch
                    self._settle([waiting for waiting in batch if waiting])
                    batch = _who_comes_soon(arriving)
            finally:
                database.close()

    def _settle(self, batch: list[_Waiting]) -> None:
        try:
            if batch:
                self._commit(batch)
        except Exception as error:
            # One bad response must not take the others with it: each is tried alone, and only the bad one fails.
            # Only the first line is logged, without a traceback: the rest may quote what a person wrote.
            reason = str(error).partition("\n")[0][:200]
            log.error("%s response(s) could not be committed: %s: %s", len(batch), type(error).__name__, reason)
            database.close()
            if len(batch) > 1:
                for waiting in batch:
                    self._settle([waiting])
                return
        for waiting in batch:
            waiting.done.set()

    def _commit(self, batch: list[_Waiting]) -> None:
        database.connect(reuse_if_open=True)
        with transaction(self._lock_file):
            outcomes = _insert(batch)
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.outcome = outcome


def _who_came_meanwhile(arriving: _Arriving) -> list[_Waiting | None]:
    found: list[_Waiting | None] = []
    while len(found) < _MOST and not arriving.empty():
        found.append(arriving.get())
    return found


def _who_comes_soon(arriving: _Arriving) -> list[_Waiting | None]:
    try:
        return [arriving.get(timeout=_QUIET)]
    except queue.Empty:
        return []


def _insert(batch: list[_Waiting]) -> list[Outcome]:
    # Written as SQL: building the same statements anew from models for every group would cost more than running them.
    first = {waiting.response["id"]: waiting for waiting in reversed(batch)}
    mark = database.param
    row = f"({', '.join([mark] * len(_COLUMNS))})"
    insert = f"insert into response ({', '.join(_COLUMNS.values())}) values {', '.join([row] * len(first))}"
    fields = [waiting.response[name] for waiting in first.values() for name in _COLUMNS]
    found = database.execute_sql(f"{insert} on conflict do nothing returning id", fields)
    new = {response_id for (response_id,) in found.fetchall()}
    answers = [(key, each["item"], _json(each["value"])) for key in new for each in first[key].answers]
    if answers:
        columns = f"insert into answer (response_id, item, value) values ({mark}, {mark}, {mark})"
        database.cursor().executemany(columns, answers)
    if len(new) == len(batch):
        return [Outcome.STORED] * len(batch)
    rows = Response.select(Response.id, Response.content).where(Response.id.in_(list(first)))
    known = {row.id: row.content for row in rows}
    return [_outcome(waiting, first, new, known) for waiting in batch]


def _outcome(waiting: _Waiting, first: Mapping[str, _Waiting], new: set[str], known: Mapping[str, str]) -> Outcome:
    key = waiting.response["id"]
    if key in new and first[key] is waiting:
        return Outcome.STORED
    return Outcome.ALREADY if known[key] == waiting.response["content"] else Outcome.CONFLICT
