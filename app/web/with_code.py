"""The way in with a letter: typing its code or scanning it opens the form, and the code is spent when it is sent."""

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.web import coded, respond, slow
from app.web.access import public
from app.web.i18n import gettext as _
from app.web.opened import OpenForm
from app.web.respond import View
from app.web.security import csrf
from app.workflow import codes
from forms.codes import read_code
from forms.keys import new_key

pages = Blueprint("with_code", __name__)
TYPED_CAP = 16 * 1024  # bytes; a code is ten letters
# The address may hold a code, and the page does: neither is told to others, and the back button finds its key again.
_HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "private, no-cache"}


@pages.get("/c")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code of a letter."""
    return _ask("", "", 200)


@pages.post("/c")
@csrf.exempt  # there is no session to ride on; the page's own key slows tries down
@public
def try_code() -> ResponseReturnValue:
    """Open the form that the typed code is for."""
    typed = typed_in("code")
    if typed is None:
        return _ask("", _("That is far too long for a code. Please type only the code."), 413)
    return _try(typed, request.form.get("key", ""), 400)


@pages.get("/c/<code>")
@public
def by_link(code: str) -> ResponseReturnValue:
    """Open the form of a scanned code. Its address is never logged here."""
    return _try(code, slow.page_key(coded.KIND), 404)


def typed_in(name: str) -> str | None:
    """Return what was typed into the only field of a page, without what cannot be seen; None when it is far too long."""
    request.max_content_length = request.max_form_memory_size = TYPED_CAP
    try:
        return "".join(each if each.isprintable() else " " for each in request.form.get(name, "")).strip()
    except RequestEntityTooLarge:
        return None


def _try(typed: str, key: str, status: int) -> ResponseReturnValue:
    if not typed:
        return _ask("", _("Please type the code first."), status)
    if not read_code(typed):
        return _ask(typed, coded.slip(), status)
    if seconds := slow.wait(coded.KIND, key, coded.KIND):
        return _ask(typed, slow.please_wait(seconds), 429, key)
    wave = codes.opened_by(typed, str(current_app.secret_key))
    opened = current_app.extensions["respond"].forms.get(wave.slug) if wave else None
    if opened is None:
        slow.of(coded.KIND).wrong(key)
        return _ask(typed, coded.no_such(), status, key)
    return _form(opened, read_code(typed))


def _form(opened: OpenForm, code: str) -> ResponseReturnValue:
    tag = respond.suiting(opened)
    if not opened.is_open:
        return respond.closed_page(opened, tag, {})
    key = new_key(str(current_app.secret_key), opened.slug)
    view = View(tag, respond.any_order(opened), code=code)
    return Response(respond.form_page(opened, view, key), headers=_HEADERS, mimetype="text/html")


def _ask(typed: str, problem: str, status: int, key: str = "") -> ResponseReturnValue:
    page = render_template(
        "respond/code.html", typed=typed[:200], problem=problem, key=key or slow.page_key(coded.KIND)
    )
    return page, status, {"Referrer-Policy": "no-referrer"}
