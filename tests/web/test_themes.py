"""The themes in people's hands: reading, renaming, merging, splitting, moving, approving, hiding, taking back."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from app.analysis import pace
from app.analysis.coding import Coding
from app.analysis.review import counted_once
from app.store import responses, reviewed, runs
from app.store.database import connected
from app.store.tables import Answer, Response, Wave
from tests.small_team import Member, heard, signed_in

CYCLE = "/team/cycles/1"


@pytest.fixture
def member(app: Flask) -> Member:
    found = signed_in(app)
    heard()
    return found


def decide(member: Member, kind: str, **fields: str) -> str:
    """Take a decision and return the page that follows."""
    return member.post(f"{CYCLE}/decisions", {"kind": kind, **fields}, follow_redirects=True).text


def undo(member: Member) -> str:
    """Take back the last decision as the page that is open offers it."""
    with connected():
        decided = str(len(runs.decisions(1)))
    return member.post(f"{CYCLE}/decisions/undo", {"decided": decided}, follow_redirects=True).text


def labels() -> dict[str, str]:
    """Return the themes' names by id."""
    with connected():
        return {theme.id: theme.label for theme in runs.reviewed(1).themes}


def of(comment: str) -> tuple[str, ...]:
    """Return the themes of a comment."""
    with connected():
        return next(coding.themes for coding in runs.reviewed(1).codings if coding.comment_id == comment)


