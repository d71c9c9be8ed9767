"""Quotes one after the other, at reading speed: approve, hide, shorten, next. By buttons, or by single keys."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.analysis.coding import Coding
from app.analysis.shortening import kept_parts
from app.store import cycles, reviewed, runs
from app.store.reviewed import Outcome
from app.web.access import team
from app.web.i18n import current
from app.web.i18n import gettext as _
from app.web.wording import audience, theme_name, tongue
from app.workflow import analyze
from app.workflow.analyze import DecisionError
from translations import direction

pages = Blueprint("quotes", __name__, url_prefix="/team/cycles/<int:cycle_id>/quotes")
KINDS = {"approve": "approve_quote", "shorten": "approve_quote", "hide": "hide_quote", "undo": "undo"}
AHEAD = 40  # quotes that are sent at once, so that the next one is there before it is asked for
_KEY = re.compile(r"[\w-]{8,64}")


@pages.get("")
@team
def read(cycle_id: int) -> ResponseReturnValue:
    """Show one quote that waits, the one before or after it, and what can be done."""
    cycle = cycles.get(cycle_id)
    found = reviewed.outcome(cycle.id)
    if found is None:
        return redirect(url_for("themes.analysis", cycle_id=cycle_id))
    return _page(cycle_id, found, request.args.get("at", ""))


@pages.get("/waiting")
@team
def waiting(cycle_id: int) -> ResponseReturnValue:
    """Send the quotes that wait after one of them, for the script."""
    found = reviewed.outcome(cycles.get(cycle_id).id)
    if found is None:
        return jsonify({"quotes": [], "left": 0})
    after = request.args.get("after", "")
    codings = found.codings(found.waiting.after(after, AHEAD))
    names, groups = {theme.id: theme_name(theme) for theme in found.themes}, found.places(codings)
    return jsonify({"quotes": [_shown(each, groups, names) for each in codings], "left": found.waiting.number(after)})


@pages.post("")
@team
def decide(cycle_id: int) -> ResponseReturnValue:
    """Keep one decision. A script sends it in the background and may send it again; a button leads to the next quote."""
    cycle, form = cycles.get(cycle_id), request.form
    comment, kind = form.get("comment", ""), KINDS.get(form.get("do", ""), "")
    scripted = request.headers.get("Accept") == "application/json"
    payload: dict[str, Any] = {"comment": comment, "key": _key(form.get("key", ""))}
    problem = "" if kind else "gone"
    if form.get("do") == "shorten":
        parts = kept_parts(runs.redacted(cycle.id, comment) or "", form.get("words", ""))
        payload["parts"], problem = parts, "" if parts else "words"
    if kind == "undo":
        payload = {"of": form.get("of", ""), "key": payload["key"]}
    try:
        if not problem:
            analyze.decide_once(cycle.id, kind, payload, g.member.email)
    except DecisionError as error:
        problem = error.reason
    if scripted:
        return jsonify({"problem": _problem(problem)}), 422 if problem else 200
    return _after_button(cycle.id, kind, payload, problem)


def _after_button(cycle_id: int, kind: str, payload: Mapping[str, Any], problem: str) -> ResponseReturnValue:
    comment = request.form.get("comment", "")
    if problem == "words":
        found = reviewed.outcome(cycle_id)
        assert found is not None
        return _page(cycle_id, found, comment, _problem(problem), request.form.get("words", "")), 422
    if problem:
        flash(_problem(problem), "problem")
    if kind == "undo":
        return redirect(url_for("quotes.read", cycle_id=cycle_id, at=comment))
    last = {} if problem else {"last": payload["key"], "was": comment}
    return redirect(url_for("quotes.read", cycle_id=cycle_id, at=request.form.get("next") or None, **last))


def _page(cycle_id: int, found: Outcome, at: str, problem: str = "", words: str = "") -> str:
    order = found.waiting
    at = at if order.has(at) else "".join(order.after("", 1))
    shown = next(iter(found.codings([at])), None)
    themes = {theme.id: theme for theme in found.themes}
    return render_template(
        "team/quotes.html", cycle=cycles.get(cycle_id), step="themes", coding=shown, left=order.number(at),
        before=order.before(at), problem=problem, words=words, after="".join(order.after(at, 1)) if shown else "",
        groups=found.places([shown]).get(shown.comment_id, {}) if shown else {},
        themes=[themes[each] for each in shown.themes if each in themes] if shown else [],
        script=_words(), last=request.args.get("last", ""), was=request.args.get("was", ""),
        state="approved" if shown and found.approved([at]) else "",
    )  # fmt: skip


def _shown(coding: Coding, groups: Mapping[str, Mapping[str, str]], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a quote as the script shows it: all words as the page's language has them."""
    group = groups.get(coding.comment_id, {}).get("audience", "")
    about = [tongue(coding.language), *([audience(group)] if group else [])]
    return {
        "comment": coding.comment_id, "text": coding.redacted_text,
        "lang": coding.language if coding.language not in ("", "mul") else "und",
        "dir": "auto" if coding.language in ("", "und", "mul") else direction(coding.language),
        "about": " · ".join([*about, *(names[each] for each in coding.themes if each in names)]),
    }  # fmt: skip


def _key(given: str) -> str:
    return given if _KEY.fullmatch(given) else secrets.token_hex(8)


def _words() -> dict[str, str]:
    """Return what the script says, in the page's language."""
    return {
        "saved": _("All decisions are saved."), "waiting": _("Being saved: %(n)s"),
        "offline": _("No connection. %(n)s not saved yet; trying again. Keep this page open."),
        "signed-out": _("You are signed out. Sign in again in another tab: %(n)s not saved yet, kept here."),
        "none": _("No more quotes wait."), "approved": _("approved quote"), "hidden": _("hidden quote"),
        "back": _("Taken back"), "on": _("Turn the keys off"), "off": _("Turn the keys on"), "locale": current().tag,
    }  # fmt: skip


def _problem(reason: str) -> str:
    return {
        "": "",
        "words": _("Words can only be left out. What you wrote has other words, or none."),
        "danger": _("This may tell of danger and is never quoted."),
    }.get(reason, _("This comment is no longer there, or its words have changed."))
