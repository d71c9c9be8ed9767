"""Which language a page speaks, and the template functions that speak it."""

import datetime as dt
from typing import Any

from flask import Flask, g, has_request_context, request

from forms.fields import longest
from translations import LANGUAGES, Language, catalogue, isolated, language, negotiate

COOKIE = "language"
_TAGS = [each.tag for each in LANGUAGES]


def current() -> Language:
    """Return the language of this request: the ``lang`` of the address, else the cookie's, else the browser's."""
    if not has_request_context():
        return language("en")
    if "language" not in g:
        g.language = language(_choose())
    chosen: Language = g.language
    return chosen


def speak(tag: str) -> None:
    """Let the rest of this request speak a language."""
    g.language = language(tag)


def _choose() -> str:
    for tag in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if tag in _TAGS:
            return str(tag)
    return negotiate([tag for tag, _ in request.accept_languages], _TAGS)


def gettext(message: str, **values: Any) -> str:
    """Return a message in the page's language; `values` fill its ``%(name)s`` places."""
    text = catalogue(current().tag).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: Any) -> str:
    """Return the form of a message that suits `n`, which is also filled in as ``%(num)s``."""
    text = catalogue(current().tag).ngettext(singular, plural, n)
    return text % {"num": number(n), **values}


def number(value: float) -> str:
    """Write a number as the page's language does."""
    return current().number(value)


def two_digits(value: float) -> str:
    """Write a number with two digits after the point, as the page's language does."""
    return current().number_of(value, "0.00")


def percent(value: float) -> str:
    """Write a share 0..1 as whole percent."""
    return current().percent(value)


def date(value: dt.date | dt.datetime | str) -> str:
    """Write a date (or an ISO date) in the page's language."""
    if isinstance(value, str):
        value = dt.date.fromisoformat(value[:10])
    return current().date(value)


def words(texts: dict[str, str]) -> str:
    """Choose of a ``{language: wording}`` mapping what suits the page best: its language, English, whatever there is."""
    found = texts.get(current().tag) or texts.get("en") or next(iter(texts.values()), "")
    return isolated(found) if current().direction == "rtl" else found


def init_app(app: Flask) -> None:
    """Give templates ``_``, ``ngettext``, the filters number, percent, date and words, and the page's language."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: catalogue(current().tag).gettext(message),
        lambda singular, plural, n: catalogue(current().tag).ngettext(singular, plural, n),
        newstyle=True,
    )
    app.jinja_env.filters.update(
        number=number, two_digits=two_digits, percent=percent, date=date, words=words, longest=longest
    )
    app.context_processor(lambda: {"language": current(), "languages": LANGUAGES})
