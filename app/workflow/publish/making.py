"""Makes the documents of a publication one by one and keeps each at once: a killed worker goes on where it was.

All documents of an edition say the same. So when what they say has changed meanwhile (a decision, a late comment, the day),
what was made before is thrown away, and everything is made anew.
"""

import hashlib
import time

from app.analysis.ports import Progress
from app.config import Settings
from app.store import cycles, made_files, publications
from app.store.database import transaction
from app.store.tables import Job
from app.workflow.publish.documents import Material, documents
from app.workflow.publish.material import assemble, edition_slug

MAIL = "publish_mail"


def make(job: Job, settings: Settings, tell: Progress) -> int | None:
    """Make and release the publication that a job asks for. Return the job that writes to those who asked, if any did."""
    wish = dict(job.payload)
    material = assemble(job.cycle_id, settings, wish.get("changes") or {})
    _documents(job.id, material, wish, tell)
    return _release(job, material, wish)


def _documents(job_id: int, material: Material, wish: dict, tell: Progress) -> None:
    todo, fingerprint = documents(material), hashlib.sha256(repr(material).encode()).hexdigest()
    if wish.get("fingerprint") != fingerprint:
        with transaction():
            made_files.clear(job_id)
        wish.update(fingerprint=fingerprint, spent=0.0)
    made = made_files.names(job_id)
    for number, document in enumerate(todo):
        if document.name in made:
            continue
        left = sum(each.seconds for each in todo[number:])
        before = sum(each.seconds for each in todo[:number])
        wish["left"] = round(wish["spent"] * left / before) if before else None
        publications.mark_job(
            job_id,
            state="running",
            done=number,
            of=len(todo),
            message=f"{document.kind} {document.language}".strip(),
            payload=wish,
        )
        started = time.monotonic()
        row = document.row()
        wish["spent"] += time.monotonic() - started
        with transaction():
            made_files.put(job_id, row)
        tell("documents", number + 1, len(todo))


def _release(job: Job, material: Material, wish: dict) -> int | None:
    cover = material.report.cover
    fields = {
        "slug": edition_slug(cycles.get(job.cycle_id), cover.version), "version": cover.version, "date": cover.date,
        "title": dict(cover.title), "languages": list(material.summary.languages), "changes": dict(cover.changes),
    }  # fmt: skip
    with transaction():
        made_files.release(job.id, job.cycle_id, fields)
        mail = None
        if wish.get("mail_to"):
            mail = publications.add_job(job.cycle_id, MAIL, {"slug": fields["slug"], "mail_to": wish["mail_to"]}).id
            # As if it had begun: a worker that is killed right now takes it up again.
            publications.mark_job(mail, state="running")
        publications.mark_job(job.id, state="done", done=job.of, message="", payload=wish)
    return mail
