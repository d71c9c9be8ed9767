import pytest

from app.analysis.coding import Coding
from app.analysis.review import KINDS, Decision, apply_decisions
from app.analysis.themes import Analysis, Quote, Theme


def theme(theme_id: str, *quoted: str) -> Theme:
    return Theme(theme_id, theme_id.title(), (), 0, 0.0, 0.0, tuple(Quote(each, "x", "en") for each in quoted))


ANALYSIS = Analysis(
    (
        Coding("1", "en", ("bus",), -1.0, "the bus is late"),
        Coding("2", "en", ("bus", "lunch"), 0.0, "late bus no lunch"),
        Coding("3", "es", ("lunch",), 1.0, "buena comida"),
        Coding("4", "en", (), 0.0, "ok", uncoded="no_content"),
    ),
    (theme("bus", "1"), theme("lunch", "3"), theme("play")),
)


def decide(*steps: tuple[str, dict]):
    return apply_decisions(ANALYSIS, [Decision(kind, payload, "maria", "2026-03-01T10:00") for kind, payload in steps])


def themes(reviewed) -> dict:
    return {each.id: each for each in reviewed.themes}


def test_without_decisions_sizes_and_feelings_are_counted():
    found = themes(decide())
    assert (found["bus"].size, found["bus"].sentiment) == (2, -0.5)
    assert found["bus"].prevalence == pytest.approx(2 / 3)


def test_a_renamed_theme_keeps_its_comments():
    found = themes(decide(("rename", {"theme": "bus", "label": " Bus rides "})))
    assert (found["bus"].label, found["bus"].size) == ("Bus rides", 2)


def test_merged_themes_count_each_comment_once():
    reviewed = decide(("merge", {"themes": ["lunch", "bus"], "into": "bus"}))
    assert set(themes(reviewed)) == {"bus", "play"}
    assert themes(reviewed)["bus"].size == 3
    assert [quote.comment_id for quote in themes(reviewed)["bus"].quotes] == ["1", "3"]


def test_a_split_theme_is_replaced_by_its_parts():
    parts = {"bus-a": {"label": "Late", "comments": ["1"]}, "bus-b": {"label": "Full", "comments": ["2", "gone"]}}
    reviewed = decide(("split", {"theme": "bus", "parts": parts}))
    assert {each: found.size for each, found in themes(reviewed).items()} == {
        "lunch": 2,
        "bus-a": 1,
        "bus-b": 1,
        "play": 0,
    }
    assert [quote.comment_id for quote in themes(reviewed)["bus-a"].quotes] == ["1"]


def test_a_comment_is_moved_and_an_uncoded_one_gets_a_theme():
    reviewed = decide(
        ("move", {"comment": "1", "from": "bus", "to": "play"}), ("move", {"comment": "4", "from": None, "to": "play"})
    )
    assert themes(reviewed)["play"].size == 2
    assert reviewed.codings[3].uncoded is None


def test_quotes_and_themes_are_approved_hidden_and_shown():
    reviewed = decide(
        ("approve_quote", {"comment": "1"}), ("approve_quote", {"comment": "3"}), ("hide_quote", {"comment": "3"}),
        ("hide_theme", {"theme": "bus"}), ("hide_theme", {"theme": "lunch"}), ("show_theme", {"theme": "lunch"}),
    )  # fmt: skip
    assert (reviewed.approved, reviewed.hidden_quotes, reviewed.hidden_themes) == ({"1"}, {"3"}, {"bus"})


def test_undo_takes_back_one_decision_after_the_other():
    reviewed = decide(
        ("rename", {"theme": "bus", "label": "A"}), ("rename", {"theme": "bus", "label": "B"}),
        ("undo", {}), ("undo", {}), ("undo", {}), ("rename", {"theme": "lunch", "label": "C"}),
    )  # fmt: skip
    assert (themes(reviewed)["bus"].label, themes(reviewed)["lunch"].label) == ("Bus", "C")


@pytest.mark.parametrize("kind", sorted(KINDS - {"undo"}))
@pytest.mark.parametrize(
    "payload", [{}, {"theme": "gone", "comment": "gone", "themes": 3, "into": "gone", "to": "gone", "parts": []}]
)
def test_a_decision_about_what_is_gone_is_returned_and_breaks_nothing(kind, payload):
    reviewed = decide((kind, payload))
    assert [each.kind for each in reviewed.unapplied] == [kind]
    assert reviewed.codings == ANALYSIS.codings
