"""Who belongs to the SEL team: one-time links, passwords, and a pause after wrong ones."""

import datetime as dt
import hashlib
import re
import secrets
import time
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.store import cycles, members
from app.store.database import transaction
from app.store.tables import TeamMember

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1000
LINK_LASTS = dt.timedelta(days=7)
_hasher = PasswordHasher()
# Checked when the address is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash(secrets.token_urlsafe())


class TeamError(ValueError):
    """`reason` is a word: ``email``, ``link`` (spent, too old or never made), ``short``, ``long``, ``yourself``, ``safety``
    (who is named for safety reads what all schools say) or ``school`` (there is none of this name)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def create_member(email: str) -> str:
    """Add a member, or find the one there is, and return a token for their one-time set-up link. Raises TeamError."""
    if len(email) > 200 or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email.strip()):
        raise TeamError("email")
    token = secrets.token_urlsafe(32)
    with transaction():
        members.invite(email, _digest(token), _now() + LINK_LASTS)
    return token


def of_link(token: str) -> TeamMember:
    """Return whom an unspent set-up link is for. Raises TeamError."""
    member = members.by_digest(_digest(token))
    if member is None or member.setup_expires is None or member.setup_expires < _now():
        raise TeamError("link")
    return member


def set_password(token: str, password: str) -> TeamMember:
    """Spend a set-up link and return the member as they are now. Raises TeamError."""
    member = of_link(token)
    if len(password) < SHORTEST_PASSWORD:
        raise TeamError("short")
    if len(password) > LONGEST_PASSWORD:
        raise TeamError("long")
    with transaction():
        if not members.put_password(member.id, _digest(token), _hasher.hash(password)):
            raise TeamError("link")
    changed = members.by_email(member.email)
    assert changed is not None
    return changed


def check(email: str, password: str) -> TeamMember | None:
    """Return the member if the password is right, else None; both take equally long."""
    member = members.by_email(email)
    kept = member.password_hash if member and member.password_hash else _NOBODY
    try:
        _hasher.verify(kept, password[:LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return None
    if member is None or kept is _NOBODY:
        return None
    if _hasher.check_needs_rehash(kept):
        with transaction():
            members.put_hash(member.id, _hasher.hash(password))
    return member


def remove_member(member_id: int, by: int) -> None:
    """Take away a member's login. Raises TeamError when people would lock themselves out."""
    if member_id == by:
        raise TeamError("yourself")
    with transaction():
        members.remove(member_id)


def limit(member_id: int, school: str, by: int) -> TeamMember:
    """Let a member work with one school's plan and evidence only, or ('') with the whole district. Raises TeamError."""
    if member_id == by:
        raise TeamError("yourself")
    if school and school not in {each.name for each in cycles.schools()}:
        raise TeamError("school")
    with transaction():
        member = members.get(member_id)
        if school and member is not None and member.hears_concerns:
            raise TeamError("safety")
        return members.limit(member_id, school)


class Throttle:
    """Makes guessing slow: after five wrong passwords for one address the wait doubles, up to a quarter of an hour.

    It counts by a digest of the e-mail address, in memory, for members and strangers alike; where a request came from
    is neither asked nor kept.
    """

    FREE, LONGEST, MOST = 5, 900, 10_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: dict[str, tuple[int, float]] = {}

    def wait(self, email: str) -> int:
        """Return the seconds until the next try is allowed, or 0 and count this try."""
        key, now = _digest(email.strip().lower()), self._clock()
        failed, until = self._tries.get(key, (0, 0.0))
        if until > now:
            return int(until - now) + 1
        if len(self._tries) >= self.MOST:
            self._tries = {each: kept for each, kept in self._tries.items() if kept[1] > now}
        failed += 1
        pause = min(self.LONGEST, 15 * 2 ** min(failed - self.FREE, 10)) if failed >= self.FREE else 0
        self._tries[key] = failed, now + pause
        return 0

    def forget(self, email: str) -> None:
        """Start counting anew, after a right password."""
        self._tries.pop(_digest(email.strip().lower()), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
