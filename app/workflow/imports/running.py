"""The slow part: reading a long file, storing its responses batch by batch, and removing them again.

Whatever is done is marked after each batch, and a response's key comes from the file and its row: a worker that was killed
goes on where it was, and nothing is stored twice.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Protocol

from app.adapters.response_tables import ResponseTableError, answers_of, layout_of, study
from app.store import cycles, response_files
from app.store.database import transaction
from app.store.tables import ResponseFile, Wave
from app.store.writer import NotSaved, Outcome, ResponseWriter
from app.workflow.imports.mapping import forms_of, proposal
from app.workflow.imports.meaning import reading_of
from app.workflow.imports.rows import WHOLE_ROW, Taker

BATCH = 1000
MOST_PROBLEMS = 20_000
NOT_SAVED, CONFLICT = "not-saved", "conflict"
Entry = tuple[Mapping[str, Any], list[dict[str, Any]]]


class Prepare(Protocol):
    """Turns answers into the rows that are stored, as for a form that was sent: cleaned, without who or when exactly."""

    def __call__(self, wave: Wave, come: Mapping[str, Any], answers: Mapping[str, Any], key: str) -> Entry | None: ...


def work(file_id: int, writer: ResponseWriter, prepare: Prepare) -> None:
    """Do what a file waits for, or go on with it: reading, storing, or removing."""
    row = response_files.get(file_id)
    if row.state == "undoing":
        _remove(row)
        response_files.mark(file_id, state="undone", stored=0, problems=[])
    elif row.state in ("reading", "waiting", "running"):
        try:
            (_study if row.state == "reading" else _store)(row, writer, prepare)
        except ResponseTableError as error:
            _fail(row, f"{error.code} {error.row}")
        except NotSaved:
            _fail(row, "not_saved 0")


def _fail(row: ResponseFile, message: str) -> None:
    """Store nothing of a file that cannot be read to its end."""
    _remove(row)
    with transaction():
        response_files.mark(
            row.id, state="failed", message=message, data=None, stored=0, problems=[], layout={}, mapping={}
        )


def _remove(row: ResponseFile) -> None:
    while True:  # a little at a time, so that nobody who sends a form has to wait
        with transaction():
            if not response_files.remove_some_responses(str(row.id), BATCH):
                break
    for wave, version in (row.mapping or {}).get("versions", {}).items():
        if version != cycles.wave(row.cycle_id, int(wave)).version:
            response_files.remove_version(int(wave), version)


def _study(row: ResponseFile, writer: ResponseWriter, prepare: Prepare) -> None:
    layout = study(response_files.data(row.id), row.filename, tell=lambda rows: response_files.mark(row.id, done=rows))
    body = proposal(row.cycle_id, row.id, layout).as_json()
    response_files.mark(row.id, state="uploaded", done=0, of=layout.rows, layout=layout.as_json(), mapping=body)


def _store(row: ResponseFile, writer: ResponseWriter, prepare: Prepare) -> None:
    layout, reading = layout_of(row.layout), reading_of(row.mapping)
    waves = {wave.id: wave for wave in cycles.waves(row.cycle_id)}
    used = {wave: items for wave, items in forms_of(waves.values()).items() if str(wave) in reading.versions}
    take = Taker(layout, reading, used).take
    rows = islice(answers_of(response_files.data(row.id), row.filename, layout.head), row.done, None)
    response_files.mark(row.id, state="running")
    progress = _Progress(row)
    while batch := list(islice(rows, BATCH)):
        entries: list[tuple[int, Entry]] = []
        for number, cells in batch:
            taken = take(cells)
            progress.note(number, taken.problems)
            if taken.wave is not None:
                come = {
                    "language": taken.language, "hour": taken.hour, "batch": str(row.id),
                    "version": reading.versions[str(taken.wave)],
                }  # fmt: skip
                if entry := prepare(waves[taken.wave], come, taken.answers, f"{row.digest}:{number}"):
                    entries.append((number, entry))
        progress.settle(entries, writer.put_all([entry for _number, entry in entries]))
        progress.mark(len(batch))
    _finish(row, progress)


def _finish(row: ResponseFile, progress: "_Progress") -> None:
    """Drop the file, and of what was seen in it all but the names of its columns."""
    layout = {
        **row.layout,
        "shown": [],
        "columns": [{**each, "values": None, "pieces": None} for each in row.layout["columns"]],
    }
    with transaction():
        response_files.mark(row.id, state="done", data=None, layout=layout, of=progress.done)


class _Progress:
    """How far an import is, what was stored, and what could not be taken."""

    def __init__(self, row: ResponseFile) -> None:
        self.file_id, self.done, self.stored = row.id, row.done, row.stored
        self.problems: list[list[Any]] = list(row.problems)
        self._listed = len(self.problems)

    def note(self, number: int, problems: list[tuple[int, str]]) -> None:
        """List what of a row cannot be taken."""
        for at, reason in problems:
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append([number, at, reason])

    def settle(self, entries: list[tuple[int, Entry]], outcomes: list[Outcome | None]) -> None:
        """Count what is stored. What a killed worker had stored before it could say so is there already."""
        for (number, _entry), outcome in zip(entries, outcomes, strict=True):
            if outcome in (Outcome.STORED, Outcome.ALREADY):
                self.stored += 1
            else:
                self.note(number, [(WHOLE_ROW, NOT_SAVED if outcome is None else CONFLICT)])

    def mark(self, rows: int) -> None:
        """Write it down."""
        self.done += rows
        more = {"problems": self.problems} if len(self.problems) > self._listed else {}
        self._listed = len(self.problems)
        with transaction():
            response_files.mark(self.file_id, done=self.done, stored=self.stored, **more)
