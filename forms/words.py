"""Resume codes: six everyday words of the writer's language, 48 bits, and how they are read back from a piece of paper.

Case, accents, vowel marks, look-alike letters and separators may differ from what was shown, as long as only one word of
the language can be meant.
"""

import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from translations import LANGUAGES, SOURCE, words_for_codes

SIX = 6
_LONGEST = 600  # characters that are looked at: more than six of the longest words in every language
# Letters that people write for one another, on keyboards and by hand: Latin, Arabic and Urdu, Nepali. The last group is
# left out: the long stroke, joiners and dots below.
_ALIKE = {
    "d": "đ", "o": "ø", "l": "ł", "i": "ı", "ا": "ٱ", "ي": "ىیێے", "ه": "ةۃہھۂۀە", "ك": "ک", "ن": "ں",
    "ि": "ी", "इ": "ई", "ु": "ू", "उ": "ऊ", "ं": "ँ", "न": "ण", "स": "शष", "ब": "व",
    "": "\u0640\u200c\u200d\u093c",
}  # fmt: skip
_TURNED: dict[int, str | int] = {ord(each): letter for letter, variants in _ALIKE.items() for each in variants}
# Amharic writes some sounds with two or three series of letters: (first letter of a series, of the one that stands for it).
_SERIES = ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))
_TURNED |= {first + order: instead + order for first, instead in _SERIES for order in range(8)}


@dataclass(frozen=True)
class Reading:
    """What typed words may mean: the codes to try, or the words that no language has.

    `count` is how many words were typed. Several codes only where the same words exist in two languages.
    """

    codes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    count: int = 0


def new_words(tag: str) -> tuple[str, ...]:
    """Draw six words in a language."""
    words = _words(tag)
    return tuple(secrets.choice(words) for _ in range(SIX))


def code_of(tag: str, words: Sequence[str]) -> str:
    """Return the code that these words of a language stand for: what keys are derived from."""
    return f"{tag if _has_words(tag) else SOURCE}:{' '.join(words)}"


def read_words(typed: str) -> Reading:
    """Return what was meant by what somebody typed, in whichever language."""
    parts = _parts(typed[:_LONGEST])
    found = [code_of(tag, words) for tag in _tags() for words in _meant(tag, parts)]
    if found:
        return Reading(tuple(found), count=SIX)
    known = max((sum(_word(tag, part) is not None for part in parts), tag) for tag in _tags())
    return Reading((), tuple(part for part in parts if _word(known[1], part) is None), len(parts))


def _parts(typed: str) -> list[str]:
    kept = unicodedata.normalize("NFC", typed)
    joined = "".join(each if _is_letter(each) else " " for each in kept)
    return joined.split()


def _is_letter(each: str) -> bool:
    return unicodedata.category(each)[0] in "LM" or each in "\u200c\u200d"


def _meant(tag: str, parts: list[str]) -> Iterator[tuple[str, ...]]:
    words = [_word(tag, part) for part in parts]
    if len(words) == SIX and all(words):
        yield tuple(word for word in words if word)
    elif 0 < len(parts) < SIX:
        # Written without spaces, as in Chinese, or two words run together.
        yield from _split(tag, _folded("".join(parts)), SIX)


def _split(tag: str, run: str, left: int) -> Iterator[tuple[str, ...]]:
    if left == 0:
        if not run:
            yield ()
        return
    for end in range(1, min(len(run), _reach(tag)) + 1):
        if word := _meanings(tag).get(run[:end]):
            yield from ((word, *rest) for rest in _split(tag, run[end:], left - 1))


def _word(tag: str, part: str) -> str | None:
    return _exact(tag).get(_plain(part)) or _meanings(tag).get(_folded(part))


@cache
def _exact(tag: str) -> dict[str, str]:
    return {_plain(word): word for word in _words(tag)}


@cache
def _meanings(tag: str) -> dict[str, str]:
    """Each word by its letters without what may be left out; without those that two words would share."""
    shared = Counter(_folded(word) for word in _words(tag))
    return {_folded(word): word for word in _words(tag) if shared[_folded(word)] == 1}


@cache
def _reach(tag: str) -> int:
    return max(map(len, _meanings(tag)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold()).replace("œ", "oe")
    # In Devanagari the marks are vowels: these stay.
    bare = "".join(each for each in apart if unicodedata.category(each) != "Mn" or "\u0900" <= each < "\u0980")
    return unicodedata.normalize("NFC", bare.translate(_TURNED))


def _tags() -> list[str]:
    return [each.tag for each in LANGUAGES if _has_words(each.tag)]


@cache
def _has_words(tag: str) -> bool:
    try:
        return bool(words_for_codes(tag))
    except OSError:
        return False


def _words(tag: str) -> tuple[str, ...]:
    """A language that has no list of words yet borrows the English one."""
    return words_for_codes(tag if _has_words(tag) else SOURCE)
