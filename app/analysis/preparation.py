"""What is done to every comment before it is understood: cleaned, its language told, redacted, cut into statements."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.analysis.comments import Comment
from app.analysis.copies import first_of_each
from app.analysis.ports import Engines, KnowsWhatItReads, Progress
from app.analysis.redaction import redact

LONGEST_TEXT = 20_000  # characters of one comment that are read
MOST_STATEMENTS = 50
LONGEST_STATEMENT = 2000  # characters; the encoder stops at 512 tokens anyway
_PLACEHOLDER = re.compile(r"\[(?:name|phone|e-mail|address|number|date)\]")
_EXCLAIMED = re.compile("[!！]+")
_LEFT_OUT = re.compile(rf"{_PLACEHOLDER.pattern}|[\r\n;；]+")


@dataclass(frozen=True, slots=True)  # slots: a state's worth of them is held at once
class Prepared:
    """A comment ready to be understood.

    `text` is redacted, `statements` are its sentences without placeholders, `places` where these start and end in `text`,
    `words` the number of its words. `known` is the share of it that the encoder
    can read (0..1). `copy_of` is the id of the first comment with the same words when this one was copied.
    """

    comment: Comment
    text: str
    language: str
    statements: tuple[str, ...]
    words: int
    known: float = 1.0
    copy_of: str | None = None
    places: tuple[tuple[int, int], ...] = ()

    @property
    def has_letters(self) -> bool:
        """Tell whether anything is left to understand beside marks, emoji and placeholders."""
        return any(letter.isalpha() for letter in _PLACEHOLDER.sub("", self.text))


def prepare(comments: Sequence[Comment], engines: Engines, progress: Progress) -> list[Prepared]:
    """Return every comment prepared, in order, copies not marked yet. Text beyond 20,000 characters is left off."""
    prepared = []
    for done, comment in enumerate(comments, start=1):
        prepared.append(_prepare(comment, engines))
        if done % 100 == 0 or done == len(comments):
            progress("redact", done, len(comments))
    return prepared


def mark_copied(prepared: Sequence[Prepared]) -> list[Prepared]:
    """Return the comments, each copy with the id of the first in `copy_of`."""
    firsts = first_of_each([each.text for each in prepared])
    return [
        each if first is None else replace(each, copy_of=prepared[first].comment.id)
        for each, first in zip(prepared, firsts, strict=True)
    ]


def _prepare(comment: Comment, engines: Engines) -> Prepared:
    text = clean(comment.text[:LONGEST_TEXT])
    language = comment.language or engines.identifier.identify(text)[0]
    redacted, spans = redact(text, language)
    plain = _PLACEHOLDER.sub(" ", redacted) if spans else redacted
    places = engines.segmenter.statements(redacted, language)[:MOST_STATEMENTS]
    statements = [_statement(redacted[start : min(end, start + LONGEST_STATEMENT)]) for start, end in places]
    return Prepared(
        comment=comment,
        text=comment.text if redacted == comment.text else redacted,  # one of two equal ones is enough to hold
        language=language,
        statements=tuple(statements) or (plain[:LONGEST_STATEMENT],),
        words=len(engines.segmenter.words(plain[:LONGEST_STATEMENT], language)),
        known=_known_share(plain, engines),
        places=tuple(_place(*each) for each in places),
    )


@lru_cache(maxsize=100_000)
def _place(start: int, end: int) -> tuple[int, int]:
    """Return the place of a statement; of millions most are the same few thousand, which are held once."""
    return start, end


def _statement(text: str) -> str:
    """Return a statement in one line, without what was redacted, and calmly: an exclamation mark alone reads as praise."""
    return " ".join(_EXCLAIMED.sub(".", _LEFT_OUT.sub(" ", text)).split())


def _known_share(text: str, engines: Engines) -> float:
    encoder = engines.encoder
    return encoder.known_share(text) if isinstance(encoder, KnowsWhatItReads) and not text.isascii() else 1.0


def clean(text: str) -> str:
    """Return the text without characters that cannot be seen or that turn the direction of what follows."""
    if text.isprintable():
        return text
    return "".join(
        letter for letter in text if letter in "\n\t\u200c\u200d" or unicodedata.category(letter) not in _UNSEEN
    )


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
