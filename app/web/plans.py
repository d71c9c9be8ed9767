"""The action plans of the district and its schools: upload one, correct what was understood, ask for revisions of it."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.adapters.plan_files import PlanFileError
from app.planning.export import PlanDataError, correct, plan_to_dict
from app.store import cycles, plans
from app.store.tables import PlanFile
from app.web import places
from app.web.access import school_team
from app.web.i18n import gettext as _
from app.workflow import publish, revise

pages = Blueprint("plans", __name__, url_prefix="/team")
LARGEST_FILE = 10 * 1024 * 1024
FIELDS = ("title", "text", "owner", "timeline", "measure", "status")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.get("/cycles/<int:cycle_id>/plan")
@school_team
def show(cycle_id: int) -> ResponseReturnValue:
    """Show the uploaded plan as it was understood, or ask for one."""
    school = places.asked()
    return _plan_page(cycle_id, plans.current(cycles.get(cycle_id).id, school), school)


@pages.post("/cycles/<int:cycle_id>/plan")
@school_team
def upload(cycle_id: int) -> ResponseReturnValue:
    """Read an uploaded plan."""
    cycles.get(cycle_id)
    school = places.writable(places.asked())
    file, row = request.files.get("file"), plans.current(cycle_id, school)
    if file is None or not file.filename:
        return _plan_page(cycle_id, row, school, _("Choose a file first.")), 422
    try:
        revise.upload(cycle_id, file.filename[-200:], _read(file), school)
    except PlanFileError as error:
        return _plan_page(cycle_id, row, school, _(str(error))), 422
    flash(_("The plan was read. Check below that everything was understood."))
    return redirect(places.address(".show", cycle_id, school))


@pages.post("/plans/<int:plan_id>")
@school_team
def save(plan_id: int) -> ResponseReturnValue:
    """Keep what people corrected."""
    row = places.own(plan_id)
    try:
        plan = correct(plans.understood(plan_id), _edits(), _additions())
    except PlanDataError:
        flash(
            _("Somebody changed the plan in the meantime, so nothing was saved. Look again and correct it once more."),
            "problem",
        )
        return redirect(places.address(".show", row.cycle_id, row.school))
    revise.correct(plan_id, plan_to_dict(plan), g.member.email)
    flash(_("Saved."))
    return redirect(places.address(".show", row.cycle_id, row.school))


@pages.post("/plans/<int:plan_id>/propose")
@school_team
def propose(plan_id: int) -> ResponseReturnValue:
    """Ask for proposed revisions."""
    row = places.own(plan_id)
    try:
        current_app.extensions["yousaid"].jobs.propose(plan_id)
    except revise.NotAnalysed:
        flash(_("There are no themes yet. Run the analysis first; revisions rest on what people said."), "problem")
        return redirect(places.address(".show", row.cycle_id, row.school))
    return redirect(places.address("revising.revisions", row.cycle_id, row.school))


@pages.get("/plans/<int:plan_id>/draft.docx")
@school_team
def draft(plan_id: int) -> ResponseReturnValue:
    """Send a school's plan with its accepted revisions; the district's comes with the publication."""
    row = places.own(plan_id)
    try:
        data = publish.school_draft(row.id) if row.school else abort(404)
    except publish.NotReady:
        abort(404)
    response = Response(data, content_type=DOCX)
    response.headers["Content-Disposition"] = 'attachment; filename="plan-draft.docx"'
    return response


def _plan_page(cycle_id: int, row: PlanFile | None, school: str, problem: str = "") -> str:
    plan = plans.understood(row.id) if row else None
    return _page("team/plan.html", cycle_id, row=row, plan=plan, problem=problem, **places.whose(row, school))


def _read(file: FileStorage) -> bytes:
    data = file.stream.read(LARGEST_FILE + 1)
    return data if len(data) <= LARGEST_FILE else abort(413)


def _edits() -> dict[str, dict[str, str] | None]:
    edits: dict[str, dict[str, str] | None] = {}
    for name, value in request.form.items():
        field, _sep, element = name.partition("/")
        if field in FIELDS and element and not element.startswith("new"):
            edits.setdefault(element, {})[field] = value.strip()  # type: ignore[index]
    edits.update(dict.fromkeys(request.form.getlist("remove")))
    return edits


def _additions() -> list[tuple[str, dict[str, str]]]:
    under, text = request.form.get("new-under", ""), request.form.get("new-text", "").strip()
    if not text:
        return []
    return [(under, {"text" if under.count(".") == 1 else "title": text})]


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="plan", **values)
