"""Shortens a quote: words may be left out, never changed; an ellipsis says where."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.analysis.copies import WIDE

ELLIPSIS = "…"
_JOINERS = "'’ʼ-\u200c\u200d"  # between letters they make one word


@dataclass(frozen=True)
class Token:
    """A word, or a single mark, and where it stands in its text."""

    text: str
    start: int
    is_word: bool

    @property
    def end(self) -> int:
        """Where what follows begins."""
        return self.start + len(self.text)


def tokens(text: str) -> list[Token]:
    """Return the words and marks of a text in any script, in order; where no spaces are written, each letter is a word."""
    return list(_tokens(text))


def kept_parts(text: str, edited: str) -> list[str] | None:
    """Return which parts of a text somebody kept who left out words of it, each as it stands there.

    None when a word was changed, added or moved, or none was kept. Ellipses in `edited` are of no account, and marks that
    were left out while the words around them stayed are put back.
    """
    original = tokens(text)
    wanted = [each.text for each in tokens(edited.replace("...", ELLIPSIS)) if each.text != ELLIPSIS]
    rows = _places([each.text for each in original], wanted)
    if rows is None or not any(original[row].is_word for row in rows):
        return None
    runs: list[list[int]] = []
    for row in (row for row in rows if original[row].is_word):
        if runs and not any(each.is_word for each in original[runs[-1][-1] + 1 : row]):
            runs[-1].append(row)
        else:
            runs.append([row])
    kept = set(rows)
    return [_part(text, original, run[0], run[-1], kept) for run in runs]


def shortened(text: str, parts: Sequence[str]) -> str | None:
    """Return the parts of a text with an ellipsis where something was left out; None when they do not stand there."""
    at, said = 0, ""
    for part in parts:
        start = text.find(part, at)
        if start < 0 or not part:
            return None
        left_out = any(each.is_word for each in tokens(text[at:start]))
        said += (f"{said and ' '}{ELLIPSIS} " if left_out else text[at:start]) + part
        at = start + len(part)
    if any(each.is_word for each in tokens(text[at:])):
        return f"{said} {ELLIPSIS}" if said else None
    return said + text[at:] if said else None


def _part(text: str, original: Sequence[Token], first: int, last: int, kept: set[int]) -> str:
    """Return the text from one word to another, with the marks beside them that were kept or have no word behind them."""
    while (
        first > 0
        and not original[first - 1].is_word
        and (first - 1 in kept or not any(each.is_word for each in original[:first]))
    ):
        first -= 1
    while (
        last + 1 < len(original)
        and not original[last + 1].is_word
        and (last + 1 in kept or not any(each.is_word for each in original[last + 1 :]))
    ):
        last += 1
    return text[original[first].start : original[last].end]


def _places(original: Sequence[str], wanted: Sequence[str]) -> list[int] | None:
    """Return where the wanted stand among the original, in their order and in as few pieces as is easily found."""
    matcher = SequenceMatcher(None, original, wanted, autojunk=False)
    rows = [block.a + n for block in matcher.get_matching_blocks() for n in range(block.size)]
    if len(rows) == len(wanted):
        return rows
    rows, at = [], 0
    for each in wanted:
        try:
            at = original.index(each, at) + 1
        except ValueError:
            return None
        rows.append(at - 1)
    return rows


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        end = _end_of_word(text, at)
        if end > at:
            yield Token(text[at:end], at, True)
        elif not text[at].isspace():
            end = at + 1
            yield Token(text[at], at, False)
        at = max(end, at + 1)


def _end_of_word(text: str, at: int) -> int:
    if text[at] == "[":  # what redaction put in place of a name is one word
        close = text.find("]", at, at + 12)
        return close + 1 if close > 0 else at
    if not _of_word(text[at]):
        return at
    end = at + 1
    wide = WIDE.match(text[at])
    while end < len(text):
        letter = text[end]
        if unicodedata.category(letter).startswith("M") or (not wide and _of_word(letter) and not WIDE.match(letter)):
            end += 1
        elif letter in _JOINERS and end + 1 < len(text) and not wide and _of_word(text[end + 1]):
            end += 2
        else:
            break
    return end


def _of_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LN"
