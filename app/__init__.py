"""YouSaid: hears a school district's community, and turns what it said into a revised plan."""

from dataclasses import dataclass

from flask import Flask

from app import config, jobs, store, web
from app.config import Settings
from app.jobs import Jobs


@dataclass(frozen=True)
class Services:
    """What views need beside the store: found at ``current_app.extensions["yousaid"]``."""

    settings: Settings
    jobs: Jobs


def create_app(settings: Settings | None = None) -> Flask:
    """Build the adapters and wire the rooms together; nothing else happens here."""
    settings = settings or config.from_environment()
    app = Flask(__name__, static_folder=None, template_folder="web/templates")
    app.testing = settings.testing
    store.init_app(settings)
    app.extensions["yousaid"] = Services(settings, jobs.init_app(settings))
    web.init_app(app, settings)
    return app
