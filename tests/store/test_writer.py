"""Group commit: many wait, one commit serves them, and one bad response does not take the others with it."""

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.store.database import connected, database
from app.store.tables import Answer, Response, Wave
from app.store.writer import NotSaved, Outcome, ResponseWriter
from tests.small_district import founded, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = settings_in(tmp_path)
    founded(found)
    return found


@pytest.fixture
def writer(settings: Settings) -> Iterator[ResponseWriter]:
    with connected(), ResponseWriter(settings) as opened:
        yield opened


def response(key: str, content: str = "same") -> dict[str, Any]:
    """Return the row of a response with this id."""
    return {
        "id": key,
        "wave": 1,
        "language": "en",
        "channel": "web",
        "hour": "2026-05-12T14",
        "version": 1,
        "batch": "",
        "content": content,
    }


def put(writer: ResponseWriter, key: str, content: str = "same") -> Outcome:
    return writer.put(response(key, content), [{"item": "went_well", "value": content, "language": "en"}])


def test_all_who_wait_are_served(writer: ResponseWriter) -> None:
    with ThreadPoolExecutor(32) as pool:
        outcomes = list(pool.map(lambda number: put(writer, f"r{number}"), range(200)))
    assert outcomes == [Outcome.STORED] * 200
    assert Response.select().count() == Answer.select().count() == 200


def test_of_fifty_at_once_with_the_same_key_one_is_stored(writer: ResponseWriter) -> None:
    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(lambda _: put(writer, "key"), range(50)))
    assert sorted(outcomes) == [Outcome.ALREADY] * 49 + [Outcome.STORED]


def test_of_many_different_at_once_with_the_same_key_one_wins_and_the_others_learn_it(writer: ResponseWriter) -> None:
    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(lambda number: put(writer, "key", f"words {number}"), range(20)))
    assert sorted(outcomes) == [Outcome.CONFLICT] * 19 + [Outcome.STORED]
    assert Answer.select().count() == 1


def test_a_bad_response_does_not_take_the_others_with_it(writer: ResponseWriter) -> None:
    gate = threading.Barrier(17)

    def one(number: int) -> Outcome | str:
        gate.wait()
        bad = {"wave": None} if number == 8 else {}
        try:
            return writer.put(response(f"r{number}") | bad, [{"item": "went_well", "value": "x", "language": "en"}])
        except NotSaved:
            return "not saved"

    with ThreadPoolExecutor(17) as pool:
        outcomes = list(pool.map(one, range(17)))
    assert outcomes == [Outcome.STORED] * 8 + ["not saved"] + [Outcome.STORED] * 8


def test_a_locked_database_makes_people_wait_and_then_stores_what_they_sent(writer: ResponseWriter) -> None:
    with database.atomic("IMMEDIATE"), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(put, writer, "patient")
        assert not waiting.done()
        database.execute_sql("commit")
        database.execute_sql("begin")
        assert waiting.result() is Outcome.STORED


def test_a_database_that_was_away_is_used_again_as_soon_as_it_is_back(
    writer: ResponseWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise ConnectionError("no route to host")

    with monkeypatch.context() as patch:
        patch.setattr(type(database.obj), "connect", away)
        with pytest.raises(NotSaved):
            put(writer, "key")
    assert put(writer, "key") is Outcome.STORED


def _from_another_process(settings: Settings, start: int) -> None:
    from app import store

    store.init_app(settings)
    with ResponseWriter(settings) as own:
        for number in range(start, start + 60):
            put(own, f"r{number}")


def test_processes_queue_up_and_nothing_is_lost_between_them(settings: Settings) -> None:
    spawn = multiprocessing.get_context("spawn")
    # Each range overlaps the next by half: the same response comes from two processes.
    crowd = [spawn.Process(target=_from_another_process, args=(settings, start)) for start in (0, 30, 60)]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(60)
    assert [process.exitcode for process in crowd] == [0, 0, 0]
    with connected():
        assert Response.select().count() == 120
        assert Wave.get_by_id(1).responses.count() == 120


def test_a_writer_made_before_a_fork_works_in_the_child(settings: Settings) -> None:
    writer = ResponseWriter(settings)
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=put, args=(writer, "from the child"))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    with connected():
        assert Response.get().id == "from the child"
