"""Opens the one database of an installation: SQLite in WAL mode by default, PostgreSQL when a URL says so."""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import Database, PostgresqlDatabase, SqliteDatabase
from playhouse.db_url import connect
from playhouse.migrations import Runner

from app.config import Settings
from app.store.tables import database

# synchronous FULL: a commit that returned has reached the disk, so a thank-you page never lies.
_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 20000,
    "cache_size": -32000,
}


class NotFound(LookupError):
    """There is no such row."""


def bind(settings: Settings) -> Database:
    """Point every table at the database of these settings and return it. Nothing is opened yet."""
    if settings.database_url:
        engine = connect(settings.database_url, prefer_psycopg3=True)
    else:
        engine = SqliteDatabase(str(settings.data_dir / "yousaid.sqlite3"), pragmas=_PRAGMAS, check_same_thread=True)
    database.initialize(engine)
    return engine


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Let the processes of this machine that start together prepare tables one after the other.

    Two that make the same table at the same moment fail on PostgreSQL, ``if not exists`` or not.
    """
    with (settings.data_dir / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_postgresql() -> bool:
    """True when the data lives in PostgreSQL."""
    return isinstance(database.obj, PostgresqlDatabase)


def migrate() -> list[str]:
    """Bring the tables to the current version and return the names of the migrations that were applied."""
    with database.connection_context():
        return Runner(database.obj, directory=str(Path(__file__).parent / "migrations")).up()


@contextmanager
def transaction() -> Iterator[None]:
    """Write inside one transaction, committed at the end and rolled back on an error.

    SQLite lets nobody write who read before somebody else wrote: so the lock is taken, and waited for, at the start.
    """
    with database.atomic(*(("IMMEDIATE",) if isinstance(database.obj, SqliteDatabase) else ())):
        yield


def run_each(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row of values, `?` standing for one: many times as fast as building each from models."""
    if rows:
        database.cursor().executemany(statement.replace("?", database.param), rows)


def plain(query: Any) -> list[tuple]:
    """Return the rows of a query as the database gives them, JSON perhaps as text: far faster than through models."""
    return list(database.execute(query).fetchall())


@contextmanager
def connected() -> Iterator[None]:
    """Hold a connection for work outside a request; one that is open already is used and left open."""
    opened = database.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened:
            database.close()
