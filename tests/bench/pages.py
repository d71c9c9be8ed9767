"""Every page of the team in a district with 100,000 statements: ``python -m tests.bench.pages [statements]``.

Prints the middle of five openings of each page (computing only, no network), the slowest first, and which are over 100 ms; then
how long each kind of decision and its undo take, about the largest theme there is. Files to download are left out, and what asks
the encoder.
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
from app.analysis.listing import for_the_eye
from app.analysis.themes import Analysis, Quote, Theme
from app.store import responses, reviewed, reviewing, runs
from app.store.database import connected, transaction
from app.store.tables import Answer, Response, RunCoding, School, Wave
from app.workflow import revise
from tests.full_district import filled
from tests.journeys.barriers import NO_PAGES
from tests.small_district import founded, settings_in
from tests.small_team import Member, signed_in
from tests.web.test_access import PLACES, SCHOOL_TEAM, TEAM

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"
STATEMENTS, LIMIT, OPENINGS = 100_000, 100, 5  # ms
NOT_TIMED = NO_PAGES | {"decisions.propose_split"}
CHUNK = 5_000
SCHOOLS = tuple(f"School {number}" for number in range(60))


def fill(statements: int) -> None:
    """Add so many statements and an analysis that coded each."""
    lines = [json.loads(line) for line in (EXAMPLE / "comments.jsonl").read_text(encoding="utf-8").splitlines()]
    waves = list(Wave.select())
    names = sorted({theme for line in lines for theme in line["themes"]})
    themes = [Theme(name, name, (), 0, 0.0, 0.0, (Quote("b0.was_hard", "x", "en"),)) for name in names]
    for position, school in enumerate(SCHOOLS):
        School.create(name=school, position=position)
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
                    {"response": f"b{at}", "item": "school", "value": SCHOOLS[at % len(SCHOOLS)]},
                )
            ]).execute()  # fmt: skip
            RunCoding.insert_many([
                {"run": run.id, "comment": f"b{at}.was_hard", "language": line["language"], "themes": line["themes"],
                 "sentiment": float(line["sentiment"]), "redacted_text": f"{line['text']} ({at})", "safety": None,
                 "margin": 0.3, "uncoded": None if line["themes"] else "not_understood"} for at, line, _ in chunk
            ]).execute()  # fmt: skip
    runs.mark(run.id, state="done", finished=runs.now())
    started = time.process_time()
    reviewing.current(1)
    print(f"{time.process_time() - started:8.1f} s to store what people made of the run, once, by the worker")
    responses.keep_tally(1)


def theme_of_most() -> str:
    """Return the theme of most comments."""
    with connected():
        found = reviewed.outcome(1)
        assert found is not None
        return found.themes[0].id


def addresses(app: Flask, places: dict) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of every page of the team."""
    url = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in (TEAM | SCHOOL_TEAM) - NOT_TIMED and "GET" in (rule.methods or ()):
            # Who says it was counted for the small district, and is timed in tests.bench.who.
            about = places | {"theme_id": "buses"} if rule.endpoint.startswith("who.") else places
            address = url.build(rule.endpoint, {name: about[name] for name in rule.arguments})
            yield rule.endpoint, f"{address}?school=School+1" if rule.endpoint == "schools.show" else address


def timed(member: Member, address: str) -> tuple[float, int]:
    """Return the middle of the times of a page in ms, and its status."""
    taken = []
    for _ in range(OPENINGS):
        started = time.process_time()
        answer = member.get(address)
        taken.append(time.process_time() - started)
    return 1000 * statistics.median(taken), answer.status_code


def decisions() -> Iterator[tuple[str, dict[str, str | list[str]]]]:
    """Yield every kind of decision as a form sends it, about the two largest themes and comments in and out of them."""
    found = reviewed.outcome(1)
    assert found is not None
    largest, next_one = (theme.id for theme in found.themes[:2])
    inside = [coding.comment_id for coding in found.page(largest, 1, 50).codings]
    outside = [coding.comment_id for coding in found.page(for_the_eye("not_understood"), 1, 50).codings]
    half = found.figures(largest).of().size // 2
    sides = {f"side-{each.comment_id}": "ab"[at > half] for at, each in enumerate(found.of_theme(largest))}
    yield "rename", {"theme": largest, "label": "As we call it"}
    yield "hide_theme", {"theme": largest}
    yield "approve_quote", {"comment": inside[0]}
    yield "hide_quote", {"comment": inside[1]}
    yield "move", {"comment": inside[2], "from": largest, "to": next_one}
    yield "move", {"comment": outside[0], "from": "", "to": next_one}
    yield "new_theme", {"label": "Our own", "comments": [*inside[3:20], *outside[1:20]]}
    yield "split", {"theme": largest, "label-a": "One", "label-b": "Other", **sides}
    yield "merge", {"theme": next_one, "into": largest}


def decided(member: Member) -> Iterator[tuple[float, str]]:
    """Take every kind of decision and take it back; then once more with all others standing. Yield the time of each in ms."""

    def sent(address: str, fields: dict) -> float:
        started = time.process_time()
        answer = member.post(f"/team/cycles/1/{address}", fields)
        taken = time.process_time() - started
        with connected():
            assert reviewing.last(1)[1] == number + 1, answer.text
        return 1000 * taken

    def undo(what: str) -> tuple[float, str]:
        return sent("decisions/undo", {"decided": str(number)}), f"undo {what}"

    with connected():
        kinds, number = list(decisions()), reviewing.last(1)[1]
    for kind, fields in kinds:
        yield sent("decisions", {"kind": kind, **fields}), kind
        number += 1
        yield undo(kind)
        number += 1
    for kind, fields in kinds[:-2]:
        sent("decisions", {"kind": kind, **fields})
        number += 1
    kind, fields = kinds[-1]
    yield sent("decisions", {"kind": kind, **fields}), f"{kind}, others standing"
    number += 1
    yield sent("decisions", {"kind": "rename", "theme": fields["into"], "label": "Again"}), "rename, a merge standing"
    number += 1
    yield undo("rename, a merge standing")


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
            "theme_id": theme_of_most(),
        }
        started = time.process_time()
        member.get("/team/cycles/1/search?q=bus")
        print(f"{time.process_time() - started:8.1f} s for the first search after the worker's start")
        found = [(*timed(member, address), endpoint, address) for endpoint, address in sorted(addresses(app, places))]
        taken_by = list(decided(member))
    for taken, status, endpoint, address in sorted(found, reverse=True):
        print(f"{taken:8.0f} ms {status} {endpoint:32} {address}{'  over' if taken > LIMIT else ''}")
    over = [each for each in found if each[0] > LIMIT]
    for taken, kind in taken_by:
        print(f"{taken:8.0f} ms POST {kind}")
    print(f"{len(found)} pages at {statements:,} statements, {len(over)} over {LIMIT} ms")
    return min(1, len(over))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
