"""The forms as people see them, and the stamp that tells every process when one has changed."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from app.config import Settings
from app.store.database import is_postgresql
from app.store.tables import District, ReflectionPoint, School, Wave

_REREAD_AFTER = 5.0  # seconds; only for PostgreSQL, whose machines do not share a folder
_LOOK_AFTER = 0.02  # seconds; every look lets other threads go first, which costs much more than the look
_stamp_file = Path("forms.stamp")
_seen = (0.0, 0)


@dataclass(frozen=True)
class Fielded:
    """A wave with everything its form shows."""

    wave: Wave
    points: tuple[ReflectionPoint, ...]
    schools: tuple[str, ...]
    district: str
    languages: tuple[str, ...]
    contacts: dict
    synthetic: bool


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


def fielded(slug: str) -> Fielded | None:
    """Return the wave at this address with what its form shows, or None."""
    wave = Wave.get_or_none(Wave.slug == slug)
    if wave is None:
        return None
    points = ReflectionPoint.select().where(ReflectionPoint.cycle == wave.cycle_id)
    district = District.select().first()
    return Fielded(
        wave,
        tuple(points.order_by(ReflectionPoint.position)),
        tuple(school.name for school in School.select().order_by(School.position, School.id)),
        district.name if district else "",
        tuple(district.languages) if district else (),
        district.contacts if district else {},
        bool(district and district.synthetic),
    )


def open_waves() -> list[Wave]:
    """Return all waves that can be answered now."""
    return list(Wave.select().where(Wave.state == "open").order_by(Wave.id))
