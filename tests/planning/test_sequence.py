"""Saying of each part of a plan what it is and where it belongs: nothing else changes and no word is lost."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.planning.export import PlanDataError
from app.planning.plan import Plan
from app.planning.sequence import KINDS, change, parts, plan_of
from tests.plan_layouts.plans import ENGLISH_PLAN, numbered

PLAN = Plan("Plan", numbered(ENGLISH_PLAN).goals, ("Approved in May", "Train drivers"))


def text_of(plan: Plan, part_id: str) -> str:
    return next(part.text for part in parts(plan) if part.id == part_id)


def change_kind(plan: Plan, part_id: str, kind: str, under: str = "") -> Plan:
    return change(plan, part_id, kind, text_of(plan, part_id), under)


def test_a_plan_is_what_its_parts_make_up() -> None:
    assert plan_of(PLAN.title, parts(PLAN)) == PLAN


def test_a_strategy_that_is_a_goal_takes_its_steps_along() -> None:
    found = change_kind(PLAN, "1.2", "goal")
    assert [goal.title for goal in found.goals][1] == PLAN.goals[0].strategies[1].title
    assert len(found.goals[1].strategies[0].steps) == 2 and len(found.goals[0].strategies) == 1


def test_a_step_that_is_a_strategy_keeps_its_fields_as_notes() -> None:
    found = change_kind(PLAN, "1.1.2", "strategy")
    assert [each.title for each in found.goals[0].strategies][1] == PLAN.goals[0].strategies[0].steps[1].text
    assert [step.text for step in found.goals[0].strategies[1].steps] == [PLAN.goals[0].strategies[0].steps[2].text]
    assert "Lead counselors" in found.notes


def test_a_note_becomes_a_step_where_it_is_wanted() -> None:
    found = change_kind(PLAN, "note/2", "step", under="2.1")
    assert found.goals[1].strategies[0].steps[-1].text == "Train drivers"
    assert found.notes == ("Approved in May",)


def test_a_note_becomes_the_owner_of_a_step_beside_the_one_it_has() -> None:
    found = change_kind(PLAN, "note/1", "owner", under="1.1.2")
    assert found.goals[0].strategies[0].steps[1].owner == "Lead counselors; Approved in May"


def test_an_owner_that_is_a_step_leaves_the_other_fields_where_they_are() -> None:
    found = change_kind(PLAN, "1.1.1/owner", "step")
    first, second = found.goals[0].strategies[0].steps[:2]
    assert (first.owner, first.timeline) == ("", "By October 2025")
    assert (second.text, second.timeline) == ("Director of Student Services", "")


def test_a_step_moves_with_its_fields() -> None:
    found = change_kind(PLAN, "1.1.1", "step", under="3.1")
    moved = found.goals[2].strategies[0].steps[-1]
    assert (moved.text, moved.owner) == (text_of(PLAN, "1.1.1"), "Director of Student Services")
    assert len(found.goals[0].strategies[0].steps) == 2


def test_a_further_line_is_a_further_step() -> None:
    found = change(PLAN, "1.2.1", "step", "Plan the week\nRun the week")
    steps = found.goals[0].strategies[1].steps
    assert [step.text for step in steps[:2]] == ["Plan the week", "Run the week"]
    assert (steps[0].owner, steps[1].owner) == ("Wellness clubs", "")


def test_what_stands_below_a_strategy_that_goes_away_stays() -> None:
    found = change(PLAN, "1.2", "strategy", "")
    assert len(found.goals[0].strategies[0].steps) == 5


@pytest.mark.parametrize(
    ("part_id", "kind", "under"), [("9", "goal", ""), ("1", "x", ""), ("1", "goal", "1.1"), ("1.1", "step", "9")]
)
def test_what_is_not_there_cannot_be_changed(part_id: str, kind: str, under: str) -> None:
    with pytest.raises(PlanDataError):
        change(PLAN, part_id, kind, "x", under)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(KINDS), st.integers(-30, 40)), max_size=8))
def test_whatever_is_said_about_the_parts_no_word_is_lost(changes: list[tuple[int, str, int]]) -> None:
    def words(plan: Plan) -> Counter[str]:
        return Counter(word.strip(";") for part in parts(plan) for word in part.text.split())

    plan = PLAN
    for place, kind, under in changes:
        listed = parts(plan)
        targets = [part.id for part in listed if part.kind in ("goal", "strategy", "step")]
        part = listed[place % len(listed)]
        try:
            plan = change(plan, part.id, kind, part.text, targets[under] if 0 <= under < len(targets) else "")
        except PlanDataError:
            continue
        assert words(PLAN) <= words(plan)
        assert [part.id for part in parts(plan)] == [part.id for part in parts(plan_of(plan.title, parts(plan)))]
