"""How many years of school a text in English asks for: the grade of Kincaid et al. (1975).

The packages that compute it count syllables by a dictionary that they fetch at run time; these rules need none, and count
what they are not sure of as one more.
"""

import re

_WORD, _SENTENCE = re.compile(r"[A-Za-z][A-Za-z'’]*"), re.compile(r"[.!?:]+(?:\s|$)")
_VOWELS, _SILENT = re.compile(r"[aeiouy]+"), re.compile(r"(?:[^laeiouy]e|[^aeioudty]ed|[^aeiouscgxz]es)$")


def syllables(word: str) -> int:
    """Count the syllables of a word: its groups of vowels, without an e that nobody speaks."""
    word = re.sub("[^a-z]", "", word.lower())
    groups = len(_VOWELS.findall(word))
    return max(1, groups - bool(groups > 1 and _SILENT.search(word)))


def grade(text: str) -> float:
    """Return the grade; a line without a full stop counts as a sentence."""
    lines = [line for line in text.splitlines() if _WORD.search(line)]
    sentences = sum(max(1, len(_SENTENCE.findall(line.strip() + " "))) for line in lines)
    words = _WORD.findall(text)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
