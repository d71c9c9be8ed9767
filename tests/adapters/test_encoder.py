import numpy as np
import pytest

from app.adapters.encoder import BundledEncoder, build_model
from app.adapters.encoder.bundled import version
from app.analysis.school import learn_school_talk


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(cache_dir):
    return BundledEncoder(cache_dir)


def test_the_same_meaning_in_two_languages_lies_close(encoder):
    late, tarde, pizza = encoder.encode(["The bus is always late", "El autobús siempre llega tarde", "I like pizza"])
    assert late @ tarde > late @ pizza + 0.1


def test_vectors_have_length_one_and_texts_keep_their_order(encoder):
    texts = ["校车总是晚点", "short", "a much longer comment about the cafeteria and the noise in it", "short"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (4, 384) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[1], vectors[3])
    assert vectors[0] @ encoder.encode(["校车总是晚点"])[0] > 0.98


@pytest.mark.parametrize("text", ["", "\0", "🙂", "\u202eabc", "x" * 1_000_000])
def test_odd_texts_get_a_vector_too(encoder, text):
    assert np.isfinite(encoder.encode([text])).all()


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_progress_ends_with_everything_done(encoder):
    told = []
    encoder.encode(["one", "two", "three"], lambda *each: told.append(each))
    assert told[-1] == ("encode", 3, 3)


def test_the_model_is_built_once_and_nothing_unfinished_stays(encoder, cache_dir):
    encoder.encode(["one"])
    built = build_model(cache_dir)
    assert [path.name for path in cache_dir.iterdir()] == [built.name]
    assert version() in built.name
    before = built.stat().st_mtime_ns
    assert build_model(cache_dir).stat().st_mtime_ns == before


def test_statements_of_schools_lie_by_what_they_mean_in_any_language(encoder):
    told = encoder.encode(
        ["the 7:10 never shows up", "El camión siempre pasa tarde", "My counselor really listens", "校车又没来"]
    )
    meaning = learn_school_talk(encoder).meaning(told)
    likeness = meaning @ meaning.T
    assert min(likeness[0, 1], likeness[0, 3], likeness[1, 3]) > max(likeness[2, [0, 1, 3]]) + 0.1
