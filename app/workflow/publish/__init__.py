"""Step 4 of a cycle: accepted revisions and suppressed findings become documents, frozen in a publication."""

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import suppress

from app.analysis.ports import Progress, no_progress
from app.config import Settings
from app.store import cycles, made_files, publications, publish_orders, runs
from app.store.database import transaction
from app.workflow.publish.mailing import mail
from app.workflow.publish.making import make
from app.workflow.publish.material import NotReady, school_draft
from app.workflow.publish.previewing import Preview, preview

__all__ = ["ChangesMissing", "NotReady", "Preview", "due", "mail", "order", "preview", "request", "run", "school_draft"]

log = logging.getLogger(__name__)


class ChangesMissing(Exception):
    """A later edition has to say what is different from the one before."""


def request(cycle_id: int, changes: str = "", mail_to: Sequence[str] = ()) -> int:
    """Ask for a publication and return the job's id; one that still waits or works is returned instead of a second.

    `changes` says what is different from the edition before, and must be there when there is one; `mail_to` are told
    when everything is made. Raises NotReady and ChangesMissing.
    """
    latest = publications.job(cycle_id, "publish")
    if latest is not None and latest.state in ("waiting", "running"):
        return latest.id
    if runs.latest_done(cycle_id) is None:
        raise NotReady
    if publications.of_cycle(cycle_id) and not changes.strip():
        raise ChangesMissing
    with transaction():
        return publications.add_job(cycle_id, "publish", {"changes": _told(changes), "mail_to": list(mail_to)}).id


def order(cycle_id: int, on_close: bool, day: str, changes: str = "", mail_to: Sequence[str] = ()) -> None:
    """Have a publication made by itself: when the forms are closed, on a day (ISO 8601), or (neither) no longer.

    Raises ChangesMissing like request, and ValueError when `day` is none or over.
    """
    if day and dt.date.fromisoformat(day) < dt.date.today():
        raise ValueError("the day is over")
    if (on_close or day) and publications.of_cycle(cycle_id) and not changes.strip():
        raise ChangesMissing
    with transaction():
        publish_orders.remove(cycle_id)
        if on_close or day:
            publish_orders.put(
                cycle_id,
                {"on_close": on_close, "day": day, "changes": _told(changes), "mail_to": list(mail_to)},
            )


def due(today: dt.date) -> list[int]:
    """Return the jobs that make what was ordered for today. What is not analysed yet waits for that."""
    jobs = []
    for each in publish_orders.due(today.isoformat()):
        with suppress(NotReady, ChangesMissing), transaction():
            jobs.append(request(each.cycle_id, next(iter(each.changes.values()), ""), each.mail_to))
            publish_orders.remove(each.cycle_id)
    return jobs


def _told(changes: str) -> dict[str, str]:
    district = cycles.district()
    return {district.language if district else "en": changes.strip()} if changes.strip() else {}


def run(job_id: int, settings: Settings, tell: Progress = no_progress) -> int | None:
    """Make all documents of a publication and release it; the job tells how many of how many are made.

    Taken up again after a kill it goes on where it was. Returns the job that writes to those who asked, if any did.
    """
    job = publications.get_job(job_id)
    if job.state == "done":
        return None
    try:
        return make(job, settings, tell)
    except Exception:
        log.exception("publication job %s failed", job_id)
        with transaction():
            made_files.clear(job_id)
            publications.mark_job(job_id, state="failed", message="publication_failed")
        raise
