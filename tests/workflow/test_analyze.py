"""An analysis run: people's decisions survive the next one, and a failed or killed one can be started again."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app import store
from app.adapters.encoder import FolderEncoder
from app.analysis.ports import Progress, no_progress
from app.config import Settings
from app.jobs import Jobs, init_app
from app.store import cycles, responses, runs
from app.store.database import connected
from app.store.writer import ResponseWriter
from app.workflow import analyze, collect, prepare
from tests.analysis.fakes import fast_engines
from tests.small_encoder import small_encoder

WORDS = ("the bus is late every morning", "lunch is too short to eat", "the counselor listens to my child")


@pytest.fixture
def cycle_id(tmp_path: Path):  # type: ignore[no-untyped-def]
    settings = Settings(tmp_path, "secret" * 8, testing=True)
    store.init_app(settings)
    with connected():
        cycle_id = prepare.create_cycle({"en": "Spring"}, "2026", "spring")
        prepare.save_points(
            cycle_id, [{"key": "p", "kind": "success", "title": {"en": "Welcome"}, "text": {"en": "x"}}]
        )
        prepare.open_cycle(cycle_id)
        wave = cycles.waves(cycle_id)[0]
        with ResponseWriter(settings) as writer:
            for n in range(24):
                collect.accept(
                    wave, collect.Arrival("en"), {"was_hard": f"{WORDS[n % 3]} in week {n}"}, f"key-{n}", writer
                )
        yield cycle_id


class Broken:
    """An encoder whose model is not there."""

    version = "broken"

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        raise RuntimeError("no model")


def jobs(tmp_path: Path) -> Jobs:
    made = init_app(Settings(tmp_path, "secret" * 8, testing=True))
    made.engines = fast_engines
    return made


def test_what_people_decided_survives_the_next_run(cycle_id: int, tmp_path: Path) -> None:
    jobs(tmp_path).analyze(analyze.request(cycle_id))
    before = runs.reviewed(cycle_id)
    assert before and before.themes
    theme = before.themes[0]
    comment = next(coding.comment_id for coding in before.codings if theme.id in coding.themes)
    analyze.decide(cycle_id, "rename", {"theme": theme.id, "label": "As we call it"}, "sel@larkspur.example")
    analyze.decide(cycle_id, "approve_quote", {"comment": comment}, "sel@larkspur.example")
    jobs(tmp_path).analyze(analyze.request(cycle_id))
    after = runs.reviewed(cycle_id)
    assert after and runs.latest(cycle_id).id == 2  # type: ignore[union-attr]
    assert "As we call it" in {each.label for each in after.themes}
    assert comment in after.approved and after.unapplied == ()


def test_what_people_decided_survives_a_change_of_the_encoder(cycle_id: int, tmp_path: Path) -> None:
    other = small_encoder(tmp_path / "own")
    jobs(tmp_path).analyze(analyze.request(cycle_id))
    before = runs.reviewed(cycle_id)
    assert before
    for theme in before.themes:
        analyze.decide(cycle_id, "rename", {"theme": theme.id, "label": f"Our {theme.id}"}, "sel@larkspur.example")
    changed = jobs(tmp_path)
    changed.engines = lambda: dataclasses.replace(fast_engines(), encoder=FolderEncoder(other))
    changed.analyze(analyze.request(cycle_id))
    after = runs.reviewed(cycle_id)
    assert after and runs.latest(cycle_id).encoder.startswith("own-")  # type: ignore[union-attr]
    kept = [theme for theme in after.themes if theme.label == f"Our {theme.id}"]
    assert kept and len(after.unapplied) == len(before.themes) - len(kept)


def test_every_comment_is_in_the_run_coded_or_with_a_reason(cycle_id: int, tmp_path: Path) -> None:
    jobs(tmp_path).analyze(analyze.request(cycle_id))
    kept = runs.analysis(1)
    assert {coding.comment_id for coding in kept.codings} == {comment.id for comment in responses.comments(cycle_id)}
    assert all(coding.themes or coding.uncoded for coding in kept.codings)


def test_a_run_that_fails_says_so_and_can_be_started_again(cycle_id: int, tmp_path: Path) -> None:
    run_id = analyze.request(cycle_id)
    engines = dataclasses.replace(fast_engines(), encoder=Broken())
    with pytest.raises(RuntimeError):
        analyze.run(run_id, engines)
    assert runs.get(run_id).state == "failed"
    assert runs.latest_done(cycle_id) is None
    again = analyze.request(cycle_id)
    assert again != run_id
    analyze.run(again, fast_engines())
    assert runs.latest_done(cycle_id).id == again  # type: ignore[union-attr]


def test_a_run_that_a_killed_worker_left_is_taken_up_again(cycle_id: int, tmp_path: Path) -> None:
    run_id = analyze.request(cycle_id)
    runs.mark(run_id, state="running", done=3, of=24)
    assert analyze.request(cycle_id) == run_id  # nobody starts a second one beside it
    assert jobs(tmp_path).resume() == 1
    assert runs.get(run_id).state == "done"
