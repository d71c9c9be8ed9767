"""The search page: what is asked, found, filtered, and made a theme of."""

import re

import pytest
from flask import Flask

from app.store import runs
from app.store.database import connected
from app.web.searched import pieces
from tests.small_team import Member, heard, signed_in

SEARCH = "/team/cycles/1/search"


@pytest.fixture
def member(app: Flask) -> Member:
    found = signed_in(app)
    heard()
    return found


def test_words_are_found_and_marked_and_the_page_says_that_meaning_was_not_looked_for(member: Member) -> None:
    page = member.get(f"{SEARCH}?q=late").text
    assert "<mark>late</mark>" in page and "Only words were looked for" in page
    assert 'href="/team/cycles/1/themes/buses"' in page
    assert "Nothing found" in member.get(f"{SEARCH}?q=xylophone").text


def test_too_few_people_are_not_shown_on_their_own(member: Member) -> None:
    page = member.get(f"{SEARCH}?audience=students").text
    assert "Fewer than 10 people fit these filters" in page and "They push us" not in page


def test_what_may_tell_of_danger_is_shown_to_named_people_only(member: Member) -> None:
    assert "Someone at home" not in member.get(SEARCH).text
    member.post("/team/members/1/safety", {"named": "1"})
    assert "Someone at home" in member.get(SEARCH).text


def test_what_people_wrote_is_never_markup(member: Member) -> None:
    page = member.get(f"{SEARCH}?q=counselor").text
    assert "<mark>counselor</mark> listens &lt;b&gt;to me&lt;/b&gt;" in page


def test_what_was_chosen_becomes_a_theme_that_undo_takes_back(member: Member) -> None:
    chosen = {
        "kind": "new_theme",
        "label": "Late buses",
        "comments": ["r0.was_hard", "r1.was_hard"],
        "back": "search",
        "q": "late",
    }
    page = member.post("/team/cycles/1/decisions", chosen, follow_redirects=True).text
    assert "“Late buses” was made of 2 comments" in page and re.search(r"<h1>Late buses</h1>", page)
    with connected():
        assert [theme.size for theme in runs.reviewed(1).themes if theme.label == "Late buses"] == [2]
    member.post("/team/cycles/1/decisions/undo", {"decided": "1"}, follow_redirects=True)
    assert "Late buses" not in member.get("/team/cycles/1/themes").text


@pytest.mark.parametrize(
    "fields", [{"label": "", "comments": ["r0.was_hard"]}, {"label": "x"}, {"label": "x", "comments": ["gone"]}]
)
def test_a_theme_without_a_name_or_comments_is_refused_and_the_search_stays(member: Member, fields: dict) -> None:
    answer = member.post("/team/cycles/1/decisions", {"kind": "new_theme", "back": "search", "q": "late bus", **fields})
    assert answer.location.endswith("/search?q=late+bus")
    with connected():
        assert runs.decisions(1) == []


def test_before_the_first_analysis_the_page_leads_to_where_it_is_started(app: Flask) -> None:
    assert signed_in(app).get(SEARCH).location == "/team/cycles/1/analysis"


def test_a_text_is_cut_at_its_marks() -> None:
    assert pieces("the bus is late", [(4, 7), (11, 15)]) == [
        ("the ", False),
        ("bus", True),
        (" is ", False),
        ("late", True),
    ]
    assert pieces("bus", []) == [("bus", False)]
