"""The reflection summary: the successes and challenges that people respond to, in every offered language."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.store import cycles
from app.web.access import team
from app.web.i18n import gettext as _
from app.web.wording import offered_tags
from app.workflow import prepare

pages = Blueprint("summary", __name__, url_prefix="/team/cycles/<int:cycle_id>/summary")
Point = dict[str, Any]
LONGEST = {"title": 200, "text": 5000}


@pages.get("")
@team
def show(cycle_id: int) -> ResponseReturnValue:
    """List the points with the languages that each is missing."""
    return _page("team/summary.html", cycle_id, points=_points(cycle_id))


@pages.get("/new/<any(success, challenge):kind>")
@team
def new(cycle_id: int, kind: str) -> ResponseReturnValue:
    """Ask for the wording of a new point."""
    return _page("team/point.html", cycle_id, point={"kind": kind, "title": {}, "text": {}}, problem="")


@pages.post("/new/<any(success, challenge):kind>")
@team
def add(cycle_id: int, kind: str) -> ResponseReturnValue:
    """Add a point."""
    return _keep(cycle_id, {"key": f"point-{secrets.token_hex(4)}", "kind": kind})


@pages.get("/<key>")
@team
def edit(cycle_id: int, key: str) -> ResponseReturnValue:
    """Show the wording of a point, language beside language."""
    return _page("team/point.html", cycle_id, point=_point(cycle_id, key), problem="")


@pages.post("/<key>")
@team
def save(cycle_id: int, key: str) -> ResponseReturnValue:
    """Keep the wording of a point."""
    point = _point(cycle_id, key)
    kind = request.form.get("kind", point["kind"])
    return _keep(cycle_id, {**point, "kind": kind if kind in ("success", "challenge") else point["kind"]})


@pages.get("/<key>/remove")
@team
def ask_remove(cycle_id: int, key: str) -> ResponseReturnValue:
    """Ask before a point is removed."""
    return _page("team/remove_point.html", cycle_id, point=_point(cycle_id, key))


@pages.post("/<key>/remove")
@team
def remove(cycle_id: int, key: str) -> ResponseReturnValue:
    """Remove a point."""
    prepare.save_points(cycle_id, [point for point in _points(cycle_id) if point["key"] != key])
    flash(_("The point is removed."))
    return redirect(url_for("summary.show", cycle_id=cycle_id))


@pages.post("/<key>/up")
@team
def move_up(cycle_id: int, key: str) -> ResponseReturnValue:
    """Put a point before the one above it."""
    points = _points(cycle_id)
    place = next((place for place, point in enumerate(points) if point["key"] == key), 0)
    if place:
        points[place - 1 : place + 1] = [points[place], points[place - 1]]
        prepare.save_points(cycle_id, points)
    return redirect(url_for("summary.show", cycle_id=cycle_id))


def _keep(cycle_id: int, point: Point) -> ResponseReturnValue:
    tags = offered_tags()
    point = {**point, **{part: {**point.get(part, {}), **_wordings(part, tags)} for part in LONGEST}}
    point |= {part: {tag: text for tag, text in point[part].items() if text} for part in LONGEST}
    if not point["title"].get(tags[0]):
        problem = _("Please write a title in the first language. Other languages can follow later.")
    elif any(len(text) > longest for part, longest in LONGEST.items() for text in point[part].values()):
        problem = _("That is very long. Use at most 200 characters for a title and 5,000 for the text.")
    else:
        return _write(cycle_id, point)
    return _page("team/point.html", cycle_id, point=point, problem=problem), 422


def _write(cycle_id: int, point: Point) -> ResponseReturnValue:
    points = _points(cycle_id)
    place = next((place for place, each in enumerate(points) if each["key"] == point["key"]), len(points))
    points[place : place + 1] = [point]
    prepare.save_points(cycle_id, points)
    flash(_("Saved."))
    return redirect(url_for("summary.show", cycle_id=cycle_id))


def _wordings(part: str, tags: list[str]) -> dict[str, str]:
    return {tag: request.form.get(f"{part}-{tag}", "").strip() for tag in tags}


def _points(cycle_id: int) -> list[Point]:
    fields = ("key", "kind", "title", "text")
    return [{name: getattr(row, name) for name in fields} for row in cycles.points(cycle_id)]


def _point(cycle_id: int, key: str) -> Point:
    return next((point for point in _points(cycle_id) if point["key"] == key), None) or abort(404)


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="prepare", tags=offered_tags(), **values)
