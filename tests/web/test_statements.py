"""What a comment says of a theme: marked in its words, named in the reader's, to be filtered, and summed up in one sentence."""

from dataclasses import replace

import pytest
from flask import Flask

from app.analysis.coding import Coding
from app.analysis.statements import Statement
from app.analysis.themes import Gist
from app.store import runs
from app.store.database import connected
from tests.small_team import Member, heard, signed_in

CYCLE = "/team/cycles/1"
TEXT = "My teacher is kind. The bus is late. Buy another bus!"
STATEMENTS = (
    Statement(0, 19, ("kindness",), "praise", 0.9, 0.9),
    Statement(20, 36, ("buses",), "complaint", 0.8, -0.8),
    Statement(37, 53, ("buses",), "suggestion", 0.7, 0.0),
)


@pytest.fixture
def member(app: Flask) -> Member:
    found = signed_in(app)
    heard()
    with connected():
        run = runs.latest_done(1)
        told = runs.analysis(run.id)
        both = Coding("s.was_hard", "en", ("buses", "kindness"), 0.0, TEXT, margin=0.001, statements=STATEMENTS)
        spanish = next(each for each in told.codings if each.language == "es")
        late = (Statement(0, len(spanish.redacted_text), ("buses",), "complaint", 0.8, -0.8),)
        codings = [replace(each, statements=late) if each == spanish else each for each in told.codings]
        gists = (
            Gist(spanish.comment_id, "El autobús nunca llega a tiempo", "es", 4), Gist("s.was_hard", "The bus is late.", "en", 3)
        )  # fmt: skip
        themes = [replace(each, gists=gists) if each.id == "buses" else each for each in told.themes]
        runs.keep(run.id, replace(told, codings=(*codings, both), themes=tuple(themes)))
    return found


def row(page: str, comment: str = "s.was_hard") -> str:
    """Return what a page shows of one comment."""
    return page.split(f'id="c-{comment}"')[1].split("</li>")[0]


def test_the_statement_that_brought_a_comment_there_is_marked_in_words_too(member: Member) -> None:
    said = row(member.get(f"{CYCLE}/themes/kindness").text)
    assert said.count("<mark>") == 1 and "My teacher is kind.<span" in said and "[about this theme:" in said
    assert "Went well" in said and "Was hard" not in said
    said = row(member.get(f"{CYCLE}/themes/buses").text)
    assert said.count("<mark>") == 2 and "Was hard" in said and "Should happen" in said and "Went well" not in said


def test_a_comment_that_is_all_about_its_theme_is_not_marked(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes/buses").text
    assert "<mark>" not in row(page, "r1.was_hard") and "Was hard" in row(page, "r1.was_hard")
    assert "<mark>" not in row(page, "r0.was_hard")  # from a run before there were statements


def test_the_stance_is_said_in_the_reader_s_language_and_the_words_stay(member: Member) -> None:
    said = row(member.get(f"{CYCLE}/themes/kindness?lang=es").text)
    assert "My teacher is kind." in said and "Went well" not in said and 'lang="en"' in said


def test_a_list_of_what_needs_a_look_marks_what_speaks_of_its_first_theme(member: Member) -> None:
    assert row(member.get(f"{CYCLE}/comments/look").text).count("<mark>") == 2


def test_comments_of_one_stance_are_shown_alone_with_their_number(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes/buses").text
    assert 'href="?stance=complaint">Was hard <span class="count">3</span>' in page
    assert "r1.was_hard" in page and "r0.was_hard" in page
    only = member.get(f"{CYCLE}/themes/buses?stance=suggestion").text
    assert 'id="c-s.was_hard"' in only and 'id="c-r1.was_hard"' not in only
    assert 'id="c-r0.was_hard"' in member.get(f"{CYCLE}/themes/buses?stance=<b>").text


def test_a_decision_leads_back_to_the_stance_that_was_looked_at(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes/buses?stance=suggestion").text
    assert '<input type="hidden" name="stance" value="suggestion">' in row(page)
    fields = {"kind": "approve_quote", "comment": "s.was_hard", "back": "buses", "stance": "suggestion"}
    assert "stance=suggestion" in member.post(f"{CYCLE}/decisions", fields).location


def test_a_theme_is_summed_up_in_somebody_s_words_of_the_reader_s_language(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes").text
    assert '<q lang="en" dir="ltr">The bus is late.</q>' in page
    assert "El autobús nunca llega a tiempo</q>" in member.get(f"{CYCLE}/themes/buses?lang=es").text
    assert page.index("Was hard 3") > page.index("Buses")


def test_what_sums_a_theme_up_is_read_first_and_goes_when_it_is_never_to_be_quoted(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes/buses").text
    assert page.index('id="c-s.was_hard"') < page.index('id="c-r0.was_hard"')
    fields = {"kind": "hide_quote", "comment": "s.was_hard", "back": "buses"}
    page = member.post(f"{CYCLE}/decisions", fields, follow_redirects=True).text
    assert "The bus is late.</q>" not in page
    assert "Spanish" in page.split("In somebody’s words:")[1][:60] and "El autobús nunca llega a tiempo</q>" in page
