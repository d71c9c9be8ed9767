"""In which lists a comment stands, and the figures of a list by audience and language, copies counted once."""

from app.analysis.coding import Coding
from app.analysis.listing import Entry, as_json, count, from_json, places
from app.analysis.statements import Statement


def said(comment: str, audience: str = "families", language: str = "en", voice: str = "", **fields: object) -> Entry:
    known = {"sentiment": -0.5, "stances": "complaint", "code": "late", **fields}
    return Entry(comment, voice or comment, audience, language, **known)  # type: ignore[arg-type]


PASTED = [said("1.x"), said("2.x", voice="1.x"), said("3.x", "students", "es", voice="1.x")]


def test_a_comment_stands_in_each_of_its_themes_the_surest_first() -> None:
    meant = (Statement(0, 3, ("bus",), "praise", 0.9, 0.5), Statement(4, 9, ("bus", "lunch"), "complaint", 0.9, 0.5))
    found = places(Coding("c", "en", ("bus", "lunch"), 0.0, "x", margin=0.4, statements=meant))
    assert [(each.list, each.rank, each.near, each.stances) for each in found] == [
        ("bus", 0, -0.4, "praise,complaint"), ("lunch", 1, -0.4, "complaint"),
    ]  # fmt: skip


def test_what_needs_a_look_or_is_in_no_theme_stands_in_a_list_of_its_own() -> None:
    assert [each.list for each in places(Coding("c", "en", ("bus",), 0.0, "x", margin=0.001))] == ["bus", "?look"]
    assert [each.list for each in places(Coding("c", "en", (), 0.0, "x", uncoded="too_short"))] == ["?too_short"]
    assert [each.list for each in places(Coding("c", "en", (), 0.0, "x"))] == ["?not_understood"]


def test_copies_count_once_in_each_group() -> None:
    found = count([said("0.x", sentiment=0.25, stances="", code=""), *PASTED])
    assert [(found.of(*group).said, found.of(*group).size) for group in (("", ""), ("families", ""), ("", "es"))] == [
        (4, 2), (3, 2), (1, 1),
    ]  # fmt: skip
    assert found.of().sentiment == -0.125 and found.of().stances == {"complaint": 1} and found.codes == {"late": 1}
    assert (found.of("students", "es").size, found.of("staff").size) == (1, 0)


def test_figures_follow_what_comes_and_goes_as_if_they_were_counted_anew() -> None:
    there, new = [said("0.x"), *PASTED], [said("9.x", "staff", "ar", sentiment=0.75, stances="praise,question")]
    assert count(there).plus(count(new)) == count([*there, *new])
    assert count([*there, *new]).plus(count(PASTED), -1) == count([there[0], *new])
    assert count(there).plus(count(there), -1) == count([])


def test_figures_go_through_json_unchanged() -> None:
    assert from_json(as_json(count(PASTED))) == count(PASTED)
    assert from_json({}) == count([])
