"""The plan's file beside what was understood of it: each part can be said to be something else, moved or reworded."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.plan_files import PlanFileError, read_plan_file
from app.planning.export import PlanDataError
from app.planning.plan import Goal, Plan
from app.planning.sequence import FIELDS, KINDS, NOTE, Part, parts
from app.store import cycles, plans
from app.store.tables import PlanFile
from app.web import places
from app.web.access import school_team
from app.web.i18n import gettext as _
from app.workflow import revise

pages = Blueprint("beside", __name__, url_prefix="/team/plans/<int:plan_id>/beside")
ROWS = 250  # of the file on one page
ABOVE = 4  # rows that are shown above the chosen one
NOTES = 100  # on one page
NOTES_TAB = "notes"


@pages.get("")
@school_team
def show(plan_id: int) -> ResponseReturnValue:
    """Show a goal (or the notes) beside the part of the file that it comes from; the part `part` with its form."""
    row = places.own(plan_id)
    plan = plans.understood(plan_id)
    tab = request.args.get("tab", "")
    goal = next((each for each in plan.goals if each.id == tab), None)
    if goal is None and tab != NOTES_TAB:
        goal = next(iter(plan.goals), None)
    shown = _shown(plan, goal)
    chosen = next((part for part in shown if part.id == request.args.get("part")), None)
    original = row.original or _read_again(row)
    start, end = _section(original, plan, goal)
    near = _near(original, start, end, chosen)
    start = min(max(start, request.args.get("from", near, int)), max(start, end - 1))
    return render_template(
        "team/beside.html", cycle=cycles.get(row.cycle_id), step="plan", row=row, plan=plan, tab=goal.id if goal else NOTES_TAB,
        parts=shown[:NOTES] if goal is None else shown, more=len(shown) - NOTES if goal is None else 0, chosen=chosen,
        rows=_marked(original[start : min(end, start + ROWS)], chosen),
        further=start + ROWS if start + ROWS < end else None, changes=plans.changes(plan_id), kinds=KINDS, names=_names(),
        targets=_targets(plan, goal, chosen), level=_level, address=places.address,
    )  # fmt: skip


@pages.post("")
@school_team
def change(plan_id: int) -> ResponseReturnValue:
    """Keep what a person says that one part is."""
    places.own(plan_id)
    form = request.form
    tab = form.get("tab", "")
    try:
        revise.change_part(plan_id, form.get("part", ""), form, g.member.email)
    except PlanDataError:
        flash(
            _("Somebody changed the plan in the meantime, so nothing was saved. Look again and correct it once more."),
            "problem",
        )
        return redirect(url_for(".show", plan_id=plan_id, tab=tab))
    flash(_("Saved."))
    return redirect(url_for(".show", plan_id=plan_id, tab=tab))


@pages.post("/undo")
@school_team
def undo(plan_id: int) -> ResponseReturnValue:
    """Take the last correction back."""
    places.own(plan_id)
    if revise.undo_correction(plan_id, g.member.email):
        flash(_("The last correction was taken back."))
    return redirect(url_for(".show", plan_id=plan_id, tab=request.form.get("tab", "")))


def _read_again(row: PlanFile) -> list[list[str]]:
    """Return the text of a file that came before it was kept."""
    try:
        return read_plan_file(bytes(row.data), row.filename).original
    except PlanFileError:
        return []


def _shown(plan: Plan, goal: Goal | None) -> list[Part]:
    if goal is None:
        return [part for part in parts(plan) if part.kind == NOTE]
    return [part for part in parts(plan) if re.split(r"[./]", part.id)[0] == goal.id]


def _level(part: Part) -> int:
    """Return how far in a part stands: 0 for a goal or note, 3 for an owner."""
    return {"goal": 0, "strategy": 1, "step": 2, NOTE: 0}.get(part.kind, 3)


def _section(rows: Sequence[Sequence[str]], plan: Plan, goal: Goal | None) -> tuple[int, int]:
    """Return where the rows of a goal begin and end in the file: from its title to that of the next; all for the notes."""
    if goal is None:
        return 0, len(rows)
    folded = [_plain(" ".join(row[1:])) for row in rows]
    starts = []
    at = 0
    for each in plan.goals:
        title = _plain(each.title)
        at = next((place for place in range(at, len(rows)) if title in folded[place]), at)
        starts.append(at)
    number = [each.id for each in plan.goals].index(goal.id)
    start = 0 if number == 0 else starts[number]
    end = starts[number + 1] if number + 1 < len(starts) else len(rows)
    return _whole_table(rows, start), min(max(end, start + 1), len(rows))


def _whole_table(rows: Sequence[Sequence[str]], start: int) -> int:
    """Return the place of the row that opens the table when the goal is named in its first rows."""
    opened = next(
        (at for at in range(start, max(start - 4, -1), -1) if at < len(rows) and rows[at][0] == "table"), None
    )
    return start if opened is None else opened


def _near(rows: Sequence[Sequence[str]], start: int, end: int, chosen: Part | None) -> int:
    """Return from where to show the file so that the chosen part is in sight."""
    wanted = _plain(chosen.text) if chosen else ""
    at = next((at for at in range(start, end) if wanted and wanted in _plain(" ".join(rows[at][1:]))), start)
    return max(start, at - ABOVE)


def _marked(rows: Sequence[Sequence[str]], chosen: Part | None) -> list[dict[str, Any]]:
    """Return the rows as blocks: headings, lines, and tables with their rows; cells with the chosen part are marked."""
    wanted = _plain(chosen.text) if chosen else ""
    blocks: list[dict[str, Any]] = []
    for kind, *texts in rows:
        cells = [(text, bool(wanted) and wanted in _plain(text)) for text in texts]
        if kind == "row":
            if not blocks or blocks[-1]["kind"] != "table":
                blocks.append({"kind": "table", "name": "", "rows": []})
            blocks[-1]["rows"].append(cells)
        elif kind == "table":
            blocks.append({"kind": kind, "name": texts[0], "rows": []})
        else:
            blocks.append({"kind": kind, "cells": cells})
    return blocks


def _targets(plan: Plan, goal: Goal | None, chosen: Part | None) -> list[Part]:
    """Return where a part can go: goals and strategies, and the steps of its goal when it could be a field."""
    if chosen is None:
        return []
    own = re.split(r"[./]", chosen.id)[0]
    return [
        part
        for part in parts(plan)
        if part.kind in ("goal", "strategy")
        or (
            part.kind == "step"
            and (chosen.kind in FIELDS or chosen.kind == NOTE)
            and (goal is None or part.id.startswith(f"{own}."))
        )
    ]


def _names() -> Mapping[str, str]:
    return {
        "goal": _("Goal"), "strategy": _("Strategy"), "step": _("Action step"), "owner": _("Owner"), "timeline": _("Timeline"),
        "measure": _("Measure"), "status": _("Status"), NOTE: _("Note"),
    }  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
