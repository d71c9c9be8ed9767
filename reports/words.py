"""How keys and figures are worded, in the language of a document."""

import datetime as dt
import re
from collections.abc import Mapping

from icu4py.breakers import SentenceBreaker

from translations import catalogue, language

_LEFT_TO_RIGHT = re.compile(r"[+(]?\d[\d ()./-]*\d|[\w.+-]+@[\w.-]+\w|https?://\S+")


def N_(message: str) -> str:
    """Mark a message for extraction; Words translates it."""
    return message


AUDIENCES = {
    "families": N_("families"), "students": N_("students"), "staff": N_("staff"), "community": N_("community partners"),
}  # fmt: skip
KINDS = {
    "keep": N_("Keep"), "expand": N_("Expand"), "amend": N_("Change"), "add": N_("Add"), "retire": N_("End"),
}  # fmt: skip
DIMENSIONS = {
    "audience": N_("Audience"), "school": N_("School"), "grade_band": N_("Grades"), "language": N_("Language"),
    "everybody": N_("Everybody"),
}  # fmt: skip
UNCODED = {
    "too_short": N_("too short to say what it is about"),
    "no_content": N_("without content"),
    "not_understood": N_("not understood"),
    "unknown_language": N_("in a language that the software cannot read"),
}


class Words:
    """Words for one language: translations, names of groups, numbers and dates."""

    def __init__(self, tag: str) -> None:
        self.language = language(tag)
        self._catalogue = catalogue(tag)

    def say(self, message: str) -> str:
        """Translate a message."""
        return self._catalogue.gettext(message)

    def group(self, dimension: str, key: str) -> str:
        """Name a group: an audience or a language is translated, a school's name stays."""
        if dimension == "audience":
            return self.say(AUDIENCES.get(key, key))
        return self.tongue(key) if dimension == "language" else key

    def dimension(self, key: str) -> str:
        """Name what figures are broken down by."""
        return self.say(DIMENSIONS.get(key, key))

    def between(self, share: tuple[float, float, float]) -> str:
        """Write the interval of a share."""
        return self.say(N_("%(low)s to %(high)s")) % {"low": self.percent(share[1]), "high": self.percent(share[2])}

    def differs(self, key: str) -> str:
        """Say that a group says it more or less often than the others, '' when that may be chance."""
        return self.say({"more": N_("more often"), "less": N_("less often")}[key]) if key else ""

    def tongue(self, tag: str) -> str:
        """Name a language in this document's language."""
        if tag in ("und", ""):
            return self.say(N_("other"))
        return self.language.name_of(tag)

    def kind(self, key: str) -> str:
        """Name the kind of a revision."""
        return self.say(KINDS.get(key, key))

    def reason(self, key: str) -> str:
        """Say why comments could not be coded."""
        return self.say(UNCODED.get(key, key))

    def tone(self, sentiment: float | None) -> str:
        """Put a mean sentiment into words."""
        if sentiment is None:
            return ""
        bounds = (
            (-0.5, N_("mostly complaints")), (-0.15, N_("more complaints than praise")), (0.15, N_("mixed")),
            (0.5, N_("more praise than complaints")),
        )  # fmt: skip
        return self.say(next((words for bound, words in bounds if sentiment < bound), N_("mostly praise")))

    def number(self, value: int | float) -> str:
        """Write a number."""
        return self.language.number(value)

    def two_digits(self, value: float) -> str:
        """Write a number with two digits after the point."""
        return self.language.number_of(value, "0.00")

    def percent(self, share: float) -> str:
        """Write a share 0..1 as whole percent."""
        return self.language.percent(share)

    def date(self, iso: str) -> str:
        """Write an ISO date."""
        return self.language.date(dt.date.fromisoformat(iso[:10]))

    def apart(self, text: str) -> str:
        """Return somebody's words with telephone numbers and addresses kept in order in right-to-left text."""
        return _LEFT_TO_RIGHT.sub("\u2066\\g<0>\u2069", text) if self.language.direction == "rtl" else text

    def count(self, n: int | None) -> str:
        """Write a count, or say that it is hidden: it is small, or would give away one that is."""
        return self.say(N_("hidden")) if n is None else self.number(n)


def first_sentence(text: str, tag: str, most: int = 200) -> str:
    """Return the first sentence of a text, by the rules of its language (UAX #29); at most so many characters."""
    start, end = next(iter(SentenceBreaker(text, tag).segments()), (0, 0))
    sentence = text[start:end].strip()
    return sentence if len(sentence) <= most else sentence[: most - 1].rstrip() + "…"


def best(texts: Mapping[str, str], tag: str) -> tuple[str, str]:
    """Return (wording, its language): the document's language, else English, else whatever there is."""
    for each in (tag, "en", *texts):
        if texts.get(each):
            return texts[each], each
    return "", tag
