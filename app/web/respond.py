"""What a family, a student, a member of staff or a community partner does: open a form, answer it, send it once."""

import io
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno
from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.config import Settings
from app.store import cycles, waves
from app.store.waves import Fielded
from app.store.writer import NotSaved, Outcome, ResponseWriter
from app.web import i18n
from app.web.access import public
from app.web.i18n import gettext as _
from app.web.prepared import PreparedPage, prepare
from app.web.security import csrf
from app.workflow import collect
from forms.build import AnswerForm, build_form
from forms.fields import LONGEST
from forms.keys import is_ours, new_key
from forms.questionnaire import Questionnaire, expand, load
from translations import Language, language, negotiate, offered

pages = Blueprint("respond", __name__)
BODY_CAP = 64 * 1024
_READ_CAP = 2 * 1024 * 1024  # what is read of a too long answer, to show it back rather than lose it
_GAP = "@@one-time-key@@"


@dataclass(frozen=True)
class OpenForm:
    """A form as this process serves it, until anything about it changes."""

    fielded: Fielded
    questionnaire: Questionnaire
    languages: tuple[Language, ...]
    built: dict[str, type[AnswerForm]]
    prepared: dict[str, PreparedPage]


class Forms:
    """All forms of this process, made anew when the stamp says that something changed."""

    def __init__(self) -> None:
        self._stamp: float = -1
        self._known: dict[str, OpenForm | None] = {}
        self._guard = threading.Lock()

    def get(self, slug: str) -> OpenForm | None:
        """Return the form at this address, or None. No SQL while nothing has changed."""
        stamp = waves.stamp()
        if stamp != self._stamp:
            with self._guard:
                self._known, self._stamp = {}, stamp
        if slug not in self._known:
            found = waves.fielded(slug)
            if found is None:
                return None  # not remembered: anybody can ask for any address
            self._known[slug] = _open(found)
        return self._known[slug]


def _open(found: Fielded) -> OpenForm:
    questionnaire = expand(load(found.wave.definition), found.points, found.schools)
    complete = set(questionnaire.title) & set(found.languages or questionnaire.title)
    return OpenForm(found, questionnaire, offered(complete), {}, {})


@dataclass(frozen=True)
class Services:
    """What this blueprint keeps per process."""

    forms: Forms
    writer: ResponseWriter


@pages.record
def _per_process(state: Any) -> None:
    settings: Settings = state.app.extensions["yousaid"].settings
    state.app.extensions["respond"] = Services(Forms(), ResponseWriter(settings))


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
    """The form: prepared once per language, its one-time key new each time."""
    opened, tag = _find(slug)
    if opened.fielded.wave.state != "open":
        return _closed(opened, tag, {})
    if tag not in opened.prepared:
        opened.prepared[tag] = prepare(_page(opened, tag, _GAP), _GAP)
    return _send(opened.prepared[tag], new_key(_settings().secret_key, slug).encode())


@pages.post("/f/<slug>")
@csrf.exempt  # the one-time key is checked instead: see forms.keys for why that is the safer choice here
@public
def answer(slug: str) -> ResponseReturnValue:
    """Take the answers; thank only when they are durable. Whatever goes wrong, what was typed is shown again."""
    request.max_content_length = request.max_form_memory_size = _READ_CAP
    opened, tag = _find(slug)
    values = _values(opened)
    if "switch" in request.form:
        return _switch(opened, request.form["switch"], values)
    if opened.fielded.wave.state != "open":
        return _closed(opened, tag, values)
    if (request.content_length or 0) > BODY_CAP:
        return _again(opened, tag, values, {"": [_too_long()]}, 413)
    if tag not in opened.built:
        opened.built[tag] = build_form(opened.questionnaire, tag, _settings().secret_key, slug)
    checked = opened.built[tag](request.form)
    problems = {} if checked.validate() else _problems(checked)
    if unknown := set(request.form) - set(checked.data) - {"language"}:
        problems[""] = [_("This form has changed since you opened it. Please look it over and send it again.")]
        current_app.logger.info("a form was sent with %s unknown items", len(unknown))
    if problems:
        return _again(opened, tag, values, problems, 400)
    return _accept(opened, tag, values)


@pages.get("/f/<slug>/thanks")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """The page that is reached only after the answers are durable."""
    opened, tag = _find(slug)
    return _speak(tag, "respond/thanks.html", opened=opened, contacts=_contacts(opened, tag))


