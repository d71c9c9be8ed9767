"""Writes responses in groups: one commit that has reached the disk serves everybody who waits.

A commit costs a disk flush, and a disk does a few hundred of them a second. One thread per process collects the
responses that arrive while the last commit runs and commits them together; a blocking file lock queues the processes.
Nobody is thanked before the commit that holds their answers has returned.
"""

import fcntl
import json
import logging
import os
import queue
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from types import TracebackType
from typing import Any, TextIO

from app.config import Settings
from app.store.database import database
from app.store.tables import Response

log = logging.getLogger(__name__)
_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
_COLUMNS = {name: field.column_name for name, field in Response._meta.fields.items()}
_MOST, _ROWS = 1000, 2000  # responses in a group, rows in a statement
_PATIENCE, _QUIET = 30.0, 1.0  # seconds


class Outcome(StrEnum):
    """What became of a response: stored now, already there, its key was used for other answers before, or its code
    does not (or no longer) open this form."""

    STORED = "stored"
    ALREADY = "already"
    CONFLICT = "conflict"
    NO_CODE = "no-code"


class NotSaved(Exception):
    """The response could not be made durable. It may be sent again: with the same key it will count once."""


@dataclass
class _Waiting:
    response: Mapping[str, Any]
    answers: list[dict[str, Any]]
    code: str = ""
    outcome: Outcome | None = None
    done: threading.Lock = field(default_factory=threading.Lock)  # held until the outcome is known

    def __post_init__(self) -> None:
        self.done.acquire()


# None asks the thread to end.
_Arriving = queue.SimpleQueue[_Waiting | None]


class ResponseWriter:
    """Group commit for one process. Safe to create before a fork: the thread starts with the first response."""

    def __init__(self, settings: Settings) -> None:
        self._turns = None if settings.database_url else settings.data_dir / "write.lock"
        self._lock: TextIO | None = None
        self._guard = threading.Lock()
        self._pid = 0
        self._queue: _Arriving = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, response: Mapping[str, Any], answers: list[dict[str, Any]], code: str = "") -> Outcome:
        """Store one response and return only when it is durable. Raises NotSaved.

        With `code`, the digest of a one-response code, that code is spent in the same commit, or nothing is stored.
        """
        self._start()
        waiting = _Waiting(response, answers, code)
        self._queue.put(waiting)
        if not waiting.done.acquire(timeout=_PATIENCE) or waiting.outcome is None:
            raise NotSaved
        return waiting.outcome

    def put_all(self, entries: Sequence[tuple[Mapping[str, Any], list[dict[str, Any]]]]) -> list[Outcome | None]:
        """Store many responses in a few commits, and return when each is durable; None for one that cannot be stored.

        Others who send a response meanwhile share these commits, or wait for one of them at most. Raises NotSaved.
        """
        self._start()
        waiting = [_Waiting(response, answers) for response, answers in entries]
        for each in waiting:
            self._queue.put(each)
        if not all(each.done.acquire(timeout=_PATIENCE) for each in waiting):
            raise NotSaved
        outcomes = [each.outcome for each in waiting]
        if outcomes and not any(outcomes):
            raise NotSaved
        return outcomes

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
                    batch = [] if stop else _who_comes_soon(arriving)
            finally:
                self._rest()

    def _rest(self) -> None:
        database.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _settle(self, batch: list[_Waiting]) -> None:
        if batch and not self._commit(batch):
            # One bad response must not take the others with it: each is tried alone, and only the bad one fails.
            for waiting in batch:
                self._commit([waiting])
        for waiting in batch:
            waiting.done.release()

    def _commit(self, batch: list[_Waiting]) -> bool:
        try:
            database.connect(reuse_if_open=True)
            with self._turn():
                outcomes = _insert(batch)
        except Exception as error:
            # Only the first line is logged, without a traceback: the rest may quote what a person wrote.
            reason = str(error).partition("\n")[0][:200]
            log.error("%s response(s) could not be committed: %s: %s", len(batch), type(error).__name__, reason)
            database.close()
            return False
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.outcome = outcome
        return True

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """A transaction when it is this process's turn: a blocking lock has a shorter tail than SQLite's polling."""
        if self._turns is None:
            with database.atomic():
                yield
            return
        if self._lock is None:
            self._lock = self._turns.open("a")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            with database.atomic("IMMEDIATE"):
                yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)


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
    # In as few statements as can be, and as SQL: a thread that shares its process with many that render pages has to
    # queue for the interpreter after each statement, and building statements from models costs more than running them.
    first = {waiting.response["id"]: waiting for waiting in reversed(batch)}
    found = database.execute_sql(f"select id, content from response where id in ({_marks(len(first))})", list(first))
    known: dict[str, str] = dict(found.fetchall())
    new = {key: waiting for key, waiting in first.items() if key not in known and _opens(waiting)}
    _insert_rows("response", _COLUMNS.values(), [[each.response[name] for name in _COLUMNS] for each in new.values()])
    answers = [
        (key, one["item"], _json(one["value"]), one["language"]) for key, each in new.items() for one in each.answers
    ]
    _insert_rows("answer", ("response_id", "item", "value", "language"), answers)
    return [_outcome(waiting, new, known) for waiting in batch]


def _insert_rows(table: str, columns: Iterable[str], rows: Sequence[Sequence[Any]]) -> None:
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        places = ", ".join([f"({_marks(len(part[0]))})"] * len(part))
        fields = [value for row in part for value in row]
        database.execute_sql(f"insert into {table} ({', '.join(columns)}) values {places}", fields)


def _marks(n: int) -> str:
    return ", ".join([database.param] * n)


def _opens(waiting: _Waiting) -> bool:
    """Spend the code that a response came with; a response without one needs none."""
    if not waiting.code:
        return True
    spent = "update access_code set spent = {0} where digest = {0} and wave_id = {0} and spent = {0} and void = {0}"
    values = (True, waiting.code, waiting.response["wave"], False, False)
    return database.execute_sql(spent.format(database.param), values).rowcount == 1


def _outcome(waiting: _Waiting, new: Mapping[str, _Waiting], known: Mapping[str, str]) -> Outcome:
    key, content = waiting.response["id"], waiting.response["content"]
    if key in new:
        if new[key] is waiting:
            return Outcome.STORED
        return Outcome.ALREADY if new[key].response["content"] == content else Outcome.CONFLICT
    if key not in known:
        return Outcome.NO_CODE
    return Outcome.ALREADY if known[key] == content else Outcome.CONFLICT
