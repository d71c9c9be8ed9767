"""What a family, a student, a member of staff or a community partner does: open a form, answer it, send it once."""

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import segno
from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from app.config import Settings
from app.store import cycles, waves
from app.store.writer import NotSaved, Outcome, ResponseWriter
from app.web import answering, coded, given_in, guard, i18n
from app.web.access import public
from app.web.answering import Problems
from app.web.i18n import gettext as _
from app.web.opened import Forms, OpenForm
from app.web.prepared import PreparedPage, prepare
from app.web.security import csrf
from app.workflow import collect, drafts
from forms.fields import ITEM_TYPES
from forms.keys import is_ours, new_key
from forms.texts import contacts_in
from translations import language, negotiate

pages = Blueprint("respond", __name__)
BODY_CAP = 64 * 1024
_READ_CAP = 2 * 1024 * 1024  # what is read of a too long answer, to show it back rather than lose it
_GAP = "@@one-time-key@@"
_A_YEAR = 365 * 86400

_PLAIN = {
    "Vary": "Accept-Encoding, Accept-Language, Cookie",
    # Not no-store: the back button must find this very page, whose key makes sending twice count once.
    "Cache-Control": "private, no-cache",
}
_SMALL = _PLAIN | {"Content-Encoding": "gzip"}


@dataclass(frozen=True)
class View:
    """How a form is shown: language, order of what is shuffled, the school of a school's own link, kiosk, original.

    `code` is the one-response code that the person came with, `drafts` the ids of the drafts that are done when this is
    sent; a page with one of these is never kept for others. `work` asks the browser for a proof of work. `given` notes the
    answers that were given in another language than the page's (see given_in).
    """

    tag: str
    order: int = 0
    at: str = ""
    kiosk: bool = False
    original: bool = False
    code: str = ""
    drafts: str = ""
    work: bool = False
    given: str = ""


@dataclass(frozen=True)
class Services:
    """What this blueprint keeps per process."""

    forms: Forms
    writer: ResponseWriter


@pages.record
def _per_process(state: Any) -> None:
    settings: Settings = state.app.extensions["yousaid"].settings
    state.app.extensions["respond"] = Services(Forms(settings.secret_key), ResponseWriter(settings))


@pages.get("/")
@public
def home() -> ResponseReturnValue:
    """The open forms of the district, by audience."""
    return render_template("home.html", waves=waves.open_waves(), district=cycles.district())


@pages.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is done with the answers, in plain words."""
    return render_template("respond/privacy.html", district=cycles.district(), minimum_n=_settings().minimum_n)


@pages.get("/health")
@public
def health() -> ResponseReturnValue:
    """Tell a monitor that the server answers."""
    return Response("ok", mimetype="text/plain")


@pages.get("/f/<slug>")
@public
def form(slug: str) -> ResponseReturnValue:
    """The form: prepared once per language and order, its one-time key new each time."""
    opened, tag = _find(slug)
    if not opened.is_open:
        return _closed(opened, tag, [])
    if opened.fielded.wave.codes_only:
        return redirect(url_for("with_code.ask", lang=tag), 303)
    view = _asked_for(opened, tag)
    key = new_key(_settings().secret_key, slug).encode()
    if view not in opened.prepared:
        opened.prepared[view] = prepare(form_page(opened, view, _GAP), _GAP, len(key))
    return _send(opened.prepared[view], key, view.kiosk)


@pages.post("/f/<slug>")
@csrf.exempt  # the one-time key is checked instead: see forms.keys for why that is the safer choice here
@public
def answer(slug: str) -> ResponseReturnValue:
    """Take the answers; thank only when they are durable. Whatever goes wrong, what was typed is shown again."""
    opened, view, values = as_typed(slug)
    tag, turned = view.tag, "switch" in request.form or "original" in request.form
    if "draft" in request.form and not view.kiosk:
        return redirect(url_for("drafts.keep", slug=slug), 307)
    if against := guard.objection(slug, can_work=not turned):
        view = replace(view, work=against.work)
        return _again(opened, view, values, {"": [against.words]}, against.status)
    if turned:
        return _turn(opened, view, values)
    if not opened.is_open:
        return closed_page(opened, tag, values)
    sent = answering.read(opened, tag, request.form)
    if _is_too_big():
        return _again(opened, view, values, sent.problems or {"": [too_much()]}, 413)
    if sent.declined:
        return _speak(tag, "respond/declined.html", opened=opened, contacts=_contacts(opened, tag), at=view.at)
    if sent.problems:
        return _again(opened, view, values, sent.problems, 400)
    if sent.revealed:
        return form_page(opened, view, kept_key(opened), values, revealed=sent.revealed)
    return _accept(opened, view, values, sent.answers)


@pages.get("/f/<slug>/thanks")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """The page that is reached only after the answers are durable."""
    opened, tag = _find(slug)
    at = request.args.get("at", "")
    return _speak(tag, "respond/thanks.html", opened=opened, contacts=_contacts(opened, tag), at=at)


@pages.get("/f/<slug>/qr.svg")
@public
def qr(slug: str) -> ResponseReturnValue:
    """The form's address as a QR code for posters and letters."""
    _find(slug)
    code = segno.make(f"{_settings().base_url}{url_for('.form', slug=slug)}", error="q")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=8, border=4, light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def as_typed(slug: str) -> tuple[OpenForm, View, dict[str, Any]]:
    """Return the form that was posted, how it was shown, and what was typed; the rest of the request speaks its language."""
    request.max_content_length = request.max_form_memory_size = _READ_CAP
    opened, tag = _find(slug)
    g.language = language(tag)
    return opened, _as_sent(opened, tag), opened.values(request.form)