@pages.get("/f/<slug>/qr.svg")
@public
def qr(slug: str) -> ResponseReturnValue:
    """The form's address as a QR code for posters and letters."""
    _find(slug)
    code = segno.make(f"{_settings().base_url}{url_for('.form', slug=slug)}", error="q")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=8, border=4, light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _find(slug: str) -> tuple[OpenForm, str]:
    opened = _services().forms.get(slug)
    if opened is None:
        abort(404)
    tags = [each.tag for each in opened.languages]
    for tag in (request.values.get("language"), request.args.get("lang"), request.cookies.get(i18n.COOKIE)):
        if tag in tags:
            return opened, str(tag)
    return opened, negotiate([tag for tag, _quality in request.accept_languages], tags)


def _accept(opened: OpenForm, tag: str, values: Mapping[str, Any]) -> ResponseReturnValue:
    wave, key = opened.fielded.wave, request.form["key"]
    try:
        outcome = collect.accept(wave, tag, values, key, _services().writer)
    except collect.Closed:
        return _closed(opened, tag, values)
    except collect.Empty:
        return _again(opened, tag, values, {"": [_("You have not answered anything yet. One answer is enough.")]}, 400)
    except NotSaved:
        return _again(opened, tag, values, {"": [_not_saved()]}, 503)
    if outcome is Outcome.CONFLICT:
        return _again(opened, tag, values, {"": [_already()]}, 409, fresh=True)
    return redirect(url_for(".thanks", slug=wave.slug, lang=tag), 303)


def _values(opened: OpenForm) -> dict[str, Any]:
    several = {item.id for item in opened.questionnaire.items if item.type == "choices"}
    sent = {item.id for item in opened.questionnaire.items} & set(request.form)
    return {name: request.form.getlist(name) if name in several else request.form[name] for name in sent}


def _switch(opened: OpenForm, wanted: str, values: Mapping[str, Any]) -> ResponseReturnValue:
    tags = [each.tag for each in opened.languages]
    tag = wanted if wanted in tags else tags[0]
    page = Response(_page(opened, tag, _kept_key(opened), values, {}))
    page.set_cookie(i18n.COOKIE, tag, max_age=365 * 86400, httponly=True, samesite="Lax", secure=_settings().secure)
    return page


def _kept_key(opened: OpenForm) -> str:
    """The key the page came with, so that switching the language does not make a second response possible."""
    key, secret, slug = request.form.get("key", ""), _settings().secret_key, opened.fielded.wave.slug
    return key if is_ours(secret, slug, key) else new_key(secret, slug)


def _again(
    opened: OpenForm, tag: str, values: Mapping[str, Any], problems: Mapping[str, list[str]], status: int, fresh: bool = False
) -> ResponseReturnValue:
    key = new_key(_settings().secret_key, opened.fielded.wave.slug) if fresh else _kept_key(opened)
    g.language = language(tag)
    return _page(opened, tag, key, values, problems), status


def _closed(opened: OpenForm, tag: str, values: Mapping[str, Any]) -> ResponseReturnValue:
    typed = [value for value in values.values() if isinstance(value, str) and len(value) > 1]
    status = 410 if request.method == "GET" else 409
    return _speak(tag, "respond/closed.html", opened=opened, typed=typed), status


def _page(
    opened: OpenForm, tag: str, key: str, values: Mapping[str, Any] | None = None, problems: Mapping | None = None
) -> str:
    return _speak(
        tag, "respond/form.html", opened=opened, key=key, values=values or {}, problems=problems or {},
        contacts=_contacts(opened, tag),
    )  # fmt: skip


def _speak(tag: str, template: str, **values: Any) -> str:
    g.language = language(tag)
    return render_template(template, **values)


def _send(page: PreparedPage, key: bytes) -> Response:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = Response(page.gzipped(key), mimetype="text/html")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(page.plain(key), mimetype="text/html")
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    return response


def _problems(checked: AnswerForm) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, errors in checked.errors.items():
        if name == "key":
            found[""] = [_("This page was open for too long or came incomplete. Please send it once more.")]
        elif any("onger" in str(each) for each in errors):
            found[str(name)] = [_too_long()]
        else:
            found[str(name)] = [_("Please choose one of the answers shown.")]
    return found


def _too_long() -> str:
    return _(
        "This is longer than we can take in one answer. Please shorten it to %(most)s characters, or send the rest as a "
        "second response.", most=i18n.number(LONGEST),
    )  # fmt: skip


def _not_saved() -> str:
    return _("Your answers could not be saved just now. Nothing is lost: wait a moment and press Send again.")


def _already() -> str:
    return _(
        "Your answers from this page were saved before, so these changes were not added. "
        "Press Send to hand them in as one more response."
    )


def _contacts(opened: OpenForm, tag: str) -> list[Mapping[str, str]]:
    known = opened.fielded.contacts
    found: list[Mapping[str, str]] = known.get(tag) or known.get("en") or []
    return found


def _settings() -> Settings:
    found: Settings = current_app.extensions["yousaid"].settings
    return found


def _services() -> Services:
    found: Services = current_app.extensions["respond"]
    return found
