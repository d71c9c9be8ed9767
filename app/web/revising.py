"""Working on revisions together: weigh them, accept, edit or reject each, say something about it, take a change back."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.planning import weighing
from app.planning.history import last_change
from app.planning.plan import Plan
from app.planning.reasons import REASONS, in_languages
from app.planning.renumbered import elements
from app.planning.revision import Kind
from app.store import cycles, members, plans, publications
from app.store.tables import PlanFile, RevisionRow
from app.web import places, revised
from app.web.access import school_team
from app.web.i18n import gettext as _
from app.web.wording import offered_tags
from app.workflow import revise

pages = Blueprint("revising", __name__, url_prefix="/team")

WORDINGS = ("you_said", "we_will", "reason")
LONGEST = 5_000  # characters of one text
LONGEST_NAME = 200  # characters of an owner or a date
ORDERS = ("weight", "plan")


@pages.get("/cycles/<int:cycle_id>/revisions")
@school_team
def revisions(cycle_id: int) -> ResponseReturnValue:
    """List the proposed revisions, by weight or goal by goal; looks again by itself while they are being made."""
    school = places.asked()
    row, job = plans.current(cycles.get(cycle_id).id, school), publications.job(cycle_id, "propose")
    if row is None:
        return redirect(places.address("plans.show", cycle_id, school))
    working = job is not None and job.state in ("waiting", "running") and job.payload.get("plan", row.id) == row.id
    watching = working and request.args.get("watch") != "0"
    page = make_response(
        _page("team/revisions.html", cycle_id, job=job, working=working, watching=watching, **_listed(cycle_id, row))
    )
    if watching:
        page.headers["Refresh"] = "3"
    return page


@pages.get("/revisions/<int:revision_id>")
@school_team
def revision(revision_id: int) -> ResponseReturnValue:
    """Show one revision to be edited, with its evidence, what was said about it and its wording for the community."""
    row = plans.revision(revision_id)
    places.own(row.plan_id)
    row.rationale = revised.rationale_words(row)
    return _revision_page(row, row.version)


@pages.post("/revisions/<int:revision_id>")
@school_team
def decide(revision_id: int) -> ResponseReturnValue:
    """Accept, edit or reject a revision, or say something about it; what a colleague did meanwhile is never overwritten."""
    row, version = plans.revision(revision_id), request.form.get("version", -1, int)
    plan = places.own(row.plan_id)
    decision, note = request.form.get("decision", ""), request.form.get("note", "").strip()
    decision = decision if decision in revise.DECISIONS else row.decision
    fields = _fields(row) | _place(row)
    if "say" in request.form:
        return _said(row, version, fields, note)
    if problem := _problem(plans.state(row) | fields, decision, note):
        return _revision_page(_as_typed(row, fields), version, problem=problem, note=note), 422
    try:
        revise.decide(row.id, decision, fields, version, g.member.email)
    except revise.EditedMeanwhile as meanwhile:
        now = plans.revision(revision_id)
        return _revision_page(_as_typed(now, fields), now.version, theirs=meanwhile.current, note=note), 409
    if note:
        revise.say(row.id, note, g.member.email)
    flash({"accepted": _("Accepted."), "rejected": _("Rejected."), "proposed": _("Back to not decided.")}[decision])
    return redirect(places.address(".revisions", plan.cycle_id, plan.school) + f"#r-{row.id}")


@pages.post("/revisions/<int:revision_id>/undo")
@school_team
def undo_revision(revision_id: int) -> ResponseReturnValue:
    """Take the last change of a revision back, unless somebody changed it since the page was loaded."""
    row = plans.revision(revision_id)
    places.own(row.plan_id)
    try:
        if revise.undo(revision_id, request.form.get("version", -1, int), g.member.email):
            flash(_("The last change was taken back."))
    except revise.EditedMeanwhile:
        flash(_("Somebody decided something in the meantime. Look again before you take it back."), "problem")
    return redirect(url_for(".revision", revision_id=revision_id) + "#history")


@pages.post("/cycles/<int:cycle_id>/weights")
@school_team
def weigh(cycle_id: int) -> ResponseReturnValue:
    """Keep what puts one revision before another; the weights are the district's, and the same for everybody."""
    school = places.asked()
    places.writable("")
    revise.weigh(cycles.get(cycle_id).id, {name: request.form.get(name, "") for name in weighing.PARTS})
    flash(_("Saved."))
    return redirect(places.address(".revisions", cycle_id, school))


def _listed(cycle_id: int, row: PlanFile) -> dict[str, Any]:
    rows, plan = plans.revisions(row.id), plans.understood(row.id)
    only, order = request.args.get("only", ""), request.args.get("order", "")
    weights = weighing.checked(cycles.get(cycle_id).weights)
    listed = revised.shown(rows, row, weights, plans.notes(row.id) if places.may_write(row, row.school) else {})
    listed = revised.by_weight([each for each in listed if only in ("", each.row.decision)])
    order = order if order in ORDERS else "weight"
    return {
        "row": row, "only": only, "total": len(rows), "elements": dict(elements(plan)), "tags": offered_tags(),
        "counts": {name: sum(each.decision == name for each in rows) for name in revise.DECISIONS},
        "order": order, "weights": weights, "most": weighing.MOST, "suggestions": _suggestions(),
        "groups": revised.by_goal(plan, listed) if order == "plan" else [(None, listed)] if listed else [],
        **places.whose(row, row.school),
    }  # fmt: skip


