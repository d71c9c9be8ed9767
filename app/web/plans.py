"""The action plan: upload it, correct what was understood, and decide about each proposed revision."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.adapters.plan_files import PlanFileError
from app.planning.export import PlanDataError, correct, plan_to_dict
from app.planning.plan import Plan
from app.planning.revision import Kind
from app.store import cycles, plans, publications
from app.store.tables import PlanFile, RevisionRow
from app.web.access import team
from app.web.i18n import gettext as _
from app.web.wording import offered_tags
from app.workflow import revise

pages = Blueprint("plans", __name__, url_prefix="/team")
LARGEST_FILE = 10 * 1024 * 1024
FIELDS = ("title", "text", "owner", "timeline", "measure", "status")
WORDINGS = ("you_said", "we_will", "reason")
LONGEST = 5_000  # characters of one text


@pages.get("/cycles/<int:cycle_id>/plan")
@team
def show(cycle_id: int) -> ResponseReturnValue:
    """Show the uploaded plan as it was understood, or ask for one."""
    row = plans.current(cycles.get(cycle_id).id)
    return _page("team/plan.html", cycle_id, row=row, plan=plans.understood(row.id) if row else None, problem="")


@pages.post("/cycles/<int:cycle_id>/plan")
@team
def upload(cycle_id: int) -> ResponseReturnValue:
    """Read an uploaded plan."""
    cycles.get(cycle_id)
    file, row = request.files.get("file"), plans.current(cycle_id)
    if file is None or not file.filename:
        return _refused(cycle_id, row, _("Choose a file first."))
    try:
        revise.upload(cycle_id, file.filename[-200:], _read(file))
    except PlanFileError as error:
        return _refused(cycle_id, row, _(str(error)))
    flash(_("The plan was read. Check below that everything was understood."))
    return redirect(url_for(".show", cycle_id=cycle_id))


@pages.post("/plans/<int:plan_id>")
@team
def save(plan_id: int) -> ResponseReturnValue:
    """Keep what people corrected."""
    row = plans.get(plan_id)
    try:
        plan = correct(plans.understood(plan_id), _edits(), _additions())
    except PlanDataError:
        flash(
            _("Somebody changed the plan in the meantime, so nothing was saved. Look again and correct it once more."),
            "problem",
        )
        return redirect(url_for(".show", cycle_id=row.cycle_id))
    revise.correct(plan_id, plan_to_dict(plan))
    flash(_("Saved."))
    return redirect(url_for(".show", cycle_id=row.cycle_id))


@pages.post("/plans/<int:plan_id>/propose")
@team
def propose(plan_id: int) -> ResponseReturnValue:
    """Ask for proposed revisions."""
    row = plans.get(plan_id)
    try:
        current_app.extensions["yousaid"].jobs.propose(plan_id)
    except revise.NotAnalysed:
        flash(_("There are no themes yet. Run the analysis first; revisions rest on what people said."), "problem")
        return redirect(url_for(".show", cycle_id=row.cycle_id))
    return redirect(url_for(".revisions", cycle_id=row.cycle_id))


@pages.get("/cycles/<int:cycle_id>/revisions")
@team
def revisions(cycle_id: int) -> ResponseReturnValue:
    """List the proposed revisions, goal by goal; looks again by itself while they are being made."""
    row, job = plans.current(cycles.get(cycle_id).id), publications.job(cycle_id, "propose")
    if row is None:
        return redirect(url_for(".show", cycle_id=cycle_id))
    working = job is not None and job.state in ("waiting", "running")
    watching = working and request.args.get("watch") != "0"
    rows, plan, only = plans.revisions(row.id), plans.understood(row.id), request.args.get("only", "")
    page = make_response(
        _page(
            "team/revisions.html", cycle_id, row=row, job=job, working=working, watching=watching, only=only,
            total=len(rows), counts={name: sum(each.decision == name for each in rows) for name in revise.DECISIONS},
            elements=_elements(plan), groups=_by_goal(plan, [each for each in rows if only in ("", each.decision)]),
            tags=offered_tags(),
        )
    )  # fmt: skip
    if watching:
        page.headers["Refresh"] = "3"
    return page


@pages.get("/revisions/<int:revision_id>")
@team
def revision(revision_id: int) -> ResponseReturnValue:
    """Show one revision to be edited, with its evidence and its wording for the community."""
    row = plans.revision(revision_id)
    return _revision_page(row, row.version)


@pages.post("/revisions/<int:revision_id>")
@team
def decide(revision_id: int) -> ResponseReturnValue:
    """Accept, edit or reject a revision; what a colleague did in the meantime is never overwritten."""
    row, version = plans.revision(revision_id), request.form.get("version", -1, int)
    decision = request.form.get("decision", "")
    decision = decision if decision in revise.DECISIONS else row.decision
    fields = _fields(row)
    if problem := _problem({"kind": row.kind, "text": row.text, "reason": row.reason} | fields, decision):
        return _revision_page(_as_typed(row, fields), version, problem=problem), 422
    try:
        revise.decide(row.id, decision, fields, version, g.member.email)
    except revise.EditedMeanwhile as meanwhile:
        now = plans.revision(revision_id)
        return _revision_page(_as_typed(now, fields), now.version, theirs=meanwhile.current), 409
    flash({"accepted": _("Accepted."), "rejected": _("Rejected."), "proposed": _("Back to not decided.")}[decision])
    return redirect(url_for(".revisions", cycle_id=plans.get(row.plan_id).cycle_id) + f"#r-{row.id}")


def _refused(cycle_id: int, row: PlanFile | None, problem: str) -> ResponseReturnValue:
    plan = plans.understood(row.id) if row else None
    return _page("team/plan.html", cycle_id, row=row, plan=plan, problem=problem), 422


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


def _fields(row: RevisionRow) -> dict[str, Any]:
    """Return what the form says; a button on the list of revisions sends only the decision."""
    form = request.form
    fields: dict[str, Any] = {name: form[name].strip() for name in ("text", "rationale") if name in form}
    if form.get("kind") in set(Kind):
        fields["kind"] = form["kind"]
    for name in WORDINGS:
        sent = {tag: form[f"{name}-{tag}"].strip() for tag in offered_tags() if f"{name}-{tag}" in form}
        if sent:
            fields[name] = {tag: text for tag, text in {**getattr(row, name), **sent}.items() if text}
    return fields


def _problem(fields: Mapping[str, Any], decision: str) -> str:
    texts = [text for value in fields.values() for text in (value.values() if isinstance(value, dict) else [value])]
    if any(len(text) > LONGEST for text in texts):
        return _("One of the texts is very long. Use at most 5,000 characters for each.")
    if decision == "accepted" and fields["kind"] in (Kind.EXPAND, Kind.AMEND, Kind.ADD) and not fields["text"]:
        return _("Write the new wording first, or choose that it is kept or retired.")
    if decision == "rejected" and not fields["reason"]:
        return _("Write in at least one language why it is rejected. The people who asked for it will read this.")
    return ""


def _as_typed(row: RevisionRow, fields: Mapping[str, Any]) -> RevisionRow:
    """Put what was typed into the row for the page to show; nothing is written."""
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def _revision_page(row: RevisionRow, version: int, problem: str = "", theirs: RevisionRow | None = None) -> str:
    plan = plans.get(row.plan_id)
    elements = _elements(plans.understood(plan.id))
    return _page(
        "team/revision.html", plan.cycle_id, revision=row, version=version, problem=problem, theirs=theirs,
        tags=offered_tags(), kinds=list(Kind), wordings=WORDINGS, longest=LONGEST,
        current=elements.get(row.proposal["target"] or row.proposal["under"] or "", ""),
    )  # fmt: skip


def _elements(plan: Plan) -> dict[str, str]:
    found: dict[str, str] = {}
    for goal in plan.goals:
        found[goal.id] = goal.title
        for strategy in goal.strategies:
            found[strategy.id] = strategy.title
            found.update({step.id: step.text for step in strategy.steps})
    return found


def _by_goal(plan: Plan, rows: list[RevisionRow]) -> list[tuple[str, list[RevisionRow]]]:
    """Return (goal, its revisions) in the order of the plan; those that belong to no goal come last."""
    groups: dict[str, list[RevisionRow]] = {key: [] for key in (*(goal.id for goal in plan.goals), "")}
    for row in rows:
        goal = (row.proposal["target"] or row.proposal["under"] or "").split(".")[0]
        groups[goal if goal in groups else ""].append(row)
    return [(goal, found) for goal, found in groups.items() if found]


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="plan", **values)
