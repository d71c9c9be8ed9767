"""The one file in which errors become pages: what happened and what to do, in the reader's language."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as HTTPNotFound

from app.store import NotFound
from app.web.i18n import gettext as _


def init_app(app: Flask) -> None:
    """Register a page for every error."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda error: _http(HTTPNotFound()))
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, title: str, advice: str) -> ResponseReturnValue:
    return render_template("error.html", title=title, advice=advice), status


def _expired(error: CSRFError) -> ResponseReturnValue:
    return _page(400, _("This page has been open too long"), _("Go back, load the page again and send it once more."))


def _http(error: HTTPException) -> ResponseReturnValue:
    pages = {
        403: (
            _("This page is for the district’s team"),
            _("You work with one school. Ask the district’s team for what you miss."),
        ),
        404: (_("There is no such page"), _("Check the address, or ask the person who sent it to you.")),
        405: (_("This address cannot be used like that"), _("Go back and use the buttons on the page.")),
        410: (_("This link is no longer valid"), _("Ask the SEL team of your district for a new one.")),
        413: (_("That is too much at once"), _("Send a smaller file or a shorter text.")),
    }
    status = error.code or 500
    if status < 400 and error.response is not None:
        return error.response
    default = (_("That did not work"), _("Go back and try again. If it happens again, tell the SEL team."))
    return _page(status, *pages.get(status, default))


def _unexpected(error: Exception) -> ResponseReturnValue:
    from flask import current_app

    # The exception is logged without the request: what people typed and where they came from stays out of logs.
    current_app.logger.error("unexpected error", exc_info=error)
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return _page(500, _("Something broke on our side"), _("Nothing you sent before is lost. Go back and try again."))
