"""One-response codes: only their digests are known here, and nothing of the responses they were spent on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import fn

from app.store.database import database, is_postgresql
from app.store.tables import AccessCode, Answer, Response, ScreenedResponse, Wave

_ROWS = 500


@dataclass(frozen=True)
class Series:
    """The codes of a wave that were made together: how many, and how many of them are spent."""

    wave_id: int
    name: str
    made: int
    spent: int
    void: bool


def add(wave_id: int, series: str, digests: Iterable[str]) -> None:
    """Add codes. They go in by digest, so that their place in the file does not tell which letter they stand in."""
    rows = [{"digest": digest, "wave": wave_id, "series": series} for digest in sorted(digests)]
    for start in range(0, len(rows), _ROWS):
        AccessCode.insert_many(rows[start : start + _ROWS]).execute()


def taken(digests: list[str]) -> set[str]:
    """Return those of the digests that some code has already."""
    found: set[str] = set()
    for start in range(0, len(digests), _ROWS):
        part = AccessCode.digest.in_(digests[start : start + _ROWS])
        found |= {row.digest for row in AccessCode.select(AccessCode.digest).where(part)}
    return found


def series(cycle_id: int) -> list[Series]:
    """Return every series of a cycle."""
    spent, void = fn.SUM(AccessCode.spent.cast("integer")), fn.MAX(AccessCode.void.cast("integer"))
    rows = AccessCode.select(AccessCode.wave, AccessCode.series, fn.COUNT(AccessCode.digest), spent, void).join(Wave)
    grouped = rows.where(Wave.cycle == cycle_id).group_by(AccessCode.wave, AccessCode.series)
    ordered: Any = grouped.order_by(AccessCode.wave, AccessCode.series).tuples()
    return [Series(wave, name, made, int(used), bool(gone)) for wave, name, made, used, gone in ordered]


def names(wave_id: int) -> set[str]:
    """Return the names of a wave's series."""
    return {row.series for row in AccessCode.select(AccessCode.series).where(AccessCode.wave == wave_id).distinct()}


def set_void(wave_id: int, name: str, void: bool) -> int:
    """Let the codes of a series open nothing, or open the form again; return how many these are."""
    those = (AccessCode.wave == wave_id) & (AccessCode.series == name)
    return int(AccessCode.update(void=void).where(those).execute())


def opens(digest: str) -> Wave | None:
    """Return the wave that an unspent code opens; nothing tells a spent one from one that never was."""
    valid = (AccessCode.digest == digest) & ~AccessCode.spent & ~AccessCode.void
    return Wave.select().join(AccessCode).where(valid).first()


def set_codes_only(wave_id: int, only: bool) -> None:
    """Let a form take only responses with a code, or all."""
    Wave.update(codes_only=only).where(Wave.id == wave_id).execute()


def write_anew(cycle_id: int) -> None:
    """Write the rows of a cycle's codes and responses anew in one transaction, so that all seem to be of one moment."""
    if is_postgresql():
        waves = Wave.select(Wave.id).where(Wave.cycle == cycle_id)
        AccessCode.update(spent=AccessCode.spent).where(AccessCode.wave.in_(waves)).execute()
        Response.update(hour=Response.hour).where(Response.wave.in_(waves)).execute()
        of_cycle = Response.select(Response.id).where(Response.wave.in_(waves))
        Answer.update(item=Answer.item).where(Answer.response.in_(of_cycle)).execute()
        screened = ScreenedResponse.response.in_(of_cycle)
        ScreenedResponse.update(meaning=ScreenedResponse.meaning).where(screened).execute()


def sort_files() -> None:
    """Rewrite the tables in the order of their keys, which are digests, and let go of what they were before."""
    if is_postgresql():
        for table in ("access_code", "response", "answer", "screened_response"):
            database.execute_sql(f"cluster {table} using {table}_pkey")
            database.execute_sql(f"vacuum (freeze) {table}")
    else:
        database.execute_sql("vacuum")
        database.execute_sql("pragma wal_checkpoint(truncate)").fetchall()
