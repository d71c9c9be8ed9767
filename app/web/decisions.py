"""Deciding about themes, comments and quotes; taking the last decision back; everything that was decided."""

import secrets
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.analysis.review import KINDS, Decision, apply_decisions, standing
from app.store import cycles, runs
from app.web.access import team
from app.web.decided import in_words, last_decision
from app.web.i18n import gettext as _
from app.workflow import analyze
from app.workflow.analyze import DecisionError

pages = Blueprint("decisions", __name__, url_prefix="/team/cycles/<int:cycle_id>")
PARTS = ("a", "b")


@pages.get("/decisions")
@team
def history(cycle_id: int) -> ResponseReturnValue:
    """List everything that was decided, newest first, with what no longer applies."""
    decisions = runs.decisions(cycles.get(cycle_id).id)
    reviewed = runs.reviewed(cycle_id)
    return _page(
        "team/decisions.html",
        cycle_id,
        rows=list(reversed(decisions)),
        standing=standing(decisions),
        unapplied=reviewed.unapplied if reviewed else (),
    )


@pages.post("/decisions")
@team
def decide(cycle_id: int) -> ResponseReturnValue:
    """Keep one decision and go back to where it was taken."""
    kind = request.form.get("kind", "")
    if kind not in KINDS - {"undo"} or runs.latest_done(cycle_id) is None:
        abort(400)
    payload = {**_payload(kind), "names": _names(cycle_id)}
    if not _applies(cycle_id, kind, payload):
        flash(_("That could not be done: the theme or comment is no longer there, or a name is missing."), "problem")
        return redirect(_back(cycle_id))
    try:
        analyze.decide(cycle_id, kind, payload, g.member.email)
    except DecisionError:
        flash(_("This may tell of danger and is never quoted."), "problem")
        return redirect(_back(cycle_id))
    flash(in_words(Decision(kind, payload, "", "")) + ".")
    return redirect(_back(cycle_id))


@pages.post("/decisions/undo")
@team
def undo(cycle_id: int) -> ResponseReturnValue:
    """Take back the last decision, unless somebody decided something since the page was loaded."""
    decisions = runs.decisions(cycles.get(cycle_id).id)
    if request.form.get("decided") != str(len(decisions)):
        flash(_("Somebody decided something in the meantime. Look again before you take it back."), "problem")
    elif standing(decisions):
        taken_back = in_words(standing(decisions)[-1])
        analyze.decide(cycle_id, "undo", {"names": _names(cycle_id)}, g.member.email)
        flash(_("Taken back: %(decision)s.", decision=taken_back))
    return redirect(_back(cycle_id))


@pages.get("/themes/<theme_id>/split")
@team
def propose_split(cycle_id: int, theme_id: str) -> ResponseReturnValue:
    """Show two parts that a theme falls into; people change names and places before anything is kept."""
    reviewed = runs.reviewed(cycles.get(cycle_id).id) or abort(404)
    theme = next((each for each in reviewed.themes if each.id == theme_id), None) or abort(404)
    engines = current_app.extensions["yousaid"].jobs.engines()
    parts = list(analyze.split_proposal(cycle_id, theme_id, engines).values())
    side = {comment: PARTS[place] for place, part in enumerate(parts) for comment in part["comments"]}
    said = [coding for coding in reviewed.codings if theme_id in coding.themes]
    said.sort(key=lambda coding: side.get(coding.comment_id, "a"))
    labels = [part["label"] for part in parts]
    return _page("team/split.html", cycle_id, theme=theme, codings=said, side=side, labels=labels)


def _payload(kind: str) -> dict[str, Any]:
    form = request.form
    if kind == "rename":
        return {"theme": form.get("theme", ""), "label": form.get("label", "").strip()[:200]}
    if kind == "merge":
        return {"themes": [form.get("theme", "")], "into": form.get("into", "")}
    if kind == "move":
        return {"comment": form.get("comment", ""), "from": form.get("from") or None, "to": form.get("to", "")}
    if kind == "split":
        return {"theme": form.get("theme", ""), "parts": _parts(form.get("theme", ""))}
    subject = "comment" if kind.endswith("quote") else "theme"
    return {subject: form.get(subject, "")}


def _parts(theme_id: str) -> dict[str, Any]:
    """Return the two parts under new ids, which are told apart from those of an earlier split by a random end."""
    end, parts = secrets.token_hex(2), {}
    for part in PARTS:
        comments = [name[5:] for name, side in request.form.items() if name.startswith("side-") and side == part]
        label = request.form.get(f"label-{part}", "").strip()[:200]
        if comments and label:
            parts[f"{theme_id}-{part}{end}"] = {"label": label, "comments": comments}
    return parts if len(parts) == len(PARTS) else {}


def _names(cycle_id: int) -> dict[str, str]:
    """Return what the themes that the decision speaks of are called now, for the history to be read later."""
    reviewed = runs.reviewed(cycle_id)
    spoken_of = {request.form.get(field, "") for field in ("theme", "into", "from", "to")}
    return {theme.id: theme.label for theme in (reviewed.themes if reviewed else ()) if theme.id in spoken_of}


def _applies(cycle_id: int, kind: str, payload: dict[str, Any]) -> bool:
    run = runs.latest_done(cycle_id)
    assert run is not None
    new = Decision(kind, payload, "", "")
    after = apply_decisions(runs.analysis(run.id), [*runs.decisions(cycle_id), new])
    return not any(each is new for each in after.unapplied)


def _back(cycle_id: int) -> str:
    """Return where the form says it stood, if that is a page of this cycle's themes that is still there."""
    reviewed, back = runs.reviewed(cycle_id), request.form.get("back", "")
    overview = url_for("themes.overview", cycle_id=cycle_id)
    if reviewed and back in {theme.id for theme in reviewed.themes}:
        page, stance = request.form.get("page"), request.form.get("stance")
        return url_for("themes.theme", cycle_id=cycle_id, theme_id=back, page=page, stance=stance) + _place()
    if back in ("look", "too_short", "no_content", "not_understood", "unknown_language"):
        return url_for("themes.comments", cycle_id=cycle_id, listed=back, page=request.form.get("page")) + _place()
    return url_for("decisions.history", cycle_id=cycle_id) if back == "history" else overview


def _place() -> str:
    comment = request.form.get("comment", "")
    return f"#c-{comment}" if comment and all(each.isalnum() or each in "._-" for each in comment) else ""


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="themes", **last_decision(cycle_id), **values)
