"""The queue of slow work: one task per slow step, its body one workflow call."""

from huey import Huey, PostgresHuey, SqliteHuey

from app.config import Settings


class Jobs:
    """The tasks of one installation. Call one to queue it; the worker carries it out."""

    def __init__(self, queue: Huey) -> None:
        self.queue = queue


def init_app(settings: Settings) -> Jobs:
    """Open the queue beside the data: SQLite by default, PostgreSQL when the data is there. Tests run tasks at once."""
    if settings.database_url:
        queue = PostgresHuey("yousaid", dsn=settings.database_url, immediate=settings.testing)
    else:
        queue = SqliteHuey("yousaid", filename=str(settings.data_dir / "queue.sqlite3"), immediate=settings.testing)
    return Jobs(queue)
