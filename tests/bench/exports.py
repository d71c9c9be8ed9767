"""``python -m tests.bench.exports``: how long a cycle of 100,000 responses takes in each format, and how much memory.

Each format is written by a process of its own, so that the peak is its own. Another number of responses may be given.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app import store
from app.store.database import connected, database
from app.store.tables import Answer, Response, Wave
from app.workflow import export
from forms.shipped import shipped
from tests.small_district import LANGUAGES, SCHOOLS, founded, settings_in

ROOT = Path(__file__).parent.parent.parent
RESPONSES, _BATCH = 100_000, 2_000
WORDS = (
    "The bus is late almost every morning and nobody answers the phone. ", "El autobús nunca llega a tiempo. ",
    "الحافلة مزدحمة جدًا. ", "校车经常迟到。 ", "=My counselor listens, \"always\"; thank you\n",
)  # fmt: skip


def answers(chance: random.Random, audience: str) -> dict[str, object]:
    """Return what one person says: most closed items, some words, now and then many."""
    found: dict[str, object] = {}
    for item in (item for section in shipped(audience)["sections"] for item in section["items"]):
        choices = [choice["id"] for choice in item.get("choices", ())]
        rows = [row["id"] for row in item.get("rows", ())]
        if item["type"] == "reflection":
            found |= {f"point-{key}": chance.choice(choices) for key in ("welcome", "buses", "letters")}
        elif rows:
            found |= {f"{item['id']}-{row}": chance.choice(choices) for row in rows}
        elif item["type"] in ("choices", "ranking"):
            found[item["id"]] = chance.sample(choices, 2)
        elif item["type"] == "long_text" and chance.random() < 0.5:
            found[item["id"]] = chance.choice(WORDS) * int(chance.paretovariate(1.2))
        elif choices:
            found[item["id"]] = chance.choice(choices)
        elif item["type"] == "number":
            found[item["id"]] = chance.randrange(1, 6)
    return {**found, "school": chance.choice(SCHOOLS)}


def filled(folder: Path, many: int) -> None:
    """Make the small district and let so many people have answered."""
    founded(settings_in(folder))
    chance = random.Random(1)
    with connected():
        waves = list(Wave.select())
        for start in range(0, many, _BATCH):
            fields, given = [], []
            for _number in range(start, min(start + _BATCH, many)):
                wave, name = chance.choice(waves), f"{chance.getrandbits(160):040x}"
                fields.append((name, wave.id, chance.choice(LANGUAGES), "web", "2026-05-12T14", "x", 1, ""))
                given += [(name, item, value, fields[-1][2]) for item, value in answers(chance, wave.audience).items()]
            with database.atomic():
                columns = [
                    Response.id, Response.wave, Response.language, Response.channel, Response.hour, Response.content,
                    Response.version, Response.batch,
                ]  # fmt: skip
                Response.insert_many(fields, fields=columns).execute()
                for first in range(0, len(given), 5_000):
                    part = given[first : first + 5_000]
                    columns = [Answer.response, Answer.item, Answer.value, Answer.language]
                    Answer.insert_many(part, fields=columns).execute()


def measure(folder: Path, kind: str) -> dict[str, float]:
    """Write one format in this process and return what it took."""
    store.init_app(settings_in(folder))
    before = time.monotonic()
    with connected(), tempfile.TemporaryDirectory(dir=folder) as out:
        made = export.pack(1, export.Wish(kind), Path(out))
        seconds, size = time.monotonic() - before, made.stat().st_size / 1e6
    return {"seconds": seconds, "size": size, "peak": peak()}


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells on Linux begins with what the parent process held
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main(many: int = RESPONSES) -> None:
    """Print a line per format."""
    with tempfile.TemporaryDirectory() as name:
        filled(Path(name), many)
        print(f"Exports of {many} responses")
        for kind in export.FORMATS:
            command = [sys.executable, "-m", "tests.bench.exports", name, kind]
            told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
            print(
                f"    {kind:8}{told['seconds']:7.1f} s {many / told['seconds']:9.0f} rows/s"
                f"  peak {told['peak']:5.0f} MB  file {told['size']:6.1f} MB"
            )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2])))
    else:
        main(*map(int, sys.argv[1:]))
