"""The encoder's student: reads what the encoder reads, in its space, each text by itself."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from app.adapters.encoder import BundledEncoder, StudentEncoder
from app.adapters.encoder.session import counts_in_whole_numbers
from app.adapters.engines import bundled_engines
from app.analysis.ports import MANY
from app.analysis.school import learn_school_talk
from app.analysis.school_voice import exemplars


@pytest.fixture(scope="module", params=[True, False], ids=["whole numbers", "floats"])
def student(request: pytest.FixtureRequest) -> StudentEncoder:
    return StudentEncoder(whole_numbers=request.param)


def test_vectors_have_length_one_and_depend_on_no_other_text(student: StudentEncoder) -> None:
    texts = ["The bus is late again", "学校的午餐太冷了", "The bus is late again", "Macallinku waa fiican yahay"]
    vectors = student.encode(texts)
    assert vectors.shape == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors, np.concatenate([student.encode([text]) for text in texts]), atol=1e-5)


def test_whole_numbers_and_floats_give_the_same_answers() -> None:
    texts = [each.text for each in islice(exemplars(), 500)]
    whole, floats = (StudentEncoder(whole_numbers=each).encode(texts) for each in (True, False))
    assert (whole * floats).sum(axis=1).min() > 0.9999
    assert np.abs(whole - floats).max() > 0  # they were computed differently


@pytest.mark.parametrize(
    ("about_cpu", "whole_numbers"),
    [("flags : fpu avx2 avx512_vnni", True), ("flags : avx avx_vnni", True), ("Features : fp asimddp", True), ("flags : fpu avx2", False)],
)  # fmt: skip
def test_it_computes_as_the_cpu_does_best(tmp_path: Path, about_cpu: str, whole_numbers: bool) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\n{about_cpu}\n")
    assert counts_in_whole_numbers(tmp_path / "cpuinfo") is whole_numbers
    assert counts_in_whole_numbers(tmp_path / "nothing known") is False


def test_parts_are_read_by_themselves_and_a_text_is_what_all_its_words_say(student: StudentEncoder) -> None:
    texts = [
        ["The bus is late.", "The driver never waits."],
        ["El almuerzo está frío"],
        ["Hi", "", "The library is closed " * 60],
    ]
    wholes, parts = student.encode_in_parts(texts)
    assert np.allclose(parts, student.encode([part for text in texts for part in text]), atol=1e-4)
    assert np.allclose(wholes[1], parts[2]) and not parts[4].any()
    assert wholes[0] @ parts[0] > 0.5 < wholes[0] @ parts[1]  # of both
    assert wholes[2] @ parts[5] > 0.99  # of 241 words one says little
    assert [each.shape for each in student.encode_in_parts([])] == [(0, 384), (0, 384)]
    with pytest.raises(ValueError, match="no part"):
        student.encode_in_parts([[]])


def test_a_long_text_is_read_to_its_end(student: StudentEncoder) -> None:
    lunch, bus = "The lunch is always cold. ", "The bus is always late. "
    both, only = student.encode([lunch * 20 + bus * 20, lunch * 20])
    assert both @ student.encode([bus])[0] > only @ student.encode([bus])[0] + 0.1


def test_it_places_a_text_where_the_encoder_does(student: StudentEncoder) -> None:
    encoder = BundledEncoder()
    texts = [
        "Nobody answers when I call the office",
        "El chofer grita a los niños",
        "食堂的饭总是凉的",
        "Cunugaygu wuu baqayaa",
    ]
    exact = learn_school_talk(encoder).meaning(encoder.encode(texts))
    likeness = student.encode(texts) @ exact.T
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2, 3] and likeness.diagonal().mean() > 0.5


@pytest.mark.parametrize("text", ["", " ", "🙂", "ᖅᐅᔨ", "x" * 20_000, "a\0b"])
def test_odd_texts_are_no_trouble(student: StudentEncoder, text: str) -> None:
    assert np.isfinite(student.encode([text])).all()


def test_the_same_theme_in_another_language_is_nearer_than_another_theme_in_the_same(student: StudentEncoder) -> None:
    school = learn_school_talk(student)
    bus, camion, lunch = school.place(
        student.encode(["The bus is always late", "El autobús siempre llega tarde", "The lunch is always cold"])
    ).features
    assert bus @ camion > bus @ lunch


@pytest.mark.parametrize(("fast_path", "many", "few"), [("never", 0, 0), ("auto", 1, 0), ("always", 1, 1)])
def test_it_reads_only_where_it_was_chosen(fast_path: str, many: int, few: int) -> None:
    engines = bundled_engines(fast_path=fast_path)
    assert [engines.reader(number) is not engines.encoder for number in (MANY + 1, MANY)] == [many, few]
    assert bundled_engines().student is None


def test_progress_ends_with_everything_done(student: StudentEncoder) -> None:
    told: list[tuple[str, int, int]] = []
    student.encode(["one", "two"], lambda *news: told.append(news))
    assert told[-1] == ("encode", 2, 2)
