"""The lists and cues by which names of people are found, read once from `data/names.json` and `data/name_cues.json`.

American names come from the census of 1990 and English words from Webster's Second (both in the public domain), countries
and languages from Unicode CLDR; the names of every other community and the cues are this project's own.
"""

import re
import unicodedata
from functools import cache
from typing import Any

from app.analysis.reading import read

_SHORTEST_WITHOUT_ACCENTS = 4  # letters; shorter ones, such as Vietnamese Mỹ, would turn into words


@cache
def names_of(kind: str) -> frozenset[str]:
    """Return the names or words of a kind such as ``latin_given``, in lower case."""
    return frozenset(" ".join(_read_once("names.json")[kind]).lower().split())


@cache
def latin_names_of(kind: str) -> frozenset[str]:
    """Return the same with what people write who leave accents away."""
    names = names_of(kind)
    bare = {without_accents(name) for name in names if len(name) >= _SHORTEST_WITHOUT_ACCENTS}
    return names | (bare - names_of("latin_words") - names_of("common_words"))


@cache
def letters_of(kind: str) -> frozenset[str]:
    """Return the letters of a kind such as ``chinese_family``."""
    return frozenset(_read_once("names.json")[kind])


@cache
def cue(name: str) -> str:
    """Return the cues of a name as alternatives for a regular expression, longest first."""
    return "|".join(sorted(_read_once("name_cues.json")[name], key=len, reverse=True))


@cache
def cue_words(name: str) -> frozenset[str]:
    """Return cues that are plain words."""
    return frozenset(_read_once("name_cues.json")[name])


@cache
def pattern(form: str) -> re.Pattern[str]:
    """Return a compiled regular expression, made once."""
    return re.compile(form)


def without_accents(word: str) -> str:
    """Return the word less what stands above and below its letters; đ turns into d."""
    return "".join(each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each)).replace(
        "đ", "d"
    )


@cache
def _read_once(name: str) -> Any:
    return read(name)
