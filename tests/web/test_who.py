"""Who says it: shares with intervals, what differs, the comments behind a figure, nothing below the minimum n."""

import pytest
from flask import Flask

from app.analysis.coding import Coding
from app.analysis.themes import Analysis, Theme
from app.store import cycles, estimates, runs
from app.store.database import connected
from app.store.tables import Answer, Enrolment, Response, Wave
from app.workflow import analyze, estimate, prepare
from tests.small_district import SCHOOLS
from tests.small_team import Member, heard, signed_in

CYCLE = "/team/cycles/1"
BUSES, FOOD = "about-transport", "about-food"


def spoken(cycle_id: int = 1, buses: tuple[int, int] = (30, 12), people: int = 60, first: str = "") -> None:
    """Let so many families and students (of `people` each) have spoken of buses, the others of food; four staff of buses."""
    codings = []
    with connected():
        waves = {wave.audience: wave for wave in Wave.select().where(Wave.cycle == cycle_id)}
        said = [("families", at < buses[0], at) for at in range(people)]
        said += [("students", at < buses[1], at) for at in range(people)]
        said += [("staff", True, at) for at in range(4)]
        for audience, of_buses, at in said:
            words = f"{'Bus' if of_buses else 'Food'} {audience} {at}"
            row = Response.create(
                id=f"{first}{audience}{at}", wave=waves[audience], language="en", hour="2026-05-12T14", content=words
            )
            Answer.create(response=row, item="was_hard", value=words)
            Answer.create(response=row, item="school", value=SCHOOLS[at % 2])
            danger = "abuse" if (audience, at) == ("families", 1) else None
            codings.append(Coding(f"{row.id}.was_hard", "en", (BUSES if of_buses else FOOD,), 0.0, words, danger, 0.5))
        themes = (Theme(BUSES, "Buses", (), 0, 0.0, 0.0), Theme(FOOD, "Food", (), 0, 0.0, 0.0))
        run = runs.add(cycle_id)
        runs.keep(run.id, Analysis(tuple(codings), themes))
        runs.mark(run.id, state="done", finished=runs.now(), encoder="e")


def counted(cycle_id: int = 1, minimum_n: int = 10) -> bool:
    with connected():
        return estimate.refresh(cycle_id, minimum_n)


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def text(page: str) -> str:
    return " ".join(page.split())


def test_before_the_analysis_and_before_they_are_counted_there_are_no_figures(member: Member) -> None:
    assert member.get(f"{CYCLE}/who").location.endswith("/analysis")
    heard()
    assert "Not counted yet" in member.get(f"{CYCLE}/who").text
    assert "Not counted yet" in member.get(f"{CYCLE}/themes/buses/who").text
    assert member.get(f"{CYCLE}/themes/nothing/who").status_code == 404


def test_the_groups_that_differ_are_named_and_small_ones_are_not_shown(member: Member) -> None:
    spoken()
    assert counted() and not counted()
    page = text(member.get(f"{CYCLE}/themes/{BUSES}/who").text)
    assert "More often than the others: Families." not in page  # staff is too small, so somebody must be hidden with it
    counted_again = counted(minimum_n=4)
    page = text(member.get(f"{CYCLE}/themes/{BUSES}/who").text)
    assert counted_again and "Less often than the others: Students." in page and "4 of 4" in page
    assert "The groups differ by no more than chance." in page  # by school
    assert "not weighted" in page


def test_nothing_below_the_minimum_is_said_or_leads_to_comments(member: Member) -> None:
    spoken()
    counted()
    page = text(member.get(f"{CYCLE}/themes/{BUSES}/who").text)
    assert "by=audience&amp;group=staff" not in page and "hidden" in page
    comments = f"{CYCLE}/themes/{BUSES}/who/comments"
    for address in (f"{comments}?by=audience&group=staff", f"{comments}?by=x&group=staff", comments):
        assert "Too few people" in member.get(address).text and "Bus staff" not in member.get(address).text


def test_from_a_figure_to_the_comments_behind_it_and_back(member: Member) -> None:
    spoken()
    counted()
    page = text(member.get(f"{CYCLE}/themes/{BUSES}/who").text)
    assert f"group={SCHOOLS[0].replace(' ', '+')}" in page or f"group={SCHOOLS[0].replace(' ', '%20')}" in page
    page = text(
        member.get(f"{CYCLE}/themes/{BUSES}/who/comments", query_string={"by": "school", "group": SCHOOLS[0]}).text
    )
    assert "23 comments" in page and "Bus students 2" in page and "Bus students 3<" not in page
    assert f"{CYCLE}/themes/{BUSES}/who" in page
    other = text(
        member.get(f"{CYCLE}/themes/{BUSES}/who/comments", query_string={"by": "school", "group": SCHOOLS[1]}).text
    )
    assert "Bus families 1<" not in other and "Only people named for safety" in other


