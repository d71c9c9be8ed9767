import numpy as np

from app.analysis.comments import Comment
from app.analysis.school_voice import STANCES
from app.analysis.sentiment import BELIEF, BELIEF_IN_TWO, calibrated, feeling, item_polarity, weigh_stances

UNDECIDED = {"praise": 2, "complaint": 2, "suggestion": 1, "question": 0.5, "mixed": 0.5}


def felt(comment: Comment, language: str, stances: dict[str, float] = UNDECIDED) -> float:
    shares = np.array([[stances.get(stance, 0.01) for stance in STANCES]])
    return float(feeling(weigh_stances([comment], [language], shares / shares.sum()))[0])


def test_the_head_decides_in_every_language():
    assert felt(Comment("1", "..."), "so", {"complaint": 0.8}) < -0.5
    assert felt(Comment("1", "..."), "so", {"praise": 0.8}) > 0.5
    assert all(
        abs(felt(Comment("1", "..."), "so", {stance: 0.8})) < 0.15 for stance in ("suggestion", "question", "mixed")
    )


def test_textblob_speaks_for_english_only():
    assert felt(Comment("1", "wonderful, great"), "en") > 0.15
    assert felt(Comment("1", "wonderful, great"), "fil") == 0


def test_what_was_asked_tips_the_scales():
    assert felt(Comment("1", "x", item="was_hard"), "es") < 0 < felt(Comment("1", "x", item="went_well"), "es")
    assert [item_polarity(each) for each in ("What went WELL?", "challenges", "next_steps", "q7")] == [1, -1, 0, None]


def test_chances_keep_their_order_and_the_mean_of_two_readers_is_believed_more_than_it_says():
    shares = np.array([[0.7, 0.15, 0.1, 0.03, 0.02]])
    alone, together = calibrated(shares, BELIEF), calibrated(shares, BELIEF_IN_TWO)
    assert np.allclose(alone, shares, atol=1e-6)
    assert together[0, 0] > 0.7 and np.isclose(together.sum(), 1)
    assert (np.diff(together[0]) < 0).all()
