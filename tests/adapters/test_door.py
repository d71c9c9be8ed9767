"""The door between web server and worker: answers, and says plainly when nobody does."""

from pathlib import Path

import pytest

from app.adapters.door import Door, NobodyAnswers, ask


def double(question: dict) -> int:
    if "n" not in question:
        raise ValueError("no number")
    return 2 * question["n"]


def test_a_question_is_answered_also_after_one_that_could_not_be(tmp_path: Path) -> None:
    door = Door(tmp_path, "secret", double)
    with pytest.raises(NobodyAnswers):
        ask(tmp_path, "secret", {"m": 1})
    assert [ask(tmp_path, "secret", {"n": n}) for n in (1, 2)] == [2, 4]
    door.close()


def test_whoever_does_not_know_the_secret_is_told_nothing(tmp_path: Path) -> None:
    door = Door(tmp_path, "secret", double)
    with pytest.raises(NobodyAnswers):
        ask(tmp_path, "guessed", {"n": 1})
    assert ask(tmp_path, "secret", {"n": 1}) == 2
    door.close()


def test_a_new_worker_takes_over_and_the_old_one_takes_nothing_away_when_it_ends(tmp_path: Path) -> None:
    old, new = Door(tmp_path, "secret", double), Door(tmp_path, "secret", lambda question: "new")
    old.close()
    assert ask(tmp_path, "secret", {"n": 1}) == "new"
    new.close()
    with pytest.raises(NobodyAnswers):
        ask(tmp_path, "secret", {"n": 1})


def test_a_folder_with_a_very_long_name_has_a_door_too(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    door = Door(deep, "secret", double)
    assert ask(deep, "secret", {"n": 3}) == 6
    door.close()
