import numpy as np

from app.analysis.comments import Comment
from app.analysis.school_voice import STANCES
from app.analysis.sentiment import item_polarity, sentiments

UNDECIDED = {"praise": 2, "complaint": 2, "suggestion": 1, "question": 0.5, "mixed": 0.5}


def feeling(comment: Comment, language: str, stances: dict[str, float] = UNDECIDED) -> float:
    shares = np.array([[stances.get(stance, 0.01) for stance in STANCES]])
    return float(sentiments([comment], [language], shares / shares.sum())[0])


def test_the_head_decides_in_every_language():
    assert feeling(Comment("1", "..."), "so", {"complaint": 0.8}) < -0.5
    assert feeling(Comment("1", "..."), "so", {"praise": 0.8}) > 0.5
    assert all(
        abs(feeling(Comment("1", "..."), "so", {stance: 0.8})) < 0.15 for stance in ("suggestion", "question", "mixed")
    )


def test_textblob_speaks_for_english_only():
    assert feeling(Comment("1", "wonderful, great"), "en") > 0.15
    assert feeling(Comment("1", "wonderful, great"), "fil") == 0


def test_what_was_asked_tips_the_scales():
    assert feeling(Comment("1", "x", item="was_hard"), "es") < 0 < feeling(Comment("1", "x", item="went_well"), "es")
    assert [item_polarity(each) for each in ("What went WELL?", "challenges", "next_steps", "q7")] == [1, -1, 0, None]
