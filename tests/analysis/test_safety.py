import numpy as np
import pytest

from app.analysis.safety import find_risks, risk_in_words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sometimes I want to die", "self_harm"),
        ("mi amiga dice que ya no quiere vivir, no quiero vivir", "self_harm"),
        ("她说不想活了", "self_harm"),
        ("em muốn tự tử", "self_harm"),
        ("أفكر في الانتحار", "self_harm"),
        ("his stepdad hits him every night", "abuse"),
        ("отчим его бьёт", "abuse"),
        ("he said he will bring a gun on Friday", "violence_threat"),
        ("ils le frappent à plusieurs", "bullying_severe"),
        ("Some mornings I want\n to  die", "self_harm"),
    ],
)
def test_words_of_danger_are_found_in_many_languages(text, kind):
    assert risk_in_words(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "this homework is killing me",
        "the lockdown drill scared my son",
        "kids push in the lunch line",
        "I would die for pizza",
    ],
)
def test_figures_of_speech_are_no_alarm(text):
    assert risk_in_words(text) is None


def test_meaning_alone_can_alarm():
    shares = np.array([[0.01, 0.97], [0.1, 0.2], [0.01, 0.97]])
    texts = ["nothing in these words", "nothing in these words", "ok"]
    assert find_risks(texts, shares, ("abuse", "self_harm")) == ["self_harm", None, None]
