"""The open school-voice codebook: complete in every language, of one kind, and what the coder was really taught."""

import re
import unicodedata
from collections import Counter

import numpy as np
import pytest

from app.adapters.comment_files import read_comments
from app.adapters.encoder import BundledEncoder, StudentEncoder
from app.adapters.encoder.changes import taught_with
from app.adapters.encoder.student import learned_from
from app.analysis import school_voice
from app.analysis.contact_data import find_contact_data
from app.analysis.school import KEPT, KEPT_OF_STUDENT
from app.analysis.school_voice.mixing import mixed
from tests.bench.exports import ROOT
from tests.evals.score import EXAMPLE
from translations import LANGUAGES

TAGS = [each.tag for each in LANGUAGES]
CODES = [code.id for code in school_voice.codes()]
EXEMPLARS = list(school_voice.exemplars())
PRACTICE = list(school_voice.practice())
FURTHER = list(school_voice.further_practice())
DANGER = list(school_voice.practice_of_risks())
TEXTS = [each.text for each in (*EXEMPLARS, *PRACTICE, *FURTHER)] + [text for _kind, text in DANGER]
FEWEST, FEWEST_FURTHER = 20, 5  # statements of practice for a code in a language


def test_every_code_has_a_hundred_statements_and_as_many_in_each_language() -> None:
    by_code = Counter(each.code for each in EXEMPLARS)
    by_language = Counter((each.code, each.language) for each in EXEMPLARS)
    assert set(by_code) == set(CODES) and min(by_code.values()) >= 100
    assert {by_language[code, tag] for code in CODES for tag in TAGS} == {7}


def test_every_code_is_praised_complained_of_and_wished_for_in_every_language() -> None:
    told = {(each.language, each.code, each.stance) for each in EXEMPLARS}
    wanted = {(tag, code, stance) for tag in TAGS for code in CODES for stance in ("praise", "complaint", "suggestion")}
    assert wanted <= told


def test_only_known_codes_voices_and_stances_stand_in_it() -> None:
    assert {also for each in EXEMPLARS for also in each.also} <= set(CODES)
    assert {each.voice for each in EXEMPLARS} == {"family", "student", "child", "staff", "partner"}
    assert {each.stance for each in EXEMPLARS} == set(school_voice.STANCES)
    assert {kind for kind, _ in school_voice.uncodable()} == set(school_voice.UNCODABLE)
    assert {kind for kind, _ in school_voice.risks()} == {*school_voice.RISKS, school_voice.NO_RISK}


def test_practice_covers_every_code_in_every_language() -> None:
    found = Counter((each.language, each.code) for each in PRACTICE)
    assert set(found) == {(tag, code) for tag in TAGS for code in CODES} and min(found.values()) >= FEWEST
    further = Counter((each.language, each.code) for each in FURTHER)
    assert set(further) == set(found) and min(further.values()) >= FEWEST_FURTHER
    assert {each.stance for each in PRACTICE} == {each.stance for each in FURTHER} == set(school_voice.STANCES)
    assert {kind for kind, _ in DANGER} == {*school_voice.RISKS, school_voice.NO_RISK}


def test_no_statement_stands_twice() -> None:
    flat = Counter(unicodedata.normalize("NFKC", text).casefold() for text in TEXTS)
    assert [text for text, times in flat.items() if times > 1] == []


def test_no_statement_of_a_district_that_the_coder_is_judged_by_stands_in_it() -> None:
    judged = {
        comment.text.strip().casefold()
        for folder in (EXAMPLE, ROOT / "tests/evals/larkspur")
        for comment in read_comments(folder / "comments.jsonl")
    }
    assert [text for text in TEXTS if text.strip().casefold() in judged] == []


def test_nobody_can_be_called_or_written_to() -> None:
    numbers = re.compile(r"@|(?:\d\D*){5}")  # a quick look first: there are far over a hundred thousand statements
    texts = [text for text in TEXTS if numbers.search(text)]
    assert [text for text in texts if any(kind in ("phone", "e-mail") for _, _, kind in find_contact_data(text))] == []


def test_mixtures_are_always_the_same_and_of_one_language_each() -> None:
    made = mixed()
    assert made == mixed() and len(made) == len(set(made)) > 90_000
    words = {word for each in EXEMPLARS + PRACTICE if each.language == "ko" for word in each.text.split()}
    korean = [text for text in made if re.search("[\uac00-\ud7a3]", text)]
    # The last word may have been cut off.
    assert len(korean) > 2_000 and {word for text in korean for word in text.split()[:-1]} <= words


@pytest.mark.parametrize("tag", TAGS)
def test_codes_and_families_have_labels_of_their_own_in_every_language(tag: str) -> None:
    named = [school_voice.labels()[each][tag] for each in (*CODES, *school_voice.families())]
    assert all(named) and len(set(named[: len(CODES)])) == len(CODES)


def test_the_coder_was_taught_what_stands_there_now() -> None:
    """Whoever changes the codebook runs ``make coder``; the heads belong to the encoder as it was taught."""
    assert taught_with() == school_voice.digest()
    with np.load(KEPT, allow_pickle=False) as kept:
        assert str(kept["digest"]) == school_voice.digest(*school_voice.PRACTICE_OF_HEADS)
        assert str(kept["encoder"]) == BundledEncoder().version


def test_the_student_learned_from_the_encoder_as_it_is_now() -> None:
    digest = school_voice.digest(*school_voice.PRACTICE_OF_STUDENT)
    assert learned_from() == (BundledEncoder().version, digest)
    with np.load(KEPT_OF_STUDENT, allow_pickle=False) as kept:
        assert (str(kept["encoder"]), str(kept["digest"])) == (StudentEncoder().version, digest)
