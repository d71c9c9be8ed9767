"""Style sheets, scripts and icons: compressed once, and kept by browsers until they change."""

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from app.web.access import public

pages = Blueprint("assets", __name__)
_FOLDER = Path(__file__).parent / "static"


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
def _load(name: str) -> tuple[bytes, bytes, str] | None:
    path = _FOLDER / name
    if path.parent != _FOLDER or not path.is_file():
        return None
    data = path.read_bytes()
    return data, gzip.compress(data, 9, mtime=0), hashlib.sha256(data).hexdigest()[:8]


def init_app(app: Flask) -> None:
    """Give templates asset()."""
    app.jinja_env.globals["asset"] = asset
