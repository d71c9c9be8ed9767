"""Breaks comments into statements and words by the rules and dictionaries of Unicode's ICU, which icu4py bundles."""

import re
from collections.abc import Iterator

from icu4py.breakers import SentenceBreaker, WordBreaker

SHORTEST_STATEMENT = 12  # characters; shorter ones ("Thanks!") join their neighbour
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # letters that say about three times as much
_LINE = re.compile(r"[^\r\n;；]+")
SHORTEST_CLAUSE = 20  # characters, counted alike: "small but nice" is no two statements
# "But": what follows turns to something else, and often from praise to complaint.
_TURNS = {
    "am": "ነገር ግን|ሆኖም", "ar": "ولكن|لكن|إلا أن", "en": "but|however", "es": "pero|sin embargo", "fil": "pero|ngunit|subalit|kaso",
    "fr": "mais|par contre", "hmn": "tab ?sis|tiam ?sis", "ht": "men|sepandan", "ko": "하지만|그런데|그러나", "ne": "तर",
    "pt": "mas|porém", "ru": "но|однако|зато", "so": "laakiin|laakin|hase yeeshee", "uk": "але|проте|однак", "ur": "لیکن|مگر",
    "vi": "nhưng|tuy nhiên",
}  # fmt: skip
_TURN = {tag: re.compile(rf"[\s,،，]+(?=(?:{words})\b)", re.IGNORECASE) for tag, words in _TURNS.items()}
_TURN["zh"] = re.compile("[，,、]+(?=但|不过|不過|可是|然而)|(?<=[^不])(?=但是|可是)")
_TURN["ko"] = re.compile(rf"(?<=지만)[\s,]+|{_TURN['ko'].pattern}")


class IcuSegmenter:
    """Fulfils `ports.Segmenter`."""

    def statements(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return where each sentence of `text`, or clause of one that turns to something else, starts and ends.

        Lines and semicolons end a sentence too.
        """
        whole = _join_short(text, list(_sentences(text, language)))
        turn = _TURN.get(_locale(language))
        return [clause for start, end in whole for clause in _clauses(text, start, end, turn)]

    def words(self, text: str, language: str) -> list[str]:
        """Return what ICU takes for words and holds a letter or digit."""
        pieces = (text[start:end].strip() for start, end in WordBreaker(text, _locale(language)).segments())
        return [word for word in pieces if any(map(str.isalnum, word))]


def _locale(language: str) -> str:
    return "en" if language == "und" else language.split("-")[0]


def _sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        for start, end in SentenceBreaker(line[0], _locale(language)).segments():
            yield from _stripped(text, line.start() + start, line.start() + end)


def _clauses(text: str, start: int, end: int, turn: re.Pattern[str] | None) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence before and after each turn; short ones stay with what stands before them."""
    for found in turn.finditer(text, start, end) if turn else ():
        if min(_weight(text[start : found.start()]), _weight(text[found.end() : end])) >= SHORTEST_CLAUSE:
            yield from _stripped(text, start, found.start())
            start = found.end()
    yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(piece.strip())


def _join_short(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sentences:
        if joined and (_is_short(text[start:end]) or _is_short(text[slice(*joined[-1])])):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_short(text: str) -> bool:
    return _weight(text) < SHORTEST_STATEMENT


def _weight(text: str) -> int:
    return len(text) + 2 * len(WIDE.findall(text))
