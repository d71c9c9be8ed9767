"""The encoder and its student, who read together."""

import numpy as np
import pytest

from app.adapters.encoder import BundledEncoder, EncoderAndStudent, StudentEncoder
from app.analysis.ports import KnowsWhatItReads
from app.analysis.school import Placed, learn_school_talk

TEXTS = ["the 7:10 never shows", "La consejera nos ayudó mucho", "食堂的饭总是凉的", ""]
ENCODER, STUDENT = BundledEncoder(), StudentEncoder()


@pytest.fixture(scope="module")
def both() -> EncoderAndStudent:
    return EncoderAndStudent(ENCODER, STUDENT)


@pytest.fixture(scope="module")
def together(both: EncoderAndStudent) -> Placed:
    return learn_school_talk(both).place(both.encode(TEXTS))


def test_what_a_text_speaks_of_and_how_it_is_meant_is_the_mean_of_what_both_say(together: Placed) -> None:
    one, other = (learn_school_talk(each).place(each.encode(TEXTS)) for each in (ENCODER, STUDENT))
    assert np.allclose(together.codes, (one.codes + other.codes) / 2, atol=1e-5)
    assert np.allclose(together.stances, (one.stances + other.stances) / 2, atol=1e-5)
    assert not np.allclose(one.codes, other.codes, atol=0.05)


def test_where_it_lies_whether_it_says_anything_and_danger_are_as_the_encoder_says(together: Placed) -> None:
    alone = learn_school_talk(ENCODER).place(ENCODER.encode(TEXTS))
    for kind in ("meaning", "emptiness", "risk"):
        assert np.allclose(getattr(together, kind), getattr(alone, kind), atol=1e-5), kind


def test_no_texts_are_no_trouble(both: EncoderAndStudent) -> None:
    assert learn_school_talk(both).place(both.encode([])).features.shape[0] == 0


def test_it_knows_what_the_encoder_can_read_and_is_neither_of_the_two(both: EncoderAndStudent) -> None:
    assert isinstance(both, KnowsWhatItReads) and both.known_share("ᖅᐅᔨ") <= 0.5 < both.known_share("the bus")
    assert both.version not in (ENCODER.version, STUDENT.version) and both.version.startswith(ENCODER.version)
