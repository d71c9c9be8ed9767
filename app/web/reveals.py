"""Seeing a comment as it was written, for those with the right to: asked why, shown once, on record for the owners."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.store import cycles, members, reveals, runs
from app.store.database import NotFound
from app.web.access import team
from app.web.i18n import gettext as _
from app.workflow import reveal
from app.workflow.reveal import RevealError, RightsError

pages = Blueprint("reveals", __name__)
_PLACE = "/team/cycles/<int:cycle_id>/comments/<comment_id>/written"


@pages.get(_PLACE)
@team
def ask(cycle_id: int, comment_id: str) -> ResponseReturnValue:
    """Ask why somebody wants to see a comment as it was written."""
    return _page(cycle_id, comment_id)


@pages.post(_PLACE)
@team
def show(cycle_id: int, comment_id: str) -> ResponseReturnValue:
    """Put it on record and show the comment, this once: opening the page again asks again."""
    _redacted(cycle_id, comment_id)
    why = request.form.get("why", "")
    try:
        text = reveal.reveal(cycle_id, comment_id, why, g.member)
    except RevealError as error:
        if error.reason in ("right", "danger"):
            abort(403)
        if error.reason == "gone":
            abort(404)
        problem = _("Please say why, in a few words: it is kept, and the owners read it.")
        return _page(cycle_id, comment_id, problem=problem, why=why), 422
    return _page(cycle_id, comment_id, written=text)


@pages.get("/team/reveals")
@team
def record() -> ResponseReturnValue:
    """Show owners who saw what as it was written, when, and why."""
    if not g.member.owner:
        abort(403)
    titles = {cycle.id: cycle.title for cycle in cycles.everything()}
    return render_template("team/reveals.html", rows=reveals.everything(), titles=titles)


@pages.post("/team/members/<int:member_id>/rights")
@team
def give(member_id: int) -> ResponseReturnValue:
    """Give or take away a right."""
    right = request.form.get("right", "")
    if right not in ("reveal", "owner"):
        abort(400)
    try:
        reveal.give(member_id, right, request.form.get("on") == "1", g.member)
        flash(_("The rights were changed."))
    except RightsError as error:
        if error.reason == "owner":
            abort(403)
        flash(_("Somebody has to be an owner. Make a colleague an owner first."), "problem")
    except NotFound:
        abort(404)
    return redirect(url_for("auth.team_members"))


def _redacted(cycle_id: int, comment: str) -> str:
    """Return a comment as it is redacted, for somebody who may see more; others are turned away."""
    redacted = runs.redacted(cycles.get(cycle_id).id, comment)
    if redacted is None:
        abort(404)
    try:
        reveal.check(cycle_id, comment, g.member)
    except RevealError:
        abort(403)
    return redacted


def _page(cycle_id: int, comment: str, **values: str) -> str:
    redacted = _redacted(cycle_id, comment)
    return render_template(
        "team/reveal.html", cycle=cycles.get(cycle_id), step="themes", redacted=redacted, comment=comment,
        owners=[each.email for each in members.owners()], longest=reveal.LONGEST, **values,
    )  # fmt: skip
