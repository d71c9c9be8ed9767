"""Readers code a sample of comments blind; the page says how far they agree."""

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.store import cycles, readings, runs
from app.store.tables import ReadingSample
from app.web.access import team
from app.web.i18n import gettext as _
from app.workflow import readers
from app.workflow.readers import LARGEST, NONE, SMALLEST, USUAL, ReadingError

pages = Blueprint("readers", __name__, url_prefix="/team/cycles/<int:cycle_id>/readers")


@pages.get("")
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """Show the samples, how far each is read, and how far those agree who have read everything."""
    return _overview(cycle_id)


@pages.post("")
@team
def draw(cycle_id: int) -> ResponseReturnValue:
    """Draw a sample."""
    size = request.form.get("size", "")
    try:
        readers.draw(cycles.get(cycle_id).id, int(size) if size.isdecimal() and len(size) < 5 else 0, g.member.email)
    except ReadingError as error:
        return _overview(cycle_id, _problem(error.reason), size), 422
    flash(_("The sample is drawn. Each of you reads it alone."))
    return redirect(url_for("readers.overview", cycle_id=cycle_id))


@pages.get("/<int:sample_id>")
@team
def read(cycle_id: int, sample_id: int) -> ResponseReturnValue:
    """Show a reader the next comment that they have not coded, or the one of a number."""
    return _reading(readings.get(cycles.get(cycle_id).id, sample_id), request.args.get("n", 0, int))


@pages.post("/<int:sample_id>")
@team
def code(cycle_id: int, sample_id: int) -> ResponseReturnValue:
    """Keep what a reader makes of a comment, and go on."""
    sample = readings.get(cycles.get(cycle_id).id, sample_id)
    comment = request.form.get("comment", "")
    try:
        readers.code(sample, g.member.email, comment, request.form.get("theme", ""))
    except ReadingError as error:
        number = sample.comments.index(comment) + 1 if comment in sample.comments else 0
        page = make_response(_reading(sample, number, _problem(error.reason)))
        page.status_code = 422
        return page
    return redirect(url_for("readers.read", cycle_id=cycle_id, sample_id=sample_id))


def _overview(cycle_id: int, problem: str = "", size: str = str(USUAL)) -> str:
    samples = [(sample, readers.standing(sample)) for sample in readings.of_cycle(cycles.get(cycle_id).id)]
    return render_template(
        "team/readers.html", cycle=cycles.get(cycle_id), step="themes", samples=samples, me=g.member.email, size=size,
        problem=problem, smallest=SMALLEST, largest=LARGEST,
    )  # fmt: skip


def _reading(sample: ReadingSample, number: int, problem: str = "") -> ResponseReturnValue:
    mine = readings.of_sample(sample.id).get(g.member.email, {})
    left = [place for place, comment in enumerate(sample.comments, start=1) if comment not in mine]
    if not 1 <= number <= len(sample.comments):
        if not left:
            flash(_("You have read the whole sample."))
            return redirect(url_for("readers.overview", cycle_id=sample.cycle_id))
        number = left[0]
    comment = sample.comments[number - 1]
    text, tongue = runs.said(sample.cycle_id, comment) or ("", "und")
    safe = not runs.tells_of_danger(sample.cycle_id, comment) or g.member.hears_concerns
    return render_template(
        "team/reading.html", cycle=cycles.get(sample.cycle_id), step="themes", sample=sample, number=number,
        of=len(sample.comments), left=len(left), comment=comment, text=text if safe else "", tongue_tag=tongue,
        chosen=mine.get(comment, ""), none=NONE, problem=problem,
    )  # fmt: skip


def _problem(reason: str) -> str:
    return {
        "size": _("Choose between %(least)s and %(most)s comments.", least=SMALLEST, most=LARGEST),
        "none": _("There are too few comments, or no themes yet."),
        "theme": _("Please choose one."),
    }.get(reason, _("This comment is no longer there, or its words have changed."))
