"""Released reports, frozen, and the jobs that make them."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.store.database import NotFound
from app.store.tables import Job, Publication, PublishedFile, database


def of_cycle(cycle_id: int) -> list[Publication]:
    """Return a cycle's publications, newest first."""
    return list(Publication.select().where(Publication.cycle == cycle_id).order_by(Publication.version.desc()))


def latest() -> Publication | None:
    """Return the newest publication of the district."""
    return Publication.select().order_by(Publication.id.desc()).first()


def everything() -> list[Publication]:
    """Return all publications, newest first."""
    return list(Publication.select().order_by(Publication.id.desc()))


def by_slug(slug: str) -> Publication:
    """Return the publication at this address. Raises NotFound."""
    publication = Publication.get_or_none(Publication.slug == slug)
    if publication is None:
        raise NotFound(f"publication {slug}")
    return publication


def files(publication_id: int) -> list[PublishedFile]:
    """Return the documents of a publication without their bytes."""
    columns = [field for field in PublishedFile._meta.sorted_fields if field.name != "data"]
    rows = PublishedFile.select(*columns).where(PublishedFile.publication == publication_id)
    return list(rows.order_by(PublishedFile.id))


def file(publication_id: int, name: str) -> PublishedFile:
    """Return one document with its bytes. Raises NotFound."""
    found = PublishedFile.get_or_none((PublishedFile.publication == publication_id) & (PublishedFile.name == name))
    if found is None:
        raise NotFound(f"document {name}")
    return found


def add(cycle_id: int, fields: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]) -> Publication:
    """Release a publication with all its documents at once, or not at all."""
    with database.atomic():
        publication = Publication.create(cycle=cycle_id, **fields)
        for document in documents:
            PublishedFile.create(publication=publication, **document)
    return publication


def add_job(cycle_id: int, kind: str, payload: Mapping[str, Any] | None = None) -> Job:
    """Record that slow work was asked for; `payload` is what exactly."""
    return Job.create(cycle=cycle_id, kind=kind, payload=dict(payload or {}))


def job(cycle_id: int, kind: str) -> Job | None:
    """Return the newest job of a kind."""
    return Job.select().where((Job.cycle == cycle_id) & (Job.kind == kind)).order_by(Job.id.desc()).first()


def jobs(cycle_id: int, kind: str, most: int | None = None) -> list[Job]:
    """Return the jobs of a kind, newest first, at most so many."""
    rows = Job.select().where((Job.cycle == cycle_id) & (Job.kind == kind))
    return list(rows.order_by(Job.id.desc()).limit(most))


def get_job(job_id: int) -> Job:
    """Return one job. Raises NotFound."""
    found = Job.get_or_none(Job.id == job_id)
    if found is None:
        raise NotFound(f"job {job_id}")
    return found


def mark_job(job_id: int, **fields: Any) -> None:
    """Record how far a job is."""
    Job.update(**fields).where(Job.id == job_id).execute()


def unfinished_jobs() -> list[Job]:
    """Return the jobs that a worker was killed in, to be taken up again."""
    return list(Job.select().where(Job.state == "running"))
