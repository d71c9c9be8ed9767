"""Who tries one code after the other is made to wait longer and longer; others hardly notice. In memory, without addresses.

What really protects a code is its length (40 bits and more). The waiting keeps a script from trying its luck, and as each
page waits for itself nobody can lock others out.
"""

import math
import time
from collections.abc import Callable

from flask import current_app

from app.web.guard import Minutes
from app.web.i18n import ngettext
from forms.keys import is_ours, made_at, new_key

FREE = 3  # wrong tries of a page before it waits
LONGEST, LONGEST_FOR_ALL = 60, 15  # seconds
CALM = 60  # wrong tries a minute, by everybody together, before new pages wait too
_PAGES = 10_000  # pages whose wrong tries are remembered


class Slow:
    """The wrong tries of one kind of code, in one process. A page is known by its key."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}
        self._together = Minutes(clock)

    def wait(self, key: str, made: int) -> int:
        """Return the seconds to wait before a try from this page, made at that second, is looked at; 0 for none."""
        wrong, last = self._wrong.get(key, (0, 0.0))
        own = last + min(2.0 ** (wrong - FREE + 1), LONGEST) if wrong >= FREE else 0.0
        many = self._together.count("") / CALM
        common = made + min(2.0**many, LONGEST_FOR_ALL) if many > 1 else 0.0
        return max(0, math.ceil(max(own, common) - self._clock()))

    def wrong(self, key: str) -> None:
        """Remember a wrong try."""
        tries, _last = self._wrong.pop(key, (0, 0.0))
        self._wrong[key] = (tries + 1, self._clock())
        self._together.add("")
        while len(self._wrong) > _PAGES:
            self._wrong.pop(next(iter(self._wrong)), None)

    def right(self, key: str) -> None:
        """Forget the wrong tries of a page."""
        self._wrong.pop(key, None)


def of(kind: str) -> Slow:
    """Return this process's wrong tries of a kind: ``code`` or ``words``."""
    found: Slow = current_app.extensions.setdefault("slow", {}).setdefault(kind, Slow())
    return found


def wait(kind: str, key: str, signed_for: str) -> int:
    """Return the seconds that a page has to wait; a page that is not ours waits for a moment."""
    secret = str(current_app.secret_key)
    return of(kind).wait(key, made_at(key)) if is_ours(secret, signed_for, key) else 1


def page_key(kind: str) -> str:
    """Return the key of a new page on which a code is typed."""
    return new_key(str(current_app.secret_key), kind)


def please_wait(seconds: int) -> str:
    """Say how long to wait."""
    return ngettext(
        "Please wait %(num)s second, then press the button again.",
        "Please wait %(num)s seconds, then press the button again.",
        seconds,
    )
