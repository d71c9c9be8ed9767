"""Keyed entry: what stands on a paper sheet becomes a response, with the keyboard alone."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.store import cycles, questionnaires, responses
from app.store.tables import Wave
from app.store.writer import NotSaved, Outcome
from app.web import respond, sheets
from app.web.access import team
from app.web.i18n import gettext as _
from app.web.opened import OpenForm
from app.workflow import collect
from forms.keys import is_ours, new_key

pages = Blueprint("entry", __name__, url_prefix="/team/cycles/<int:cycle_id>/paper")
CHANNEL = "paper"
_UNDO_FOR = 3600  # seconds
_SESSION = "sheets"


@pages.get("")
@team
def paper(cycle_id: int) -> ResponseReturnValue:
    """List the forms whose sheets can be entered."""
    waves = cycles.waves(cycles.get(cycle_id).id)
    counts = {wave.id: responses.entered(wave.id, CHANNEL) for wave in waves}
    takes = {wave.id: collect.takes_entries(wave) for wave in waves}
    return render_template(
        "team/paper.html", cycle=cycles.get(cycle_id), step="listen", waves=waves, counts=counts, takes=takes
    )


@pages.get("/<int:wave_id>")
@team
def sheet(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """An empty sheet, in the language and of the school of the one before."""
    wave = cycles.wave(cycle_id, wave_id)
    if not collect.takes_entries(wave):
        return redirect(url_for(".paper", cycle_id=cycle_id))
    opened = _opened(wave, request.args)
    school = request.args.get("school", "")
    return _page(opened, request.args, {"school": school} if "school" in opened.items else {})


@pages.post("/<int:wave_id>")
@team
def save(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Store a sheet and open the next one; or only say what was read."""
    opened = _opened(cycles.wave(cycle_id, wave_id), request.form)
    typed = _typed(opened)
    read = sheets.read(opened, typed)
    if "look" in request.form:
        return _page(opened, request.form, typed, read)
    if read.declined:
        flash(_("This person said no, so nothing of the sheet was kept. Go on with the next one."))
        return redirect(_next(opened))
    if read.problems:
        return _page(opened, request.form, typed, read), 422
    return _store(opened, typed, read)


