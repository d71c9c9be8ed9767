"""Writes responses in groups: one commit that has reached the disk serves everybody who waits.

A commit costs a disk flush, and a disk does a few hundred of them a second. One thread per process collects the
responses that arrive while the last commit runs and commits them together; a blocking file lock queues the processes.
Nobody is thanked before the commit that holds their answers has returned.
"""

import logging
import os
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any

from app.config import Settings
from app.store.database import connected, transaction
from app.store.tables import Answer, Response

log = logging.getLogger(__name__)
_MOST, _PATIENCE = 256, 30.0


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


class ResponseWriter:
    """Group commit for one process. Safe to create before a fork: the thread starts with the first response."""

    def __init__(self, settings: Settings) -> None:
        self._lock_file: Path = settings.data_dir / "write.lock"
        self._guard = threading.Lock()
        self._pid = 0
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()

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

    def _start(self) -> None:
        if self._pid == os.getpid():
            return
        with self._guard:
            if self._pid != os.getpid():
                self._queue, self._pid = queue.SimpleQueue(), os.getpid()
                threading.Thread(target=self._work, args=(self._queue,), daemon=True, name="responses").start()

    def _work(self, arriving: "queue.SimpleQueue[_Waiting | None]") -> None:
        while (first := arriving.get()) is not None:
            batch = [first]
            while len(batch) < _MOST and not arriving.empty():
                if (other := arriving.get()) is None:
                    return self._settle(batch)
                batch.append(other)
            self._settle(batch)

    def _settle(self, batch: list[_Waiting]) -> None:
        try:
            self._commit(batch)
        except Exception as error:
            # One bad response must not take the others with it: each is tried alone, and only the bad one fails.
            # Only the first line is logged, without a traceback: the rest may quote what a person wrote.
            reason = str(error).partition("\n")[0][:200]
            log.error("%s response(s) could not be committed: %s: %s", len(batch), type(error).__name__, reason)
            if len(batch) > 1:
                for waiting in batch:
                    self._settle([waiting])
                return
        for waiting in batch:
            waiting.done.set()

    def _commit(self, batch: list[_Waiting]) -> None:
        with connected(), transaction(self._lock_file):
            outcomes = _insert(batch)
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.outcome = outcome


def _insert(batch: list[_Waiting]) -> list[Outcome]:
    first = {waiting.response["id"]: waiting for waiting in reversed(batch)}
    insert = Response.insert_many([waiting.response for waiting in first.values()]).on_conflict_ignore()
    new = {row[0] for row in insert.returning(Response.id).tuples().execute()}
    answers = [{"response": key, **answer} for key in new for answer in first[key].answers]
    if answers:
        Answer.insert_many(answers).execute()
    known = dict(Response.select(Response.id, Response.content).where(Response.id.in_(list(first))).tuples())
    return [_outcome(waiting, first, new, known) for waiting in batch]


def _outcome(waiting: _Waiting, first: Mapping[str, _Waiting], new: set[str], known: Mapping[str, str]) -> Outcome:
    key = waiting.response["id"]
    if key in new and first[key] is waiting:
        return Outcome.STORED
    return Outcome.ALREADY if known[key] == waiting.response["content"] else Outcome.CONFLICT
