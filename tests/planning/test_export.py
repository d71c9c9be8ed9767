import json
from pathlib import Path

import pytest

from app.analysis.themes import Quote
from app.planning.export import (
    PlanDataError,
    correct,
    plan_from_dict,
    plan_to_dict,
    revision_from_dict,
    revisions_to_list,
)
from app.planning.plan import ActionStep, Goal, Plan, Strategy
from app.planning.revision import Evidence, Kind, Revision

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"

STEPS = (ActionStep("1.1.1", "Teach", "Ana"), ActionStep("1.1.2", "Go"))
PLAN = Plan(
    "Plan",
    (
        Goal("1", "Calm", (Strategy("1.1", "Routines", STEPS),)),
        Goal("2", "Families", (Strategy("2.1", "Call"),)),
    ),
    ("A note",),
)  # fmt: skip


def test_a_plan_survives_json():
    assert plan_from_dict(json.loads(json.dumps(plan_to_dict(PLAN)))) == PLAN


def test_ids_are_numbered_anew_by_place():
    gold = plan_from_dict(json.loads((EXAMPLE / "plan.json").read_text(encoding="utf-8")))
    assert gold.goals[3].strategies[2].steps[1].id == "4.3.2"


def test_elements_without_words_are_left_out():
    data = plan_to_dict(PLAN)
    data["goals"][0]["strategies"][0]["steps"][0] = {"text": "  ", "owner": ""}
    data["goals"].insert(0, {"title": ""})
    plan = plan_from_dict(data)
    assert [step.text for step in plan.goals[0].strategies[0].steps] == ["Go"]


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"goals": "none"},
        {"goals": ["none"]},
        {"goals": [{"title": 3}]},
        {"goals": [{"title": "x" * 6000}]},
        {"goals": [{"title": "x", "strategies": [{"title": "y", "steps": [{"text": ["z"]}]}]}]},
    ],
)
def test_what_is_no_plan_is_refused(data):
    with pytest.raises(PlanDataError):
        plan_from_dict(data)


def test_people_correct_what_was_understood():
    edits = {"1.1.1": {"owner": "Ben"}, "1.1.2": None, "2": {"title": "Strong families"}}
    plan = correct(PLAN, edits, [("2.1", {"text": "Call once"}), ("", {"title": "Third"})])
    assert plan.goals[0].strategies[0].steps == (ActionStep("1.1.1", "Teach", "Ben"),)
    assert plan.goals[1].title == "Strong families"
    assert plan.goals[1].strategies[0].steps[0] == ActionStep("2.1.1", "Call once")
    assert plan.goals[2].id == "3"
    assert correct(PLAN, {"1": None}).goals[0].title == "Families"


def test_a_correction_of_something_unknown_is_refused():
    for edits, additions in (({"9.9": {"title": "x"}}, []), ({}, [("1.1.1", {"text": "x"})])):
        with pytest.raises(PlanDataError):
            correct(PLAN, edits, additions)


def test_a_revision_survives_json():
    evidence = Evidence(3, {"families": 3}, {"en": 2, "es": 1}, -0.5, (Quote("c1", "late", "en", {"school": "A"}),))
    revision = Revision("r1", Kind.AMEND, "1.1.1", None, "Teach it", "Why", ("t1",), evidence)
    (data,) = revisions_to_list([revision])
    told = {"kind", "target", "under", "text", "rationale", "themes", "evidence"}
    assert set(data) == told | {"topics", "likeness", "partly", "opposed"}
    assert revision_from_dict(json.loads(json.dumps(data)), "r1") == revision


@pytest.mark.parametrize("change", [{"kind": "burn"}, {"evidence": None}, {"themes": [3]}, {"text": 7}])
def test_what_is_no_revision_is_refused(change):
    (data,) = revisions_to_list([Revision("r1", Kind.KEEP, "1", None, "", "", (), Evidence(1))])
    with pytest.raises(PlanDataError):
        revision_from_dict({**data, **change})
