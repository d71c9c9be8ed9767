"""Where everything is kept. The only room that opens the database."""

from app.config import Settings
from app.store import waves
from app.store.database import NotFound, bind, migrate, one_at_a_time

__all__ = ["NotFound", "init_app"]


def init_app(settings: Settings) -> None:
    """Open the database of these settings and bring its tables to the current version."""
    bind(settings)
    with one_at_a_time(settings):
        migrate()
    waves.watch(settings)
