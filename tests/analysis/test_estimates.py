"""Weights, intervals and tests equal those of R's survey package, samplics and statsmodels (see reference/) to 1e-6."""

import csv
from pathlib import Path

import numpy as np
import pytest

from app.analysis.comparing import benjamini_hochberg, chi_square, holm, rao_scott, t_test, z_test
from app.analysis.enrolment import Count, Enrolled
from app.analysis.estimates import Estimates, Figure, Voices, changes, estimate
from app.analysis.intervals import logit, newcombe, wilson
from app.analysis.sampling import Design, Sums, design, ratio
from app.analysis.weighting import design_effect, trim, weigh

HERE = Path(__file__).parent / "reference"


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open() as file:
        return list(csv.DictReader(file))


FIGURES = {row["name"]: float(row["value"]) for name in ("figures_r.csv", "figures_py.csv") for row in read(name)}
PEOPLE = read("people.csv")
ENROLLED = Enrolled(
    Count(row["audience"], int(row["people"]), row["school"], row["grade_band"]) for row in read("enrolment.csv")
)
AUDIENCES = sorted({each["audience"] for each in PEOPLE})
STRATA = np.array([AUDIENCES.index(each["audience"]) for each in PEOPLE])


def same(found: float, name: str) -> None:
    assert found == pytest.approx(FIGURES[name], abs=1e-6, rel=1e-6), name


def trimmed_as_in_r() -> np.ndarray:
    weights = weigh(PEOPLE, ENROLLED, most=2.0)
    assert weights is not None
    return weights.values


def sums(dimension: str, theme: str, weights: np.ndarray) -> tuple[list[str], Sums, Sums]:
    """Return the groups of a dimension, and the sums of those who said it and of everybody."""
    keys = sorted({each[dimension] for each in PEOPLE if each[dimension]}) if dimension else [""]
    codes = np.array([keys.index(each[dimension]) if each.get(dimension) else -1 for each in PEOPLE])
    codes = codes if dimension else np.zeros(len(PEOPLE), int)
    said = np.array([each[theme] == "1" for each in PEOPLE])
    shape = (len(AUDIENCES), len(keys))
    return keys, Sums.of(STRATA[said], codes[said], weights[said], shape), Sums.of(STRATA, codes, weights, shape)


def of_the_district() -> Design:
    return design(STRATA, [ENROLLED.total(audience) for audience in AUDIENCES])


def test_raking_and_trimming_equal_r() -> None:
    raked = weigh(PEOPLE, ENROLLED, most=1e9)
    assert raked is not None
    for row in (1, 50, 150, 200, 300, 320, 390):
        same(raked.values[row - 1], f"raked/{row}")
        same(trimmed_as_in_r()[row - 1], f"trimmed/{row}")
    same(design_effect(trimmed_as_in_r()), "loss")


@pytest.mark.parametrize("theme", ["buses", "food"])
@pytest.mark.parametrize("dimension", ["", "audience", "school"])
def test_weighted_shares_and_their_intervals_equal_r(dimension: str, theme: str) -> None:
    keys, said, everybody = sums(dimension, theme, trimmed_as_in_r())
    for at, key in enumerate(keys):
        found = ratio(said, everybody, at, of_the_district())
        name = f"{dimension}/{key}/{theme}" if dimension else f"everybody/{theme}"
        same(found.share, f"{name}/share")
        same(found.error, f"{name}/error")
        low, high = logit(found.share, found.error, found.freedom, 1)
        same(low, f"{name}/low")
        same(high, f"{name}/high")


