"""The vectors of a run on disk: what was in memory, whole or not at all, and nothing left of what was broken off."""

import os
import time
from pathlib import Path

import numpy as np

from app.analysis.analyze import analyze_comments
from app.analysis.comments import Comment
from app.store import meanings
from tests.analysis.fakes import fast_engines

COMMENTS = [Comment(str(at), f"The bus is late {at}. Lunch is cold. Nobody waits.") for at in range(30)]


def test_vectors_put_on_disk_while_they_are_made_are_those_that_memory_would_hold(tmp_path: Path) -> None:
    held = analyze_comments(COMMENTS, fast_engines()).meanings
    with meanings.room(tmp_path) as room:
        made = analyze_comments(COMMENTS, fast_engines(), room=room).meanings
        assert made is not None and isinstance(made.vectors, np.memmap)
        meanings.keep(tmp_path, 7, made)
    kept = meanings.load(tmp_path, 7)
    assert held is not None and kept is not None and len(kept.vectors) == 4 * len(COMMENTS)
    assert np.array_equal(kept.vectors, held.vectors) and np.array_equal(kept.owners, held.owners)
    assert (kept.ids, kept.codebook) == (held.ids, held.codebook)
    assert [each.name for each in (tmp_path / "meanings").iterdir()] == ["7"]


def test_what_a_killed_process_left_is_deleted_the_next_day_and_what_another_writes_is_not(tmp_path: Path) -> None:
    left, written = tmp_path / "meanings" / "writing-left", tmp_path / "meanings" / "writing-now"
    for folder in (left, written):
        folder.mkdir(parents=True)
        (folder / "vectors.npy").write_bytes(b"half of it")
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(left, (two_days_ago, two_days_ago))
    with meanings.room(tmp_path):
        pass
    assert not left.exists() and written.exists()


def test_nothing_is_kept_of_a_run_that_nobody_may_search() -> None:
    assert analyze_comments(COMMENTS, fast_engines(), room=None).meanings is None
