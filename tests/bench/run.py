"""``make bench``: the form page and the durable submit against a bare Flask page, interleaved in one run.

Prints requests per second (median of the rounds) and the ratios that must hold; fails when one does not.
"""

import math
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from forms.keys import new_key
from tests.bench.load import Ask, Load, run
from tests.journeys.conftest import ROOT, SERVER_OPTIONS, Server, free_port, serving, wait_for
from tests.small_district import SCHOOLS

ROUNDS, SECONDS, WARM_UP = 5, 2.0, 1.0
SLUG = "families-spring"
WORDS = "The bus is late almost every morning and nobody answers the phone. Please send a text when it is late. "


@contextmanager
def hello() -> Iterator[int]:
    """Serve the bare page and give its port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "tests.bench.hello:app",
        "--bind",
        f"127.0.0.1:{port}",
        *SERVER_OPTIONS,
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield port
    finally:
        process.terminate()
        process.wait()


def headers() -> str:
    """Return what a browser on a phone sends along with every request."""
    return "\r\n".join(
        [
            "Host: 127.0.0.1",
            "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "Accept-Language: es-MX,es;q=0.9,en;q=0.8",
            "Accept-Encoding: gzip, deflate, br",
            "Upgrade-Insecure-Requests: 1",
            "Sec-Fetch-Dest: document",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-User: ?1",
            "Connection: keep-alive",
        ]
    )


def get(path: str) -> Callable[[], bytes]:
    """Return what asks for a page as a phone does."""
    sent = f"GET {path} HTTP/1.1\r\n{headers()}\r\n\r\n".encode()
    return lambda: sent


def submit(server: Server) -> Callable[[], bytes]:
    """Return what sends one more response, each with a key of its own, as large as real ones are."""
    chosen = {"language": "es", "point-welcome": "4", "point-buses": "5", "point-letters": "2", "school": SCHOOLS[0]}
    written = {"point-buses-more": WORDS, "went_well": WORDS, "was_hard": WORDS * 2, "next_steps": WORDS}
    answers = f"&{urlencode(chosen | written)}".encode()
    secret = server.settings.secret_key
    length = len(f"key={new_key(secret, SLUG)}") + len(answers)
    head = f"POST /f/{SLUG}?answers=1 HTTP/1.1\r\n{headers()}\r\nContent-Length: {length}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n\r\nkey="
    before = f"{head}{form}".encode()
    return lambda: b"".join((before, new_key(secret, SLUG).encode(), answers))


def measure(people: int, server: Server, hello_port: int, lasting: bool) -> dict[str, list[Load]]:
    """Run all three in turn, several times, so that whatever else the machine does meets them alike."""
    port = server.settings.port
    turns = {
        "hello": Ask(hello_port, get("/"), b"200", lasting),
        "form": Ask(port, get(f"/f/{SLUG}"), b"200", lasting),
        "submit": Ask(port, submit(server), b"303", lasting),
    }
    for ask in turns.values():
        run(ask, people, WARM_UP)
    loads: dict[str, list[Load]] = {name: [] for name in turns}
    for _ in range(ROUNDS):
        for name, ask in turns.items():
            loads[name].append(run(ask, people, SECONDS))
    return loads


def ratio(loads: dict[str, list[Load]], name: str) -> float:
    """Return the median over the rounds of one rate to that of the bare page right before it."""
    pairs = zip(loads[name], loads["hello"], strict=True)
    return statistics.median(each.rate / bare.rate for each, bare in pairs)


def report(people: int, loads: dict[str, list[Load]]) -> bool:
    """Print the figures and return whether all hold."""
    for name, rounds in loads.items():
        rate = statistics.median(each.rate for each in rounds)
        tail = " ".join(
            f"p{share} {statistics.median(x.percentile(share / 100) for x in rounds):6.1f} ms" for share in (50, 99)
        )
        print(f"    {name:7}{rate:7.0f} /s  {tail}  wrong {sum(load.wrong for load in rounds)}")
    tail = statistics.median(load.percentile(0.99) / load.percentile(0.5) for load in loads["submit"])
    found = [
        ("durable submit : hello", ratio(loads, "submit"), 0.30, True),
        ("form page : hello", ratio(loads, "form"), 0.50, True),
        ("submit p99 : p50", tail, 4.0 if people == 32 else math.inf, False),
    ]
    holds = not any(load.wrong for rounds in loads.values() for load in rounds)
    for name, value, limit, at_least in found:
        good = value >= limit if at_least else value <= limit
        wanted = f"must be {'>=' if at_least else '<='} {limit:.2f}"
        print(f"    {name:24}{value:5.2f}  {wanted}  {'ok' if good else 'DOES NOT HOLD'}")
        holds &= good
    return holds


def rows(folder: Path) -> int:
    """Return how many responses are in the database, as another program counts them."""
    with sqlite3.connect(folder / "yousaid.sqlite3") as database:
        return int(database.execute("select count(*) from response").fetchone()[0])


def main() -> None:
    """Measure with 8 and with 32 people. Exits with 1 when a ratio does not hold or a thanked response is missing.

    People come on connections of their own, as phones do: whoever writes for minutes finds the connection of the page
    closed. The last run keeps the connections, which says more about the pages and less about the server.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = serving(folder)
        stack.callback(server.kill)
        server.start()
        port = stack.enter_context(hello())
        holds = True
        for people, lasting in ((8, False), (32, False), (32, True)):
            before = rows(folder)
            loads = measure(people, server, port, lasting)
            thanked = sum(len(load.seconds) - load.wrong for load in loads["submit"])
            print(f"{people} people at once, {'connections kept' if lasting else 'each on a connection of their own'}")
            holds &= report(people, loads) or lasting
            holds &= rows(folder) - before >= thanked
            print(f"    thanked {thanked}, stored with the warm-up {rows(folder) - before}\n")
    sys.exit(not holds)


if __name__ == "__main__":
    main()
