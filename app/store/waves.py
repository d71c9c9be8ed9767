"""The forms as people see them, and the stamp that tells every process when one has changed."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from app.config import Settings
from app.store import questionnaires, wordings
from app.store.database import is_postgresql
from app.store.questionnaires import Content
from app.store.tables import District, Wave
from forms.states import Kept

_REREAD_AFTER = 5.0  # seconds; only for PostgreSQL, whose machines do not share a folder
_LOOK_AFTER = 0.02  # seconds; every look lets other threads go first, which costs much more than the look
_stamp_file = Path("forms.stamp")
_seen = (0.0, 0)


@dataclass(frozen=True)
class Fielded:
    """A wave with everything that one version of its form shows, and what is known of its translations (`states`).

    `language` is the district's own, in which the reflection summary is written first.
    """

    wave: Wave
    content: Content
    district: str
    languages: tuple[str, ...]
    contacts: dict
    synthetic: bool
    language: str = "en"
    states: Kept = field(default_factory=dict)


def watch(settings: Settings) -> None:
    """Keep the stamp in the data folder of these settings."""
    global _stamp_file, _seen
    _stamp_file = settings.data_dir / "forms.stamp"
    _stamp_file.touch()
    _seen = (0.0, 0)


def touch_forms() -> None:
    """Say that a form, a reflection summary, a school or the district has changed."""
    # The time is written out: a file system's own clock ticks too slowly to tell two changes in a row apart.
    now = time.time_ns()
    _stamp_file.touch()
    os.utime(_stamp_file, ns=(now, now))
    global _seen
    _seen = (0.0, 0)


def stamp() -> tuple[int, int]:
    """Return what is different as soon as any form may have changed. Costs a look at a file now and then, no SQL."""
    global _seen
    now = time.monotonic()
    looked, changed = _seen
    if now - looked > _LOOK_AFTER:
        changed = _stamp_file.stat().st_mtime_ns
        _seen = (now, changed)
    return changed, int(now // _REREAD_AFTER) if is_postgresql() else 0


def fielded(slug: str, version: int | None = None) -> Fielded | None:
    """Return the wave at this address with what its form shows, or None. `version` asks for an older form."""
    wave = Wave.get_or_none(Wave.slug == slug)
    if wave is None:
        return None
    content = questionnaires.version(wave.id, version) if version else questionnaires.shown(wave)
    if content is None:
        return None
    district = District.select().first()
    return Fielded(
        wave,
        content,
        district.name if district else "",
        tuple(district.languages) if district else (),
        district.contacts if district else {},
        bool(district and district.synthetic),
        district.language if district else "en",
        wordings.kept(wave.cycle_id),
    )


def open_waves() -> list[Wave]:
    """Return all waves that can be answered now."""
    return list(Wave.select().where(Wave.state == "open").order_by(Wave.id))


def set_all_in(wave_id: int, all_in: bool) -> None:
    """Write whether the team has entered everything that came on paper or was said at meetings."""
    Wave.update(all_in=all_in).where(Wave.id == wave_id).execute()