@pytest.mark.parametrize("theme", ["buses", "food"])
def test_weighted_tests_equal_r(theme: str) -> None:
    for dimension in ("audience", "school", "grade_band"):
        _keys, said, everybody = sums(dimension, theme, trimmed_as_in_r())
        same(rao_scott(said, everybody, of_the_district()), f"rao-scott/{dimension}/{theme}")
    for dimension, key in (("school", "Dogwood"), ("audience", "students")):
        keys, said, everybody = sums(dimension, theme, trimmed_as_in_r())
        at, others = keys.index(key), [each for each in range(len(keys)) if keys[each] != key]
        one = ratio(said, everybody, at, of_the_district())
        rest = ratio(said.columns(others).together(), everybody.columns(others).together(), 0, of_the_district())
        freedom = int(everybody.n.sum() - (everybody.n.sum(axis=1) > 0).sum()) - 1
        same(t_test(one, rest, of_the_district(), freedom), f"t/{dimension}/{key}/{theme}")


def test_linearised_errors_equal_samplics() -> None:
    weights = np.where([each["audience"] == "staff" for each in PEOPLE], 2.0, 5.0) + np.arange(len(PEOPLE)) % 3
    for dimension in ("audience", "school"):
        keys, said, everybody = sums(dimension, "buses", weights)
        for at, key in enumerate(keys):
            found = ratio(said, everybody, at, of_the_district())
            same(found.share, f"taylor/{dimension}/{key}/share")
            same(found.error, f"taylor/{dimension}/{key}/error")


def test_unweighted_intervals_and_tests_equal_statsmodels() -> None:
    for name in [name for name in FIGURES if name.endswith("/low")]:
        kind, *given = name.removesuffix("/low").split("/")
        if kind not in ("wilson", "beta", "newcombe"):
            continue
        numbers = [int(each) for each in given]
        low, high = {
            "wilson": lambda n: wilson(*n), "beta": lambda n: logit(n[0] / n[1], 0.0, 1, n[1]),
            "newcombe": lambda n: newcombe((n[0], n[2]), (n[1], n[3])),
        }[kind](numbers)  # fmt: skip
        same(low, name)
        same(high, name.replace("/low", "/high"))
    for name in [name for name in FIGURES if name.startswith("z/")]:
        a, m, b, n = (int(each) for each in name.split("/")[1:])
        same(z_test((a, b), (m, n)), name)
    for theme in ("buses", "food"):
        _keys, said, everybody = sums("audience", theme, np.ones(len(PEOPLE)))
        same(chi_square(said.n.sum(axis=0), everybody.n.sum(axis=0)), f"chi-square/{theme}")


def test_the_corrections_for_many_tests_equal_statsmodels() -> None:
    p = [0.0004, 0.011, 0.2, 0.011, 0.049, 0.73, 0.03, 0.9, 0.0021, 0.051]
    for at in range(len(p)):
        same(holm(p)[at], f"holm/{at}")
        same(benjamini_hochberg(p)[at], f"fdr_bh/{at}")


def everything(minimum_n: int = 10, enrolled: Enrolled = ENROLLED) -> Estimates:
    themes = {theme: [at for at, each in enumerate(PEOPLE) if each[theme] == "1"] for theme in ("buses", "food")}
    return estimate(Voices(PEOPLE, themes), enrolled, minimum_n)


def test_groups_differ_only_where_the_corrected_test_says_so() -> None:
    buses, food = everything().themes
    schools = {each.dimension: each for each in buses.comparisons}["school"]
    assert schools.differ and schools.that("more") == ("Dogwood",)
    assert not any(each.differ or each.that("more") or each.that("less") for each in food.comparisons)


def test_no_group_below_the_minimum_is_shown_nor_can_be_worked_out() -> None:
    for minimum_n in (5, 10, 20):
        for theme in everything(minimum_n).themes:
            for each in theme.comparisons:
                hidden = {group.group for group in each.groups if not group.figure.shown}
                assert all((group.figure.said or 0) >= minimum_n for group in each.groups if group.figure.shown)
                assert all(group.figure == Figure() for group in each.groups if group.group in hidden)
                left = [one for one in PEOPLE if one[theme.theme] == "1" and one.get(each.dimension) in hidden]
                assert not hidden or (len(hidden) >= 2 and len(left) >= minimum_n), (theme.theme, each.dimension)


