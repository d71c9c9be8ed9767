"""The documents of a publication that is being made, and how they become a released one."""

from collections.abc import Mapping
from typing import Any

from app.store.database import database
from app.store.tables import MadeFile, Publication, PublishedFile

_COPIED = ("name", "kind", "language", "media_type", "public", "data")


def names(job_id: int) -> set[str]:
    """Return which documents of a job are made."""
    return {row.name for row in MadeFile.select(MadeFile.name).where(MadeFile.job == job_id)}


def put(job_id: int, document: Mapping[str, Any]) -> None:
    """Keep a document; one that is there already stays as it is."""
    MadeFile.insert(job=job_id, **document).on_conflict_ignore().execute()


def clear(job_id: int) -> None:
    """Throw away what a job has made."""
    MadeFile.delete().where(MadeFile.job == job_id).execute()


def release(job_id: int, cycle_id: int, fields: Mapping[str, Any]) -> Publication:
    """Make what a job has made a publication, in the order in which it was made; all of it or nothing."""
    with database.atomic():
        publication = Publication.create(cycle=cycle_id, **fields)
        columns = [getattr(MadeFile, name) for name in _COPIED]
        made = MadeFile.select(publication.id, *columns).where(MadeFile.job == job_id).order_by(MadeFile.id)
        PublishedFile.insert_from(
            made, [PublishedFile.publication, *(getattr(PublishedFile, name) for name in _COPIED)]
        ).execute()
        clear(job_id)
    return publication
