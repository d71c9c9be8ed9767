"""Half-filled forms that are sealed: nobody can read them here."""

from collections.abc import Iterable

from app.store.tables import DraftResponse


def put(draft_id: str, wave_id: int, sealed: bytes, expires: str) -> None:
    """Keep a sealed draft."""
    DraftResponse.create(id=draft_id, wave=wave_id, sealed=sealed, expires=expires)


def get(draft_id: str, today: str) -> bytes | None:
    """Return a sealed draft that has not expired on a day (ISO date), or None."""
    found = DraftResponse.get_or_none((DraftResponse.id == draft_id) & (DraftResponse.expires >= today))
    return bytes(found.sealed) if found else None


def drop(draft_ids: Iterable[str]) -> None:
    """Delete drafts."""
    DraftResponse.delete().where(DraftResponse.id.in_(list(draft_ids))).execute()


def purge(today: str) -> int:
    """Delete the drafts that have expired by a day (ISO date), and return how many these were."""
    return int(DraftResponse.delete().where(DraftResponse.expires < today).execute())
