"""Finds comments that were pasted again and again: they are kept, and their words count once.

Two people may well write the same few words ("more recess please"), and then both count. The same long text, or the same
sentence from very many, was copied: a chain message, a petition, somebody who sends a form over and over.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from app.analysis.coding import Coding

LONG = 30  # letters: nobody writes so much in the same words by chance
SENTENCE = 12  # letters: this may happen by chance, but not ...
VERY_OFTEN = 50  # ... so many times
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # letters that say about three times as much
_NO_WORD = re.compile(r"[\W_]+")


def same_words(text: str) -> str:
    """Return the text without what copying may change: capitals, marks, spaces and look-alike characters."""
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def first_of_each(texts: Sequence[str]) -> list[int | None]:
    """Return for each text the position of the first one that it is a copy of, None for what is no copy.

    `texts` are redacted, so that a petition with other names in it is a copy too.
    """
    words = np.fromiter((hash(same_words(text)) for text in texts), np.int64, len(texts))  # a million texts are large
    _, firsts, of, times = np.unique(words, return_index=True, return_inverse=True, return_counts=True)
    found: list[int | None] = [None] * len(texts)
    for at in np.flatnonzero(firsts[of] != np.arange(len(texts))).tolist():
        if _is_copied(same_words(texts[at]), int(times[of[at]])):
            found[at] = int(firsts[of[at]])
    return found


def mark_copies(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    """Return the codings, each copy with the comment id of the first in `copy_of`."""
    return tuple(
        replace(coding, copy_of=None if first is None else codings[first].comment_id)
        for coding, first in zip(codings, first_of_each([each.redacted_text for each in codings]), strict=True)
    )


def voice(coding: Coding) -> str:
    """Return what a comment and all its copies have in common."""
    return coding.copy_of or coding.comment_id


def once(codings: Iterable[Coding]) -> list[Coding]:
    """Return one coding of each voice, the first, in order."""
    found: dict[str, Coding] = {}
    for coding in codings:
        found.setdefault(voice(coding), coding)
    return list(found.values())


def times(codings: Iterable[Coding]) -> Counter[str]:
    """Return how many of the codings each voice has."""
    return Counter(map(voice, codings))


def _is_copied(words: str, times: int) -> bool:
    letters = sum(map(str.isalpha, words)) + 2 * len(WIDE.findall(words))
    return letters >= LONG or (letters >= SENTENCE and times >= VERY_OFTEN)
