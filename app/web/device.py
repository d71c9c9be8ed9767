"""What happens on a respondent's own device: the service worker that opens a form without a signal."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app.web.access import public
from app.web.assets import script

pages = Blueprint("device", __name__)


@pages.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """The service worker. It stands at the root because a worker sees only addresses below its own."""
    answer = Response(script("worker.js"), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
