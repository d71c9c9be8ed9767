"""A comment's statements: where they stand, what they speak of, how they are meant, and how pages show them."""

import numpy as np
import pytest

from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.review import Decision, apply_decisions
from app.analysis.statements import Statement, count_stances, speak_of, stances, stretches
from app.analysis.themes import Analysis, Theme

TEXT = "The bus is late. Lunch is fine.\nThe bus is cold."
STATEMENTS = (
    Statement(0, 16, ("bus",), "complaint", 0.9, -0.9),
    Statement(17, 31, ("lunch",), "praise", 0.8, 0.8),
    Statement(32, 48, ("bus",), "complaint", 0.9, -0.9),
)
CODING = Coding("1", "en", ("bus", "lunch"), -0.3, TEXT, statements=STATEMENTS)


def shown(theme: str, text: str = TEXT, statements: tuple[Statement, ...] = STATEMENTS) -> list[tuple[str, bool]]:
    return [(each.text, each.statement is not None) for each in stretches(text, statements, theme)]


def test_what_speaks_of_the_theme_stands_out_and_no_letter_is_lost():
    assert shown("lunch") == [("The bus is late. ", False), ("Lunch is fine.", True), ("\nThe bus is cold.", False)]
    assert "".join(text for text, _ in shown("bus")) == TEXT
    assert [text for text, marked in shown("bus") if marked] == ["The bus is late.", "The bus is cold."]


def test_where_all_speaks_of_the_theme_or_nothing_does_nothing_stands_out():
    assert shown("play") == [(TEXT, False)]
    assert shown("bus", "The bus is late.", STATEMENTS[:1]) == [("The bus is late.", False)]
    assert shown("bus", "", ()) == [("", False)]


def test_stances_are_counted_by_comment_and_by_theme():
    assert stances(STATEMENTS, "bus") == ["complaint"] and stances(STATEMENTS) == ["complaint", "praise"]
    assert count_stances([STATEMENTS, STATEMENTS[:1], ()], "bus") == {"complaint": 2}


def test_every_theme_has_a_statement_that_brought_the_comment_there():
    likeness = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.15]])
    assert speak_of(likeness) == [[0], [0, 1], []]


@pytest.mark.parametrize(
    ("kind", "payload", "themes"),
    [
        ("move", {"comment": "1", "from": "bus", "to": "play"}, [("play",), ("lunch",), ("play",)]),
        ("merge", {"themes": ["bus"], "into": "lunch"}, [("lunch",)] * 3),
        ("move", {"comment": "1", "to": "play"}, [("play", "bus"), ("play", "lunch"), ("play", "bus")]),
    ],
)
def test_statements_follow_what_people_decide(kind, payload, themes):
    found = Analysis((CODING,), tuple(Theme(each, each, (), 0, 0, 0) for each in ("bus", "lunch", "play")))
    (coding,) = apply_decisions(found, [Decision(kind, payload, "maria", "2026-03-01T10:00")]).codings
    assert [each.themes for each in coding.statements] == themes


def test_a_comment_of_two_minds_is_told_apart_in_every_language():
    told = {
        "en": "The counselor helped my daughter so much. The bus is late every single morning!",
        "es": "La consejera ayudó muchísimo a mi hija. ¡El autobús llega tarde todas las mañanas!",
        "zh-Hans": "心理老师真的帮了我女儿很多。校车每天早上都迟到！",
        "ar": "المرشدة ساعدت ابنتي كثيرًا. الحافلة تتأخر كل صباح!",
    }
    found = analyze_comments([Comment(tag, text, tag) for tag, text in told.items()], bundled_engines())
    for coding in found.codings:
        first, second = coding.statements
        assert (first.stance, second.stance) == ("praise", "complaint")
        assert first.sentiment > 0 > second.sentiment and 0.5 < first.sure <= 1
        assert coding.redacted_text[second.start : second.end].startswith(("The bus", "¡El", "校车", "الحافلة"))
        assert second.themes and not set(first.themes) & set(second.themes)


def test_places_hold_where_names_were_taken_out():
    said = "Ms. Rivera called me at 555-0134 about lunch.\n\nThe bus came late; nobody told us why."
    (coding,) = analyze_comments([Comment("1", said, "en")], bundled_engines()).codings
    assert [coding.redacted_text[each.start : each.end] for each in coding.statements][1:] == [
        "The bus came late",
        "nobody told us why.",
    ]
    assert "Rivera" not in coding.redacted_text and "[phone]" in coding.redacted_text
