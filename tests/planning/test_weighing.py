"""Why one revision comes before another."""

import pytest

from app.analysis.coding import Coding
from app.planning.weighing import MOST, PARTS, USUAL, checked, equity, heard_less, raw_parts, unheard, weigh

BIG = {"size": 0.4, "equity": 0.2, "severity": 0.1, "fit": 0.9}
HARD = {"size": 0.1, "equity": 0.8, "severity": 0.9, "fit": 0.3}


def only(name: str) -> dict[str, int]:
    return {each: int(each == name) for each in PARTS}


@pytest.mark.parametrize(("name", "first"), [("size", 0), ("equity", 1), ("severity", 1), ("fit", 0)])
def test_what_is_weighed_decides_what_comes_first(name: str, first: int) -> None:
    scores = [each.score for each in weigh([BIG, HARD], only(name))]
    assert scores.index(max(scores)) == first


def test_the_score_is_the_weighted_mean_of_the_parts_that_are_shown() -> None:
    found = weigh([BIG, HARD], {"size": 2, "equity": 1, "severity": 1, "fit": 0})[1]
    assert found.parts == {"size": 0.25, "equity": 0.8, "severity": 0.9, "fit": 0.3}
    assert found.score == pytest.approx((2 * 0.25 + 0.8 + 0.9) / 4)


def test_without_any_weight_and_without_any_revision_nothing_breaks() -> None:
    assert [each.score for each in weigh([BIG, HARD], dict.fromkeys(PARTS, 0))] == [0, 0]
    assert weigh([], USUAL) == []
    assert weigh([{}], USUAL)[0].parts == dict.fromkeys(PARTS, 0.0)


def test_weights_from_a_form_stay_within_their_limits() -> None:
    assert checked({"size": "99", "equity": "-3", "severity": "x", "fit": "2"}) == {
        "size": MOST, "equity": 0, "severity": USUAL["severity"], "fit": 2,
    }  # fmt: skip
    assert checked({}) == USUAL


def test_complaints_and_danger_are_severe_and_praise_is_not() -> None:
    said = [
        Coding("a.x", "en", ("t",), -0.8, ""), Coding("b.x", "en", ("t",), 0.0, "", "abuse"),
        Coding("c.x", "en", ("t",), 0.9, ""), Coding("d.x", "en", ("t",), -0.1, ""),
    ]  # fmt: skip
    parts = raw_parts(said, 40, {}, 0.0, 0.35)
    assert parts == {"size": 0.1, "equity": 0.5, "severity": 0.5, "fit": 0.5}


def test_a_group_that_answered_less_than_others_weighs_more_where_it_speaks() -> None:
    people = {("school", "North"): 100, ("school", "South"): 100, ("language", "es"): 0}
    less = heard_less({"school": {"North": 30, "South": 10}}, people)
    assert less == {("school", "North"): 0.0, ("school", "South"): 0.5}
    of = unheard({"n": {"school": "North"}, "s": {"school": "South"}, "?": {}}, less)
    assert of == {"n": 0.0, "s": 0.5, "?": 0.0}
    assert equity([of["s"], of["s"]], usual=0.25) == 1.0
    assert equity([of["n"], of["s"]], usual=0.25) == 0.5
    assert equity([of["n"]], usual=0.25) == 0.0


def test_where_nobody_knows_how_many_people_there_are_equity_weighs_all_alike() -> None:
    assert heard_less({"school": {"North": 3}}, {}) == {}
    assert equity([0.0, 0.0], usual=0.0) == equity([], usual=0.4) == 0.5
