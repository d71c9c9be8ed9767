"""What a form asks, edited by a team without an engineer: items one by one, versions that are never lost, a preview."""

import hashlib
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.store import cycles, questionnaires, waves
from app.store.tables import Wave
from app.web import advising, respond
from app.web.access import team
from app.web.entry import services
from app.web.i18n import gettext as _
from app.workflow import prepare
from forms import advice, editing
from forms.editing import Row, Wish
from forms.fields import number_in
from forms.questionnaire import RESERVED, SOURCE, TYPES, WITH_CHOICES, DefinitionError, load

pages = Blueprint("questionnaires", __name__, url_prefix="/team/cycles/<int:cycle_id>/questionnaires")
_MOST_BYTES = 2_000_000
_SPARE_ROWS = 3
_UNDO_FOR = 3600  # seconds


@pages.get("")
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """List the forms with the version that people see."""
    known = cycles.waves(cycles.get(cycle_id).id)
    return render_template(
        "team/questionnaires.html", cycle=cycles.get(cycle_id), step="prepare", waves=known,
        versions={wave.id: len(questionnaires.versions(wave.id)) for wave in known},
    )  # fmt: skip


@pages.get("/<int:wave_id>")
@team
def edit(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Show every item of one form, with what can be done about it."""
    return _page(cycles.wave(cycle_id, wave_id))


@pages.post("/<int:wave_id>")
@team
def change(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Move, delete, add an item or a section, or write headings anew; the form after it is checked before it is kept."""
    wave = cycles.wave(cycle_id, wave_id)
    doing = {"up": _up, "down": _down, "delete": _delete, "add": _add, "titles": _titles, "section": _section,
             "drop": _drop}.get(request.form.get("do", ""))  # fmt: skip
    if doing is None:
        return _page(wave), 400
    return _keep(wave, doing)


@pages.get("/<int:wave_id>/items/<item_id>")
@team
def item(cycle_id: int, wave_id: int, item_id: str) -> ResponseReturnValue:
    """Show one item with everything about it."""
    wave = cycles.wave(cycle_id, wave_id)
    try:
        return _item_page(wave, item_id)
    except DefinitionError:
        flash(_("That question is not there any more."), "problem")
        return redirect(url_for(".edit", cycle_id=cycle_id, wave_id=wave_id))


@pages.post("/<int:wave_id>/items/<item_id>")
@team
def save_item(cycle_id: int, wave_id: int, item_id: str) -> ResponseReturnValue:
    """Write one item anew."""
    wave = cycles.wave(cycle_id, wave_id)
    if request.form.get("seen") != _digest(wave.definition):
        return _item_page(wave, item_id, advising.overtaken(), request.form), 409
    try:
        wish = _wish(request.form)
        prepare.save_questionnaire(cycle_id, wave_id, editing.changed(wave.definition, item_id, wish))
    except DefinitionError as error:
        return _item_page(wave, item_id, advising.wrong(error), request.form), 422
    flash(_("Saved."))
    return redirect(url_for(".edit", cycle_id=cycle_id, wave_id=wave_id, _anchor=item_id))


@pages.post("/<int:wave_id>/undo")
@team
def undo(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Put the question back that was deleted last, unless somebody changed the questionnaire since."""
    wave = cycles.wave(cycle_id, wave_id)
    try:
        now, section, at, body = _serializer().loads(request.form.get("deleted", ""), max_age=_UNDO_FOR)
    except (BadSignature, ValueError, TypeError):
        now = ""
    if now != _digest(wave.definition):
        flash(_("There is nothing to take back here, or somebody changed the questionnaire since."), "problem")
    else:
        prepare.save_questionnaire(cycle_id, wave_id, editing.inserted(wave.definition, section, at, body))
        flash(_("The question is back."))
    return redirect(url_for(".edit", cycle_id=cycle_id, wave_id=wave_id))


@pages.get("/<int:wave_id>/preview")
@team
def preview(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Show the form as people would see it, in any language; nothing can be sent from here."""
    wave = cycles.wave(cycle_id, wave_id)
    found = waves.fielded(wave.slug)
    assert found is not None
    opened = services().forms.compiled(replace(found, content=questionnaires.edited(wave)))
    tag = request.args.get("lang", "")
    return respond.form_page(opened, respond.View(tag if tag in opened.tags else opened.tags[0]), "", preview=True)


@pages.get("/<int:wave_id>/definition.json")
@team
def download(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Hand out the questionnaire as a file, for another district or another year."""
    wave = cycles.wave(cycle_id, wave_id)
    text = json.dumps(wave.definition, ensure_ascii=False, indent=1)
    name = f"attachment; filename={wave.questionnaire}.json"
    return Response(text, mimetype="application/json", headers={"Content-Disposition": name})


@pages.post("/<int:wave_id>/definition")
@team
def upload(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Take a questionnaire from a file, once it has been checked."""
    wave, file = cycles.wave(cycle_id, wave_id), request.files.get("file")
    data = file.read(_MOST_BYTES + 1) if file else b""
    try:
        if not data or len(data) > _MOST_BYTES:
            raise ValueError
        definition = json.loads(data.decode("utf-8-sig"))
        if load(definition).audience != wave.audience:
            return _page(wave, _("That questionnaire is for another audience. Choose the form it belongs to.")), 422
        prepare.save_questionnaire(cycle_id, wave_id, definition)
    except DefinitionError as error:
        return _page(wave, advising.wrong(error)), 422
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _page(wave, _("This file is no questionnaire. Choose a .json file that was downloaded here.")), 422
    flash(_("The questionnaire was taken from the file."))
    return redirect(url_for(".edit", cycle_id=cycle_id, wave_id=wave_id))


def _keep(wave: Wave, doing: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> ResponseReturnValue:
    if request.form.get("seen") != _digest(wave.definition):
        return _page(wave, advising.overtaken()), 409
    try:
        definition = doing(wave.definition)
        prepare.save_questionnaire(wave.cycle_id, wave.id, definition)
    except DefinitionError as error:
        return _page(wave, advising.wrong(error)), 422
    if request.form.get("do") == "delete":
        where, body = (
            editing.place(wave.definition, request.form["item"]),
            editing.body_of(wave.definition, request.form["item"]),
        )
        deleted = str(_serializer().dumps([_digest(definition), *where, body]))
        return _page(cycles.wave(wave.cycle_id, wave.id), deleted=deleted)
    if request.form.get("do") == "add":
        new = definition["sections"]
        added = next(each["items"][-1]["id"] for each in new if each["id"] == request.form.get("section"))
        return redirect(url_for(".item", cycle_id=wave.cycle_id, wave_id=wave.id, item_id=added))
    return redirect(url_for(".edit", cycle_id=wave.cycle_id, wave_id=wave.id, _anchor=request.form.get("item") or None))


def _up(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    return editing.moved(definition, request.form.get("item", ""), -1)


def _down(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    return editing.moved(definition, request.form.get("item", ""), 1)


def _delete(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    return editing.removed(definition, request.form.get("item", ""))


def _add(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    label, kind = request.form.get("label", "").strip(), request.form.get("type", "")
    if not label:
        raise DefinitionError("no_text")
    if kind not in TYPES:
        raise DefinitionError("no_such_type", "", kind)
    return editing.added(definition, request.form.get("section", ""), kind, label)[0]


def _titles(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    return editing.retitled(definition, request.form)


def _section(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    title = request.form.get("title", "").strip()
    if not title:
        raise DefinitionError("no_text")
    return editing.with_section(definition, title)


def _drop(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    return editing.without_section(definition, request.form.get("section", ""))


def _wish(sent: Any) -> Wish:
    label = sent.get("label", "").strip()
    if not label:
        raise DefinitionError("no_text")
    of = sent.get("if-item", "")
    among = tuple(each for each in sent.get("if-among", "").replace(",", " ").split() if each)
    return Wish(
        label, sent.get("hint", "").strip(), required="required" in sent, shuffle="shuffle" in sent, faces="faces" in sent,
        most=int(number_in(sent.get("most", "")) or 0), low=number_in(sent.get("low", "")), high=number_in(sent.get("high", "")),
        choices=_rows(sent, "choice"), rows=_rows(sent, "row"),
        shown_if=(of, among, sent.get("if-how") == "not") if of and among else None,
    )  # fmt: skip


def _rows(sent: Any, name: str) -> tuple[Row, ...]:
    ids, words = sent.getlist(f"{name}-id"), sent.getlist(f"{name}-words")
    own, alone = set(sent.getlist(f"{name}-own")), set(sent.getlist(f"{name}-alone"))
    return tuple(
        Row(row_id, text, str(place) in own, str(place) in alone)
        for place, (row_id, text) in enumerate(zip(ids, words, strict=False))
    )


def _page(wave: Wave, problem: str = "", deleted: str = "") -> str:
    shown = load(wave.definition)
    versions = questionnaires.versions(wave.id)
    told = [
        (after.version, editing.differences(before.questionnaire, after.questionnaire))
        for before, after in itertools.pairwise(versions)
    ]
    return render_template(
        "team/questionnaire.html", cycle=cycles.get(wave.cycle_id), step="prepare", wave=wave, asked=shown, problem=problem,
        seen=_digest(wave.definition), types=advising.types(), advice={item.id: _advice(item) for item in shown.items},
        areas=advising.areas(advice.protected(shown)), versions=told[::-1], version=versions[-1].version if versions else 0,
        deleted=deleted,
    )  # fmt: skip


def _item_page(wave: Wave, item_id: str, problem: str = "", sent: Any = None) -> str:
    body = editing.body_of(wave.definition, item_id)
    shown = load(wave.definition)
    items = list(shown.items)
    at = next(place for place, each in enumerate(items) if each.id == item_id)
    spare = [{"id": "", "label": {}}] * _SPARE_ROWS
    return render_template(
        "team/question.html", cycle=cycles.get(wave.cycle_id), step="prepare", wave=wave, body=body, item=items[at],
        before=[each for each in items[:at] if each.choices], problem=problem, sent=sent, seen=_digest(wave.definition),
        types=advising.types(), advice=_advice(items[at]), source=SOURCE, reserved=RESERVED,
        choices=[*body.get("choices", []), *spare] if body["type"] in WITH_CHOICES or body["type"] == "language" else None,
        rows=[*body.get("rows", []), *spare] if body["type"] == "matrix" else None,
    )  # fmt: skip


def _advice(item: Any) -> list[str]:
    return [advising.advice(word) for word in advice.advice(item)]


def _digest(definition: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:32]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["yousaid"].settings.secret_key, salt="question")
