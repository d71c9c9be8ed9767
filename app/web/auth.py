"""Signing in and out, one-time set-up links, and who belongs to the SEL team."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.store import cycles, members
from app.store.tables import TeamMember
from app.web.access import public, team
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.workflow import team as people
from app.workflow.team import TeamError, Throttle

pages = Blueprint("auth", __name__)


@pages.record_once
def _count_tries(state: BlueprintSetupState) -> None:
    state.app.extensions["sign_in_throttle"] = Throttle()


@pages.get("/team/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail address and password."""
    if members.signed_in(session.get("member"), session.get("version")):
        return redirect(_local(request.args.get("next")))
    return render_template("team/sign_in.html", next=_local(request.args.get("next")), email="", problem="")


@pages.post("/team/sign-in")
@public
def try_sign_in() -> ResponseReturnValue:
    """Begin a session if the password is right."""
    email, throttle = request.form.get("email", ""), current_app.extensions["sign_in_throttle"]
    if seconds := throttle.wait(email):
        return _again(429, _too_often(seconds), email)
    member = people.check(email, request.form.get("password", ""))
    if member is None:
        return _again(401, _("The e-mail address or the password is not right. Please check both."), email)
    throttle.forget(email)
    _begin(member)
    return redirect(_local(request.form.get("next")))


@pages.post("/team/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session."""
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("auth.sign_in"))


@pages.get("/team/set-up/<token>")
@public
def set_up(token: str) -> ResponseReturnValue:
    """Show whose link this is and ask for a password; opening the link does not spend it."""
    try:
        return render_template("team/set_up.html", member=people.of_link(token), problem="")
    except TeamError:
        return _spent()


@pages.post("/team/set-up/<token>")
@public
def choose_password(token: str) -> ResponseReturnValue:
    """Spend the link for a password and sign in."""
    try:
        _begin(people.set_password(token, request.form.get("password", "")))
    except TeamError as error:
        if error.reason == "link":
            return _spent()
        problem = _problem(error.reason)
        return render_template("team/set_up.html", member=people.of_link(token), problem=problem), 422
    flash(_("Your password is set. From now on you sign in with your e-mail address and this password."))
    return redirect(url_for("cycles.overview"))


@pages.get("/team/members")
@team
def team_members() -> ResponseReturnValue:
    """List the team."""
    return _members()


@pages.post("/team/members")
@team
def invite() -> ResponseReturnValue:
    """Make a one-time link for a new member, or for one who forgot the password, and show it this once."""
    email, school = request.form.get("email", "").strip(), request.form.get("school", "")
    try:
        token = people.create_member(email)
        invited = members.by_email(email)
        if school and invited is not None:
            people.limit(invited.id, school, g.member.id)
    except TeamError as error:
        return _members(problem=_problem(error.reason), email=email), 422
    base = current_app.extensions["yousaid"].settings.base_url
    return _members(link=base + url_for("auth.set_up", token=token), email=email)


@pages.get("/team/members/<int:member_id>/remove")
@team
def ask_remove(member_id: int) -> ResponseReturnValue:
    """Ask before a login is taken away."""
    member = next((each for each in members.everything() if each.id == member_id), None)
    if member is None:
        return redirect(url_for("auth.team_members"))
    return render_template("team/remove_member.html", member=member)


@pages.post("/team/members/<int:member_id>/remove")
@team
def remove(member_id: int) -> ResponseReturnValue:
    """Take away a login."""
    try:
        people.remove_member(member_id, g.member.id)
        flash(_("That person can no longer sign in. What they decided stays."))
    except TeamError:
        flash(_("You cannot remove yourself. Ask a colleague to do it."), "problem")
    return redirect(url_for("auth.team_members"))


@pages.post("/team/members/<int:member_id>/school")
@team
def limit(member_id: int) -> ResponseReturnValue:
    """Let a member work with one school only, or with the whole district again."""
    try:
        member = people.limit(member_id, request.form.get("school", ""), g.member.id)
        if member.school:
            flash(_("%(email)s now works with %(school)s only.", email=member.email, school=member.school))
        else:
            flash(_("%(email)s now works with the whole district.", email=member.email))
    except TeamError as error:
        flash(_problem(error.reason), "problem")
    return redirect(url_for("auth.team_members"))


def _members(link: str = "", email: str = "", problem: str = "") -> str:
    return render_template(
        "team/members.html", members=members.everything(), me=g.member, link=link, email=email, problem=problem,
        schools=[each.name for each in cycles.schools()],
    )  # fmt: skip


def _begin(member: TeamMember) -> None:
    session.clear()
    session["member"], session["version"] = member.id, member.session_version


def _again(status: int, problem: str, email: str) -> ResponseReturnValue:
    after = _local(request.form.get("next"))
    return render_template("team/sign_in.html", next=after, email=email, problem=problem), status


def _spent() -> ResponseReturnValue:
    advice = _("It has been used, or it is older than 7 days. Ask a colleague on the team for a new one, or sign in.")
    return render_template("error.html", title=_("This link no longer works"), advice=advice), 410


def _too_often(seconds: int) -> str:
    if seconds < 60:
        wait = ngettext("Please wait %(num)s second.", "Please wait %(num)s seconds.", seconds)
    else:
        wait = ngettext("Please wait %(num)s minute.", "Please wait %(num)s minutes.", -(-seconds // 60))
    return _("There were too many tries for this e-mail address.") + " " + wait


def _problem(reason: str) -> str:
    return {
        "email": _("That does not look like an e-mail address. Write it like name@example.org."),
        "short": _("The password is too short. Use at least 12 characters; a few words in a row are good."),
        "long": _("The password is too long. Use at most 1,000 characters."),
        "yourself": _("You cannot limit yourself to a school. Ask a colleague to do it."),
        "safety": _("Who is named for safety reads what all schools say. Take that name away first."),
        "school": _("There is no school of this name any more."),
    }[reason]


def _local(address: str | None) -> str:
    """Return a path of this site, whatever somebody put into the link."""
    home = url_for("cycles.overview")
    if not address or not address.startswith("/") or any(each in address for each in "\\\r\n\t"):
        return home
    parts = urlsplit(address)
    return home if parts.netloc or parts.scheme or address.startswith("//") else address
