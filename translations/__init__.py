"""The languages that YouSaid offers, and their message catalogues. Knows nobody; everybody may ask it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.support import Translations

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Language:
    """One offered language. `tag` is BCP 47 (``zh-Hans``), `autonym` its name in itself, `direction` ``ltr`` or ``rtl``."""

    tag: str
    autonym: str
    direction: str = "ltr"

    @property
    def locale(self) -> Locale:
        """The Babel locale, for plurals, dates and numbers."""
        return Locale.parse(self.tag, sep="-")


# Adding a language is one line here and one folder beside this file.
LANGUAGES: tuple[Language, ...] = (
    Language("en", "English"),
    Language("es", "Español"),
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

    A regional tag finds its plain language (``es-MX`` finds ``es``); ``zh-CN`` and ``zh`` find ``zh-Hans``.
    Without any match the first of `among` is returned.
    """
    aliases = {"zh": "zh_Hans", "zh_CN": "zh_Hans", "zh_SG": "zh_Hans"}
    available = [tag.replace("-", "_") for tag in among]
    for tag in preferred:
        found = negotiate_locale([tag.replace("-", "_")], available, aliases=aliases)
        if found:
            return str(found).replace("_", "-")
    return among[0]


@cache
def catalogue(tag: str) -> NullTranslations:
    """Return the compiled messages of a language: an object with gettext and ngettext. English is the source."""
    return Translations.load(_HERE, [tag.replace("-", "_")])
