"""Breaks comments into sentences and words by the rules and dictionaries of Unicode's ICU, which icu4py bundles."""

import re

from icu4py.breakers import SentenceBreaker, WordBreaker

SHORTEST_STATEMENT = 12  # characters; shorter ones ("Thanks!") join their neighbour
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # letters that say about three times as much


class IcuSegmenter:
    """Fulfils `ports.Segmenter`."""

    def statements(self, text: str, language: str) -> list[str]:
        """Return the sentences of `text`; lines and semicolons end one too."""
        found: list[str] = []
        for line in re.split(r"[\r\n;；]+", text):
            found += _pieces(SentenceBreaker(line, _locale(language)), line)
        return _join_short(found)

    def words(self, text: str, language: str) -> list[str]:
        """Return what ICU takes for words and holds a letter or digit."""
        return [word for word in _pieces(WordBreaker(text, _locale(language)), text) if any(map(str.isalnum, word))]


def _locale(language: str) -> str:
    return "en" if language == "und" else language.split("-")[0]


def _pieces(breaker: SentenceBreaker | WordBreaker, text: str) -> list[str]:
    pieces = (text[start:end].strip() for start, end in breaker.segments())
    return [piece for piece in pieces if piece]


def _join_short(sentences: list[str]) -> list[str]:
    joined: list[str] = []
    for sentence in sentences:
        if joined and (_weight(sentence) < SHORTEST_STATEMENT or _weight(joined[-1]) < SHORTEST_STATEMENT):
            joined[-1] += " " + sentence
        else:
            joined.append(sentence)
    return joined


def _weight(text: str) -> int:
    return len(text) + 2 * len(WIDE.findall(text))
