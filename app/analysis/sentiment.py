"""How a comment and its statements are meant and how they feel, -1..1, in every language.

A linear head on the encoder's vectors, taught praise, complaint, suggestion, question and mixed, speaks for all languages;
for English TextBlob is a second voice. The item that a comment answers ("what was hard?") is a weak prior.
"""

from collections.abc import Sequence

import numpy as np

from app.analysis.comments import Comment
from app.analysis.school_voice import SENTIMENT, STANCES

PRIOR = 1.2  # log-odds that the item adds
TEXTBLOB = 0.4  # log-odds that a fully positive or negative word of TextBlob adds
# How much of what a reader is sure of is believed, and of the mean of two, which is less sure than it is right. Chances of both
# districts and of the held-out statements are off by 0.03 to 0.05 then; those of the student alone are 0.05 to 0.10 too low.
BELIEF, BELIEF_IN_TWO = 1.0, 1.35
SIGNS = np.array([SENTIMENT[stance] for stance in STANCES])
ITEM_WORDS = {
    -1: ("hard", "difficult", "challeng", "barrier", "problem", "worr", "wrong"),
    1: ("well", "good", "success", "strength", "proud", "best", "liked"),
    0: ("next", "should", "suggest", "change", "improve", "idea", "wish"),
}


def weigh_stances(comments: Sequence[Comment], languages: Sequence[str], stances: np.ndarray) -> np.ndarray:
    """Return shares of the stances of the codebook, shape (n, 5), with what TextBlob and the item that was asked add."""
    from textblob import TextBlob  # takes a second to load, and only the worker analyses

    odds = np.log(stances + 1e-9)
    for row, (comment, language) in enumerate(zip(comments, languages, strict=True)):
        asked = item_polarity(comment.item or comment.groups.get("question", ""))
        if asked is not None:
            odds[row] += PRIOR * (asked == SIGNS)
        if language == "en":
            odds[row] += TEXTBLOB * float(TextBlob(comment.text[:5000]).sentiment.polarity) * SIGNS
    return _shares(odds)


def feeling(stances: np.ndarray) -> np.ndarray:
    """Return -1..1 for each row of shares of the stances, shape (n, 5)."""
    return np.round(stances[:, SIGNS == 1].sum(axis=1) - stances[:, SIGNS == -1].sum(axis=1), 3)


def calibrated(stances: np.ndarray, belief: float) -> np.ndarray:
    """Return shares of the stances, shape (n, 5), as chances: of what is told with 0.8, four in five are so."""
    return _shares(belief * np.log(stances + 1e-9))


def _shares(odds: np.ndarray) -> np.ndarray:
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def item_polarity(item: str) -> int | None:
    """Return -1, 0 or 1 when the item's name says what it asks for, such as ``was_hard``; otherwise None."""
    name = item.lower()
    return next((sign for sign, words in ITEM_WORDS.items() if any(word in name for word in words)), None)
