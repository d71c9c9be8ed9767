"""Writes to those who asked for it that a publication is there: links, never the documents themselves."""

import logging
from collections.abc import Callable

from app.adapters.mail import Later, Mailer, Refused, ServerTrouble, Unsure, compose
from app.adapters.mail.published import published
from app.config import Settings
from app.store import cycles, publications
from app.store.database import transaction

log = logging.getLogger(__name__)
_PAUSES = (300, 900, 3600, 14400)  # seconds until the next try, when the server is busy or away


def mail(job_id: int, settings: Settings, mailer: Callable[[], Mailer]) -> int | None:
    """Write to everybody who was not yet written to; return the seconds after which to try again, or None when done."""
    job = publications.get_job(job_id)
    wish = dict(job.payload)
    waiting = [each for each in wish["mail_to"] if each not in wish.get("told", [])]
    if not settings.mail_url or not waiting:
        _mark(job_id, state="failed" if waiting else "done")
        return None
    try:
        with mailer() as post:
            for address in waiting:
                _write_to(post, settings, job.cycle_id, wish["slug"], address)
                wish["told"] = [*wish.get("told", []), address]
                _mark(job_id, payload=wish)
    except (Later, ServerTrouble) as trouble:
        log.error("the e-mail about a publication could not be sent: %s", trouble.reason)
        tries = wish.get("tries", 0)
        if tries >= len(_PAUSES):
            _mark(job_id, state="failed")
            return None
        _mark(job_id, payload={**wish, "tries": tries + 1})
        return _PAUSES[tries]
    _mark(job_id, state="done")
    return None


def _write_to(post: Mailer, settings: Settings, cycle_id: int, slug: str, address: str) -> None:
    district = cycles.district()
    base = settings.base_url
    letter = published(
        district.language if district else "en", f"{base}/p/{slug}", f"{base}/team/cycles/{cycle_id}/publish"
    )
    try:
        post.send(compose(letter, settings.mail_from, address, base), address)
    except (Refused, ValueError, Unsure) as trouble:
        # Nobody is asked twice: a second e-mail would not come through either, or be one too many.
        log.warning("one e-mail about a publication was not taken: %s", type(trouble).__name__)


def _mark(job_id: int, **fields: object) -> None:
    with transaction():
        publications.mark_job(job_id, **fields)