def _fields(row: RevisionRow) -> dict[str, Any]:
    """Return what the form says; a button on the list of revisions sends only the decision."""
    form = request.form
    names = ("text", "rationale", "owner", "timeline")
    fields: dict[str, Any] = {name: form[name].strip() for name in names if name in form}
    if fields.get("rationale") == revised.rationale_words(row):
        del fields["rationale"]  # as the machine wrote it, in whatever language this page speaks
    if form.get("kind") in set(Kind):
        fields["kind"] = form["kind"]
    for name in WORDINGS:
        sent = {tag: form[f"{name}-{tag}"].strip() for tag in offered_tags() if f"{name}-{tag}" in form}
        if name == "reason":
            # A suggested reason speaks every language; own words come before it.
            sent = {
                **in_languages(form.get("why", ""), offered_tags()),
                **{tag: t for tag, t in sent.items() if t},
            } or sent
        if sent:
            fields[name] = {tag: text for tag, text in {**getattr(row, name), **sent}.items() if text}
    return fields


def _place(row: RevisionRow) -> dict[str, Any]:
    """Return where the form puts a revision: about another element, or as something new under one."""
    part, _sep, element = request.form.get("place", "").partition("/")
    plan = dict(elements(plans.understood(row.plan_id)))
    if element not in plan or part not in plans.PLACES or (row.proposal[part] == element and not row.gone):
        return {}
    moved: dict[str, Any] = {"target": None, "under": None, part: element, "gone": ""}
    return moved | ({"kind": "add"} if part == "under" else {})


def _said(row: RevisionRow, version: int, fields: Mapping[str, Any], note: str) -> ResponseReturnValue:
    """Keep a note. What else was typed on the page stays there, unsaved."""
    try:
        revise.say(row.id, note, g.member.email)
    except revise.RevisionError:
        problem = _("Write what you want to say first, in at most 5,000 characters.")
        return _revision_page(_as_typed(row, fields), version, problem=problem, note=note), 422
    unsaved = any(plans.state(row)[name] != value for name, value in fields.items())
    if unsaved:
        flash(_("Your note is kept. Your other changes on this page are not saved yet."))
        return _revision_page(_as_typed(row, fields), version)
    return redirect(url_for(".revision", revision_id=row.id) + "#talk")


def _problem(fields: Mapping[str, Any], decision: str, note: str) -> str:
    named = [fields["owner"], fields["timeline"]]
    texts = [text for value in fields.values() for text in (value.values() if isinstance(value, dict) else [value])]
    if any(len(text or "") > LONGEST for text in (*texts, note)) or any(len(text) > LONGEST_NAME for text in named):
        return _("One of the texts is very long. Use at most 5,000 characters for each.")
    if decision == "accepted" and fields["kind"] in (Kind.EXPAND, Kind.AMEND, Kind.ADD) and not fields["text"]:
        return _("Write the new wording first, or choose that it is kept or retired.")
    if decision == "rejected" and not fields["reason"]:
        return _("Write in at least one language why it is rejected. The people who asked for it will read this.")
    return ""


def _as_typed(row: RevisionRow, fields: Mapping[str, Any]) -> RevisionRow:
    """Put what was typed into the row for the page to show; nothing is written."""
    for name, value in fields.items():
        if name in plans.PLACES:
            row.proposal = {**row.proposal, name: value}
        else:
            setattr(row, name, value)
    return row


def _revision_page(
    row: RevisionRow, version: int, problem: str = "", theirs: RevisionRow | None = None, note: str = ""
) -> str:
    plan, kept = plans.get(row.plan_id), plans.revision(row.id)
    understood, events = plans.understood(plan.id), plans.events(row.id)
    named = dict(elements(understood))
    return _page(
        "team/revision.html", plan.cycle_id, revision=row, version=version, problem=problem, theirs=theirs, note=note,
        tags=offered_tags(), kinds=list(Kind), wordings=WORDINGS, longest=LONGEST, gone=kept.gone,
        current=kept.gone or named.get(row.proposal["target"] or row.proposal["under"] or "", ""), elements=named,
        owners=_owners(understood), timelines=_timelines(understood), suggestions=_suggestions(),
        notes=[each for each in events if each.kind == "note"],
        history=[each for each in reversed(events) if each.kind != "note"], undoable=last_change(events),
        **places.whose(plan, plan.school),
    )  # fmt: skip


def _suggestions() -> dict[str, str]:
    return {key: _(words) for key, words in REASONS.items()}


def _owners(plan: Plan) -> list[str]:
    """Return who can carry something out: everybody the plan names, and the team."""
    return sorted({*_of_steps(plan, "owner"), *(each.email for each in members.everything())})


def _timelines(plan: Plan) -> list[str]:
    return sorted(_of_steps(plan, "timeline"))


def _of_steps(plan: Plan, name: str) -> set[str]:
    steps = (step for goal in plan.goals for strategy in goal.strategies for step in strategy.steps)
    return {getattr(step, name) for step in steps} - {""}


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="plan", **values)
