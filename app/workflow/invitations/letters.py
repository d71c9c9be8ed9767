"""The words of an invitation or a reminder: the form's own, around them ours."""

from collections.abc import Iterator
from email.utils import parseaddr

from app.adapters.mail import Letter, Occasion, render
from app.config import Settings
from app.store import cycles, waves
from app.store.tables import Wave
from app.workflow.invitations.contacts import token_for
from forms.questionnaire import WRITTEN, Questionnaire
from translations import offered

_CLOSED_SECONDS, _WRITTEN_SECONDS = 12, 40  # what an item takes, in the middle


def occasion(wave: Wave, kind: str, settings: Settings) -> Occasion:
    """Return what all who are written to about a form share."""
    found = waves.fielded(wave.slug)
    assert found is not None
    asked = found.content.questionnaire
    tags = set(asked.title) & set(found.languages or asked.title)
    return Occasion(
        kind=kind, district=found.district or settings.base_url, title=asked.title, intro=asked.intro,
        languages=[each.tag for each in offered(tags)] or ["en"], slug=wave.slug, base_url=settings.base_url,
        address=parseaddr(settings.mail_from)[1], minutes=_minutes(asked),
    )  # fmt: skip


def letters_of(cycle_id: int, wave_id: int, kind: str, settings: Settings) -> Iterator[Letter]:
    """Yield the letter about a form in each of its languages, for reading; its no-more link belongs to nobody."""
    shared = occasion(cycles.wave(cycle_id, wave_id), kind, settings)
    for tag in shared.languages:
        yield render(shared, tag, token_for(settings.secret_key, ""))


def _minutes(asked: Questionnaire) -> int:
    """Return how long answering takes, 0 when the form's own words say it: two numbers would puzzle."""
    if any(sign.isdigit() for sign in asked.intro.get("en", "")):
        return 0
    seconds = sum(_WRITTEN_SECONDS if item.type in WRITTEN else _CLOSED_SECONDS for item in asked.items)
    return max(1, round(seconds / 60))
