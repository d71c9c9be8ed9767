"""Tells which comments cannot be coded, and why: nothing is dropped in silence."""

from collections.abc import Sequence

import numpy as np

from app.analysis.preparation import Prepared

SURE = 0.9  # share of saying nothing that is believed
SURE_OF_ADVERTISING = 0.95
SHORT = 12  # words: longer comments say something, unless they advertise
FEWEST_LETTERS = 2
READABLE = 0.7  # share of a text's pieces that the encoder has to know: scripts it never saw come to about a half


def why_uncoded(prepared: Sequence[Prepared], emptiness: np.ndarray, kinds: Sequence[str]) -> list[str | None]:
    """Return ``too_short``, ``no_content``, ``not_understood``, ``unknown_language`` or None for each comment.

    `emptiness` holds shares of the `kinds` of saying nothing, shape (n, kinds).
    """
    return [_why(each, dict(zip(kinds, shares, strict=True))) for each, shares in zip(prepared, emptiness, strict=True)]


def _why(prepared: Prepared, shares: dict[str, float]) -> str | None:
    if not prepared.has_letters:
        return "no_content"
    if sum(map(str.isalpha, prepared.text)) < FEWEST_LETTERS:
        return "too_short"
    if prepared.known < READABLE:
        return "unknown_language"  # whatever the encoder made of it, it did not read it
    if shares["advertising"] >= SURE_OF_ADVERTISING:
        return "no_content"
    if prepared.words > SHORT or sum(shares.values()) < SURE:
        return None
    return "not_understood" if max(shares, key=shares.__getitem__) == "gibberish" else "no_content"
