"""Style sheets, scripts and icons: compressed once, and kept by browsers until they change."""

import base64
import gzip
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.web.access import public

pages = Blueprint("assets", __name__)
_FOLDER = Path(__file__).parent / "static"
# Scripts that are sent as one, of parts in static/device/: each request costs a phone more than the bytes of it.
_SCRIPTS = {
    "form.js": ("queue.js", "items.js", "keep.js", "page.js"),
    "kiosk.js": ("queue.js", "items.js", "keep.js", "kiosk.js", "page.js"),
    "worker.js": ("queue.js", "worker.js"),
}


_QUOTED = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
_SPACED = re.compile(rf"({_QUOTED})| *//[^\n]*| *([,;{{(\[]) *\n?| *([=<>!&|?:}})\]*]) *")


@pages.get("/static/<name>")
@public
def file(name: str) -> ResponseReturnValue:
    """Send a static file; its address changes with its content, so it may be kept for ever."""
    found = _load(name)
    if found is None:
        abort(404)
    plain, packed, _version = found
    small = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(packed if small else plain, mimetype=mimetypes.guess_type(name)[0])
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def asset(name: str) -> str:
    """Return the address of a static file, with its version."""
    found = _load(name)
    return url_for("assets.file", name=name, v=found[2] if found else "")


@cache
def script(name: str) -> bytes:
    """Return the parts of a script as one, without comments and spaces, its names hidden from other scripts."""
    parts = "\n".join((_FOLDER / "device" / part).read_text(encoding="utf-8") for part in _SCRIPTS[name])
    bare = re.sub(r"^\s*(//.*\n|\n)?", "", parts, flags=re.M)
    # A tenth less on the wire. What stands in quotes stays as it is; line ends stay where statements may end.
    tight = _SPACED.sub(lambda found: found[1] or found[2] or found[3] or "", bare)
    return f'(() => {{\n"use strict";\n{tight}}})();\n'.encode()


@cache
def style() -> Markup:
    """Return the public pages' style to stand in the page: on a slow phone, one journey less before anything is seen."""
    return Markup((_FOLDER / "site.css").read_text(encoding="utf-8"))


def style_source() -> str:
    """Return what a policy says to allow that very style and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()}'"


@cache
def icon() -> str:
    """Return the site's icon as an address that holds it: one request less for each first view."""
    return "data:image/svg+xml," + quote((_FOLDER / "favicon.svg").read_text(encoding="utf-8").strip(), safe=" =:/'")


@cache
def _load(name: str) -> tuple[bytes, bytes, str] | None:
    path = _FOLDER / name
    if name not in _SCRIPTS and (path.parent != _FOLDER or not path.is_file()):
        return None
    data = script(name) if name in _SCRIPTS else path.read_bytes()
    return data, gzip.compress(data, 9, mtime=0), hashlib.sha256(data).hexdigest()[:8]


def init_app(app: Flask) -> None:
    """Give templates asset(), style() and icon()."""
    app.jinja_env.globals.update(asset=asset, style=style, icon=icon)
