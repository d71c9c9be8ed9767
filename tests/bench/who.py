"""``python -m tests.bench.who``: the pages about who says what, with 100,000 comments: each must take at most 100 ms of a core.

Another number of comments may be given. Figures are counted by the worker; how long that takes is told, and not bounded.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.analysis.coding import Coding
from app.analysis.themes import Analysis, Theme
from app.store import estimates, runs
from app.store.database import connected, database
from app.store.tables import Answer, Enrolment, Response, School, Wave
from app.workflow import estimate
from tests.small_district import LANGUAGES, founded, settings_in
from tests.small_team import signed_in

COMMENTS, THEMES, SCHOOLS, _BATCH = 100_000, 22, 60, 2_000
MOST = 0.1  # seconds
TIMES = 7


def filled(many: int) -> None:
    """Let so many people have written a comment each, and an analysis have found 22 themes."""
    chance, codings = random.Random(1), []
    schools = [f"School {at}" for at in range(SCHOOLS)]
    for at, name in enumerate(schools):
        School.create(name=name, position=at)
        for audience in ("families", "students", "staff"):
            Enrolment.create(audience=audience, school=name, people=max(many // SCHOOLS, 20))
    waves = list(Wave.select())
    for start in range(0, many, _BATCH):
        rows, given = [], []
        for _at in range(min(_BATCH, many - start)):
            key, tag, school = f"{chance.getrandbits(256):064x}", chance.choice(LANGUAGES), chance.choice(schools)
            rows.append((key, chance.choice(waves).id, tag, "web", "2026-05-12T14", "x", 1, ""))
            given += [(key, "was_hard", "The bus is late"), (key, "school", school)]
            themes = {
                f"about-{min(int(chance.expovariate(0.2)), THEMES - 1)}" for _each in range(chance.choice((1, 1, 2)))
            }
            codings.append(Coding(f"{key}.was_hard", tag, tuple(themes), 0.1, f"Text {key}", margin=chance.random()))
        fields = [Response.id, Response.wave, Response.language, Response.channel, Response.hour, Response.content,
                  Response.version, Response.batch]  # fmt: skip
        with database.atomic():
            for part in range(0, len(rows), 500):
                Response.insert_many(rows[part : part + 500], fields).execute()
            for part in range(0, len(given), 500):
                Answer.insert_many(given[part : part + 500], [Answer.response, Answer.item, Answer.value]).execute()
    run = runs.add(1)
    found = tuple(Theme(f"about-{at}", f"Theme {at}", (), 0, 0.0, 0.0) for at in range(THEMES))
    runs.keep(run.id, Analysis(tuple(codings), found))
    runs.mark(run.id, state="done", finished=runs.now())


def main(many: int = COMMENTS) -> None:
    """Count, open each page, and fail when one takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        app = founded(settings_in(Path(folder)))
        with connected():
            filled(many)
            start = time.process_time()
            estimate.refresh(1, 10)
            print(f"{many:,} comments counted in {time.process_time() - start:.1f} s")
            of_school = len(estimates.voices(1, "about-0", "audience", "families"))
        member, slow = signed_in(app), []
        comments = "/team/cycles/1/themes/about-0/who/comments?by=audience&group=families"
        for address in (
            "/team/cycles/1/who", "/team/cycles/1/who?by=school", "/team/cycles/1/who?by=language",
            "/team/cycles/1/themes/about-0/who", comments, f"{comments}&page={of_school // 50}", "/team/district/people",
        ):  # fmt: skip
            taken = []
            for _each in range(TIMES):
                start = time.process_time()  # what else runs on the machine is left out
                assert member.get(address).status_code == 200, address
                taken.append(time.process_time() - start)
            middle = statistics.median(taken)
            print(f"{middle * 1000:6.0f} ms  {address}")
            slow += [address] * (middle > MOST)
    if slow:
        sys.exit(f"slower than {MOST * 1000:.0f} ms: {', '.join(slow)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
