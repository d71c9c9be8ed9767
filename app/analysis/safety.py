"""Finds comments that tell of a live risk to somebody, so that a person looks at them today.

Patterns find the words, a head that learned from the school-voice codebook finds the meaning where the words are others.
A missed risk costs more than a false alarm: these comments are never quoted, only shown to the team.
"""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from app.analysis.reading import read

ALARMING = 0.95  # share of telling of danger that is enough by itself
FEWEST_LETTERS = 8  # a meaning can be told from; of fewer the words have to speak
KINDS = ("self_harm", "abuse", "violence_threat", "bullying_severe")


def find_risks(texts: Sequence[str], risk: np.ndarray, kinds: Sequence[str]) -> list[str | None]:
    """Return the kind of risk that each text tells of, or None.

    `risk` holds the shares of the `kinds`, shape (n, kinds).
    """
    return [
        risk_in_words(text) or (kinds[int(shares.argmax())] if shares.sum() >= ALARMING and _says(text) else None)
        for text, shares in zip(texts, risk, strict=True)
    ]


def _says(text: str) -> bool:
    return sum(1 if letter < "\u2e80" else 3 for letter in text if letter.isalpha()) >= FEWEST_LETTERS


def risk_in_words(text: str) -> str | None:
    """Return the first kind of risk whose patterns stand in the text."""
    flat = " ".join(text.lower().replace("\u2019", "'").split())  # a phrase may go on in the next line
    return next((kind for kind in KINDS if any(pattern.search(flat) for pattern in _patterns()[kind])), None)


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    phrases = read("safety_phrases.json")
    return {kind: tuple(re.compile(form) for form in phrases[kind]["patterns"]) for kind in KINDS}
