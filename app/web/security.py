"""What every response carries so that a browser runs, frames and fetches nothing that is not ours."""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect

from app.config import Settings
from app.web.assets import style_source

POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {style_source()}; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_OF_PARTS = {"X-Content-Type-Options", "Cross-Origin-Resource-Policy"}
csrf = CSRFProtect()


def init_app(app: Flask, settings: Settings) -> None:
    """Set the headers, strict cookies, CSRF protection and the caps on what a request may carry."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_NAME="yousaid",
        MAX_CONTENT_LENGTH=20 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = _Sessions()
    csrf.init_app(app)
    app.after_request(_headers)


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions, without preparing signatures for the many who bring no session and never get one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return SecureCookieSession()
        return super().open_session(app, request)


def _headers(response: Response) -> Response:
    present = {name.lower() for name, _value in response.headers}
    # What is said of a page means nothing on the style and the script of one, and would make each a fifth heavier.
    a_part = request.endpoint == "assets.file" and response.mimetype in ("text/css", "text/javascript")
    for name, value in (*HEADERS.items(), ("Cache-Control", "no-store")):
        if name.lower() not in present and not (a_part and name not in _OF_PARTS):
            response.headers.add(name, value)
    return response
