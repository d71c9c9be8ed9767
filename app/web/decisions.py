"""Deciding about themes, comments and quotes; taking the last decision back; everything that was decided."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.analysis.listing import FOR_THE_EYE
from app.analysis.review import KINDS, Decision
from app.store import cycles, reviewed, reviewing, runs
from app.web.access import team
from app.web.decided import in_words, last_decision
from app.web.halves import PARTS, packed, unpacked
from app.web.i18n import gettext as _
from app.web.searched import ASKED
from app.workflow import analyze
from app.workflow.analyze import DecisionError

pages = Blueprint("decisions", __name__, url_prefix="/team/cycles/<int:cycle_id>")
PER_PAGE = 200  # decisions
MOST = 500  # comments that a theme is made of
SPLIT_BY_HAND = 200  # comments of a theme that are all shown when it is split; of more only ...
NEAR_BOTH = 50  # ... so many of each part, those that could as well stand in the other


@pages.get("/decisions")
@team
def history(cycle_id: int) -> ResponseReturnValue:
    """List everything that was decided, newest first, with what no longer applies."""
    number = max(1, request.args.get("page", 1, int))
    rows, of = reviewing.taken(cycles.get(cycle_id).id, (number - 1) * PER_PAGE, PER_PAGE)
    return _page(
        "team/decisions.html", cycle_id, rows=rows, page=number, last_page=max(1, -(-of // PER_PAGE)), stance=""
    )


@pages.post("/decisions")
@team
def decide(cycle_id: int) -> ResponseReturnValue:
    """Keep one decision and go back to where it was taken."""
    kind = request.form.get("kind", "")
    if kind not in KINDS - {"undo"} or runs.latest_done(cycle_id) is None:
        abort(400)
    try:
        payload = {**_payload(cycle_id, kind), "names": _names(cycle_id)}
        analyze.decide_now(cycle_id, kind, payload, g.member.email)
    except DecisionError as error:
        flash(_refusal(error.reason), "problem")
        return redirect(_back(cycle_id))
    flash(in_words(Decision(kind, payload, "", "")) + ".")
    if kind == "new_theme":
        return redirect(url_for("themes.theme", cycle_id=cycle_id, theme_id=payload["theme"]))
    return redirect(_back(cycle_id))


@pages.post("/decisions/undo")
@team
def undo(cycle_id: int) -> ResponseReturnValue:
    """Take back the last decision, unless somebody decided something since the page was loaded."""
    last, decided = reviewing.last(cycles.get(cycle_id).id)
    if request.form.get("decided") != str(decided):
        flash(_("Somebody decided something in the meantime. Look again before you take it back."), "problem")
    elif last:
        taken_back = in_words(last)
        analyze.decide(cycle_id, "undo", {"names": _names(cycle_id)}, g.member.email)
        flash(_("Taken back: %(decision)s.", decision=taken_back))
    return redirect(_back(cycle_id))


@pages.get("/themes/<theme_id>/split")
@team
def propose_split(cycle_id: int, theme_id: str) -> ResponseReturnValue:
    """Show two parts that a theme falls into; people change names and places before anything is kept."""
    found = reviewed.outcome(cycles.get(cycle_id).id) or abort(404)
    theme = found.theme(theme_id) or abort(404)
    parts = current_app.extensions["yousaid"].jobs.split(cycle_id, theme_id)
    side = {comment: name for name, part in zip(PARTS, parts, strict=False) for comment in part["comments"]}
    shown = None if len(side) <= SPLIT_BY_HAND else NEAR_BOTH
    codings = found.codings(comment for part in parts for comment in part["comments"][:shown])
    rest = packed(side) if shown else ""
    return _page("team/split.html", cycle_id, theme=theme, codings=codings, side=side, parts=parts, rest=rest)


def _payload(cycle_id: int, kind: str) -> dict[str, Any]:
    form = request.form
    if kind == "rename":
        return {"theme": form.get("theme", ""), "label": form.get("label", "").strip()[:200]}
    if kind == "merge":
        return {"themes": [form.get("theme", "")], "into": form.get("into", "")}
    if kind == "move":
        return {"comment": form.get("comment", ""), "from": form.get("from") or None, "to": form.get("to", "")}
    if kind == "split":
        return {"theme": form.get("theme", ""), "parts": _parts(form.get("theme", ""), _sides(cycle_id))}
    if kind == "new_theme":
        label = form.get("label", "").strip()[:200]
        return {"theme": f"own-{secrets.token_hex(3)}", "label": label, "comments": form.getlist("comments")[:MOST]}
    subject = "comment" if kind.endswith("quote") else "theme"
    return {subject: form.get(subject, "")}


def _sides(cycle_id: int) -> dict[str, str]:
    """Return the part of each comment: what the page showed as it was chosen, the rest as it was proposed.

    Raises DecisionError where the theme has other comments by now than the page was about.
    """
    chosen = {name[5:]: side for name, side in request.form.items() if name.startswith("side-") and side in PARTS}
    rest, found = request.form.get("rest"), reviewed.outcome(cycle_id)
    if not rest or found is None:
        return chosen
    proposed = unpacked(rest, found.comments_of(request.form.get("theme", "")))
    if proposed is None:
        raise DecisionError("moved")
    return proposed | {comment: side for comment, side in chosen.items() if comment in proposed}


def _parts(theme_id: str, sides: Mapping[str, str]) -> dict[str, Any]:
    """Return the two parts under new ids, which are told apart from those of an earlier split by a random end."""
    end, parts = secrets.token_hex(2), {}
    for part in PARTS:
        comments = [comment for comment, side in sides.items() if side == part]
        label = request.form.get(f"label-{part}", "").strip()[:200]
        if comments and label:
            parts[f"{theme_id}-{part}{end}"] = {"label": label, "comments": comments}
    return parts if len(parts) == len(PARTS) else {}


def _names(cycle_id: int) -> dict[str, str]:
    """Return what the themes that the decision speaks of are called now, for the history to be read later."""
    spoken_of = {request.form.get(field, "") for field in ("theme", "into", "from", "to")}
    return {theme: label for theme, label in reviewed.names(cycle_id).items() if theme in spoken_of}


def _refusal(reason: str) -> str:
    meanwhile = _("Somebody has just merged, split or moved it. Nothing was changed: please look again.")
    return {
        "danger": _("This may tell of danger and is never quoted."),
        "merged": meanwhile,
        "split": meanwhile,
        "moved": meanwhile,
        "one": _("A theme of one comment cannot be split."),
    }.get(reason, _("That could not be done: the theme or comment is no longer there, or a name is missing."))


def _back(cycle_id: int) -> str:
    """Return where the form says it stood, if that is a page of this cycle's themes that is still there."""
    back = request.form.get("back", "")
    overview = url_for("themes.overview", cycle_id=cycle_id)
    if back == "search":
        asked: dict[str, Any] = {name: request.form.get(name) or None for name in ASKED}
        return url_for("search.find", cycle_id=cycle_id, **asked)
    if back in reviewed.names(cycle_id):
        page, stance = request.form.get("page"), request.form.get("stance")
        return url_for("themes.theme", cycle_id=cycle_id, theme_id=back, page=page, stance=stance) + _place()
    if back in FOR_THE_EYE:
        return url_for("themes.comments", cycle_id=cycle_id, listed=back, page=request.form.get("page")) + _place()
    return url_for("decisions.history", cycle_id=cycle_id) if back == "history" else overview


def _place() -> str:
    comment = request.form.get("comment", "")
    return f"#c-{comment}" if comment and all(each.isalnum() or each in "._-" for each in comment) else ""


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="themes", **last_decision(cycle_id), **values)
