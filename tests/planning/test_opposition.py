"""Opposite wishes are seen, told as such, and never averaged."""

import numpy as np
import pytest

from app.adapters.engines import bundled_engines
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.themes import Theme
from app.planning.export import revision_from_dict, revisions_to_list
from app.planning.folding import fold
from app.planning.opposition import FEWEST, axes, oppose, sides
from app.planning.plan import ActionStep, Goal, Plan, Strategy
from app.planning.revision import Kind
from app.planning.stance import STANCES
from app.planning.wishes import WISHES
from tests.evals.opposites import score

ENCODER = bundled_engines().encoder
MORE = (
    "Please give more homework", "Bring homework back", "Deberían dejar más tarea",
    "Homework twice a week is not enough to practise",
)  # fmt: skip
LESS = (
    "Less homework please", "Stop giving homework on weekends", "Demasiada tarea, los niños no duermen",
    "Homework takes away all family time",
)  # fmt: skip
PLAN = Plan(
    "p", (Goal("1", "Learn well", (Strategy("1.1", "Homework", (ActionStep("1.1.1", "Write a homework policy"),)),)),)
)


def folded(more: tuple[str, ...], less: tuple[str, ...]):
    texts = [(text, "families") for text in more] + [(text, "students") for text in less]
    comments = [Comment(f"c{at}.x", text, "en", {"audience": who}) for at, (text, who) in enumerate(texts)]
    codings = [Coding(each.id, "en", ("homework",), -0.2, each.text, code="homework_grades") for each in comments]
    theme = Theme("homework", "Homework", (), len(codings), 1.0, -0.2, definition="Homework")
    return fold(PLAN, [theme], codings, comments, ENCODER)


def test_both_sides_stand_beside_each_other_with_who_wants_what_and_no_wording_is_proposed() -> None:
    first = folded(MORE, LESS)[0]
    assert first.opposed is not None and first.opposed.axis == "homework"
    assert (first.opposed.more.audiences, first.opposed.less.audiences) == ({"families": 4}, {"students": 4})
    assert first.opposed.less.quotes[0].text == LESS[0]
    assert first.text == "" and "opposite things" in first.rationale


def test_one_voice_against_many_is_no_side() -> None:
    assert all(each.opposed is None for each in folded(MORE, LESS[: FEWEST - 1]))


def test_the_two_sides_survive_json() -> None:
    first = folded(MORE, LESS)[0]
    assert revision_from_dict(revisions_to_list([first])[0], first.id) == first


def test_who_wants_a_thing_and_who_wants_an_end_to_it_are_sides_too() -> None:
    voices = [(Coding(f"c{at}.x", "en", ("t",), 0.0, f"words {at}", code="lessons"), "") for at in range(6)]
    wants = np.full((6, len(STANCES)), 0.01)
    wants[:3, STANCES.index("praise")] = wants[3:, STANCES.index("reject")] = 0.96
    found = oppose(voices, np.zeros((6, 384), np.float32), wants, ENCODER)
    assert found is not None and (found.axis, found.code) == ("", "lessons")
    assert (found.more.comments, found.less.comments) == (3, 3)
    wants[3:, STANCES.index("reject")], wants[3:, STANCES.index("broken")] = 0.01, 0.96
    assert oppose(voices, np.zeros((6, 384), np.float32), wants, ENCODER) is None


def test_every_axis_has_two_sides_in_words() -> None:
    assert set(axes()) == set(WISHES) - {""}
    assert sides(np.zeros((0, 384)), ENCODER) == []


def test_statements_held_out_are_told_apart() -> None:
    found = score()
    assert found["precision"] >= 0.9 and found["recall"] >= 0.5


@pytest.mark.parametrize("kind", [Kind.KEEP, Kind.ADD])
def test_a_revision_from_before_there_were_sides_can_be_read(kind: Kind) -> None:
    old = {
        "kind": kind,
        "target": None,
        "under": "1",
        "text": "",
        "rationale": "",
        "themes": [],
        "evidence": {"comments": 1},
    }
    assert revision_from_dict(old).opposed is None
