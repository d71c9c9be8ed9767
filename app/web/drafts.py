"""Going on later or elsewhere: six words to write down, and the form as it was left."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from app.web import given_in, guard, respond, slow
from app.web.access import public
from app.web.i18n import gettext as _
from app.web.opened import OpenForm
from app.web.respond import View
from app.web.security import csrf
from app.web.with_code import typed_in
from app.workflow import collect, drafts
from forms.words import SIX, Reading, read_words
from translations import language

pages = Blueprint("drafts", __name__)
KIND = "words"
_BEFORE = 8  # drafts of one response that are deleted with it


@pages.post("/f/<slug>/later")
@csrf.exempt  # as for sending: the page's one-time key stands in
@public
def keep(slug: str) -> ResponseReturnValue:
    """Seal what was typed and show the words that open it again."""
    opened, view, values = respond.as_typed(slug)
    key = respond.kept_key(opened)
    if not opened.is_open:
        return respond.closed_page(opened, view.tag, values)
    if against := _objection(opened, view, values):
        return respond.form_page(opened, view, key, values, {"": [against.words]}), against.status
    content = asdict(view) | {
        "slug": slug, "version": opened.version, "key": key, "values": values | {"shown": request.form.get("shown", "")},
    }  # fmt: skip
    words = drafts.keep(opened.fielded.wave.id, content, view.tag, str(current_app.secret_key))
    address = current_app.extensions["yousaid"].settings.base_url
    return render_template(
        "respond/later.html", words=words, base=address, key=slow.page_key(KIND), until=drafts.until()
    )


@pages.get("/go-on")
@public
def ask() -> ResponseReturnValue:
    """Ask for the six words."""
    return _ask("", "", 200)


@pages.post("/go-on")
@csrf.exempt  # there is no session to ride on; the page's own key slows tries down
@public
def take_up() -> ResponseReturnValue:
    """Open the form as it was left, in the language it was written in."""
    typed = typed_in("words")
    if typed is None:
        return _ask("", _("That is far too long. Please type only the six words."), 413)
    read, key = read_words(typed), request.form.get("key", "")
    if not read.codes:
        return _ask(typed, _slip(read), 400, key)
    if seconds := slow.wait(KIND, key, KIND):
        return _ask(typed, slow.please_wait(seconds), 429, key)
    found = drafts.take_up(read.codes, str(current_app.secret_key))
    opened = _form_of(found[1]) if found else None
    if found is None or opened is None:
        slow.of(KIND).wrong(key)
        return _ask(typed, _no_such(), 400, key)
    return _as_left(opened, *found)


def _objection(opened: OpenForm, view: View, values: Mapping[str, Any]) -> guard.Objection | None:
    if view.kiosk:
        return guard.Objection(_("Please finish here: other people use this screen too."), 400)
    if (request.content_length or 0) > respond.BODY_CAP:
        return guard.Objection(respond.too_much(), 413)
    if not collect.clean(values):
        return guard.Objection(_("You have not answered anything yet. One answer is enough."), 400)
    return guard.objection(opened.slug, can_work=False)


def _form_of(content: Mapping[str, Any]) -> OpenForm | None:
    forms = current_app.extensions["respond"].forms
    found: OpenForm | None = forms.get(content["slug"], content["version"]) or forms.get(content["slug"])
    return found


def _as_left(opened: OpenForm, draft_id: str, content: Mapping[str, Any]) -> ResponseReturnValue:
    tag = respond.suiting(opened, content["tag"])
    g.language = language(tag)
    if not opened.is_open:
        return respond.closed_page(opened, tag, content["values"])
    ids = re.findall("[0-9a-f]{64}", content["drafts"])[: _BEFORE - 1]
    view = View(
        tag, content["order"], content["at"], original=content["original"], code=content["code"],
        drafts=" ".join([draft_id, *ids]), given=_given(opened, tag, content),
    )  # fmt: skip
    return respond.form_page(opened, view, content["key"], content["values"])


def _given(opened: OpenForm, tag: str, content: Mapping[str, Any]) -> str:
    """What the page has to carry of the languages of these answers; a draft of an earlier release has no note of them."""
    values = {name: value for name, value in content["values"].items() if name in opened.names}
    noted = {given_in.FIELD: content.get("given", "")}
    return given_in.note(given_in.languages(noted, content["tag"], values), tag, values)


def _ask(typed: str, problem: str, status: int, key: str = "") -> ResponseReturnValue:
    shown = typed[:600]
    page = render_template("respond/go_on.html", typed=shown, problem=problem, key=key or slow.page_key(KIND))
    return page, status


def _slip(read: Reading) -> str:
    if read.count and read.unknown and read.count <= 2 * SIX:
        unknown = ", ".join(each[:30] for each in read.unknown)
        return _("We do not know this: %(words)s. Please compare it with what you wrote down.", words=unknown)
    return _("Please type the six words that you were shown, one after the other.")


def _no_such() -> str:
    return _(
        "These words do not open anything. Please compare them with what you wrote down. Answers are kept for 30 days, "
        "and until they are sent."
    )
