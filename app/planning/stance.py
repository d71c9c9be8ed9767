"""What a comment wants done about the thing it speaks of: leave it, more of it, mend it, be rid of it; or it tells of a
problem without speaking of what the school does about it.

Exemplars in `data/stance_phrases.json`, written for this project about many topics, teach a small linear head on the
encoder's vectors. Language is removed first, so it holds in every language. The item that was answered is a second cue.
"""

import json
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from app.analysis.ports import Encoder
from app.analysis.school import learn_school_talk

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

STANCES = ("broken", "more", "praise", "problem", "reject")  # in the order of the head's classes
STRENGTH = 3.0  # how closely the head follows its exemplars
ITEM_CUES = {"praise": ("well", "good", "success", "proud"), "more": ("next", "should", "suggest", "improve", "idea")}
CUE = 1.0  # log-odds that the item adds


@lru_cache(maxsize=2)
def _learn(encoder: Encoder) -> "LogisticRegression":
    text = resources.files("app.planning").joinpath("data", "stance_phrases.json").read_text(encoding="utf-8")
    told = [(stance, phrase) for stance, phrases in sorted(json.loads(text).items()) for phrase in phrases]
    vectors = learn_school_talk(encoder).meaning(encoder.encode([phrase for _, phrase in told]))
    from sklearn.linear_model import LogisticRegression  # takes a second to load, and most processes never learn

    head = LogisticRegression(C=STRENGTH, max_iter=1000, class_weight="balanced")
    return head.fit(vectors, [stance for stance, _ in told])


def stances(meaning: np.ndarray, items: list[str], sentiment: np.ndarray, encoder: Encoder) -> np.ndarray:
    """Return shares of STANCES for each comment, shape (n, 5).

    `meaning` are unit vectors without language around their middle, `sentiment` is -1..1: praise must sound like it.
    """
    if not len(meaning):
        return np.zeros((0, len(STANCES)))
    odds = np.log(_learn(encoder).predict_proba(meaning) + 1e-9)
    odds[:, STANCES.index("praise")] += 2.5 * sentiment
    for stance in ("broken", "problem", "reject"):
        odds[:, STANCES.index(stance)] -= 0.5 * sentiment
    for row, item in enumerate(items):
        for stance, words in ITEM_CUES.items():
            if any(word in item.lower() for word in words):
                odds[row, STANCES.index(stance)] += CUE
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)
