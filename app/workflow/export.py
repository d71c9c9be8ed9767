"""Beside the steps of a cycle: the team takes its responses away, in a file that loses nothing.

Texts of people are personal until they are redacted: files that wait to be fetched are readable by their owner only, and
go away by themselves.
"""

import datetime as dt
import logging
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from app.adapters.exports import WRITERS
from app.adapters.exports.table import Table
from app.analysis.ports import Progress, no_progress
from app.config import Settings
from app.store import cycles, publications, responses
from app.store.database import transaction
from app.store.tables import Job
from forms.variables import Row

log = logging.getLogger(__name__)

FORMATS = tuple(WRITERS)
AT_ONCE = 1_000  # more responses than that are written by the worker
DAYS = 7
_STEP = 1_000


@dataclass(frozen=True)
class Wish:
    """What the file shall be like: its format, whether choices are written in words, and in which language."""

    format: str = "xlsx"
    labels: bool = False
    language: str = "en"


def write(cycle_id: int, wish: Wish, folder: Path, tell: Progress = no_progress) -> list[Path]:
    """Write the files of one format into a folder and return them: the responses first. Raises NotFound."""
    cycle, of = cycles.get(cycle_id), responses.count(cycle_id)
    rows = _told(responses.rows(cycle_id), of, tell)
    table = Table(responses.variables(cycle_id), rows, cycle.slug, wish.labels, wish.language)
    return WRITERS[wish.format](folder, table)


def pack(cycle_id: int, wish: Wish, folder: Path, tell: Progress = no_progress) -> Path:
    """Write one file into a folder and return it: several in one ZIP. Raises NotFound."""
    found = write(cycle_id, wish, folder, tell)
    slug = cycles.get(cycle_id).slug
    if len(found) == 1:
        return found[0].rename(folder / f"{slug}-{found[0].name}")
    path = folder / f"{slug}-{found[0].name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in found:
            archive.write(each, each.name)
            each.unlink()
    return path


def request(cycle_id: int, wish: Wish) -> int:
    """Ask for a file and return the job's id; one that still waits or works for the same is returned instead."""
    payload = asdict(wish)
    for job in publications.jobs(cycle_id, "export"):
        if job.payload == payload and job.state in ("waiting", "running"):
            return job.id
    with transaction():
        return publications.add_job(cycle_id, "export", payload).id


def run(job_id: int, settings: Settings) -> None:
    """Carry out a request; the job tells how many of how many responses are written. Older files go away."""
    forget(settings)
    job = publications.get_job(job_id)
    if job.state in ("waiting", "running"):
        try:
            pack(job.cycle_id, Wish(**job.payload), _emptied(_folder(settings, job_id)), _telling(job_id))
            publications.mark_job(job_id, state="done")
        except Exception as error:
            # The kind of error only: its words may quote what a person wrote.
            log.error("export job %s failed: %s", job_id, type(error).__name__)
            shutil.rmtree(_folder(settings, job_id), ignore_errors=True)
            publications.mark_job(job_id, state="failed", message="export_failed")


@dataclass(frozen=True)
class Kept:
    """A file that waits to be fetched; `until` is the ISO date on which it goes away."""

    job_id: int
    wish: Wish
    responses: int
    until: str


def kept(cycle_id: int, settings: Settings) -> list[Kept]:
    """Return the files of a cycle that wait to be fetched, newest first."""
    found = [(job, made(job, settings)) for job in publications.jobs(cycle_id, "export")]
    return [Kept(job.id, Wish(**job.payload), job.of, _until(path)) for job, path in found if path is not None]


def discard(job: Job, settings: Settings) -> None:
    """Remove the file that a job made before it goes away by itself; it can be made again."""
    if job.kind == "export" and job.state == "done":
        shutil.rmtree(_folder(settings, job.id), ignore_errors=True)


def made(job: Job, settings: Settings) -> Path | None:
    """Return the file that a job made, or None when there is none (any more)."""
    folder = _folder(settings, job.id)
    if job.kind != "export" or job.state != "done" or not folder.is_dir() or _is_old(folder):
        return None
    return next(folder.iterdir(), None)


def forget(settings: Settings) -> int:
    """Remove the files that are older than DAYS and return how many these were."""
    waiting = settings.data_dir / "exports"
    old = [folder for folder in waiting.iterdir() if _is_old(folder)] if waiting.is_dir() else []
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _folder(settings: Settings, job_id: int) -> Path:
    return settings.data_dir / "exports" / str(job_id)


def _emptied(folder: Path) -> Path:
    """A killed worker may have left half a file. Nobody but the owner of the process may look in."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700)
    return folder


def _is_old(folder: Path) -> bool:
    return time.time() - folder.stat().st_mtime > DAYS * 86_400


def _until(path: Path) -> str:
    last = dt.datetime.fromtimestamp(path.parent.stat().st_mtime, dt.UTC) + dt.timedelta(days=DAYS)
    return last.date().isoformat()


def _telling(job_id: int) -> Progress:
    def tell(stage: str, done: int, of: int) -> None:
        publications.mark_job(job_id, state="running", done=done, of=of)

    return tell


def _told(rows: Iterable[Row], of: int, tell: Progress) -> Iterator[Row]:
    tell("responses", 0, of)
    done = 0
    for done, row in enumerate(rows, 1):
        yield row
        if not done % _STEP:
            tell("responses", done, max(of, done))
    tell("responses", done, max(of, done))
