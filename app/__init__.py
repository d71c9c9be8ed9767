"""YouSaid: hears a school district's community, and turns what it said into a revised plan."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from app import config, jobs, store, web
from app.config import Settings
from app.jobs import Jobs

if TYPE_CHECKING:
    from app.analysis.analyze import Engines


@dataclass(frozen=True)
class Services:
    """What views need beside the store: found at ``current_app.extensions["yousaid"]``."""

    settings: Settings
    jobs: Jobs


def engines(cache_dir: Path) -> "Engines":
    """Return the bundled engines, built when first asked for: pages must not wait for a model they do not use."""
    from app.adapters.engines import bundled_engines

    return bundled_engines(cache_dir)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the adapters and wire the rooms together; nothing else happens here."""
    settings = settings or config.from_environment()
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    app.testing = settings.testing
    store.init_app(settings)
    app.extensions["yousaid"] = Services(settings, jobs.init_app(settings, lambda: engines(settings.cache_dir)))
    web.init_app(app, settings)
    return app
