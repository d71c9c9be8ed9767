"""Krippendorff's alpha on the examples of his own paper (2011), and samples that hear every language."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.agreement import agreement, agreement_of_groups, krippendorff, stratified

_ = None
# "Computing Krippendorff's Alpha-Reliability", sections A, B and C.
BINARY = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
LETTERS = (list("aabbdcccedda"), list("babbbccceddd"))
MISSING = (
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
)


@pytest.mark.parametrize(
    ("readers", "level", "published"),
    [
        (BINARY, "nominal", 0.095), (LETTERS, "nominal", 0.692),
        (MISSING, "nominal", 0.743), (MISSING, "ordinal", 0.815), (MISSING, "interval", 0.849),
    ],
)  # fmt: skip
def test_alpha_is_that_of_the_published_example(readers: tuple, level: str, published: float) -> None:
    units = list(zip(*readers, strict=True))
    assert krippendorff(units, level) == pytest.approx(published, abs=0.0005)


def test_alpha_says_nothing_where_nothing_was_read_twice_or_all_is_the_same() -> None:
    assert krippendorff([[1, _], [_, 2]]) is None and krippendorff([]) is None
    assert krippendorff([[1, 1], [1, 1]]) is None
    assert agreement([]) is None and agreement([["a", "a"]]) is None


def test_the_interval_holds_alpha_and_narrows_with_more_comments() -> None:
    units = list(zip(*MISSING, strict=True))
    few, many = agreement(units), agreement(units * 10)
    assert few and many
    assert few.alpha == pytest.approx(0.743, abs=0.0005) and few.low < few.alpha < few.high and few.units == 11
    assert many.high - many.low < few.high - few.low


def test_readers_and_software_are_compared_in_pairs_of_one_comment() -> None:
    pairs = [[("a", "a"), ("b", "a")], [("b", "b"), ("b", "b")], [("a", "a"), ("a", "a")]]
    found = agreement_of_groups(pairs)
    assert found and found.units == 3
    assert found.alpha == pytest.approx(krippendorff([pair for comment in pairs for pair in comment]))


@given(
    sizes=st.dictionaries(st.sampled_from(["en", "es", "ar", "so", "vi"]), st.integers(1, 60), min_size=1),
    size=st.integers(20, 80),
)
def test_a_sample_has_its_size_and_hears_every_language_as_far_as_it_can(sizes: dict[str, int], size: int) -> None:
    strata = {f"{language}{n}": language for language, count in sizes.items() for n in range(count)}
    drawn = stratified(strata, size, np.random.default_rng(1))
    assert len(drawn) == len(set(drawn)) == min(size, len(strata))
    for language, count in sizes.items():
        heard = sum(strata[each] == language for each in drawn)
        assert heard >= min(2, count)
        assert heard <= max(2, size * count / len(strata) + 2)
