"""Every page of the team in a district with 100,000 statements: ``python -m tests.bench.pages [statements]``.

Prints the middle of five openings of each page (computing only, no network), the slowest first, and which are over 100 ms. Files to
download are left out, and what asks the encoder.
"""

import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from app import create_app
from app.analysis.themes import Analysis, Quote, Theme
from app.store import responses, reviewing, runs
from app.store.database import connected, transaction
from app.store.tables import Answer, Response, RunCoding, Wave
from app.workflow import revise
from tests.full_district import filled
from tests.journeys.barriers import NO_PAGES
from tests.small_district import founded, settings_in
from tests.small_team import Member, signed_in
from tests.web.test_access import PLACES, TEAM

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"
STATEMENTS, LIMIT, OPENINGS = 100_000, 100, 5  # ms
NOT_TIMED = NO_PAGES | {"decisions.propose_split"}
CHUNK = 5_000
SCHOOLS = ("Birch Elementary", "Lakeside High School")


def fill(statements: int) -> None:
    """Add so many statements and an analysis that coded each."""
    lines = [json.loads(line) for line in (EXAMPLE / "comments.jsonl").read_text(encoding="utf-8").splitlines()]
    waves = list(Wave.select())
    names = sorted({theme for line in lines for theme in line["themes"]})
    themes = [Theme(name, name, (), 0, 0.0, 0.0, (Quote("b0.was_hard", "x", "en"),)) for name in names]
    run = runs.add(1)
    runs.keep(run.id, Analysis((), (*themes, Theme("buses", "Buses", ("late",), 9, 0.1, -0.4))))
    chance = random.Random(1)
    rows = ((at, lines[at % len(lines)], chance.choice(waves).id) for at in range(statements))
    while chunk := list(itertools.islice(rows, CHUNK)):
        with transaction():
            Response.insert_many([
                {"id": f"b{at}", "wave": wave, "language": line["language"], "hour": f"2026-05-{1 + at % 28:02}T1{at % 10}",
                 "content": str(at)} for at, line, wave in chunk
            ]).execute()  # fmt: skip
            Answer.insert_many([
                row for at, line, _ in chunk for row in (
                    {"response": f"b{at}", "item": "was_hard", "value": f"{line['text']} ({at})"},
                    {"response": f"b{at}", "item": "school", "value": SCHOOLS[at % 2]},
                )
            ]).execute()  # fmt: skip
            RunCoding.insert_many([
                {"run": run.id, "comment": f"b{at}.was_hard", "language": line["language"], "themes": line["themes"],
                 "sentiment": float(line["sentiment"]), "redacted_text": f"{line['text']} ({at})", "safety": None,
                 "margin": 0.3, "uncoded": None if line["themes"] else "no_theme"} for at, line, _ in chunk
            ]).execute()  # fmt: skip
    runs.mark(run.id, state="done", finished=runs.now())
    started = time.process_time()
    reviewing.current(1)
    print(f"{time.process_time() - started:8.1f} s to store what people made of the run, once, by the worker")
    responses.keep_tally(1)


def addresses(app: Flask, places: dict) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of every page of the team."""
    url = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in TEAM - NOT_TIMED and "GET" in (rule.methods or ()):
            yield rule.endpoint, url.build(rule.endpoint, {name: places[name] for name in rule.arguments})


def timed(member: Member, address: str) -> tuple[float, int]:
    """Return the middle of the times of a page in ms, and its status."""
    taken = []
    for _ in range(OPENINGS):
        started = time.process_time()
        answer = member.get(address)
        taken.append(time.process_time() - started)
        if taken[-1] > 1:
            break
    return 1000 * statistics.median(taken), answer.status_code


def main(statements: int = STATEMENTS) -> int:
    """Print the table; return 1 when a page takes longer than it may."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        founded(settings)
        secrets = filled(settings)
        app = create_app(settings)
        with connected():
            fill(statements)
            plan = revise.upload(1, "plan.docx", (EXAMPLE / "plan.docx").read_bytes())
        member = signed_in(app, "bench@larkspur.example")
        places = PLACES | {
            "plan_id": plan,
            "file_id": secrets["file"],
            "concern_id": secrets["concern"],
            "response_id": "r0",
        }
        found = [(*timed(member, address), endpoint, address) for endpoint, address in sorted(addresses(app, places))]
    for taken, status, endpoint, address in sorted(found, reverse=True):
        print(f"{taken:8.0f} ms {status} {endpoint:32} {address}{'  over' if taken > LIMIT else ''}")
    over = [each for each in found if each[0] > LIMIT]
    print(f"{len(found)} pages at {statements:,} statements, {len(over)} over {LIMIT} ms")
    return min(1, len(over))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
