"""A small load client: many people on connections they keep, each sending again as soon as they are answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field


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


async def _person(port: int, request: Callable[[], bytes], wanted: bytes, end: float, load: Load) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (start := time.perf_counter()) < end:
            writer.write(request())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:")
            await reader.readexactly(length)
            load.seconds.append(time.perf_counter() - start)
            load.wrong += not head.startswith(b"HTTP/1.1 " + wanted)
            if b"\r\nConnection: close" in head:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
    finally:
        writer.close()


async def _crowd(port: int, request: Callable[[], bytes], wanted: bytes, people: int, seconds: float) -> Load:
    load, start = Load(), time.perf_counter()
    await asyncio.gather(*(_person(port, request, wanted, start + seconds, load) for _ in range(people)))
    load.took = time.perf_counter() - start
    return load


def run(port: int, request: Callable[[], bytes], wanted: bytes, people: int, seconds: float) -> Load:
    """Let so many people send `request()` for so many seconds; `wanted` is the right status, such as ``b"200"``."""
    return asyncio.run(_crowd(port, request, wanted, people, seconds))
