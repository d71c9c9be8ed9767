"""Picks the quotes that stand for a theme: typical, different from one another, from many languages and audiences."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import same_words
from app.analysis.school import Placed
from app.analysis.themes import Quote

QUOTES = 6
FEWEST_WORDS = 4
SHORTEST, LONGEST = 12, 400  # characters
TOO_ALIKE = 0.97  # likeness in meaning and codes from which two quotes are nearly the same
SAME_LETTERS = 0.5  # share of their letters, three in a row, that is in both from which they are so too
OF_AUDIENCE = 2  # what having heard an audience counts beside having heard a language: there are far fewer
CONSIDERED = 60


def choose_quotes(
    rows: np.ndarray, codings: Sequence[Coding], comments: Sequence[Comment], placed: Placed, centre: np.ndarray
) -> tuple[Quote, ...]:
    """Return up to six quotes from the `rows` of codings, comments and where they are placed that belong to a theme.

    Each is from an audience and in a language that was heard least so far, no two are nearly the same. Comments that tell of
    a risk are never quoted.
    """
    fit = [row for row in rows.tolist() if _quotable(codings[row])]
    near = dict(zip(fit, placed.likeness(centre, np.array(fit, int)).tolist(), strict=True))
    typical = sorted(fit, key=lambda row: (-near[row], codings[row].comment_id))[
        : min(CONSIDERED, max(2 * QUOTES, len(fit) // 2))
    ]
    vectors = dict(zip(typical, placed.rows(np.array(typical, int)).features, strict=True))
    heard: Counter[str] = Counter()
    chosen: list[int] = []
    while typical and len(chosen) < QUOTES:
        best = min(typical, key=lambda row: _voice_count(heard, codings[row], comments[row]))  # ties: most typical
        typical.remove(best)
        if all(_differ(best, other, codings, vectors) for other in chosen):
            chosen.append(best)
            heard.update(_voice(codings[best], comments[best]))
    return tuple(_quote(codings[row], comments[row]) for row in chosen)


def reads_alone(text: str) -> bool:
    """Tell whether a redacted text says enough, and not too much, to be a quote."""
    spaced = len(text.split()) >= FEWEST_WORDS or (not text.isascii() and " " not in text)
    return spaced and SHORTEST <= len(text) <= LONGEST


def _quotable(coding: Coding) -> bool:
    return coding.safety is None and reads_alone(coding.redacted_text)


def _differ(one: int, other: int, codings: Sequence[Coding], vectors: Mapping[int, np.ndarray]) -> bool:
    here, there = (_threes(codings[row].redacted_text) for row in (one, other))
    same_letters = len(here & there) >= SAME_LETTERS * len(here | there)
    return not same_letters and float(vectors[one] @ vectors[other]) < TOO_ALIKE


def _threes(text: str) -> set[str]:
    words = same_words(text)
    return {words[at : at + 3] for at in range(max(1, len(words) - 2))}


def _voice(coding: Coding, comment: Comment) -> tuple[str, str]:
    return f"language {coding.language}", f"audience {comment.groups.get('audience', '')}"


def _voice_count(heard: Counter[str], coding: Coding, comment: Comment) -> int:
    language, audience = _voice(coding, comment)
    return heard[language] + OF_AUDIENCE * heard[audience]


def _quote(coding: Coding, comment: Comment) -> Quote:
    return Quote(coding.comment_id, coding.redacted_text, coding.language, dict(comment.groups))
