from collections.abc import Sequence

import numpy as np
import pytest

from app.adapters.engines import bundled_engines
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.themes import Quote, Theme
from app.planning.folding import decide_kind, fold
from app.planning.plan import ActionStep, Goal, Plan, Strategy
from app.planning.revision import Kind, Revision
from app.planning.stance import STANCES

ENCODER = bundled_engines().encoder

PLAN = Plan(
    "Riverside plan",
    (
        Goal("1", "Adults who listen", (
            Strategy("1.1", "Counselors", (
                ActionStep("1.1.1", "Hire one counselor"),
                ActionStep("1.1.2", "Post the counselor hours"),
            )),
        )),
        Goal("2", "Places to belong", (
            Strategy("2.1", "Clubs", (ActionStep("2.1.1", "Run chess and robotics clubs"),)),
        )),
    ),
)  # fmt: skip


def theme(theme_id: str, label: str, quotes: tuple[Quote, ...] = ()) -> Theme:
    return Theme(theme_id, label, (), 3, 0.1, 0.0, quotes, definition=label)


def said(theme_id: str, texts: Sequence[str], sentiment: float = 0.0, audience: str | None = "families"):
    groups = {"audience": audience} if audience else {}
    comments = [Comment(f"{theme_id}-{at}", text, "en", groups) for at, text in enumerate(texts)]
    return comments, [Coding(each.id, "en", (theme_id,), sentiment, each.text) for each in comments]


def of(theme_id: str, revisions: Sequence[Revision]) -> list[Revision]:
    return [revision for revision in revisions if theme_id in revision.themes]


def test_a_theme_is_linked_to_the_step_that_it_speaks_of():
    comments, codings = said("clubs", ["the chess clubs are great", "robotics clubs are great"], 1.0)
    revisions = fold(PLAN, [theme("clubs", "Chess and robotics clubs")], codings, comments, ENCODER)
    assert of("clubs", revisions)[0].target == "2.1.1"
    assert of("clubs", revisions)[0].kind in (Kind.KEEP, Kind.EXPAND)


def test_what_the_plan_does_not_touch_becomes_a_new_step_under_a_strategy():
    comments, codings = said("toilets", ["the toilets are locked", "broken toilets without soap"], -1.0)
    revisions = fold(PLAN, [theme("toilets", "Clean toilets")], codings, comments, ENCODER)
    assert [revision.kind for revision in revisions] == [Kind.ADD]
    assert revisions[0].target is None
    assert revisions[0].under in ("1.1", "2.1")
    assert "clean toilets" in revisions[0].text


def test_evidence_counts_everybody_once_and_carries_the_quotes():
    quote = Quote("bus-0", "bus drivers shout", "en")
    comments, codings = said("bus", ["bus drivers shout", "our bus comes late"], -0.5)
    codings.append(Coding("bus-2", "es", ("bus",), 0.25, "el bus"))
    revisions = fold(PLAN, [theme("bus", "Bus rides", (quote,))], codings, comments, ENCODER)
    evidence = revisions[0].evidence
    assert (evidence.comments, evidence.audiences) == (3, {"families": 2})
    assert evidence.languages == {"en": 2, "es": 1}
    assert evidence.sentiment == pytest.approx(-0.25)
    assert evidence.quotes == (quote,)


def test_small_numbers_are_not_spelled_out():
    comments, codings = said("bus", ["bus drivers shout", "our bus comes late"], -0.5)
    revision = fold(PLAN, [theme("bus", "Bus rides")], codings, comments, ENCODER)[0]
    assert revision.rationale.startswith("Fewer than 10 comments speak of bus rides (families)")
    comments, codings = said("bus", [f"the bus is late {at}" for at in range(12)], -0.5)
    revision = fold(PLAN, [theme("bus", "Bus rides")], codings, comments, ENCODER)[0]
    assert revision.rationale.startswith("12 comments speak of bus rides (families)")


