"""Statements that may tell of danger: the queue of the people named for safety, and what they did. Others see that it is there."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.store import concerns, members, notices, runs, screening
from app.store.tables import Concern, ConcernEvent
from app.web import posting
from app.web.access import team
from app.web.i18n import date, ngettext
from app.web.i18n import gettext as _
from app.workflow import safety
from app.workflow.safety import StepError

pages = Blueprint("safety", __name__)
PER_PAGE = 50


@pages.record_once
def _speak(state: BlueprintSetupState) -> None:
    state.app.jinja_env.filters.update(
        hour=hour, time_left=time_left, concern_event=event_words,
        is_overdue=lambda concern, now: concerns.moment(concern.due) <= now,
    )  # fmt: skip


@pages.app_context_processor
def _known_to_every_page() -> dict[str, Any]:
    """Give templates what the bar and the warnings of all the team's pages show; asked only where they do."""
    return {
        "open_concerns": concerns.open_count, "named_for_safety": members.named,
        "mail_is_set_up": bool(current_app.extensions["yousaid"].settings.mail_url),
    }  # fmt: skip


@pages.get("/team/safety")
@team
def queue() -> ResponseReturnValue:
    """Show named people what is open, most urgent first; others only that there is something, and who is named."""
    closed = request.args.get("show") == "closed"
    found = concerns.queue(closed) if g.member.hears_concerns else []
    last = max(1, -(-len(found) // PER_PAGE))
    page = min(max(request.args.get("page", 1, int), 1), last)
    return render_template(
        "team/safety.html", concerns=found[(page - 1) * PER_PAGE : page * PER_PAGE], closed=closed, me=g.member,
        page=page, last_page=last, now=runs.now(), waiting=screening.waiting(),
        troubles=[(email, posting.not_sent(reason)) for email, reason in notices.troubles()],
    )  # fmt: skip


@pages.get("/team/safety/<concern_id>")
@team
def show(concern_id: str) -> ResponseReturnValue:
    """Show one statement with what was done about it, and what can be done."""
    return _page(_concern(concern_id))


@pages.post("/team/safety/<concern_id>")
@team
def act(concern_id: str) -> ResponseReturnValue:
    """Keep what a named person did."""
    concern, text = _concern(concern_id), request.form.get("text", "")
    try:
        safety.step(concern.id, request.form.get("kind", ""), text, _seen(), g.member.email)
    except StepError as error:
        if error.reason == "unknown":
            abort(400)
        return _page(concerns.get(concern.id), _problem(error.reason), text), 422
    return redirect(url_for(".show", concern_id=concern.id))


@pages.post("/team/members/<int:member_id>/safety")
@team
def name(member_id: int) -> ResponseReturnValue:
    """Name a member to be told of danger, or no longer."""
    member = safety.name(member_id, request.form.get("named") == "1")
    if member.hears_concerns:
        flash(_("%(email)s is told at once when somebody may be in danger.", email=member.email))
    else:
        flash(_("%(email)s is no longer told when somebody may be in danger.", email=member.email))
    return redirect(url_for("auth.team_members"))


def hour(value: str) -> str:
    """Write an hour as the tables keep it."""
    return f"{date(value)}, {value[11:13]}:00 UTC"


def time_left(concern: Concern, now: dt.datetime) -> str:
    """Say how long a concern can wait, or for how long it has been overdue."""
    hours = (concerns.moment(concern.due) - now) / dt.timedelta(hours=1)
    if hours > 0:
        n = max(1, round(hours))
        return ngettext("%(num)s hour left", "%(num)s hours left", n)
    n = max(1, round(-hours))
    return ngettext("overdue for %(num)s hour", "overdue for %(num)s hours", n)


def event_words(event: ConcernEvent) -> str:
    """Say what somebody did about a concern."""
    return {
        "taken": _("Taken on"), "note": _("What was done"), "closed": _("Closed"), "false_alarm": _("False alarm"),
        "reopened": _("Opened again"),
    }[event.kind]  # fmt: skip


def _concern(concern_id: str) -> Concern:
    """Return a concern for somebody who is named. Raises NotFound; others are turned away."""
    found = concerns.get(concern_id)
    if not g.member.hears_concerns:
        abort(403)
    return found


def _seen() -> int:
    seen = request.form.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 6 else -1


def _page(concern: Concern, problem: str = "", text: str = "") -> str:
    return render_template(
        "team/concern.html", concern=concern, events=concerns.events(concern.id), now=runs.now(), problem=problem,
        text=text, is_open=concern.state in concerns.OPEN, me=g.member, longest=safety.LONGEST_NOTE,
    )  # fmt: skip


def _problem(reason: str) -> str:
    return {
        "empty": _("Please write what was done, or why it is a false alarm."),
        "meanwhile": _("Somebody did something here in the meantime. Read it before you go on."),
    }[reason]