@pages.post("/<int:wave_id>/undo")
@team
def undo(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Take exactly one sheet back, and show it again as it was typed, to be corrected or left."""
    wave = cycles.wave(cycle_id, wave_id)
    opened = _opened(wave, request.form)
    response_id = _unsealed(wave.id)
    answers = collect.take_back(wave, CHANNEL, response_id) if response_id else None
    if answers is None:
        flash(_("That sheet can no longer be taken back here: it was taken back before, or too long ago."), "problem")
        return redirect(_next(opened))
    session[_SESSION] = {**_count(wave.id), "n": max(0, _count(wave.id)["n"] - 1), "last": ""}
    typed = {line.name: sheets.retyped(line, answers) for line in sheets.lines(opened, {}, sheets.Sheet())}
    flash(_("The sheet was taken back. Here is what was typed: correct it and save it, or go on with an empty one."))
    return _page(opened, request.form, typed, sheets.read(opened, typed))


@pages.post("/<int:wave_id>/all-in")
@team
def all_in(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Say that all sheets are in, or that there are more."""
    collect.say_all_in(cycle_id, wave_id, request.form.get("all_in") == "1")
    flash(_("Saved."))
    return redirect(url_for(".paper", cycle_id=cycle_id))


def _store(opened: OpenForm, typed: Mapping[str, str], read: sheets.Sheet) -> ResponseReturnValue:
    wave, key = opened.fielded.wave, request.form.get("key", "")
    arrival = collect.Arrival(_language(opened, request.form), CHANNEL, opened.version)
    if not set(read.answers) - {"school"}:  # which may only have been left over from the sheet before
        return _again(opened, typed, _("Nothing was typed yet. A sheet needs at least one answer."), 422)
    if not is_ours(opened.secret, wave.slug, key):
        return _again(opened, typed, _("This page came incomplete. Please save it once more."), 400)
    try:
        outcome = collect.enter(wave, arrival, read.answers, key, services().writer)
    except collect.Closed:
        return _again(opened, typed, _("The team has said that all sheets are in. Change that first."), 409)
    except NotSaved:
        return _again(opened, typed, _("It could not be saved just now. Nothing is lost: save it once more."), 503)
    if outcome is Outcome.CONFLICT:
        problem = _("This sheet was saved before with other answers. Save again to add it as one more sheet.")
        return _again(opened, typed, problem, 409)
    if outcome is Outcome.STORED:
        response_id = collect.record(wave, arrival, read.answers, key)["id"]
        session[_SESSION] = {"wave": wave.id, "n": _count(wave.id)["n"] + 1, "last": response_id}
    return redirect(_next(opened), 303)


def services() -> respond.Services:
    """Return the forms and the writer of this process, which the public pages use too."""
    found: respond.Services = current_app.extensions["respond"]
    return found


def _again(opened: OpenForm, typed: Mapping[str, str], problem: str, status: int) -> ResponseReturnValue:
    read = sheets.read(opened, typed)
    return _page(opened, request.form, typed, sheets.Sheet(read.answers, {"": problem}), status == 409), status


def _opened(wave: Wave, sent: Any) -> OpenForm:
    number = str(sent.get("version", ""))
    version = int(number) if number.isdecimal() and len(number) < 7 else 0
    return services().forms.get(wave.slug, version) or services().forms.get(wave.slug) or abort(404)


def _language(opened: OpenForm, sent: Any) -> str:
    wanted = str(sent.get("language", ""))
    return wanted if wanted in opened.tags else opened.tags[0]


def _typed(opened: OpenForm) -> dict[str, str]:
    return {name: request.form.get(f"a-{name}", "") for name in opened.names}


def _page(
    opened: OpenForm, sent: Any, typed: Mapping[str, str], read: sheets.Sheet | None = None, new: bool = False
) -> str:
    wave, secret, read = opened.fielded.wave, opened.secret, read or sheets.Sheet()
    key = str(sent.get("key", ""))
    lines = list(sheets.lines(opened, typed, read))
    wrong = next((line.name for line in lines if line.problem), "")
    return render_template(
        "team/sheet.html", cycle=cycles.get(wave.cycle_id), step="listen", wave=wave, opened=opened, lines=lines,
        problem=read.problems.get("", ""), wrong=bool(read.problems), focus=wrong or (lines[0].name if lines else ""),
        key=key if not new and is_ours(secret, wave.slug, key) else new_key(secret, wave.slug),
        tag=_language(opened, sent), count=_count(wave.id), last=_sealed(wave.id), today=_today(wave.id),
        versions=[each.version for each in questionnaires.versions(wave.id)],
    )  # fmt: skip


def _next(opened: OpenForm) -> str:
    """The address of the next empty sheet, of the same version, language and school."""
    kept: dict[str, Any] = {
        "language": _language(opened, request.form),
        "school": request.form.get("a-school", "")[:9] or request.form.get("school", "")[:9] or None,
        "version": opened.version if opened.version != opened.fielded.wave.version else None,
    }
    wave = opened.fielded.wave
    return url_for(".sheet", cycle_id=wave.cycle_id, wave_id=wave.id, **kept)


def _count(wave_id: int) -> dict[str, Any]:
    known = session.get(_SESSION) or {}
    return known if known.get("wave") == wave_id else {"wave": wave_id, "n": 0, "last": ""}


def _today(wave_id: int) -> int:
    return responses.entered(wave_id, CHANNEL, collect.today()) if _count(wave_id)["last"] else 0


def _sealed(wave_id: int) -> str:
    """The last sheet's id for the form that takes it back: signed, and good for an hour."""
    last = _count(wave_id)["last"]
    return str(_serializer().dumps([wave_id, last])) if last else ""


def _unsealed(wave_id: int) -> str:
    try:
        of_wave, response_id = _serializer().loads(request.form.get("sheet", ""), max_age=_UNDO_FOR)
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(response_id) if of_wave == wave_id else ""


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["yousaid"].settings.secret_key, salt="sheet")
