"""How a comment feels, -1..1, in every language.

A linear head on the encoder's vectors, taught praise, complaint, suggestion, question and mixed, speaks for all languages;
for English TextBlob is a second voice. The item that a comment answers ("what was hard?") is a weak prior.
"""

from collections.abc import Sequence

import numpy as np
from textblob import TextBlob

from app.analysis.comments import Comment
from app.analysis.school_voice import SENTIMENT, STANCES

PRIOR = 1.2  # log-odds that the item adds
TEXTBLOB = 0.4  # log-odds that a fully positive or negative word of TextBlob adds
ITEM_WORDS = {
    -1: ("hard", "difficult", "challeng", "barrier", "problem", "worr", "wrong"),
    1: ("well", "good", "success", "strength", "proud", "best", "liked"),
    0: ("next", "should", "suggest", "change", "improve", "idea", "wish"),
}


def sentiments(comments: Sequence[Comment], languages: Sequence[str], stances: np.ndarray) -> np.ndarray:
    """Return -1..1 for each comment; `stances` holds shares of the stances of the codebook, shape (n, 5)."""
    signs = np.array([SENTIMENT[stance] for stance in STANCES])
    odds = np.log(np.stack([stances[:, signs == sign].sum(axis=1) for sign in (-1, 0, 1)], axis=1) + 1e-9)
    for row, (comment, language) in enumerate(zip(comments, languages, strict=True)):
        asked = item_polarity(comment.item or comment.groups.get("question", ""))
        if asked is not None:
            odds[row, asked + 1] += PRIOR
        if language == "en":
            heard = float(TextBlob(comment.text[:5000]).sentiment.polarity)
            odds[row] += TEXTBLOB * heard * np.array([-1, 0, 1])
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.round(shares[:, 2] - shares[:, 0], 3)


def item_polarity(item: str) -> int | None:
    """Return -1, 0 or 1 when the item's name says what it asks for, such as ``was_hard``; otherwise None."""
    name = item.lower()
    return next((sign for sign, words in ITEM_WORDS.items() if any(word in name for word in words)), None)
