"""The languages that YouSaid offers, and their message catalogues. Knows nobody; everybody may ask it."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.core import get_global, parse_locale
from babel.support import Translations

_HERE = Path(__file__).parent

ROMAN = "-Latn"  # ends the tag of a language that is typed in Roman letters instead of its own
# Languages that run from right to left, offered or not: people write in all of them.
_RIGHT_TO_LEFT = {
    "ar", "arc", "ckb", "dv", "fa", "ff-Adlm", "he", "ks", "ku-Arab", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi",
}  # fmt: skip

# Domains of the catalogues: the pages and documents; and the questionnaires that ship.
MESSAGES, QUESTIONNAIRES = "messages", "questionnaires"


@dataclass(frozen=True)
class Language:
    """One offered language: `tag` is BCP 47 (``zh-Hans``), `autonym` its own name, `direction` ``ltr`` or ``rtl``.

    `region` is where its readers live, if that changes how they write numbers: Spanish in the US has 4,100, not 4.100.
    `digits` are its own ten digits where its readers expect them. `months` and `date_order` stand in where CLDR has no
    (or another language's) month names; `borrowed` is the locale whose rules for numbers it then uses.
    """

    tag: str
    autonym: str
    direction: str = "ltr"
    region: str = ""
    digits: str = ""
    months: tuple[str, ...] = ()
    date_order: str = "{day} {month} {year}"
    borrowed: str = ""

    @cached_property
    def locale(self) -> Locale:
        """The Babel locale, for plurals, dates and numbers."""
        return Locale.parse(self.borrowed or f"{self.tag}-{self.region}".rstrip("-"), sep="-")

    @property
    def home(self) -> str:
        """The language as it is spoken at home: its tag without a region (``pt`` for ``pt-BR``)."""
        first, _, rest = self.tag.partition("-")
        return self.tag if len(rest) == 4 else first

    @property
    def folder(self) -> str:
        """The name of its folder beside this file."""
        return self.tag.replace("-", "_")

    def number(self, value: float) -> str:
        """Write a number as its readers do."""
        return self._own_digits(numbers.format_decimal(value, locale=self.locale))

    def number_of(self, value: float, pattern: str) -> str:
        """Write a number with as many digits as a CLDR pattern such as ``0.00`` says."""
        return self._own_digits(numbers.format_decimal(value, format=pattern, locale=self.locale))

    def percent(self, share: float) -> str:
        """Write a share 0..1 as whole percent."""
        return self._own_digits(numbers.format_percent(share, format="#,##0%", locale=self.locale))

    def date(self, value: dt.date) -> str:
        """Write a date in full."""
        if self.months:
            return self.date_order.format(day=value.day, month=self.months[value.month - 1], year=value.year)
        written = self._own_digits(dates.format_date(value, format="long", locale=self.locale))
        # Isolated, so that what stands beside it in a line does not pull its day or year away.
        return f"\u2067{written}\u2069" if self.direction == "rtl" else written

    def name_of(self, tag: str) -> str:
        """Name another language in this one; its own name for it where this one has none, and its script where it is written in Roman."""
        language, roman, _ = tag.partition(ROMAN)
        named = self._name_of(language)
        return f"{named} ({self._roman})" if roman else named

    @property
    def _roman(self) -> str:
        return "A–Z" if self.borrowed else self.locale.scripts.get("Latn", "A–Z")

    def _name_of(self, tag: str) -> str:
        try:
            named = Locale.parse(tag, sep="-").get_display_name(self.locale) if not self.borrowed else None
        except (ValueError, UnknownLocaleError):
            named = None
        own = next((each.autonym for each in LANGUAGES if tag in (each.tag, each.home)), "")
        return str(named or (not self.borrowed and self.locale.languages.get(tag.split("-")[0])) or own or tag)

    def _own_digits(self, text: str) -> str:
        return text.translate({ord("0") + n: digit for n, digit in enumerate(self.digits)}) if self.digits else text


# Month names that CLDR does not have (in Hmong they are numbered), or has in another language.
_HAITIAN = ("janvye", "fevriye", "mas", "avril", "me", "jen", "jiyè", "out", "septanm", "oktòb", "novanm", "desanm")
_NUMBERED = ("ib", "ob", "peb", "plaub", "tsib", "rau", "xya", "yim", "cuaj", "kaum", "kaum-ib", "kaum-ob")
_HMONG = tuple(f"lub {number} hlis" for number in _NUMBERED)

# Adding a language is one line here and one folder beside this file.
LANGUAGES: tuple[Language, ...] = (
    Language("en", "English"),
    Language("es", "Español", region="US"),
    Language("ar", "العربية", "rtl"),
    Language("zh-Hans", "简体中文"),
    Language("zh-Hant", "繁體中文"),
    Language("vi", "Tiếng Việt"),
    Language("pt-BR", "Português"),
    Language("ru", "Русский"),
    Language("uk", "Українська"),
    Language("ko", "한국어"),
    Language("ht", "Kreyòl ayisyen", months=_HAITIAN, borrowed="en"),
    Language("so", "Soomaali"),
    Language("fil", "Tagalog"),
    Language("fr", "Français"),
    Language("ur", "اردو", "rtl"),
    Language("hmn", "Hmoob", months=_HMONG, date_order="hnub tim {day} {month} {year}", borrowed="en"),
    Language("ne", "नेपाली", digits="०१२३४५६७८९"),
    Language("am", "አማርኛ"),
)
SOURCE = "en"
_BY_TAG = {language.tag: language for language in LANGUAGES}


def language(tag: str) -> Language:
    """Return the offered language with this tag. Raises KeyError when it is not offered."""
    return _BY_TAG[tag]


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr`` for what is written in the language with this tag, offered or not."""
    if tag.endswith(ROMAN):
        return "ltr"  # Arabic or Urdu typed in Roman letters
    return "rtl" if tag in _RIGHT_TO_LEFT or tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def offered(tags: Iterable[str]) -> tuple[Language, ...]:
    """Return those of `tags` that are offered, in the order of LANGUAGES."""
    wanted = set(tags)
    return tuple(each for each in LANGUAGES if each.tag in wanted)


def negotiate(preferred: Sequence[str], among: Sequence[str]) -> str:
    """Return the tag of `among` that suits a reader best who prefers `preferred` (BCP 47 tags, best first).

    Language and script decide, so ``es-MX`` finds ``es`` and ``zh-CN`` finds ``zh-Hans``. Only when nothing preferred
    matches so, the language in another script will do (``zh-TW`` finds ``zh-Hans``), then the first of `among`.
    """
    wanted = [reading for tag in preferred if (reading := _reading(tag))]
    by_reading = {_reading(tag): tag for tag in reversed(among)}
    exact = next((by_reading[each] for each in wanted if each in by_reading), None)
    by_language = {reading[0]: tag for reading, tag in by_reading.items() if reading}
    related = (by_language[language] for language, _ in wanted if language in by_language)
    return exact or next(related, among[0])


# What browsers call some languages, and what we do: Tagalog, and White and Green Hmong.
_SAME = {"tl": "fil", "tl-ph": "fil", "mww": "hmn", "hnj": "hmn", "hmong": "hmn"}


@lru_cache(maxsize=1024)
def _reading(tag: str) -> tuple[str, str] | None:
    """Return the language and script of a tag, the script by CLDR's likely subtags; None when it is not a tag."""
    parts = _SAME.get(tag.lower(), tag).replace("_", "-").split("-")[:3]
    try:
        language, territory, script = parse_locale("_".join(parts))[:3]
    except ValueError:
        return _reading(parts[0]) if len(parts) > 1 else None
    likely = get_global("likely_subtags")
    full = likely.get(f"{language}_{territory}") or likely.get(language) or language
    return language, script or parse_locale(full)[2] or ""


@cache
def catalogue(tag: str, domain: str = MESSAGES) -> NullTranslations:
    """Return the compiled messages of a language: an object with gettext and ngettext. English is the source."""
    return Translations.load(_HERE, [tag.replace("-", "_")], domain)


def wording(tag: str, text: str, domain: str = QUESTIONNAIRES) -> str | None:
    """Return the translation of a text, or None where the catalogue has none (even if it would read the same)."""
    return _strict(tag, domain).gettext(text) or None


# What the bidirectional algorithm would turn round inside right-to-left text: ranges, phone numbers, dates, percentages.
_NUMBERS = re.compile(r"(?<![\u2066\w])[+(]?\d[\d()]*(?:[-–./:\s]+\d[\d()]*)+%?|(?<![\u2066\w])\d[\d.,]*%")


def isolated(text: str) -> str:
    """Return right-to-left text in which every range, phone number and percentage keeps its own direction."""
    return _NUMBERS.sub(lambda found: f"\u2066{found[0]}\u2069", text)


@cache
def words_for_codes(tag: str) -> tuple[str, ...]:
    """Return the 256 everyday words that resume codes of this language are made of."""
    return tuple((_HERE / tag.replace("-", "_") / "words.txt").read_text(encoding="utf-8").split())


class _Silent(NullTranslations):
    def gettext(self, message: str) -> str:
        return ""


@cache
def _strict(tag: str, domain: str) -> NullTranslations:
    found = Translations.load(_HERE, [tag.replace("-", "_")], domain)
    if not isinstance(found, Translations):
        return _Silent()
    found.add_fallback(_Silent())
    return found
