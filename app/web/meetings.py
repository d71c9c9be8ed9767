"""Meeting notes: what was said at a forum, statement by statement, without anybody's name."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.store import cycles, responses
from app.store.tables import Wave
from app.store.writer import NotSaved
from app.web.access import team
from app.web.entry import services
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.workflow import collect
from forms.fields import LONGEST, number_in
from forms.keys import is_ours, new_key
from forms.questionnaire import MORE
from translations import LANGUAGES

pages = Blueprint("meetings", __name__, url_prefix="/team/cycles/<int:cycle_id>/meetings")
CHANNEL = "meeting"
MOST_LINES, MOST_NODDED = 300, 10_000
_UNDO_FOR = 3600  # seconds
# "Maria Lopez: ..." at the start of a line is most likely who said it.
_SPEAKER = re.compile(r"^\s*(?:[-•*]\s*)?([^\W\d_][\w'’.-]{1,20}(?:\s+[^\W\d_][\w'’.-]{0,20}){0,3})\s*[:：]\s+(?=\S)")
_BULLET = re.compile(r"^\s*(?:[-•*–]|\d{1,3}[.)])\s+")


@dataclass(frozen=True)
class Frame:
    """The meeting that statements belong to: kept in the address, so that it is chosen once."""

    wave: Wave
    meeting: str = ""
    date: str = ""
    language: str = "en"
    school: str = ""
    item: str = "was_hard"

    def as_address(self) -> str:
        """Return the page's address with this meeting filled in."""
        return url_for(
            ".notes", cycle_id=self.wave.cycle_id, wave=self.wave.id, meeting=self.meeting or None, date=self.date or None,
            language=self.language, school=self.school or None, item=self.item,
        )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One statement before it is saved. `speaker` is a name that it seems to begin with."""

    text: str
    speaker: str = ""


@pages.get("")
@team
def notes(cycle_id: int) -> ResponseReturnValue:
    """Show the meeting's frame, a place for the next statement, and what has been noted."""
    return _page(_frame(cycle_id, request.args))


@pages.post("")
@team
def add(cycle_id: int) -> ResponseReturnValue:
    """Note one statement at once; several lines, or a line with a name, are shown before they are saved."""
    frame = _frame(cycle_id, request.form)
    lines = _lines(request.form.get("said", ""))
    problem = _problem(frame, lines)
    if problem:
        return _page(frame, problem), 422
    if len(lines) > 1 or lines[0].speaker:
        return _page(frame, lines=lines)
    return _store(frame, [lines[0].text])


@pages.post("/save")
@team
def save(cycle_id: int) -> ResponseReturnValue:
    """Note the statements that were looked over: those that are ticked, as they stand now."""
    frame = _frame(cycle_id, request.form)
    ticked = {int(each) for each in request.form.getlist("keep") if each.isdecimal() and len(each) < 5}
    texts = [text for place, text in enumerate(request.form.getlist("line")) if place in ticked and text.strip()]
    lines = [Line(text) for text in texts]
    problem = _problem(frame, lines)
    if problem:
        return _page(frame, problem, [Line(text) for text in request.form.getlist("line")]), 422
    return _store(frame, texts)


@pages.post("/<response_id>/delete")
@team
def delete(cycle_id: int, response_id: str) -> ResponseReturnValue:
    """Take one statement away; it can be brought back for an hour."""
    wave = cycles.wave(cycle_id, _number(request.form.get("wave")))
    language = request.form.get("language", "en")
    answers = collect.take_back(wave, CHANNEL, response_id)
    if answers is None:
        flash(_("That statement is not there any more."), "problem")
        return redirect(url_for(".notes", cycle_id=cycle_id, wave=wave.id))
    frame = _frame(cycle_id, {**_placed(answers), "wave": wave.id, "language": language})
    return _page(frame, undo=str(_serializer().dumps([wave.id, language, answers])))


@pages.post("/undo")
@team
def undo(cycle_id: int) -> ResponseReturnValue:
    """Bring back the statement that was taken away last."""
    try:
        wave_id, language, answers = _serializer().loads(request.form.get("note", ""), max_age=_UNDO_FOR)
    except (BadSignature, ValueError, TypeError):
        flash(_("It is too late to bring that back here."), "problem")
        return redirect(url_for(".notes", cycle_id=cycle_id))
    wave = cycles.wave(cycle_id, wave_id)
    arrival = collect.Arrival(language, CHANNEL, wave.version)
    collect.enter(wave, arrival, answers, new_key(_secret(), wave.slug), services().writer)
    flash(_("The statement is back."))
    return redirect(_frame(cycle_id, {**_placed(answers), "wave": wave_id, "language": language}).as_address())


@pages.post("/<response_id>/edit")
@team
def edit(cycle_id: int, response_id: str) -> ResponseReturnValue:
    """Write a statement anew in place of what it was."""
    wave = cycles.wave(cycle_id, _number(request.form.get("wave")))
    known = {row[0]: row for row in responses.notes(cycle_id, CHANNEL)}.get(response_id)
    text = request.form.get("text", "")
    if known is None or not text.strip() or len(text) > LONGEST:
        flash(_("Nothing was changed: a statement needs words, and not too many."), "problem")
        return redirect(url_for(".notes", cycle_id=cycle_id, wave=wave.id))
    _id, _wave, language, answers = known
    item = next((name for name in answers if name in _items(cycle_id)), "was_hard")
    arrival = collect.Arrival(language, CHANNEL, wave.version)
    collect.correct(wave, arrival, response_id, {**answers, item: text})
    flash(_("Saved."))
    return redirect(_frame(cycle_id, {**_placed(answers), "wave": wave.id, "language": language}).as_address())


