"""Takes names and contact data out of comments: what stands in a quote must lead to nobody.

Contact data is found by its form, names by what stands before or after them (titles, kinship, particles) and by lists
of common names. Every find is replaced by a word in brackets that says what stood there. Recall counts most.
"""

import unicodedata
from dataclasses import dataclass

from app.analysis.contact_data import find_contact_data
from app.analysis.person_names import find_person_names

LONGEST_TEXT = 20_000  # characters that are searched; what comes after them is cut off, never passed on unseen


@dataclass(frozen=True)
class Span:
    """Where something personal stood in the text: text[start:end], of a kind such as ``name`` or ``phone``."""

    start: int
    end: int
    kind: str


def redact(text: str, language: str = "und") -> tuple[str, tuple[Span, ...]]:
    """Return the text with ``[name]``, ``[phone]``, ``[e-mail]``, ``[address]``, ``[number]`` or ``[date]`` in place
    of what is personal, and where that stood. The rules of every language are tried whatever `language` says:
    comments mix them; spans count in the text with its accents joined to their letters (NFC). Text beyond `LONGEST_TEXT` characters is left off.
    """
    text = text[:LONGEST_TEXT]
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    found = [Span(*each) for each in (*find_contact_data(text), *find_person_names(text, language))]
    spans = _merged(found)
    redacted = text
    for span in reversed(spans):
        redacted = f"{redacted[: span.start]}[{span.kind}]{redacted[span.end :]}"
    return redacted, spans


def _merged(found: list[Span]) -> tuple[Span, ...]:
    """Join spans that overlap; the first and longest names the kind."""
    merged: list[Span] = []
    for span in sorted(found, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return tuple(merged)