def test_comments_of_an_unknown_audience_are_counted_without_one():
    comments, codings = said("bus", ["bus drivers shout", "our bus comes late"], -0.5, audience=None)
    revision = fold(PLAN, [theme("bus", "Bus rides")], codings, comments, ENCODER)[0]
    assert revision.evidence.audiences == {}
    assert "the people concerned" in revision.text


def test_nothing_comes_of_nothing():
    comments, codings = said("bus", ["bus drivers shout"])
    assert fold(PLAN, [], codings, comments, ENCODER) == ()
    assert fold(PLAN, [theme("quiet", "Nobody spoke")], codings, comments, ENCODER) == ()
    assert fold(Plan("empty"), [theme("bus", "Bus rides")], codings, comments, ENCODER) == ()


def test_a_plan_of_one_goal_without_strategies_can_be_revised():
    comments, codings = said("bus", ["bus drivers shout"], -1.0)
    bare = Plan("bare", (Goal("1", "Everybody belongs"),))
    revisions = fold(bare, [theme("bus", "Bus rides")], codings, comments, ENCODER)
    assert revisions
    assert all((revision.target or revision.under) == "1" for revision in revisions)


def test_two_hundred_themes_all_get_an_answer():
    themes, comments, codings = [], [], []
    for at in range(200):
        themes.append(theme(f"t{at}", f"Topic{at} word{at}"))
        more, coded = said(f"t{at}", [f"topic{at} is late {n}" for n in range(3)], -0.5)
        comments += more
        codings += coded
    revisions = fold(PLAN, themes, codings, comments, ENCODER)
    assert {name for revision in revisions for name in revision.themes} == {each.id for each in themes}


def test_the_order_of_comments_does_not_matter():
    comments, codings = said("clubs", [f"the chess clubs are great {at}" for at in range(150)], 0.8)
    themes = [theme("clubs", "Chess clubs")]
    forward = fold(PLAN, themes, codings, comments, ENCODER)
    assert fold(PLAN, themes, codings[::-1], comments[::-1], ENCODER) == forward


def test_targets_and_ids_are_those_of_the_plan():
    comments, codings = said("c", ["hire a counselor", "counselor hours"], -0.6)
    more, coded = said("d", ["counselor hire", "the counselor"], 0.6, "staff")
    themes = [theme("c", "Counselor"), theme("d", "Hire one counselor")]
    revisions = fold(PLAN, themes, codings + coded, comments + more, ENCODER)
    assert len({revision.id for revision in revisions}) == len(revisions)
    assert {revision.target for revision in revisions if revision.target} <= {"1.1.1", "1.1.2", "2.1.1"}
    assert len({(each.kind, each.target, each.under, each.themes) for each in revisions}) == len(revisions)


@pytest.mark.parametrize(
    ("sentiment", "wants", "kind"),
    [
        (0.8, {"praise": 0.9, "more": 0.1}, Kind.KEEP),
        (0.5, {"praise": 0.6, "more": 0.4}, Kind.EXPAND),
        (-0.4, {"more": 0.6, "broken": 0.3, "problem": 0.1}, Kind.EXPAND),
        (-0.6, {"broken": 0.7, "more": 0.2, "reject": 0.1}, Kind.AMEND),
        (-0.6, {"reject": 0.6, "broken": 0.3, "praise": 0.1}, Kind.RETIRE),
        (-0.6, {"problem": 0.6, "reject": 0.3, "more": 0.1}, Kind.AMEND),
        (0.0, {"praise": 0.4, "more": 0.3, "broken": 0.3}, Kind.EXPAND),
    ],
)
def test_the_kind_follows_what_people_want(sentiment, wants, kind):
    assert decide_kind(sentiment, np.array([wants.get(stance, 0.0) for stance in STANCES])) is kind


def test_only_what_is_really_meant_is_retired():
    wants = np.array([0.6 if stance == "reject" else 0.1 for stance in STANCES])
    assert decide_kind(-0.8, wants, meant=False) is not Kind.RETIRE