def closed_page(opened: OpenForm, tag: str, values: Mapping[str, Any]) -> ResponseReturnValue:
    """Say that the form has closed, and show back what was typed."""
    return _closed(opened, tag, opened.written(values) + opened.unknown(request.form))


def suiting(opened: OpenForm, wanted: str = "") -> str:
    """Return the language in which a form is shown to this reader: the wanted one if it is offered."""
    for tag in (wanted, request.args.get("lang"), request.cookies.get(i18n.COOKIE)):
        if tag in opened.tags:
            return str(tag)
    return _suits(request.headers.get("Accept-Language", ""), tuple(opened.tags))


def any_order(opened: OpenForm) -> int:
    """Draw the order in which what is shuffled is shown."""
    return random.randint(1, opened.orders) if opened.orders else 0


def _find(slug: str) -> tuple[OpenForm, str]:
    # A form has no body until it is sent, and asking for it costs time.
    sent = request.form if request.method == "POST" else {}
    version = str(sent.get("version", ""))
    opened = (_services().forms.get(slug, int(version)) if version.isdecimal() and len(version) < 7 else None) or (
        _services().forms.get(slug)
    )
    if opened is None:
        abort(404)
    return opened, suiting(opened, sent.get("language", ""))


@lru_cache(maxsize=1024)
def _suits(wishes: str, tags: tuple[str, ...]) -> str:
    return negotiate([tag for tag, _quality in parse_accept_header(wishes, LanguageAccept)], tags)


def _asked_for(opened: OpenForm, tag: str) -> View:
    order = any_order(opened)
    at = request.args.get("at", "") if request.args else ""
    return View(
        tag, order, at if at in opened.schools else "", bool(request.args and request.args.get("kiosk")),
        bool(request.args and request.args.get("original")),
    )  # fmt: skip


def _as_sent(opened: OpenForm, tag: str) -> View:
    sent = request.form
    order = sent.get("order", "")
    return View(
        tag, min(int(order), opened.orders) if order.isdecimal() and len(order) < 4 else 0,
        sent.get("at", "") if sent.get("at") in opened.schools else "", sent.get("way") == "kiosk",
        sent.get("original", sent.get("with")) == "1", "".join(filter(str.isprintable, sent.get("code", "")[:100])),
        sent.get("drafts", "")[:600], given=sent.get(given_in.FIELD, "")[: given_in.MOST],
    )  # fmt: skip


def _accept(opened: OpenForm, view: View, values: Mapping[str, Any], answers: Mapping[str, Any]) -> ResponseReturnValue:
    code = coded.given(view.code)
    if against := coded.objection(opened, code):
        return _again(opened, view, values, {"code": [against.words]}, against.status)
    channel = "letter" if code else "kiosk" if view.kiosk else "web"
    spoken = given_in.languages(request.form, view.tag, values)
    arrival = collect.Arrival(view.tag, channel, opened.version, coded.digest(code), given=spoken)
    try:
        outcome = collect.accept(opened.fielded.wave, arrival, answers, request.form["key"], _services().writer)
    except collect.Closed:
        return _closed(opened, view.tag, opened.written(values))
    except collect.Empty:
        nothing = _("You have not answered anything yet. One answer is enough.")
        return _again(opened, view, values, {"": [nothing]}, 400)
    except NotSaved:
        return _again(opened, view, values, {"": [_not_saved()]}, 503)
    if outcome is Outcome.NO_CODE:
        return _again(opened, view, values, {"code": [coded.refused(opened, code)]}, 400)
    if outcome is Outcome.CONFLICT:
        return _again(opened, view, values, {"": [_already()]}, 409)
    return _thanked(view)


