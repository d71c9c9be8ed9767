"""Reads dates as people and tools write them: ISO, 20260512, 5/12/2026, 12.5.2026, May 12, 2026, and Excel's serial days."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel.dates import get_month_names

from translations import LANGUAGES

ORDERS = ("mdy", "dmy")
# `5/12/2026` alone does not say which is the month; 13 and more do.
_SLASHED = re.compile(r"(\d{1,2})([/\-.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?$")
_WORDED = (
    re.compile(r"(?P<month>[^\W\d_]{3,}\.?) (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})(?!\d)"),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?: de)?[ -](?P<month>[^\W\d_]{3,}\.?)(?: de)?[ -](?P<year>\d{4})(?!\d)"
    ),
)
_TIME = re.compile(r"[\sT,]+(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)?\s*([ap])?\.?\s*(?:m\b)?", re.IGNORECASE)
_WEEKDAY = 12  # characters that may stand before a date, such as the day of the week
_EPOCH, _EARLIEST, _LATEST = dt.date(1899, 12, 30), 1900, 2100


@dataclass(frozen=True)
class Moment:
    """A day, and the hour if one was given."""

    day: dt.date
    hour: int | None = None


class Ambiguous(ValueError):
    """The text reads as two different days; somebody has to say whether the day or the month comes first."""


def moment_in(text: str, order: str = "") -> Moment | None:
    """Return what a text says; None when it is no date. `order` is mdy or dmy. Raises Ambiguous without an order."""
    plain = "".join(str(unicodedata.decimal(each, each)) for each in text.strip())
    for read in (_iso, _packed, _serial, _worded):
        if found := read(plain):
            return found
    return _slashed(plain, order)


def is_date(text: str) -> bool:
    """Tell whether a text is a date, in whatever order. A bare number is not taken for one."""
    try:
        return not text.replace(".", "").isdecimal() and moment_in(text) is not None
    except Ambiguous:
        return True


def order_in(texts: Iterable[str]) -> str:
    """Return which of month and day comes first in a column: mdy, dmy, ``ask`` when it cannot be told, '' when no date of
    it depends on that."""
    found = ""
    for text in texts:
        match = _SLASHED.match(text.strip())
        if not match or match[2] == "." or int(match[1]) == int(match[3]):
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            return "dmy"
        if second > 12 >= first:
            return "mdy"
        found = "ask"
    return found


def _iso(text: str) -> Moment | None:
    match = _ISO.match(text)
    return _moment(match[1], match[3], match[4], text[match.end() :]) if match else None


def _packed(text: str) -> Moment | None:
    match = _PACKED.match(text)
    return _moment(match[1], match[2], match[3], "") if match else None


def _serial(text: str) -> Moment | None:
    """Excel counts days from 1900 and writes the time as a fraction of a day."""
    match = _SERIAL.match(text)
    if not match:
        return None
    return Moment(_EPOCH + dt.timedelta(int(match[1])), int(float(match[2]) * 24) if match[2] else None)


def _worded(text: str) -> Moment | None:
    for pattern in _WORDED:
        match = pattern.search(text) if len(text) < 60 else None
        month = _months().get(match["month"].rstrip(".").casefold()) if match else None
        if match and month and match.start() <= _WEEKDAY:
            return _moment(match["year"], str(month), match["day"], text[match.end() :])
    return None


def _slashed(text: str, order: str) -> Moment | None:
    match = _SLASHED.match(text)
    if not match:
        return None
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > 12:
        order = "dmy"
    elif second > 12:
        order = "mdy"
    elif first != second and order not in ORDERS:
        raise Ambiguous(text)
    day, month = (first, second) if order == "dmy" else (second, first)
    year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
    return _moment(year, str(month), str(day), text[match.end() :])


def _moment(year: str, month: str, day: str, rest: str) -> Moment | None:
    time = _TIME.match(rest)
    if rest.strip() and not time:
        return None
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Moment(found, _hour(time)) if _EARLIEST <= found.year <= _LATEST else None


def _hour(time: re.Match | None) -> int | None:
    if time is None:
        return None
    hour, half = int(time[1]), (time[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour if hour < 24 else None


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        names = [*enumerate(language.months, start=1)]
        if not language.borrowed:
            names = [*get_month_names("wide", locale=language.locale).items()]
            names += get_month_names("abbreviated", locale=language.locale).items()
        for number, name in names:
            found.setdefault(name.rstrip(".").casefold(), number)
    return found
