"""Inviting people by e-mail: the list of addresses, the letters to read before they are sent, and the way out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)  # fmt: skip
from flask.typing import ResponseReturnValue

from app.adapters.contact_files import ContactFileError, Found, read_contacts, read_pasted
from app.adapters.mail import MailError
from app.config import MAIL_EXAMPLE, Settings
from app.store import contacts, cycles
from app.store.tables import Cycle
from app.web import posting
from app.web.access import public, team
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.web.security import csrf
from app.web.wording import offered_tags
from app.workflow import invitations
from app.workflow.invitations import SendError

pages = Blueprint("invitations", __name__)
_TEAM = "/team/cycles/<int:cycle_id>/invitations"
PER_PAGE = 50
MOST_SHOWN = 50  # addresses that cannot be used, given back to be put right


@dataclass(frozen=True)
class Tally:
    """How many addresses of one language there are, and how far they are."""

    language: str
    new: int
    invited: int
    reminded: int
    failed: int


@pages.get(_TEAM)
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """Show the list and what became of the last sending; looks again by itself while one goes on."""
    return _page(cycles.get(cycle_id))


@pages.post(_TEAM)
@team
def add(cycle_id: int) -> ResponseReturnValue:
    """Put what was pasted or uploaded on the list; what cannot be used comes back to be put right."""
    cycle = cycles.get(cycle_id)
    try:
        found = _given()
    except ContactFileError as error:
        return _page(cycle, problem=posting.unreadable(error.reason), status=422)
    if not found:
        return _page(cycle, problem=_("Paste at least one e-mail address, or choose a file."), status=422)
    added = invitations.add(cycle.id, _wave(cycle), _tag(), found)
    for message in posting.what_was_added(added):
        flash(message)
    if added.invalid:
        return _page(cycle, typed="\n".join(added.invalid[:MOST_SHOWN]), problem=posting.not_usable(added), status=422)
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.post(f"{_TEAM}/remove")
@team
def remove(cycle_id: int) -> ResponseReturnValue:
    """Take one address off the list: the one of a row, or the one that was typed."""
    cycle, row = cycles.get(cycle_id), request.form.get("contact", "")
    if row.isdecimal() and len(row) < 10:
        invitations.remove(cycle.id, int(row))
        flash(_("Taken off the list. If that was a mistake, add the address again."))
    elif invitations.remove_address(cycle.id, request.form.get("email", "")):
        flash(_("Taken off the list. If that was a mistake, add the address again."))
    else:
        flash(_("That address is not on the list. Check how it is written."), "problem")
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.get(f"{_TEAM}/remove-all")
@team
def ask_remove_all(cycle_id: int) -> ResponseReturnValue:
    """Ask before all addresses are forgotten."""
    cycle = cycles.get(cycle_id)
    return render_template("team/forget_contacts.html", cycle=cycle, step="listen", total=contacts.count(cycle.id))


@pages.post(f"{_TEAM}/remove-all")
@team
def remove_all(cycle_id: int) -> ResponseReturnValue:
    """Forget all addresses of the cycle."""
    gone = invitations.remove_all(cycles.get(cycle_id).id)
    flash(ngettext("%(num)s address is deleted.", "%(num)s addresses are deleted.", gone))
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.get(f"{_TEAM}/<any(invite, remind):letter>")
@team
def preview(cycle_id: int, letter: str) -> ResponseReturnValue:
    """Show the letter of a form in each language, with the buttons that send it."""
    cycle = cycles.get(cycle_id)
    wave = cycles.wave(cycle.id, _wave(cycle))
    return render_template(
        "team/letters.html", cycle=cycle, step="listen", kind=letter, wave=wave, waves=cycles.waves(cycle.id),
        letters=list(invitations.letters_of(cycle.id, wave.id, letter, _settings())), mail=bool(_settings().mail_url),
        people=contacts.to_send(cycle.id, "new" if letter == "invite" else "invited"), me=g.member.email,
    )  # fmt: skip


@pages.get(f"{_TEAM}/<any(invite, remind):letter>/<int:wave_id>/<tag>.html")
@team
def as_html(cycle_id: int, letter: str, wave_id: int, tag: str) -> ResponseReturnValue:
    """Show one letter as mail programs do."""
    letters = invitations.letters_of(cycles.get(cycle_id).id, wave_id, letter, _settings())
    found = next((each for each in letters if each.language.tag == tag), None) or abort(404)
    page = Response(found.html, mimetype="text/html")
    # A letter carries its own style; it may be looked at here, and still fetches and runs nothing.
    page.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return page


@pages.post(f"{_TEAM}/<any(invite, remind):letter>")
@team
def send(cycle_id: int, letter: str) -> ResponseReturnValue:
    """Begin to send to everybody who is to get this letter."""
    try:
        current_app.extensions["yousaid"].jobs.send(cycles.get(cycle_id).id, letter)
    except SendError as error:
        flash(posting.not_sent(error.reason), "problem")
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.post(f"{_TEAM}/<any(invite, remind):letter>/test")
@team
def test(cycle_id: int, letter: str) -> ResponseReturnValue:
    """Send one letter to the member who asks, at once, and say what the server said."""
    cycle = cycles.get(cycle_id)
    wave_id, post = _wave(cycle), invitations.post_of(_settings(), invitations.TEST_PATIENCE)
    try:
        invitations.send_test(cycle.id, wave_id, letter, _tag(), g.member.email, post)
        flash(_("The test is on its way to %(email)s.", email=g.member.email))
    except (MailError, SendError) as error:
        flash(posting.not_sent(error.reason), "problem")
    return redirect(url_for(".preview", cycle_id=cycle_id, letter=letter, form=wave_id))


@pages.post(f"{_TEAM}/stop")
@team
def stop(cycle_id: int) -> ResponseReturnValue:
    """Stop sending."""
    invitations.stop(cycles.get(cycle_id).id)
    flash(_("Stopped. Who has not been written to yet stays on the list."))
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.get("/no-more/<token>")
@public
def no_more(token: str) -> ResponseReturnValue:
    """Ask; nothing changes, because mail scanners open links."""
    return render_template("no_more.html", left=invitations.has_left(_digest(token)), token=token)


@pages.post("/no-more/<token>")
@csrf.exempt  # mail programs send it by themselves (RFC 8058); the signed token says what may be changed
@public
def leave(token: str) -> ResponseReturnValue:
    """Note that this address wants no more e-mail, whether a person or their mail program asks."""
    invitations.leave(_digest(token))
    return render_template("no_more.html", left=True, token=token)


@pages.post("/no-more/<token>/again")
@csrf.exempt
@public
def come_back(token: str) -> ResponseReturnValue:
    """Take it back."""
    invitations.return_to(_digest(token))
    return render_template("no_more.html", left=False, token=token, back=True)


def _digest(token: str) -> str:
    return invitations.leaves(_settings().secret_key, token) or abort(404)


def _given() -> list[Found]:
    found = read_pasted(request.form.get("addresses", ""))
    file = request.files.get("file")
    return found + (read_contacts(file.stream.read(), file.filename) if file and file.filename else [])


def _wave(cycle: Cycle) -> int:
    """Return which form was chosen; the first that takes answers by its link when none was."""
    chosen = request.values.get("form", "")
    if chosen.isdecimal() and len(chosen) < 10:
        return int(cycles.wave(cycle.id, int(chosen)).id)
    waves = cycles.waves(cycle.id) or abort(404)
    return int(next((wave for wave in waves if not wave.codes_only), waves[0]).id)


def _tag() -> str:
    offered = offered_tags()
    chosen = request.form.get("language", "")
    return chosen if chosen in offered else offered[0]


def _page(cycle: Cycle, typed: str | None = None, problem: str = "", status: int = 200) -> ResponseReturnValue:
    job, total = contacts.sending(cycle.id), contacts.count(cycle.id)
    working = job is not None and job.state in ("waiting", "running")
    watching = working and request.method == "GET" and request.args.get("watch") != "0"
    last = max(1, -(-total // PER_PAGE))
    at = min(max(request.args.get("page", 1, int), 1), last)
    page = make_response(
        render_template(
            "team/invitations.html", cycle=cycle, step="listen", job=job, working=working, watching=watching, at=at,
            last=last, total=total, rows=contacts.page(cycle.id, (at - 1) * PER_PAGE, PER_PAGE), problem=problem,
            typed=request.form.get("addresses", "") if typed is None else typed, waves=cycles.waves(cycle.id),
            outcome=posting.outcome(job) if job else [], **_figures(cycle.id), **_mail(), tags=offered_tags(),
            chosen=(request.form.get("form", ""), request.form.get("language", "")),
        ),
        status,
    )  # fmt: skip
    if watching:
        page.headers["Refresh"] = "3"
    return page


def _figures(cycle_id: int) -> Mapping[str, Any]:
    counts = contacts.counts(cycle_id)
    tags = sorted(
        {tag for tag, _state in counts}, key=lambda tag: -sum(n for key, n in counts.items() if key[0] == tag)
    )

    def number(tag: str, *states: str) -> int:
        return sum(counts.get((tag, state), 0) for state in states)

    reminded = ("reminding", "reminded")
    tallies = [
        Tally(tag, number(tag, "new"), number(tag, "inviting", "invited", *reminded), number(tag, *reminded), number(tag, "failed"))
        for tag in tags
    ]  # fmt: skip
    to_send = {kind: contacts.to_send(cycle_id, state) for kind, state in (("invite", "new"), ("remind", "invited"))}
    return {"tallies": tallies, "to_send": to_send}


def _mail() -> Mapping[str, str]:
    settings = _settings()
    return {"sender": parseaddr(settings.mail_from)[1] if settings.mail_url else "", "example": MAIL_EXAMPLE}


def _settings() -> Settings:
    found: Settings = current_app.extensions["yousaid"].settings
    return found
