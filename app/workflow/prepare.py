"""Step 0 of a cycle: the district, the reflection summary, the forms; opening and closing them."""

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from app.analysis.codebook import Codebook
from app.store import cycles, questionnaires, waves, wordings
from app.store.database import transaction
from forms.questionnaire import load
from forms.shipped import shipped

AUDIENCES = ("families", "students", "staff", "community")
# The forms that a new cycle has: the name of the questionnaire, the first part of its address.
FORMS = {
    "families": "families", "students_elementary": "elementary", "students": "students", "staff": "staff",
    "community": "community",
}  # fmt: skip
_KINDS = ("success", "challenge")


class PrepareError(ValueError):
    """The cycle is not ready for that. `reason` is a word: ``no_points`` or ``unknown_kind``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def save_district(
    fields: Mapping[str, Any], schools: Iterable[str], enrolment: Iterable[Mapping[str, Any]] | None = None
) -> None:
    """Write the district, its schools and, unless it is None, how many people belong to each group."""
    with transaction():
        before = {cycle.id: wordings.texts(cycle.id) for cycle in cycles.everything()[:1]}
        cycles.put_district(fields, schools, enrolment)
        for cycle_id, texts in before.items():
            wordings.remember(cycle_id, texts)
        questionnaires.freeze_open(wave for cycle in cycles.everything() for wave in cycles.waves(cycle.id))
    waves.touch_forms()


def create_cycle(title: Mapping[str, str], year: str, slug: str = "") -> int:
    """Add a cycle with its forms and return its id. Every form gets an address nobody can guess."""
    slug = slug or "-".join(filter(None, [re.sub(r"[^a-z0-9]+", "-", year.lower()).strip("-"), secrets.token_hex(3)]))
    with transaction():
        cycle = cycles.add(slug, title, year)
        for name, address in FORMS.items():
            definition = shipped(name)
            cycles.put_wave(cycle.id, f"{address}-{slug}", definition["audience"], definition)
    return cycle.id


def save_points(cycle_id: int, points: Iterable[Mapping[str, Any]]) -> None:
    """Write the successes and challenges that people will respond to. Raises PrepareError."""
    rows = list(points)
    if any(point["kind"] not in _KINDS for point in rows):
        raise PrepareError("unknown_kind")
    with transaction():
        before = wordings.texts(cycle_id)
        cycles.put_points(cycle_id, rows)
        wordings.remember(cycle_id, before)
        questionnaires.freeze_open(cycles.waves(cycle_id))
    waves.touch_forms()


def save_questionnaire(cycle_id: int, wave_id: int, definition: Mapping[str, Any]) -> None:
    """Write what a form asks. Once it is open this makes its next version. Raises DefinitionError and NotFound."""
    load(definition)
    with transaction():
        wave, before = cycles.wave(cycle_id, wave_id), wordings.texts(cycle_id)
        questionnaires.put_definition(wave.id, definition)
        wordings.remember(cycle_id, before)
        questionnaires.freeze_open([cycles.wave(cycle_id, wave_id)])
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
        questionnaires.freeze_open(cycles.waves(cycle_id))
    waves.touch_forms()
