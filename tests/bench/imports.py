"""``python -m tests.bench.imports [rows]``: a long file of responses read and stored, and how long others wait meanwhile.

Prints rows per second, the memory that each step adds at most, and the longest wait of a form that is sent once in a while.
"""

import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.config import Settings
from app.store import response_files
from app.store.database import connected
from app.store.tables import Response, Wave
from app.store.writer import ResponseWriter
from app.workflow import collect, imports
from tests.small_district import SCHOOLS, founded, settings_in
from tests.tool_files import HARD, LETTERS, TAKING_PART, WELL

HEADER = (
    "Timestamp",
    "Email Address",
    HARD,
    WELL,
    TAKING_PART,
    LETTERS,
    "Which school is this about?",
    "Anything about lunch?",
)
SENDER = "import sys; from tests.bench.imports import keep_sending; keep_sending(sys.argv[1])"


def file_of(rows: int) -> bytes:
    """Return an export of Google Forms with so many responses."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for n in range(rows):
        words = f"The bus is late on day {n} and nobody answers the phone"
        taking = "Meetings in the evening, A ride to school"
        writer.writerow(
            (
                "5/12/2026 14:33:05",
                f"a{n}@example.org",
                words,
                "Music",
                taking,
                "Often",
                SCHOOLS[n % 2],
                f"Long lines {n % 977}",
            )
        )
    return out.getvalue().encode()


def keep_sending(folder: str) -> None:
    """Send a form ten times a second until a file says stop; print the longest wait in milliseconds."""
    from app import store

    settings = settings_in(Path(folder))
    store.init_app(settings)
    waits = []
    with connected(), ResponseWriter(settings) as writer:
        wave = Wave.get(Wave.slug == "staff-spring")
        print("ready", flush=True)
        while not Path(folder, "stop").exists():
            began = time.perf_counter()
            collect.accept(wave, collect.Arrival("en"), {"was_hard": "No time"}, str(began), writer)
            waits.append(time.perf_counter() - began)
            time.sleep(0.1)
    waits.sort()
    middle = waits[len(waits) // 2]
    print(
        f"a form sent meanwhile ({len(waits)} of them): median {middle * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms"
    )


def peak() -> float:
    """Return the most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(settings: Settings, rows: int, folder: Path) -> None:
    """Upload, read and store; print what each took."""
    data = file_of(rows)
    print(f"{rows:,} rows, {len(data) / 2**20:.0f} MB; memory before: {peak():.0f} MB")
    with connected(), ResponseWriter(settings) as writer:
        began = time.perf_counter()
        file_id = imports.upload(1, "answers.csv", data)
        print(f"upload page: {time.perf_counter() - began:.1f} s, peak {peak():.0f} MB")
        began = time.perf_counter()
        imports.work(file_id, writer, collect.imported)
        print(f"read: {rows / (time.perf_counter() - began):,.0f} rows/s, peak {peak():.0f} MB")
        imports.start(file_id)
        sender = subprocess.Popen([sys.executable, "-c", SENDER, str(folder)], stdout=subprocess.PIPE, text=True)
        assert sender.stdout is not None and sender.stdout.readline()
        began, busy = time.perf_counter(), time.process_time()
        imports.work(file_id, writer, collect.imported)
        took, busy = time.perf_counter() - began, time.process_time() - busy
        print(
            f"store: {rows / took:,.0f} rows/s ({rows / busy:,.0f} per second of processor time), peak {peak():.0f} MB"
        )
        assert Response.select().where(Response.batch == str(file_id)).count() == rows
        imports.undo(file_id)
        began = time.perf_counter()
        imports.work(file_id, writer, collect.imported)
        print(
            f"take back: {rows / (time.perf_counter() - began):,.0f} rows/s, state {response_files.get(file_id).state}"
        )
        (folder / "stop").touch()
        print(sender.communicate()[0].strip())


def main() -> None:
    """Measure in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        founded(settings)
        measured(settings, int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, Path(folder))


if __name__ == "__main__":
    main()