def _store(frame: Frame, texts: list[str]) -> ResponseReturnValue:
    key, secret = request.form.get("key", ""), _secret()
    if not is_ours(secret, frame.wave.slug, key):
        return _page(frame, _("This page came incomplete. Please save it once more.")), 400
    arrival = collect.Arrival(frame.language, CHANNEL, frame.wave.version)
    place = {"meeting": frame.meeting, "meeting_date": frame.date, "school": frame.school, "nodded": _nodded()}
    try:
        for number, text in enumerate(texts):
            answers = {frame.item: text, **place}
            collect.enter(frame.wave, arrival, answers, f"{key}-{number}", services().writer)
    except collect.Closed:
        return _page(
            frame, _("The team has said that all notes are in. Change that first."), [Line(t) for t in texts]
        ), 409
    except NotSaved:
        problem = _("It could not be saved just now. Nothing is lost: save it once more.")
        return _page(frame, problem, [Line(text) for text in texts]), 503
    flash(ngettext("%(num)s statement noted.", "%(num)s statements noted.", len(texts)))
    return redirect(frame.as_address(), 303)


def _problem(frame: Frame, lines: list[Line]) -> str:
    if not frame.meeting:
        return _("First give the meeting a name, such as “Families’ forum at the library”.")
    if not lines:
        return _("Nothing was typed yet. Write what was said.")
    if len(lines) > MOST_LINES or any(len(line.text) > LONGEST for line in lines):
        return _("That is too much at once. Note a part of it first.")
    if request.form.get("nodded", "").strip() and _nodded() is None:
        return _("How many agreed? Please write a number, or leave it empty.")
    return ""


def _nodded() -> int | None:
    given = number_in(request.form.get("nodded", "").strip())
    return given if isinstance(given, int) and 0 <= given <= MOST_NODDED else None


def _lines(said: str) -> list[Line]:
    found = []
    for raw in said.splitlines():
        text = _BULLET.sub("", raw).strip()
        named = _SPEAKER.match(text)
        if text:
            found.append(Line(text, named[1] if named else ""))
    return found


def _frame(cycle_id: int, given: Mapping[str, Any]) -> Frame:
    waves = cycles.waves(cycles.get(cycle_id).id)
    wanted = _number(given.get("wave"))
    wave = next((each for each in waves if each.id == wanted), waves[0])
    schools = {school.name for school in cycles.schools()}
    item, date = str(given.get("item", "")), str(given.get("date", ""))[:10]
    return Frame(
        wave, str(given.get("meeting", "")).strip()[:200], date if _is_date(date) else "",
        next((each.tag for each in LANGUAGES if each.tag == given.get("language")), "en"),
        str(given.get("school", "")) if given.get("school") in schools else "",
        item if item in _items(cycle_id) else "was_hard",
    )  # fmt: skip


def _placed(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "meeting": answers.get("meeting", ""),
        "date": answers.get("meeting_date", ""),
        "school": answers.get("school"),
    }


def _items(cycle_id: int) -> dict[str, str]:
    """Return what a statement can be about, by the id of the item that it answers."""
    about = {f"point-{point.key}{MORE}": point.title for point in cycles.points(cycle_id)}
    named = {"went_well": _("What went well"), "was_hard": _("What was hard"), "next_steps": _("What should happen")}
    return named | {item: title.get("en") or next(iter(title.values()), item) for item, title in about.items()}


def _is_date(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _number(given: Any) -> int:
    return int(given) if str(given).isdecimal() and len(str(given)) < 10 else 0


def _page(frame: Frame, problem: str = "", lines: list[Line] | None = None, undo: str = "") -> str:
    cycle_id, items = frame.wave.cycle_id, _items(frame.wave.cycle_id)
    noted = [
        {"id": response_id, "wave": wave_id, "language": language, "item": item, "text": answers[item],
         "nodded": answers.get("nodded")}
        for response_id, wave_id, language, answers in responses.notes(cycle_id, CHANNEL)
        for item in items
        if item in answers and answers.get("meeting") == frame.meeting
    ]  # fmt: skip
    meetings = sorted({row[3].get("meeting", "") for row in responses.notes(cycle_id, CHANNEL)} - {""})
    return render_template(
        "team/meetings.html", cycle=cycles.get(cycle_id), step="listen", frame=frame, problem=problem, lines=lines or [],
        items=items, waves=cycles.waves(cycle_id), schools=cycles.schools(), noted=noted, meetings=meetings, undo=undo,
        takes=collect.takes_entries(frame.wave), said=request.form.get("said", "") if problem else "",
        nodded=request.form.get("nodded", "") if problem or lines else "", key=_kept_key(frame),
    )  # fmt: skip


def _kept_key(frame: Frame) -> str:
    key, secret = request.form.get("key", ""), _secret()
    return key if is_ours(secret, frame.wave.slug, key) else new_key(secret, frame.wave.slug)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secret(), salt="note")


def _secret() -> str:
    return str(current_app.extensions["yousaid"].settings.secret_key)
