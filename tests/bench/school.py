"""``python -m tests.bench.school [SECONDS]``: 1,500 students behind one address answer within 45 minutes, none is refused.

They come as in a school: each begins some time in the first 33 minutes, needs 1 to 12 minutes, and asks for all that a
phone asks for (form, style, script, sending, thanks) on connections of its own. The 45 minutes are pressed into SECONDS (90
unless said otherwise; 2700 is a real one): then the load on the server is so many times what a school makes, and the guard
counts on a clock that runs faster by the same factor (tests.bench.sped_up), with its limits as they are. Only the
two seconds in which nobody fills in a form are real ones, which makes them harder to pass here.
"""

import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.run import rows
from tests.journeys.conftest import ROOT, SERVER_OPTIONS, serving, wait_for
from tests.small_district import key_on

STUDENTS, MINUTES, LAST_BEGINS, QUICKEST, SLOWEST = 1500, 45, 33, 1, 12
SLUG, SECONDS, WORKERS = "students-spring", 90.0, 2
ADDRESS = "203.0.113.7"  # the school's, as the proxy in front of the server tells it
WORDS = "The lunch line is so long that I cannot eat. My counselor listens to me. "


class School:
    """Everybody behind one address, and what the server answered them."""

    def __init__(self, port: int, speed: float) -> None:
        self.port, self.speed = port, speed
        self.answers: dict[str, Counter[int]] = defaultdict(Counter)
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.when: Counter[int] = Counter()

    async def ask(self, name: str, method: str, path: str, body: bytes = b"") -> tuple[str, str]:
        """Ask for something on a connection of its own; return where it leads and the page."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {ADDRESS}\r\nConnection: close\r\n"
        if body:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(head.encode() + b"\r\n" + body)
        answer = (await reader.read()).decode()
        writer.close()
        self.seconds[name].append(time.perf_counter() - began)
        self.answers[name][int(answer.split(" ", 2)[1])] += 1
        self.when[int(began)] += 1
        found = re.search(r"(?im)^location: (\S+)", answer)
        return found[1] if found else "", answer

    async def student(self, chance: random.Random) -> None:
        """Come, answer, send, and read the thanks."""
        await asyncio.sleep(chance.uniform(0, LAST_BEGINS * 60) / self.speed)
        _, page = await self.ask("form", "GET", f"/f/{SLUG}")
        for part in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            await self.ask("style, script", "GET", part)
        await asyncio.sleep(chance.uniform(QUICKEST * 60, SLOWEST * 60) / self.speed)
        answers = {"key": key_on(page), "language": "en", "assent": "yes", "went_well": WORDS, "was_hard": WORDS * 2}
        thanks, _ = await self.ask("send", "POST", f"/f/{SLUG}?answers=1", urlencode(answers).encode())
        if thanks:
            await self.ask("thanks", "GET", thanks)

    async def day(self) -> None:
        """Let all students come."""
        chance = random.Random(3)
        await asyncio.gather(*(self.student(random.Random(chance.random())) for _ in range(STUDENTS)))


def report(school: School, seconds: float, took: float, stored: int) -> bool:
    """Print the figures and return whether everybody was heard."""
    total = sum(map(len, school.seconds.values()))
    print(
        f"{STUDENTS} students behind one address, {MINUTES} minutes in {seconds:.0f} s ({school.speed:.0f} times as fast): "
        f"{total} requests, {total / took:.0f} /s, at most {max(school.when.values())} in a second"
    )
    for name, times in school.seconds.items():
        cut = statistics.quantiles(times, n=100)
        told = ", ".join(f"{count} x {status}" for status, count in sorted(school.answers[name].items()))
        print(f"    {name:14} p50 {1000 * cut[49]:7.1f} ms  p99 {1000 * cut[98]:7.1f} ms  {told}")
    good = {"form": 200, "style, script": 200, "send": 303, "thanks": 200}
    refused = sum(
        count for name, told in school.answers.items() for status, count in told.items() if status != good[name]
    )
    holds = refused == 0 and stored == STUDENTS == school.answers["thanks"][200]
    print(f"    refused {refused}, stored {stored}  {'ok' if holds else 'DOES NOT HOLD'}")
    return holds


def main(seconds: float = SECONDS) -> bool:
    """Serve the small district and let the school come."""
    speed = MINUTES * 60 / seconds
    with tempfile.TemporaryDirectory() as folder:
        settings = serving(Path(folder)).settings
        environ = os.environ | {
            "DATA_DIR": folder, "SECRET_KEY": settings.secret_key, "SPEED": str(speed), "WEB_CONCURRENCY": str(WORKERS),
        }  # fmt: skip
        command = [sys.executable, "-m", "gunicorn", "tests.bench.sped_up:app", "--bind", f"127.0.0.1:{settings.port}"]
        server = subprocess.Popen([*command, *SERVER_OPTIONS], cwd=ROOT, env=environ)
        try:
            wait_for(f"{settings.base_url}/health")
            school, began = School(settings.port, speed), time.perf_counter()
            asyncio.run(school.day())
            return report(school, seconds, time.perf_counter() - began, rows(Path(folder)))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(not main(*map(float, sys.argv[1:])))