def test_shares_are_weighted_to_the_people_there_are(member: Member) -> None:
    spoken()
    with connected():
        for audience, people in (("families", 1000), ("students", 9000), ("staff", 100)):
            Enrolment.create(audience=audience, people=people)
        estimate.refresh(1, 10)
        everybody = estimates.theme(1, BUSES).everybody
    assert everybody.share == pytest.approx(46 / 124)
    assert everybody.weighted == pytest.approx((0.5 * 1000 + 0.2 * 9000 + 1.0 * 100) / 10100)
    page = text(member.get(f"{CYCLE}/themes/{BUSES}/who").text)
    assert "24%" in page and "37%" not in page.split("<h2>")[0] and "not weighted" not in page


def test_answers_to_closed_items_are_weighted_among_those_who_answered_them(member: Member) -> None:
    spoken()
    with connected():
        for row in Response.select().where(Response.id.not_in(["staff0", "staff1", "staff2", "staff3"])):
            Answer.create(response=row, item="point-welcome", value="5" if row.id.startswith("families") else "1")
        for audience, people in (("families", 1000), ("students", 9000), ("staff", 100)):
            Enrolment.create(audience=audience, people=people)
        estimate.refresh(1, 10)
        figures = estimates.closed(1)["point-welcome"]
    assert figures["5"].share == pytest.approx(0.5) and figures["5"].weighted == pytest.approx(0.1)
    assert set(figures) == {"1", "5"}


def test_a_decision_makes_the_figures_old_until_they_are_counted_again(member: Member) -> None:
    spoken()
    counted()
    assert "since these figures were counted" not in member.get(f"{CYCLE}/who").text
    with connected():
        analyze.decide(1, "rename", {"theme": BUSES, "label": "Rides"}, "me")
    assert "since these figures were counted" in member.get(f"{CYCLE}/who").text
    with connected():
        estimate.refresh_all(10)
    page = member.get(f"{CYCLE}/who").text
    assert "since these figures were counted" not in page and "Rides" in page


def test_the_change_since_the_cycle_before_is_told_when_it_is_more_than_chance(member: Member) -> None:
    spoken()
    counted()
    with connected():
        following = prepare.create_cycle({"en": "Next"}, "2027", "next")
        assert following == 2 and len(cycles.waves(2)) == 5
    spoken(2, buses=(55, 40), first="n")
    counted(2)
    page = text(member.get(f"/team/cycles/2/themes/{BUSES}/who").text)
    assert "The cycle before: 37%." in page and "said more often now" in page
    assert "said more often now" in member.get("/team/cycles/2/themes").text
    assert "said more often now" in member.get(f"/team/cycles/2/themes/{BUSES}").text
    with connected():  # what people made of several themes is another theme now
        analyze.decide(2, "merge", {"themes": [FOOD], "into": BUSES}, "me")
        estimate.refresh(2, 10)
        assert estimates.theme(2, BUSES).change is None


def test_all_themes_stand_beside_the_groups_of_one_dimension(member: Member) -> None:
    spoken()
    counted(minimum_n=4)
    page = text(member.get(f"{CYCLE}/who").text)
    assert "Families" in page and "50%" in page and "20%" in page and "less often" in page
    assert SCHOOLS[1] in member.get(f"{CYCLE}/who?by=school").text
    assert "Web page" in member.get(f"{CYCLE}/who?by=channel").text
    assert member.get(f"{CYCLE}/who?by=nonsense").status_code == 200


def test_copies_of_the_same_words_count_as_one_person(member: Member) -> None:
    heard()
    with connected():
        wave = Wave.get(Wave.audience == "families")
        run = runs.latest_done(1)
        found = runs.analysis(run.id)
        for at in range(3):
            Response.create(id=f"c{at}", wave=wave, language="en", hour="2026-05-12T14", content="x")
        copies = [
            Coding(f"c{at}.was_hard", "en", ("buses",), 0.0, "Sign", copy_of="c0.was_hard" if at else None)
            for at in range(3)
        ]
        runs.keep(run.id, Analysis((*found.codings, *copies), found.themes))
        estimate.refresh(1, 1)
        assert estimates.theme(1, "buses").everybody.said == 5
