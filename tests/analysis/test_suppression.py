from hypothesis import given
from hypothesis import strategies as st

from app.analysis.suppression import suppress

COUNTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), max_size=8)


def test_a_small_count_is_hidden_and_the_next_smallest_with_it():
    assert suppress({"a": 4, "b": 12, "c": 90}, 10) == {"a": None, "b": None, "c": 90}


def test_without_a_total_only_the_small_count_is_hidden():
    assert suppress({"a": 4, "b": 12, "c": 90}, 10, total_shown=False) == {"a": None, "b": 12, "c": 90}


def test_nobody_is_hidden_like_somebody():
    assert suppress({"a": 0, "b": 0, "c": 20, "d": 50}, 10) == {"a": None, "b": None, "c": None, "d": 50}


def test_large_counts_and_empty_tables_stay_as_they_are():
    assert suppress({"a": 10, "b": 11}, 10) == {"a": 10, "b": 11}
    assert suppress({}, 10) == {}


@given(COUNTS, st.integers(1, 20))
def test_what_is_hidden_cannot_be_worked_out_from_the_total(counts, minimum_n):
    shown = suppress(counts, minimum_n)
    hidden = [counts[group] for group, n in shown.items() if n is None]
    assert list(shown) == list(counts)
    assert all(n is None or n >= minimum_n for n in shown.values())
    assert not hidden or len(hidden) == len(counts) or (len(hidden) > 1 and sum(hidden) >= minimum_n)
