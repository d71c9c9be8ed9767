"""Step 0 of a cycle: the district, the reflection summary, the forms; opening and closing them."""

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from app.analysis.codebook import Codebook
from app.store import cycles, waves
from app.store.database import transaction
from forms.questionnaire import shipped

AUDIENCES = ("families", "students", "staff", "community")
_KINDS = ("success", "challenge")


class PrepareError(ValueError):
    """The cycle is not ready for that. `reason` is a word: ``no_points`` or ``unknown_kind``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def save_district(
    fields: Mapping[str, Any], schools: Iterable[str], enrolment: Iterable[Mapping[str, Any]] = ()
) -> None:
    """Write the district, its schools and how many people belong to each group."""
    with transaction():
        cycles.put_district(fields, schools, enrolment)
    waves.touch_forms()


def create_cycle(title: Mapping[str, str], year: str, slug: str = "") -> int:
    """Add a cycle with one form per audience and return its id. Every form gets an address nobody can guess."""
    slug = slug or "-".join(filter(None, [re.sub(r"[^a-z0-9]+", "-", year.lower()).strip("-"), secrets.token_hex(3)]))
    with transaction():
        cycle = cycles.add(slug, title, year)
        for audience in AUDIENCES:
            cycles.put_wave(cycle.id, f"{audience}-{slug}", audience, shipped(audience))
    return cycle.id


def save_points(cycle_id: int, points: Iterable[Mapping[str, Any]]) -> None:
    """Write the successes and challenges that people will respond to. Raises PrepareError."""
    rows = list(points)
    if any(point["kind"] not in _KINDS for point in rows):
        raise PrepareError("unknown_kind")
    with transaction():
        cycles.put_points(cycle_id, rows)
    waves.touch_forms()


def save_codebook(cycle_id: int, codes: Codebook) -> None:
    """Write the codes that the next analysis codes comments against."""
    with transaction():
        cycles.put_codebook(cycle_id, codes)


def open_cycle(cycle_id: int) -> None:
    """Open the forms. Raises PrepareError when there is nothing yet to respond to."""
    if not cycles.points(cycle_id):
        raise PrepareError("no_points")
    _set_state(cycle_id, "open")


def close_cycle(cycle_id: int) -> None:
    """Close the forms; they can be opened again."""
    _set_state(cycle_id, "closed")


def _set_state(cycle_id: int, state: str) -> None:
    with transaction():
        cycles.set_state(cycle_id, state)
    waves.touch_forms()
