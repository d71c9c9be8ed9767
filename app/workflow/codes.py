"""One-response codes of letters: made as a series, spent once, never joined to what was said with them.

Only a digest of each code is kept, keyed with the installation's secret; the codes themselves are handed to the caller
and then forgotten. A code and the response it was spent on share no key, no time and no order in the tables. What is left
is how the database works: a commit is one transaction, and as long as forms are open PostgreSQL's rows (xmin, ctid) and
SQLite's log tell somebody with the files of the running server which rows it wrote. `forget_order` ends that; it runs
when a cycle is closed. Copies of the database should be made afterwards, or be kept as safe as the server.
"""

import hmac

from app.store import codes, waves
from app.store.database import transaction
from app.store.tables import Wave
from forms.codes import grouped, new_code, read_code

MOST = 20_000  # codes of one series
LONGEST = 60  # characters of a series' name


class CodesError(ValueError):
    """The codes cannot be made. `reason` is a word: ``count``, ``name`` or ``taken``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_codes(wave_id: int, count: int, secret: str, series: str = "") -> list[str]:
    """Make the codes of a new series and return them as they stand in letters: this once, nobody keeps them.

    Without a name the series is numbered. Raises CodesError.
    """
    if not 1 <= count <= MOST:
        raise CodesError("count")
    if len(series) > LONGEST:
        raise CodesError("name")
    with transaction():
        known = codes.names(wave_id)
        if series in known:
            raise CodesError("taken")
        made: dict[str, str] = {}
        while len(made) < count:
            drawn = {digest(code, secret): code for code in (new_code() for _ in range(count - len(made)))}
            taken = codes.taken(list(drawn))
            made |= {key: code for key, code in drawn.items() if key not in taken}
        codes.add(wave_id, series or _next(known), made)
    return [grouped(code) for code in made.values()]


def digest(code: str, secret: str) -> str:
    """Return what is kept of a code."""
    return hmac.digest(secret.encode(), f"one-response code:{code}".encode(), "sha256").hex()


def opened_by(typed: str, secret: str) -> Wave | None:
    """Return the wave that a code opens. A spent code and one that never was look the same."""
    code = read_code(typed)
    return codes.opens(digest(code, secret)) if code else None


def void_series(wave_id: int, series: str, void: bool = True) -> int:
    """Let the codes of a series open nothing any more (or again, to undo it); return how many these are."""
    with transaction():
        return codes.set_void(wave_id, series, void)


def codes_only(wave_id: int, only: bool) -> None:
    """Let a form take only responses with a code, or everybody's."""
    with transaction():
        codes.set_codes_only(wave_id, only)
    waves.touch_forms()


def forget_order(cycle_id: int) -> None:
    """Remove what the database itself knows of which code was spent with which response.

    PostgreSQL keeps in each row the transaction that wrote it, even through VACUUM FREEZE, and rows lie in the order of
    writing. So every row of the cycle's codes, responses and answers is written once more, in one transaction, and the
    tables are then laid out in the order of their digests (CLUSTER, which drops the old rows). SQLite keeps no such
    thing, but freed pages and its log hold older states: both are let go. Slow with many responses, and forms of other
    cycles wait meanwhile: run it through the queue.
    """
    with transaction():
        codes.write_anew(cycle_id)
    codes.sort_files()


def _next(known: set[str]) -> str:
    return str(next(number for number in range(1, len(known) + 2) if str(number) not in known))
