"""The gist of a theme: somebody's own words, never a name, in the reader's language where there is one."""

import pytest

from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from app.analysis.comments import Comment
from app.analysis.gist import best_gist
from app.analysis.review import Decision, apply_decisions
from app.analysis.screening import with_concerns
from app.analysis.themes import Gist, Theme

SAID = [
    ("en", "The bus is late every morning and nobody tells us"),
    ("en", "our bus never comes on time in the morning"),
    ("en", "Mr. Featherstone drives the late bus every morning"),
    ("en", "Call me at 555-0134 about the late bus in the morning"),
    ("en", "The morning bus is always late. I want to kill myself at the stop."),
    ("es", "El autobús siempre llega tarde por la mañana"),
    ("es", "El camión de la mañana nunca llega a tiempo"),
    ("ar", "الحافلة تتأخر كل صباح ولا أحد يخبرنا"),
    ("en", "Lunch is too short, my son cannot finish his food"),
    ("en", "They get twelve minutes to eat lunch and it is cold"),
    ("es", "El almuerzo es muy corto y la comida está fría"),
]


@pytest.fixture(scope="module")
def analysis():
    comments = [Comment(f"c{at}", text, tag) for at, (tag, text) in enumerate(SAID)]
    return analyze_comments(comments, bundled_engines())


@pytest.fixture(scope="module")
def bus(analysis):
    return next(theme for theme in analysis.themes if theme.id == "about-transport")


def test_a_gist_is_word_for_word_what_somebody_of_the_theme_said(analysis, bus):
    texts = {coding.comment_id: coding for coding in analysis.codings}
    assert {gist.language for gist in bus.gists} == {"en", "es", "ar"}
    for gist in bus.gists:
        assert gist.text in texts[gist.comment_id].redacted_text and bus.id in texts[gist.comment_id].themes


def test_no_gist_comes_from_words_about_a_person_or_of_danger(bus):
    assert not {"c2", "c3", "c4"} & {gist.comment_id for gist in bus.gists}


def test_the_reader_s_language_comes_first_then_whatever_there_is(bus):
    assert best_gist(bus, ["es", "en"]).language == "es"
    assert best_gist(bus, ["vi", "en"]).language == "en"
    assert best_gist(bus, ["vi"]) == bus.gists[0]


def test_what_is_never_to_be_quoted_is_no_gist_and_another_takes_its_place(bus):
    first = best_gist(bus, ["en"])
    second = best_gist(bus, ["en"], {first.comment_id})
    assert second.language == "en" and second != first
    assert best_gist(bus, ["en"], {gist.comment_id for gist in bus.gists}) is None


def test_a_gist_goes_with_its_comment(analysis, bus):
    first = bus.gists[0]
    moved = Decision("move", {"comment": first.comment_id, "from": bus.id, "to": "about-food"}, "maria", "2026-03-01")
    reviewed = apply_decisions(analysis, [moved])
    assert first not in next(theme for theme in reviewed.themes if theme.id == bus.id).gists
    dangerous = with_concerns(analysis, {first.comment_id: "abuse"})
    assert first not in next(theme for theme in dangerous.themes if theme.id == bus.id).gists


def test_a_theme_without_words_of_its_own_has_none():
    assert best_gist(Theme("x", "X", (), 0, 0, 0), ["en"]) is None
    gist = Gist("1", "El autobús llega tarde", "es", 1)
    assert best_gist(Theme("x", "X", (), 0, 0, 0, gists=(gist,)), ["en"]) == gist
