"""Picks the quotes that stand for a theme: typical, different from one another, from many languages and audiences."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.school import Placed
from app.analysis.themes import Quote

QUOTES = 6
FEWEST_WORDS = 4
SHORTEST, LONGEST = 12, 400  # characters
TOO_ALIKE = 0.97
CONSIDERED = 60


def choose_quotes(
    rows: np.ndarray, codings: Sequence[Coding], comments: Sequence[Comment], placed: Placed, centre: np.ndarray
) -> tuple[Quote, ...]:
    """Return up to six quotes from the `rows` of codings, comments and where they are placed that belong to a theme.

    Comments that tell of a risk are never quoted.
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
        if all(float(vectors[best] @ vectors[other]) < TOO_ALIKE for other in chosen):
            chosen.append(best)
            heard.update(_voice(codings[best], comments[best]))
    return tuple(_quote(codings[row], comments[row]) for row in chosen)


def _quotable(coding: Coding) -> bool:
    text = coding.redacted_text
    spaced = len(text.split()) >= FEWEST_WORDS or (not text.isascii() and " " not in text)
    return coding.safety is None and spaced and SHORTEST <= len(text) <= LONGEST


def _voice(coding: Coding, comment: Comment) -> tuple[str, str]:
    return f"language {coding.language}", f"audience {comment.groups.get('audience', '')}"


def _voice_count(heard: Counter[str], coding: Coding, comment: Comment) -> int:
    return sum(heard[voice] for voice in _voice(coding, comment))


def _quote(coding: Coding, comment: Comment) -> Quote:
    return Quote(coding.comment_id, coding.redacted_text, coding.language, dict(comment.groups))
