"""The languages that YouSaid offers, and their message catalogues. Knows nobody; everybody may ask it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.core import get_global, parse_locale
from babel.support import Translations

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Language:
    """One offered language: `tag` is BCP 47 (``zh-Hans``), `autonym` its own name, `direction` ``ltr`` or ``rtl``.

    `region` is where its readers live, if that changes how they write numbers: Spanish in the US has 4,100, not 4.100.
    """

    tag: str
    autonym: str
    direction: str = "ltr"
    region: str = ""

    @cached_property
    def locale(self) -> Locale:
        """The Babel locale, for plurals, dates and numbers."""
        return Locale.parse(f"{self.tag}-{self.region}".rstrip("-"), sep="-")


# Adding a language is one line here and one folder beside this file.
LANGUAGES: tuple[Language, ...] = (
    Language("en", "English"),
    Language("es", "Español", region="US"),
    Language("ar", "العربية", "rtl"),
    Language("zh-Hans", "简体中文"),
    Language("vi", "Tiếng Việt"),
)
SOURCE = "en"
_BY_TAG = {language.tag: language for language in LANGUAGES}


def language(tag: str) -> Language:
    """Return the offered language with this tag. Raises KeyError when it is not offered."""
    return _BY_TAG[tag]


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


@lru_cache(maxsize=1024)
def _reading(tag: str) -> tuple[str, str] | None:
    """Return the language and script of a tag, the script by CLDR's likely subtags; None when it is not a tag."""
    parts = tag.replace("_", "-").split("-")[:3]
    try:
        language, territory, script = parse_locale("_".join(parts))[:3]
    except ValueError:
        return _reading(parts[0]) if len(parts) > 1 else None
    likely = get_global("likely_subtags")
    full = likely.get(f"{language}_{territory}") or likely.get(language) or language
    return language, script or parse_locale(full)[2] or ""


@cache
def catalogue(tag: str) -> NullTranslations:
    """Return the compiled messages of a language: an object with gettext and ngettext. English is the source."""
    return Translations.load(_HERE, [tag.replace("-", "_")])
