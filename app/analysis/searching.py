"""Finds what people said by its meaning, in any language, and by its words; and marks in a text why it was found."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.analysis.copies import WIDE
from app.analysis.shortening import tokens

NEAR = 0.33  # likeness from which a comment speaks of what is looked for: tried on the example in six languages
WORDS = 0.35  # what all words of a search together add where they stand in a comment
MOST_WORDS = 8  # of a search that are looked for
COMMON = 2000  # comments that a word stands in from which it tells nothing


def folded(text: str) -> str:
    """Return a text as it is compared: without capitals and accents, as long as before or nearly so."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(search: str) -> list[str]:
    """Return the words of a search, each once; short ones only where letters say much."""
    found = dict.fromkeys(_words(folded(search)))
    return [word for word in found if len(word) > 2 or WIDE.search(word) or word.isdigit()][:MOST_WORDS]


@dataclass(frozen=True, eq=False)
class Library:
    """Texts to be searched for words, all in one string: looking through it takes milliseconds, however many they are."""

    texts: Sequence[str]

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All texts, folded, one a line, and where each ends."""
        lines = [folded(text).replace("\n", " ") + "\n" for text in self.texts]
        return "".join(lines), np.cumsum([len(line) for line in lines]).tolist()

    def rows(self, word: str) -> list[int]:
        """Return the positions of the texts in which a folded word begins; none for a word that very many have."""
        joined, ends = self._joined
        found: list[int] = []
        at = joined.find(word)
        while at >= 0:
            row = bisect_right(ends, at)
            if at == 0 or not joined[at - 1].isalnum() or WIDE.search(word):
                found.append(row)
                if len(found) > COMMON:
                    return []
                at = joined.find(word, ends[row])
            else:
                at = joined.find(word, at + 1)
        return found

    def shares(self, search: str) -> np.ndarray:
        """Return which share of the words of a search each text has, float32 (texts,), 0..1."""
        words, shares = words_of(search), np.zeros(len(self.texts), np.float32)
        for word in words:
            shares[self.rows(word)] += 1 / len(words)
        return shares


def marked(text: str, search: str, part: tuple[int, int] | None = None) -> list[tuple[int, int]]:
    """Return where a text is to be marked, as [(start, end)] in order: the `part` that means it, otherwise its words."""
    if part:
        return [part]
    words = tuple(words_of(search))
    if not words:
        return []
    written = [each for each in words if WIDE.search(each)]  # without spaces: in the middle of a text, too
    spans = [(each.start, each.end) for each in tokens(text) if each.is_word and folded(each.text).startswith(words)]
    spans += [(at.start(), at.end()) for each in written for at in re.finditer(re.escape(each), text)]
    return _apart(sorted(set(spans)))


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order without those that overlap an earlier one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _words(text: str) -> list[str]:
    """Return the words of a text; letters that say much by themselves, as in Chinese, stay together."""
    found: list[str] = []
    end = -1
    for each in tokens(text):
        if each.is_word and each.start == end and WIDE.match(each.text):
            found[-1] += each.text
        elif each.is_word:
            found.append(each.text)
        end = each.end if each.is_word and WIDE.match(each.text) else -1
    return found


def part_of(statements: Sequence[tuple[int, int]], number: int) -> tuple[int, int] | None:
    """Return where the statement of this number stands; None when it is the whole or there is none."""
    return statements[number] if len(statements) > 1 and number < len(statements) else None
