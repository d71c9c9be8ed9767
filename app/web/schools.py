"""What was said at one school, for its team: themes that enough people spoke of there, and the ways to the plans."""

from dataclasses import dataclass

from flask import Blueprint, current_app, g, render_template
from flask.typing import ResponseReturnValue

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import once
from app.analysis.themes import Theme
from app.planning.heard_at_school import Heard, at_school, people
from app.store import cycles, plans, responses, reviewed
from app.web import places
from app.web.access import school_team

pages = Blueprint("schools", __name__)


@dataclass(frozen=True)
class Said:
    """One theme at a school: how many comments, their share of the school's, their mean sentiment, approved quotes."""

    theme: Theme
    comments: int
    share: float
    sentiment: float


@pages.get("/team/cycles/<int:cycle_id>/school")
@school_team
def show(cycle_id: int) -> ResponseReturnValue:
    """Show what was said at a school where enough people stand behind it; the district's team chooses a school."""
    cycle, school = cycles.get(cycle_id), places.asked()
    names = [g.member.school] if g.member.school else [each.name for each in cycles.schools()]
    least: int = current_app.extensions["yousaid"].settings.minimum_n
    school = school or g.member.school
    heard = _heard(cycle_id, school, least) if school else None
    enough = heard is not None and people(heard.codings) >= least
    return render_template(
        "team/school.html", cycle=cycle, step="school", school=school, names=names, minimum_n=least,
        themes=_said(heard) if heard and enough else [], plan=plans.current(cycle_id, school) if school else None,
        address=places.address,
    )  # fmt: skip


def _heard(cycle_id: int, school: str, least: int) -> Heard | None:
    found = reviewed.outcome(cycle_id)
    if found is None:
        return None
    shown = [theme for theme in found.themes if theme.id not in found.hidden_themes]
    codings = found.at_school(school)
    schools = responses.schools_of({each.comment_id.split(".")[0] for each in codings})
    ids = [each.comment_id for each in codings if schools.get(each.comment_id.split(".")[0]) == school]
    comments = [Comment(each, "", groups={"school": school}) for each in ids]
    return at_school(school, shown, codings, comments, found.approved(ids), least)


def _said(heard: Heard) -> list[Said]:
    coded = len(once(coding for coding in heard.codings if coding.themes))
    voices = once(heard.codings)
    found = [_theme(theme, [c for c in voices if theme.id in c.themes], coded) for theme in heard.themes]
    return sorted(found, key=lambda each: -each.comments)


def _theme(theme: Theme, members: list[Coding], coded: int) -> Said:
    mean = sum(coding.sentiment for coding in members) / len(members)
    return Said(theme, len(members), len(members) / coded, mean)
