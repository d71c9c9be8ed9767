"""A small load client: many people, each sending again as soon as they are answered.

It shares the machine with what it measures, so it does as little as it can for each request.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)


@dataclass
class Load:
    """What came back: seconds of each answered request, and how many were not what was wanted."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Requests answered as wanted, per second."""
        return (len(self.seconds) - self.wrong) / self.took

    def percentile(self, share: float) -> float:
        """Return the milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Ask:
    """What is asked of whom: `wanted` is the right status, such as ``b"200"``; `lasting` keeps the connection."""

    port: int
    request: Callable[[], bytes]
    wanted: bytes
    lasting: bool = False


class _Person(asyncio.Protocol):
    def __init__(self, ask: Ask, end: float, load: Load) -> None:
        self.request, self.wanted, self.lasting = ask.request, b"HTTP/1.1 " + ask.wanted, ask.lasting
        self.end, self.load = end, load
        self.gone = asyncio.get_running_loop().create_future()
        self.answer = b""
        self.length = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.answer, self.length, self.start = b"", 0, time.perf_counter()
        self.transport.write(self.request())

    def data_received(self, data: bytes) -> None:
        self.answer += data
        if not self.length:
            head = self.answer.find(b"\r\n\r\n")
            if head < 0:
                return
            found = _LENGTH.search(self.answer, 0, head)
            self.length = head + 4 + (int(found[1]) if found else 0)
        if len(self.answer) >= self.length:
            self.load.seconds.append(time.perf_counter() - self.start)
            self.load.wrong += not self.answer.startswith(self.wanted)
            if self.start < self.end and self.lasting:
                self.send()
            else:
                self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.gone.set_result(time.perf_counter() < self.end)


async def _person(ask: Ask, end: float, load: Load) -> None:
    again = True
    while again:
        loop = asyncio.get_running_loop()
        _, person = await loop.create_connection(lambda: _Person(ask, end, load), "127.0.0.1", ask.port)
        again = await person.gone


async def _crowd(ask: Ask, people: int, seconds: float) -> Load:
    load, start = Load(), time.perf_counter()
    await asyncio.gather(*(_person(ask, start + seconds, load) for _ in range(people)))
    load.took = time.perf_counter() - start
    return load


def run(ask: Ask, people: int, seconds: float) -> Load:
    """Let so many people ask the same, each again as soon as they are answered, for so many seconds."""
    return asyncio.run(_crowd(ask, people, seconds))
