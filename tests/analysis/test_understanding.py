"""Very many comments: who reads them, and that reading some at a time changes nothing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from app.analysis import understanding
from app.analysis.analyze import analyze_comments
from app.analysis.comments import Comment
from app.analysis.ports import Progress, no_progress
from app.analysis.school import learn_school_talk
from tests.analysis.fakes import ENCODER, BagOfWords, fast_engines

TEXTS = [
    "The bus is late. The driver never waits.", "Lunch is cold every day", "My teacher listens to us", "The bus is late again",
    "Somebody said he will bring a gun to school", "El autobús llega tarde. El almuerzo está frío.", "nothing", "More recess please",
] * 4  # fmt: skip
COMMENTS = [Comment(str(at), f"{text} {at}") for at, text in enumerate(TEXTS)]


class Listening(BagOfWords):
    """A student that remembers what it read; it places texts as the fake encoder does."""

    version = ENCODER.version

    def __init__(self) -> None:
        self.read: list[str] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BagOfWords)  # what was learned with the fake encoder holds for it

    def __hash__(self) -> int:
        return hash(ENCODER)

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        self.read += texts
        return super().encode(texts, progress)


class Student(Listening):
    """One that reads comments and their statements at once."""

    def encode_in_parts(
        self, texts: Sequence[Sequence[str]], progress: Progress = no_progress
    ) -> tuple[np.ndarray, np.ndarray]:
        return self.encode([" ".join(text) for text in texts]), self.encode([part for text in texts for part in text])


@pytest.mark.parametrize(("above", "reads"), [(len(COMMENTS), False), (len(COMMENTS) - 1, True)])
def test_the_student_reads_more_comments_than_the_limit_and_only_then(above: int, reads: bool) -> None:
    student = Student()
    analyze_comments(COMMENTS, replace(fast_engines(), student=student, student_above=above))
    assert bool(student.read) is reads


MEANT, SAID = "There was a gun at school in his hands", "He will bring a gun to school"


def test_what_most_likely_tells_of_danger_is_read_by_the_encoder_itself() -> None:
    encoder, comments = Listening(), [*COMMENTS, Comment("meant", MEANT), Comment("said", SAID)]
    found = analyze_comments(comments, replace(fast_engines(), encoder=encoder, student=Student(), student_above=0))
    again = [text for text in encoder.read if text in {comment.text for comment in comments}]
    assert MEANT in again and all("gun" in text for text in again)
    assert SAID not in again  # its words are enough
    assert found.codings[-1].safety == "violence_threat"


@pytest.mark.parametrize("student", [None, Student()], ids=["encoder", "student"])
def test_which_code_a_statement_speaks_of_its_comment_says_too_but_not_how_it_is_meant(student: Student | None) -> None:
    short, bus, lunch = (
        "He is never there.",
        "The bus is late every morning.",
        "The lunch is cold and there is no time to eat.",
    )
    engines, school = replace(fast_engines(), student=student, student_above=0), learn_school_talk(ENCODER)
    given = [Comment("bus", f"{bus} {short}"), Comment("lunch", f"{lunch} {short}")]
    found = understanding.understand(given, engines, school, no_progress).statements
    of_bus, of_lunch = school.place(ENCODER.encode([bus, lunch])).codes
    assert (found.codes[1] - found.codes[3]) @ (of_bus - of_lunch) > 0.001
    assert np.allclose(found.stances[1], found.stances[3]) and np.allclose(found.meaning[1], found.meaning[3])


def test_read_some_at_a_time_comments_get_the_same_codings(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = analyze_comments(COMMENTS, fast_engines())
    monkeypatch.setattr(understanding, "AT_ONCE", 5)
    told: list[tuple[str, int, int]] = []
    in_parts = analyze_comments(COMMENTS, fast_engines(), progress=lambda *news: told.append(news))
    assert in_parts.codings == at_once.codings
    assert [(each.id, each.label, each.size) for each in in_parts.themes] == [
        (each.id, each.label, each.size) for each in at_once.themes
    ]
    for stage in ("redact", "encode"):
        done = [number for name, number, of in told if name == stage and of == len(COMMENTS)]
        assert done == sorted(done) and done[-1] == len(COMMENTS)


def test_a_copy_far_from_its_first_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understanding, "AT_ONCE", 5)
    pasted = "We the undersigned want the old bell schedule back at once"
    given = [Comment("first", pasted), *COMMENTS, Comment("last", pasted)]
    assert analyze_comments(given, fast_engines()).codings[-1].copy_of == "first"


def test_comments_packed_since_there_are_very_many_get_the_same_themes(monkeypatch: pytest.MonkeyPatch) -> None:
    roomy = analyze_comments(COMMENTS, fast_engines())
    monkeypatch.setattr(understanding, "MANY", 1)
    packed = analyze_comments(COMMENTS, fast_engines())
    assert [each.themes for each in packed.codings] == [each.themes for each in roomy.codings]
    assert [[part.themes for part in each.statements] for each in packed.codings] == [
        [part.themes for part in each.statements] for each in roomy.codings
    ]
    assert [(each.label, [gist.text for gist in each.gists]) for each in packed.themes] == [
        (each.label, [gist.text for gist in each.gists]) for each in roomy.themes
    ]


def test_a_packed_row_takes_a_third_of_a_kilobyte_and_lies_where_it_lay() -> None:
    school = learn_school_talk(ENCODER)
    placed = school.place(ENCODER.encode(TEXTS))
    packed = placed.packed()
    assert packed.meaning[:1].nbytes + packed.codes[:1].nbytes <= 340
    assert (placed.features * packed.features).sum(axis=1).min() > 0.99