def test_the_themes_show_how_many_who_and_in_whose_words(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes").text
    assert "Buses" in page and "67%" in page and "Mostly worried" in page
    assert 'lang="en"' in page and "The bus is late every week" in page
    assert "1 comment may tell of danger" in page and "1 too short" in page


def test_the_words_of_people_are_never_markup(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes/kindness").text
    assert "&lt;b&gt;to me&lt;/b&gt;" in page and "<b>to me" not in page


def test_a_filter_shows_one_audience_or_language(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes?audience=families").text
    assert "3 comments" in page and "Kindness" not in page.split("<section")[1]
    assert "1 comment" in member.get(f"{CYCLE}/themes?language=ar").text
    assert "too few comments" in member.get(f"{CYCLE}/themes?language=xx").text


def test_each_comment_stands_in_its_language_and_direction(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes/buses").text
    assert 'lang="ar" dir="rtl"' in page and "Arabic" in page and "Families" in page


def test_what_may_tell_of_danger_is_read_by_named_people_and_never_quoted(member: Member) -> None:
    page = member.get(f"{CYCLE}/themes/kindness").text
    assert "Someone at home hurts me" not in page and "Only people named for safety can read this here." in page
    member.post("/team/members/1/safety", {"named": "1"})
    page = member.get(f"{CYCLE}/themes/kindness").text
    assert "Someone at home hurts me" in page and "Someone may be mistreated" in page
    assert 'value="approve_quote"' not in page.split('id="c-r5.was_hard"')[1].split("</li>")[0]
    assert "never quoted" in decide(member, "approve_quote", comment="r5.was_hard", back="kindness")
    with connected():
        assert runs.decisions(1) == []


@pytest.mark.parametrize(
    ("listed", "words"), [("look", "El autobús"), ("too_short", "ok"), ("no_content", "nothing in this list")]
)
def test_what_needs_a_look_is_listed_with_the_reason(member: Member, listed: str, words: str) -> None:
    assert words in member.get(f"{CYCLE}/comments/{listed}").text


def test_a_theme_is_renamed_and_the_old_name_comes_back_with_undo(member: Member) -> None:
    assert "“Buses” is now called “Bus rides”" in decide(
        member, "rename", theme="buses", label="Bus rides", back="buses"
    )
    assert labels()["buses"] == "Bus rides"
    assert "Taken back" in undo(member)
    assert labels()["buses"] == "Buses"


def test_a_merge_leads_back_to_the_themes_and_can_be_taken_back(member: Member) -> None:
    decide(member, "merge", theme="kindness", into="buses")
    assert labels() == {"buses": "Buses"} and of("r4.was_hard") == ("buses",)
    undo(member)
    assert of("r4.was_hard") == ("kindness",)


def test_a_split_keeps_every_comment_in_one_of_its_parts(member: Member) -> None:
    sides = {"side-r0.was_hard": "a", "side-r1.was_hard": "a", "side-r2.was_hard": "b", "side-r3.was_hard": "b"}
    decide(member, "split", theme="buses", **{"label-a": "Late", "label-b": "Crowded"}, **sides)
    assert sorted(labels().values()) == ["Crowded", "Kindness", "Late"]
    assert labels()[of("r2.was_hard")[0]] == "Crowded"


def test_a_split_with_everything_on_one_side_is_refused(member: Member) -> None:
    page = decide(member, "split", theme="buses", **{"label-a": "A", "label-b": "B", "side-r0.was_hard": "a"})
    assert "That could not be done" in page and len(labels()) == 2


@pytest.fixture
def crowded(app: Flask, member: Member, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let 300 more comments be in the theme of buses, and a proposal stand in that halves them; return all of them."""
    more = [f"m{n:03}" for n in range(300)]
    with connected():
        wave, run = Wave.get(Wave.audience == "families"), runs.latest_done(1)
        for each in more:
            Response.create(id=each, wave=wave, language="en", hour="2026-05-12T14", content=each)
            Answer.create(response=each, item="was_hard", value=f"The bus {each}", language="en")
        found = runs.analysis(run.id)
        added = tuple(Coding(f"{each}.was_hard", "en", ("buses",), 0.0, f"The bus {each}", None, 0.5) for each in more)
        again = runs.add(1)
        runs.keep(again.id, replace(found, codings=(*found.codings, *added)))
        runs.mark(again.id, state="done", finished=runs.now())
        every = reviewed.outcome(1).comments_of("buses")
    halves = [{"label": "Late", "comments": every[::2]}, {"label": "Crowded", "comments": every[1::2]}]
    monkeypatch.setattr(app.extensions["yousaid"].jobs, "split", lambda cycle_id, theme_id: halves)
    return every


def test_of_many_comments_only_a_hundred_are_shown_and_all_are_split(member: Member, crowded: list[str]) -> None:
    page = member.get(f"{CYCLE}/themes/buses/split").text
    assert page.count('type="radio"') == 200 and "The theme has 304 comments" in page
    rest = re.search(r'name="rest" value="([^"]+)"', page)[1]
    sides = {f"side-{crowded[0]}": "b", "rest": rest}
    decide(member, "split", theme="buses", **{"label-a": "Late", "label-b": "Crowded"}, **sides)
    late = next(theme for theme, label in labels().items() if label == "Late")
    with connected():
        assert reviewed.outcome(1).comments_of(late) == crowded[2::2]
    assert labels()[of(crowded[0])[0]] == "Crowded"


def test_a_split_of_many_is_refused_when_one_was_moved_away_meanwhile(member: Member, crowded: list[str]) -> None:
    rest = re.search(r'name="rest" value="([^"]+)"', member.get(f"{CYCLE}/themes/buses/split").text)[1]
    decide(member, "move", comment=crowded[5], to="kindness", **{"from": "buses"})
    page = decide(member, "split", theme="buses", rest=rest, **{"label-a": "Late", "label-b": "Crowded"})
    assert "Nothing was changed: please look again" in page and set(labels().values()) == {"Buses", "Kindness"}


def test_a_comment_moves_from_one_theme_to_the_other(member: Member) -> None:
    decide(member, "move", comment="r0.was_hard", to="kindness", back="buses", **{"from": "buses"})
    assert of("r0.was_hard") == ("kindness",)
    decide(member, "move", comment="r6.was_hard", to="kindness", back="too_short", **{"from": ""})
    assert of("r6.was_hard") == ("kindness",)


def test_a_quote_is_approved_and_hidden(member: Member) -> None:
    assert "approved quote" in decide(member, "approve_quote", comment="r0.was_hard", back="buses")
    assert "hidden quote" in decide(member, "hide_quote", comment="r0.was_hard", back="buses")
    with connected():
        reviewed = runs.reviewed(1)
    assert (reviewed.approved, reviewed.hidden_quotes) == (frozenset(), frozenset({"r0.was_hard"}))


def test_a_theme_is_hidden_from_publications_and_shown_again(member: Member) -> None:
    assert "Show it again" in decide(member, "hide_theme", theme="buses", back="buses")
    assert "Hide it from publications" in decide(member, "show_theme", theme="buses", back="buses")


def test_undo_never_takes_back_what_somebody_else_decided_meanwhile(app: Flask, member: Member) -> None:
    decide(member, "rename", theme="buses", label="Mine")
    colleague = signed_in(app, "colleague@larkspur.example")
    decide(colleague, "rename", theme="buses", label="Theirs")
    page = member.post(f"{CYCLE}/decisions/undo", {"decided": "1"}, follow_redirects=True).text
    assert "Somebody decided something in the meantime" in page and labels()["buses"] == "Theirs"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("rename", {"theme": "gone", "label": "x"}), ("rename", {"theme": "buses", "label": "  "}),
        ("merge", {"theme": "buses", "into": "buses"}), ("move", {"comment": "gone", "to": "buses"}),
        ("move", {"comment": "r0.was_hard", "to": "gone"}), ("approve_quote", {"comment": "<script>"}),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_leaves_no_decision(member: Member, kind: str, fields: dict) -> None:
    assert "That could not be done" in decide(member, kind, **fields)
    with connected():
        assert runs.decisions(1) == []


@pytest.mark.parametrize("kind", ["", "undo", "drop_table"])
def test_a_decision_of_no_kind_is_refused(member: Member, kind: str) -> None:
    assert member.post(f"{CYCLE}/decisions", {"kind": kind}).status_code == 400


def test_the_history_says_who_decided_what_and_what_was_taken_back(member: Member) -> None:
    decide(member, "rename", theme="buses", label="Bus rides")
    undo(member)
    page = member.get(f"{CYCLE}/decisions").text
    assert "sel@larkspur.example" in page and "<del>“Buses” is now called “Bus rides”</del>" in page


def test_a_long_history_is_read_a_page_at_a_time(member: Member) -> None:
    with connected():
        for n in range(201):
            runs.add_decision(1, "rename", {"theme": "buses", "label": f"Name {n}"}, "sel@larkspur.example")
    first, last = member.get(f"{CYCLE}/decisions").text, member.get(f"{CYCLE}/decisions?page=2").text
    assert "“Name 200”" in first and "“Name 0”" not in first and 'href="?page=2"' in first
    assert "“Name 0”" in last and "“Name 1”" not in last
    assert labels()["buses"] == "Name 200" and "<h1>Name 200</h1>" in member.get(f"{CYCLE}/themes/buses").text


def test_decisions_survive_the_next_analysis(member: Member) -> None:
    decide(member, "rename", theme="buses", label="Bus rides")
    with connected():
        first, again = runs.latest_done(1), runs.add(1)
        runs.keep(again.id, runs.analysis(first.id))
        runs.mark(again.id, state="done")
    assert labels()["buses"] == "Bus rides"


def test_a_running_analysis_tells_how_far_it_is_and_looks_again_unless_asked_not_to(member: Member) -> None:
    with connected():
        runs.mark(runs.add(1).id, state="running", stage="encode", done=3, of=12)
    page = member.get(f"{CYCLE}/analysis")
    assert "Reading the comments" in page.text and "3 of 12" in page.text and page.headers["Refresh"] == "3"
    assert "Refresh" not in member.get(f"{CYCLE}/analysis?watch=0").headers


@pytest.mark.parametrize(("reader", "told"), [("student-0123", True), ("multilingual-e5-small", False)])
def test_a_result_of_the_fast_reader_is_said_to_be_less_exact(member: Member, reader: str, told: bool) -> None:
    with connected():
        runs.mark(runs.add(1).id, state="done", encoder=reader)
    assert ("read in a faster, rougher way" in member.get(f"{CYCLE}/analysis").text) is told


@pytest.mark.parametrize(("comments", "told"), [(50_000, False), (200_000, True)])
def test_very_many_comments_are_read_exactly_and_a_faster_way_is_offered_with_its_loss(
    member: Member, comments: int, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "number_of_comments", lambda _cycle: comments)
    page = member.get(f"{CYCLE}/analysis").text
    assert ("FAST_PATH" in page) is told and (f"about {pace.LOST:.0%} less right" in page) is told
    with connected():
        runs.mark(runs.add(1).id, state="running", stage="encode", done=3, of=comments)
    assert ("FAST_PATH" in member.get(f"{CYCLE}/analysis").text) is told


def test_all_open_ended_answers_are_counted_as_they_are_read(member: Member) -> None:
    with connected():
        assert responses.number_of_comments(1) == len(responses.comments(1)) > 0


def test_an_analysis_that_failed_says_so_in_plain_words_and_offers_to_try_again(member: Member) -> None:
    with connected():
        runs.mark(runs.add(1).id, state="failed", message="analysis_failed")
    page = member.get(f"{CYCLE}/analysis").text
    assert "did not finish" in page and "Run again" in page and "analysis_failed" not in page
    assert "Buses" in member.get(f"{CYCLE}/themes").text


def test_before_the_first_analysis_the_themes_lead_to_where_it_is_started(app: Flask) -> None:
    member = signed_in(app)
    assert member.get(f"{CYCLE}/themes").location == f"{CYCLE}/analysis"
    assert "Nothing to analyse yet" in member.get(f"{CYCLE}/analysis").text


def test_what_was_pasted_again_and_again_stands_there_once_with_its_number(member: Member) -> None:
    with connected():
        found = runs.analysis(runs.latest_done(1).id)
        pasted = [
            Coding(f"p{n}.was_hard", "en", ("kindness",), 0, "Sign the petition to bring back the late bus")
            for n in range(80)
        ]
        runs.keep(runs.latest_done(1).id, counted_once(replace(found, codings=(*found.codings, *pasted))))
    page = member.get(f"{CYCLE}/themes/kindness").text
    assert page.count("Sign the petition") == 1 and "sent 80 times in the same words; counts once" in page
    assert "4 comments" in page  # three and the petition


def test_comments_in_a_language_that_cannot_be_read_wait_in_a_list_of_their_own(member: Member) -> None:
    with connected():
        found = runs.analysis(runs.latest_done(1).id)
        unread = Coding("u.was_hard", "iu", (), 0, "ᐃᓕᓐᓂᐊᕐᕕᒃ", uncoded="unknown_language")
        runs.keep(runs.latest_done(1).id, replace(found, codings=(*found.codings, unread)))
    assert "1 in a language that the software cannot read" in member.get(f"{CYCLE}/themes").text
    page = member.get(f"{CYCLE}/comments/unknown_language").text
    assert "ᐃᓕᓐᓂᐊᕐᕕᒃ" in page and "Inuktitut" in page and "Ask somebody who reads the language" in page
    decide(member, "move", comment="u.was_hard", to="buses", back="unknown_language")
    assert of("u.was_hard") == ("buses",)
