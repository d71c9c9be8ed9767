"""Finds the names of people by rules: titles, kinship and particles beside them, and lists of common names.

The cues (`data/name_cues.json`, regular expressions) and lists (`data/names.json`) are this project's own and modest; a
name in lower case without any cue stays unseen.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from app.analysis.reading import read

Found = tuple[int, int, str]
Place = tuple[int, int]

_UPPER = "A-ZÀ-ÖØ-ÞĀ-ȳḀ-ỹА-ЯЁІЇЄҐ"
_CAPITALISED = rf"(?:[{_UPPER}][\w'’-]+)"
_NAME = rf"{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,2}}"
_ARABIC_WORD = r"[\u0621-\u064a\u0671-\u06d3]+"
_HAN = r"[\u4e00-\u9fff]"
_LONGEST_ENDING = 3  # letters that a Cyrillic name may take on in declension
_LONGEST_ABBREVIATION = 4  # letters; IEP or ESL is no name


def find_person_names(text: str) -> Iterator[Found]:
    """Yield (start, end, ``name``) for everything that looks like a person's name; finds may overlap."""
    for finder in _FINDERS:
        for start, end in finder(text):
            yield start, end, "name"


def _titled(text: str) -> Iterator[Place]:
    for match in _pattern(rf"(?<!\w)((?i:{_any('titles')})\.?\s+)({_NAME})").finditer(text):
        length = _length_of_name(match[2])
        if length:
            yield match.start(), match.start(2) + length


def _titled_in_lower_case(text: str) -> Iterator[Place]:
    for match in _pattern(r"(?<!\w)(?i:mr|mrs|ms)\.?\s+([a-zà-ÿ]{3,})").finditer(text):
        if match[1] not in _not_names():
            yield match.start(), match.end()


def _kin(text: str) -> Iterator[Place]:
    for match in _pattern(rf"(?<!\w)(?i:{_any('kin')})\s+,?\s*({_NAME})").finditer(text):
        length = _length_of_name(match[1])
        if length:
            yield match.start(1), match.start(1) + length


def _length_of_name(candidate: str) -> int:
    """Return how much of the capitalised words at the start can be a name."""
    length = 0
    for word in re.finditer(r"\S+", candidate):
        if not _can_be_name(word[0].strip("'’-.,")):
            break
        length = word.end()
    return length


def _can_be_name(word: str) -> bool:
    abbreviation = word.isupper() and len(word) <= _LONGEST_ABBREVIATION
    return word[:1].isupper() and not abbreviation and word.lower() not in _not_names()


def _listed(text: str) -> Iterator[Place]:
    for match in _pattern(_CAPITALISED).finditer(text):
        word = re.sub(r"['’]s$", "", match[0])
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 40]
        if _pattern(rf"\b(?:{_any('places_before')})\.?\s+$").search(before):
            continue  # San Diego, St. Louis
        if word in _names("latin") or _cyrillic_name(word):
            following = _pattern(rf"\s+({_CAPITALISED})").match(after)
            yield match.start(), match.end() + (following.end() if following and _can_be_name(following[1]) else 0)
        elif word in _names("latin_family"):
            given = _pattern(rf"({_CAPITALISED})\s+$").search(before)
            if given and _can_be_name(given[1]):
                yield match.start() - len(given[0]), match.end()


def _cyrillic_name(word: str) -> bool:
    stems = _cyrillic_stems().get(word[:2], ())
    return any(word.startswith(stem) and len(word) - len(stem) <= _LONGEST_ENDING for stem in stems) and (
        word.lower() not in _not_names()
    )


def _arabic(text: str) -> Iterator[Place]:
    titled = rf"(?<!\w)(?:{_any('arabic_titles')})\s+(?!{_any('arabic_not_names')})({_ARABIC_WORD})"
    for match in _pattern(titled).finditer(text):
        yield match.start(), match.end()
    names = _names("arabic")
    for match in _pattern(_ARABIC_WORD).finditer(text):
        bare = match[0][1:] if len(match[0]) > 3 and match[0][0] in "ولب" else match[0]
        if match[0] in names or bare in names:
            yield match.start(), match.end()


def _chinese(text: str) -> Iterator[Place]:
    family = f"[{_lists()['chinese_family']}]"
    titled = rf"({family}{_HAN}{{0,2}}?)(?:{_any('chinese_titles')})"
    named = rf"(?:{_any('chinese_before')})({family}{_HAN}{{1,2}})(?=[（(，,。！、 被的在是说和])"
    for form, whole in ((titled, 0), (named, 1)):
        for match in _pattern(form).finditer(text):
            if match[1][:2] not in _cues()["chinese_not_names"]:
                yield match.start(whole), match.end(whole)


def _korean(text: str) -> Iterator[Place]:
    family, given = _lists()["korean_family"], _lists()["korean_given"]
    form = rf"(?<![가-힣])([{family}][{given}]{{2}})(?=\s?(?:{_any('korean_after')}|\(|$))"
    for match in _pattern(form).finditer(text):
        yield match.start(1), match.end(1)


_FINDERS: tuple[Callable[[str], Iterator[Place]], ...] = (
    _titled,
    _titled_in_lower_case,
    _kin,
    _listed,
    _arabic,
    _chinese,
    _korean,
)


@cache
def _cues() -> dict[str, Any]:
    return read("name_cues.json")


@cache
def _lists() -> dict[str, Any]:
    return read("names.json")


@cache
def _any(cue: str) -> str:
    return "|".join(_cues()[cue])


@cache
def _names(script: str) -> frozenset[str]:
    return frozenset(_lists()[script])


@cache
def _not_names() -> frozenset[str]:
    return frozenset(_cues()["not_names"])


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form)


@cache
def _cyrillic_stems() -> dict[str, tuple[str, ...]]:
    """Names less their last vowel, so that every case is found, by their first two letters."""
    stems = sorted({re.sub("[аяіьйо]$", "", name) for name in _lists()["cyrillic"]})
    return {first: tuple(stem for stem in stems if stem[:2] == first) for first in {stem[:2] for stem in stems}}
