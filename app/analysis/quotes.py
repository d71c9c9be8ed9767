"""Picks the quotes that stand for a theme: typical, different from one another, from many languages and audiences."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import once
from app.analysis.review import Reviewed
from app.analysis.themes import Quote

QUOTES = 6
FEWEST_WORDS = 4
SHORTEST, LONGEST = 12, 400  # characters
TOO_ALIKE = 0.97
CONSIDERED = 60


def choose_quotes(
    rows: np.ndarray, codings: Sequence[Coding], comments: Sequence[Comment], vectors: np.ndarray, centre: np.ndarray
) -> tuple[Quote, ...]:
    """Return up to six quotes from the `rows` of codings, comments and features that belong to a theme.

    Comments that tell of a risk are never quoted.
    """
    fit = [row for row in rows if _quotable(codings[row])]
    typical = sorted(fit, key=lambda row: (-float(vectors[row] @ centre), codings[row].comment_id))[
        : min(CONSIDERED, max(2 * QUOTES, len(fit) // 2))
    ]
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


def reading_order(reviewed: Reviewed, at: str = "") -> list[Coding]:
    """Return the comments that may become quotes and wait for somebody's word, in the order in which to read them.

    First what was proposed for each theme, the first of all themes, then the second ...; then the surest of the rest. The
    one whose id is `at` keeps its place when it has been decided about. Copies are read once.
    """
    proposed = {
        quote.comment_id: (0, rank, place)
        for place, theme in reversed(list(enumerate(reviewed.themes)))
        for rank, quote in enumerate(theme.quotes)
    }
    done = reviewed.approved | reviewed.hidden_quotes
    fit = [
        coding
        for coding in once(coding for coding in reviewed.codings if coding.themes and _quotable(coding))
        if coding.comment_id not in done or coding.comment_id == at
    ]
    return sorted(fit, key=lambda each: (proposed.get(each.comment_id, (1, -each.margin, 0)), each.comment_id))