def test_a_theme_of_too_few_people_says_nothing_at_all() -> None:
    few = estimate(Voices(PEOPLE, {"rare": range(9)}), ENROLLED, 10).themes[0]
    assert not few.everybody.shown and few.everybody.said is None and few.comparisons == ()


def test_without_enrolment_nothing_is_weighted_and_the_plain_tests_decide() -> None:
    found = everything(enrolled=Enrolled(()))
    assert not found.sample.weighted and found.themes[0].everybody.weighted is None
    schools = {each.dimension: each for each in found.themes[0].comparisons}["school"]
    assert schools.that("more") == ("Dogwood",)


def test_weights_bring_every_counted_group_to_its_share() -> None:
    raked = weigh(PEOPLE, ENROLLED, most=1e9)
    assert raked is not None and raked.off < 1e-9 and raked.trimmed == 0
    families = [at for at, each in enumerate(PEOPLE) if each["audience"] == "families"]
    assert raked.values[families].sum() == pytest.approx(900)
    told = [at for at in families if PEOPLE[at]["school"]]
    birch = [at for at in told if PEOPLE[at]["school"] == "Birch"]
    assert raked.values[birch].sum() / raked.values[told].sum() == pytest.approx(400 / 900)


def test_trimming_keeps_the_total_and_the_bound() -> None:
    kept = trim(np.array([1.0, 1, 1, 1, 30]), 10)
    assert kept.sum() == pytest.approx(34) and kept.max() == pytest.approx(10)


def test_more_responses_than_people_is_taken_as_a_wrong_count_not_as_certainty() -> None:
    found = design(np.zeros(20, int), [15])
    assert found.fraction[0] == 0
    everybody = wilson(20, 20, 15)
    assert everybody[0] < 1


def test_finer_counts_add_up_to_coarser_ones_unless_these_were_given() -> None:
    rows = [
        Count("students", 30, "Birch", "early"),
        Count("students", 20, "Birch", "late"),
        Count("students", 9, "Cedar"),
    ]
    assert Enrolled(rows).within("students", "grade_band") == {"early": 30, "late": 20}
    assert Enrolled([*rows[:2], Count("students", 55, "Birch")]).within("students", "school") == {"Birch": 55}
    assert Enrolled(rows[:2]).total("students") == 50
    assert Enrolled([*rows, Count("students", 100)]).total("students") == 100


def test_a_change_since_last_year_is_told_only_when_it_is_more_than_chance() -> None:
    before, now = everything(), everything()
    same_again = changes(now.themes, {each.theme: each.everybody for each in before.themes})
    assert all(each.change is not None and not each.change.real for each in same_again)
    third = {"buses": [at for at, each in enumerate(PEOPLE) if each["buses"] == "1"][::3]}
    fewer = estimate(Voices(PEOPLE, third), ENROLLED, 10)
    change = changes(now.themes, {each.theme: each.everybody for each in fewer.themes})[0].change
    assert change is not None and change.real and change.low > 0.1 and change.weighted


def test_nobody_at_all_and_people_of_whom_nothing_is_known_are_no_trouble() -> None:
    nobody = estimate(Voices([], {"buses": []}), ENROLLED, 10)
    assert nobody.sample.people == 0 and not nobody.themes[0].everybody.shown
    unknown = estimate(Voices([{}] * 12, {"buses": range(12)}), ENROLLED, 10)
    assert unknown.themes[0].everybody.share == 1 and not unknown.themes[0].everybody.weighted
    one_sided = [{"audience": "families", "school": "Birch"}] * 12 + [{"audience": "staff", "school": "Cedar"}] * 12
    found = estimate(Voices(one_sided, {"buses": range(24)}), ENROLLED, 10).themes[0]
    assert found.everybody.weighted == 1 and not any(each.differ for each in found.comparisons)