def _thanked(view: View) -> Response:
    if view.drafts:
        drafts.drop(view.drafts.split())
    return Response(status=303, headers={"Location": _thanks_address(view)})


def _thanks_address(view: View) -> str:
    rest = ("&kiosk=1" if view.kiosk else "") + (f"&at={view.at}" if view.at else "")
    return f"{request.path}/thanks?lang={view.tag}{rest}"


def _turn(opened: OpenForm, view: View, values: Mapping[str, Any]) -> ResponseReturnValue:
    """Show the page in another language, or with the original beside it; every answer is kept."""
    wanted = request.form.get("switch", view.tag)
    wanted = wanted if wanted in opened.tags else opened.tags[0]
    spoken = given_in.languages(request.form, view.tag, values)
    view = replace(view, tag=wanted, given=given_in.note(spoken, wanted, values))
    page = Response(form_page(opened, view, kept_key(opened), values))
    if not view.kiosk:
        page.set_cookie(
            i18n.COOKIE, view.tag, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=_settings().secure
        )
    return page


def _again(
    opened: OpenForm, view: View, values: Mapping[str, Any], problems: Problems, status: int
) -> ResponseReturnValue:
    # A conflict needs a new key: the old one belongs to what was saved before.
    key = new_key(_settings().secret_key, opened.slug) if status == 409 else kept_key(opened)
    return form_page(opened, view, key, values, problems), status


def kept_key(opened: OpenForm) -> str:
    """The key the page came with, so that what is sent after a switch or a mistake still counts once."""
    key = request.form.get("key", "")
    return key if is_ours(opened.secret, opened.slug, key) else new_key(opened.secret, opened.slug)


def _closed(opened: OpenForm, tag: str, typed: list[str]) -> ResponseReturnValue:
    status = 410 if request.method == "GET" else 409
    return _speak(tag, "respond/closed.html", opened=opened, typed=typed), status


def form_page(
    opened: OpenForm, view: View, key: str, values: Mapping[str, Any] | None = None,
    problems: Problems | None = None, revealed: frozenset[str] = frozenset(), preview: bool = False,
) -> str:  # fmt: skip
    """Return a form as HTML, filled with `values`, with what is to be said about them."""
    typed = request.form if request.method == "POST" and "shown" in request.form else values or {}
    shown = answering.shown_on(opened, typed) | revealed
    return _speak(
        view.tag, "respond/form.html", opened=opened, view=view, asked=opened.asked(view.order), key=key,
        values=values or {}, problems=problems or {}, shown=shown, revealed=revealed, types=ITEM_TYPES,
        school=opened.schools.get(view.at, ""), strays=opened.unknown(request.form) if problems else [],
        skipped={name for name in opened.items if problems and request.form.get("skip-" + name)},
        contacts=_contacts(opened, view.tag), trust=opened.trust(view.tag), minimum_n=_settings().minimum_n,
        preview=preview,
    )  # fmt: skip


def _speak(tag: str, template: str, **values: Any) -> str:
    g.language = language(tag)
    return render_template(template, kiosk=_is_kiosk(), **values)


def _is_kiosk() -> bool:
    return bool(request.args.get("kiosk") or (request.method == "POST" and request.form.get("way") == "kiosk"))


def _send(page: PreparedPage, key: bytes, kiosk: bool) -> Response:
    # At a kiosk the back button belongs to the next person.
    kept = {"Cache-Control": "no-store"} if kiosk else {}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(page.gzipped(key), headers=_SMALL | kept, mimetype="text/html")
    return Response(page.plain(key), headers=_PLAIN | kept, mimetype="text/html")


def _is_too_big() -> bool:
    return (request.content_length or 0) > BODY_CAP


def too_much() -> str:
    """Say that all answers together are too long."""
    return _(
        "All your answers together are longer than we can take at once. Please send a part of them now, and the rest "
        "as a second response."
    )


def _not_saved() -> str:
    return _("Your answers could not be saved just now. Nothing is lost: wait a moment and press Send again.")


def _already() -> str:
    return _(
        "Your answers from this page were saved before, so these changes were not added. "
        "Press Send to hand them in as one more response."
    )


def _contacts(opened: OpenForm, tag: str) -> list[Mapping[str, str]]:
    return contacts_in(opened.fielded.contacts, tag, opened.fielded.language)


def _settings() -> Settings:
    found: Settings = current_app.extensions["yousaid"].settings
    return found


def _services() -> Services:
    found: Services = current_app.extensions["respond"]
    return found
