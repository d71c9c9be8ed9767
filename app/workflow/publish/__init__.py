"""Step 4 of a cycle: accepted revisions and suppressed findings become documents, frozen in a publication."""

import logging
from dataclasses import dataclass

from app.analysis.ports import Progress, no_progress
from app.config import Settings
from app.store import cycles, plans, publications, runs
from app.store.database import transaction
from app.workflow.publish.documents import documents
from app.workflow.publish.material import NotReady, assemble, edition_slug, school_draft
from reports import contents

__all__ = ["NotReady", "Preview", "preview", "request", "run", "school_draft"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Preview:
    """What a publication made now would hold, and what is `missing` (words: ``quotes``, ``decisions``, ``plan`` ...)."""

    missing: tuple[str, ...]
    themes: tuple[contents.ThemeFinding, ...]
    answers: tuple[contents.Answer, ...]
    languages: tuple[str, ...]


def preview(cycle_id: int, settings: Settings) -> Preview:
    """Show what would be published. Raises NotReady."""
    summary = assemble(cycle_id, settings).summary
    return Preview(_missing(cycle_id, summary), summary.themes, summary.answers, summary.languages)


def request(cycle_id: int) -> int:
    """Ask for a publication and return the job's id; one that still waits or works is returned instead of a second."""
    latest = publications.job(cycle_id, "publish")
    if latest is not None and latest.state in ("waiting", "running"):
        return latest.id
    if runs.latest_done(cycle_id) is None:
        raise NotReady
    with transaction():
        return publications.add_job(cycle_id, "publish").id


def run(job_id: int, settings: Settings, tell: Progress = no_progress) -> None:
    """Make all documents of a publication and release it; the job tells how many of how many are made."""
    job = publications.get_job(job_id)
    try:
        _release(job_id, job.cycle_id, settings, tell)
        publications.mark_job(job_id, state="done")
    except Exception:
        log.exception("publication job %s failed", job_id)
        publications.mark_job(job_id, state="failed", message="publication_failed")
        raise


def _release(job_id: int, cycle_id: int, settings: Settings, tell: Progress) -> None:
    material = assemble(cycle_id, settings)
    todo = documents(material)
    rows = []
    for made, document in enumerate(todo):
        publications.mark_job(job_id, state="running", done=made, of=len(todo), message=document.name)
        rows.append(document.row())
        tell("documents", made + 1, len(todo))
    cover = material.report.cover
    fields = {
        "slug": edition_slug(cycles.get(cycle_id), cover.version), "version": cover.version, "date": cover.date,
        "title": dict(cover.title), "languages": list(material.summary.languages),
    }  # fmt: skip
    with transaction():
        publications.add(cycle_id, fields, rows)
        publications.mark_job(job_id, done=len(todo), of=len(todo))


def _missing(cycle_id: int, summary: contents.CommunitySummary) -> tuple[str, ...]:
    plan = plans.current(cycle_id)
    rows = [row for each in plans.of_cycle(cycle_id) for row in plans.revisions(each.id)]
    gaps = {
        "plan": plan is None,
        "revisions": plan is not None and not rows,
        "gone": any(row.decision == "accepted" and row.gone for row in rows),
        "decisions": any(row.decision == "proposed" for row in rows),
        "quotes": any(not theme.quotes for theme in summary.themes),
        "wording": any(set(summary.languages) - set(answer.we_will) for answer in summary.answers if answer.accepted),
        "cycle_open": cycles.get(cycle_id).state == "open",
    }
    return tuple(name for name, is_missing in gaps.items() if is_missing)
