"""Revisions keep pointing at the element they were made for when the plan above it is corrected."""

from app.planning.export import correct
from app.planning.plan import ActionStep, Goal, Plan, Strategy
from app.planning.renumbered import new_ids

PLAN = Plan(
    "p", (Goal("1", "G", (Strategy("1.1", "S", tuple(ActionStep(f"1.1.{n}", f"step {n}") for n in (1, 2, 3))),)),)
)


def test_what_follows_a_removed_step_moves_up_and_the_removed_one_is_gone() -> None:
    after = correct(PLAN, {"1.1.1": None})
    assert new_ids(PLAN, after) == {"1": "1", "1.1": "1.1", "1.1.1": None, "1.1.2": "1.1.1", "1.1.3": "1.1.2"}


def test_a_step_whose_wording_was_corrected_is_known_by_its_place() -> None:
    after = correct(PLAN, {"1.1.2": {"text": "step two"}})
    assert new_ids(PLAN, after)["1.1.2"] == "1.1.2"
