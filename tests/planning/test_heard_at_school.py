"""A school's plan rests on that school alone, and never on few people."""

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.themes import Theme
from app.planning.heard_at_school import at_school, people, suppressed
from app.planning.revision import Evidence, Kind, Revision

THEMES = (Theme("buses", "Buses", (), 0, 0.0, 0.0), Theme("food", "Food", (), 0, 0.0, 0.0))


def said(theme: str, school: str, n: int, start: int = 0) -> tuple[list[Comment], list[Coding]]:
    ids = [f"{school}{theme}{start + at}.x" for at in range(n)]
    comments = [Comment(each, "words", "en", {"school": school, "audience": "families"}) for each in ids]
    return comments, [Coding(each, "en", (theme,), 0.0, f"words of {each}") for each in ids]


def test_other_schools_and_themes_of_few_people_are_left_out() -> None:
    parts = [said("buses", "North", 5), said("food", "North", 4), said("food", "South", 9)]
    comments, codings = [c for part in parts for c in part[0]], [c for part in parts for c in part[1]]
    heard = at_school("North", THEMES, codings, comments, frozenset({"Northbuses1.x", "Southfood1.x"}), 5)
    assert [theme.id for theme in heard.themes] == ["buses"]
    assert {coding.comment_id[:5] for coding in heard.codings} == {"North"}
    assert [quote.comment_id for quote in heard.themes[0].quotes] == ["Northbuses1.x"]


def test_two_comments_of_one_response_are_one_person() -> None:
    assert people([Coding("a.x", "en", (), 0.0, ""), Coding("a.y", "en", (), 0.0, "")]) == 1


def test_small_figures_and_those_that_give_them_away_are_left_out() -> None:
    evidence = Evidence(25, {"families": 12, "students": 11, "staff": 2}, {"en": 25})
    found = suppressed(Revision("r", Kind.AMEND, "1", None, "", "", (), evidence), 5).evidence
    assert found.audiences == {"families": 12} and found.languages == {"en": 25}
    assert suppressed(Revision("r", Kind.AMEND, "1", None, "", "", (), evidence), 0).evidence == evidence
