"""Floods and programs are held off here, so that a whole school behind one address is not.

Everything is counted in memory, by each process for itself. An address is kept only as a digest with a salt that is never
written anywhere, for two minutes at most, and neither logged nor stored. Nobody is asked to read crooked letters: at worst
a browser does a sum, and who runs no scripts waits a minute and presses Send again. Nothing that was typed is lost.
"""

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, render_template, request, session
from flask.typing import ResponseReturnValue

from app.config import Settings
from app.web import i18n
from app.web.i18n import gettext as _
from forms.keys import is_ours, made_at

FLOOD = 2000  # requests a minute from one address
POSTS = 30  # different posts a minute from one form page
QUICKEST = 2  # seconds in which nobody fills in a form
HURRIED = 20  # forms a minute that may come as quick as that from one address
BITS = 14  # zero bits that a proof of work begins with: 16,384 sums on average, some tenths of a second on a phone
_MINUTE = 60.0
# Where people post what they typed: these pages say themselves what is to be done.
_FORMS = frozenset({"respond.answer", "drafts.keep"})


@dataclass(frozen=True)
class Objection:
    """Why a form is not taken yet, in the reader's words; `work` when a proof of work would do."""

    words: str
    status: int = 429
    work: bool = False


class Minutes:
    """How often something happened within the last minute. Forgets what is older than two, also when nothing happens."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._minute = -1
        self._now: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._seen: set[Hashable] = set()

    def add(self, name: str, what: Hashable = None) -> float:
        """Count once more, unless this very thing (`what`) was counted, and return how often it was within a minute."""
        with self._lock:
            passed = self._turn()
            if what is None or (name, what) not in self._seen:
                self._now[name] += 1
                if what is not None:
                    self._seen.add((name, what))
            return self._now[name] + self._before[name] * (1 - passed)

    def count(self, name: str) -> float:
        """Return how often it was within a minute."""
        with self._lock:
            passed = self._turn()
            return self._now[name] + self._before[name] * (1 - passed)

    def _turn(self) -> float:
        minute, passed = divmod(self._clock(), _MINUTE)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else Counter()
            self._now, self._seen, self._minute = Counter(), set(), int(minute)
            later = threading.Timer(2 * _MINUTE, self._forget, [self._now, self._seen])
            later.daemon = True
            later.start()
        return passed / _MINUTE

    def _forget(self, *counted: Counter[str] | set[Hashable]) -> None:
        with self._lock:
            for each in counted:
                each.clear()


class Guard:
    """The counts of one process."""

    def __init__(self, processes: int, clock: Callable[[], float] = time.monotonic) -> None:
        # Half as much again as a fair share: requests are not dealt out evenly, and nobody below the cap is refused.
        self.cap = min(FLOOD, FLOOD * 1.5 / processes)
        self.requests, self.hurried, self.posts = Minutes(clock), Minutes(clock), Minutes(clock)
        self._salt = secrets.token_bytes(16)
        self.pages: dict[str, str] = {}

    def known_as(self, address: str) -> str:
        """Return what an address is counted under."""
        return hashlib.blake2b(address.encode(), digest_size=12, key=self._salt).hexdigest()


def init_app(app: Flask, settings: Settings) -> None:
    """Count every request before it is looked at."""
    app.extensions["guard"] = Guard(settings.processes)
    app.before_request(_watch)
    app.jinja_env.globals["work_bits"] = BITS


def objection(slug: str, can_work: bool = True) -> Objection | None:
    """Return why the form that was posted is not taken yet, or None.

    `can_work` is False when it is not sent yet: a browser that has done its sum sends the form by itself.
    """
    guard, sent, key = _guard(), request.form, request.form.get("key", "")
    ours = is_ours(current_app.secret_key, slug, key)  # type: ignore[arg-type]
    if sent.get("website"):
        return Objection(_trap(), 400)
    if ours and guard.posts.add(key, hash(tuple(sent.items(multi=True)))) > POSTS:
        return Objection(_often())
    flooded = g.get("flooded", False) or (ours and _is_hurried(guard, key))
    if not flooded or (ours and can_work and is_proof(key, sent.get("work", ""))):
        return None
    return Objection(_many(), work=can_work)


def is_proof(key: str, work: str) -> bool:
    """Tell whether somebody did the sum for this page: a number that gives a digest with so many zero bits in front."""
    digest = hashlib.sha256(f"{key}:{work[:40]}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def _watch() -> ResponseReturnValue | None:
    address = _address()
    if not address:
        return None
    guard = _guard()
    g.address = guard.known_as(address)
    # Styles and scripts are counted but always sent; who is signed in belongs to the team.
    if guard.requests.add(g.address) <= guard.cap or request.endpoint == "assets.file" or session.get("member"):
        return None
    if request.endpoint in _FORMS and request.method == "POST":
        g.flooded = True
        return None
    tag = i18n.current().tag
    if tag not in guard.pages:
        guard.pages[tag] = render_template("error.html", title=_("Many people are here at once"), advice=_wait())
    return Response(guard.pages[tag], 429, {"Retry-After": "60", "Cache-Control": "no-store"}, mimetype="text/html")


def _address() -> str:
    """Return the address that the request comes from, '' when it comes from this machine and nobody says for whom.

    A proxy that stands near (this machine, a private network) is believed: the address it added last is the person's.
    """
    near, said = request.environ.get("REMOTE_ADDR") or "", request.environ.get("HTTP_X_FORWARDED_FOR")
    if said and _is_near(near):
        return _network(said.rpartition(",")[2].strip())
    return "" if near in ("", "127.0.0.1", "::1") else _network(near)


def _is_near(address: str) -> bool:
    try:
        return not address or ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def _network(address: str) -> str:
    """Return what one household or school has: an IPv4 address, or the first half of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address[:64]
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def _is_hurried(guard: Guard, key: str) -> bool:
    if not g.get("address") or time.time() - made_at(key) >= QUICKEST:
        return False
    return guard.hurried.add(g.address) > HURRIED


def _guard() -> Guard:
    found: Guard = current_app.extensions["guard"]
    return found


def _trap() -> str:
    return _(
        "The field “Website” was filled in. People do not see it: it is there to catch programs. It is empty again now, "
        "so please press Send once more."
    )


def _often() -> str:
    return _("This page was sent very often within a minute. Please wait a minute and press Send again.")


def _many() -> str:
    return _("Many answers are arriving from where you are. Please wait a minute and press Send again.")


def _wait() -> str:
    return _("Many people are opening these pages from where you are. Please wait a minute and load the page again.")
