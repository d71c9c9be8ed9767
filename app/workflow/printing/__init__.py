"""Everything on paper: posters, letters and paper forms, made as one PDF or many, kept only until they are fetched.

Letters may carry one-response codes, which stand nowhere else in the clear. So what holds codes is kept for a day, and
for an hour once it was fetched; all else for a week.
"""

import datetime as dt
import logging
import os
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from app.config import Settings
from app.store import cycles, publications
from app.store.database import NotFound, transaction
from app.store.tables import Job
from app.workflow.printing.documents import Wish, documents, form_languages, one

__all__ = [
    "KEPT", "KEPT_WITH_CODES", "TAKEN", "Wish", "documents", "file_of", "form_languages", "one", "remove", "remove_expired",
    "request", "run", "taken",
]  # fmt: skip

log = logging.getLogger(__name__)
KEPT, KEPT_WITH_CODES, TAKEN = dt.timedelta(days=7), dt.timedelta(days=1), dt.timedelta(hours=1)
Codes = Callable[[int, int, str], list[str]]


def request(cycle_id: int, wish: Wish) -> int:
    """Ask for what a wish says and return the job's id."""
    cycles.wave(cycle_id, wish.wave)
    with transaction():
        return publications.add_job(cycle_id, "print", asdict(wish)).id


def run(job_id: int, settings: Settings, make_codes: Codes) -> None:
    """Make all documents of a job into one file; the job tells how many of how many are made."""
    remove_expired(settings)
    job = publications.get_job(job_id)
    try:
        _make(job, Wish.of(job.payload), settings, make_codes)
    except Exception:
        log.exception("print job %s failed", job_id)
        _path(settings, job).unlink(missing_ok=True)
        publications.mark_job(job_id, state="failed", message="printing_failed")
        raise


def file_of(job: Job, settings: Settings) -> Path | None:
    """Return the file of a job that is done, None when it is not there (any more)."""
    path = _path(settings, job)
    return path if job.state == "done" and path.exists() and not _expired(path, job) else None


def taken(job: Job) -> None:
    """Record that the file was fetched."""
    if not job.payload.get("taken"):
        publications.mark_job(job.id, payload=job.payload | {"taken": _now().isoformat()})


def remove(job: Job, settings: Settings) -> None:
    """Delete what was made, at once."""
    _path(settings, job).unlink(missing_ok=True)


def remove_expired(settings: Settings) -> None:
    """Delete what was kept long enough, and what belongs to no job."""
    for path in _folder(settings).iterdir():
        try:
            if _expired(path, publications.get_job(int(path.stem))):
                path.unlink(missing_ok=True)
        except (NotFound, ValueError):
            path.unlink(missing_ok=True)


def _make(job: Job, wish: Wish, settings: Settings, make_codes: Codes) -> None:
    todo = documents(wish)
    path = _path(settings, job)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for made, document in enumerate(todo):
                publications.mark_job(job.id, state="running", done=made, of=len(todo), message=document.name)
                codes = make_codes(wish.wave, document.letters, settings.secret_key) if document.letters else []
                archive.writestr(document.name, one(job.cycle_id, wish, document, settings.base_url, codes))
        file.flush()
        os.fsync(file.fileno())
    publications.mark_job(job.id, state="done", done=len(todo), of=len(todo), message="")


def _expired(path: Path, job: Job) -> bool:
    made = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    if not job.payload.get("count"):
        return _now() > made + KEPT
    fetched = job.payload.get("taken")
    limit = made + KEPT_WITH_CODES
    return _now() > (min(limit, dt.datetime.fromisoformat(fetched) + TAKEN) if fetched else limit)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _path(settings: Settings, job: Job) -> Path:
    return _folder(settings) / f"{job.id}.zip"


def _folder(settings: Settings) -> Path:
    folder = settings.data_dir / "print"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
