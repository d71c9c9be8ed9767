import numpy as np

from app.analysis.comments import Comment
from app.analysis.sentiment import item_polarity, sentiments

UNDECIDED = np.full((1, 3), 1 / 3)


def feeling(comment: Comment, language: str, polarity: np.ndarray = UNDECIDED) -> float:
    return float(sentiments([comment], [language], polarity)[0])


def test_the_head_decides_in_every_language():
    assert feeling(Comment("1", "..."), "so", np.array([[0.8, 0.1, 0.1]])) < -0.5
    assert feeling(Comment("1", "..."), "so", np.array([[0.1, 0.1, 0.8]])) > 0.5


def test_textblob_speaks_for_english_only():
    assert feeling(Comment("1", "wonderful, great"), "en") > 0.15
    assert feeling(Comment("1", "wonderful, great"), "fil") == 0


def test_what_was_asked_tips_the_scales():
    assert feeling(Comment("1", "x", item="was_hard"), "es") < 0 < feeling(Comment("1", "x", item="went_well"), "es")
    assert [item_polarity(each) for each in ("What went WELL?", "challenges", "next_steps", "q7")] == [1, -1, 0, None]
