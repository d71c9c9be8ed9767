"""A theme is split in two by what its comments mean."""

import numpy as np

from app.analysis.coding import Coding
from app.analysis.meanings import Meanings
from app.analysis.splitting import propose_split
from tests.analysis.fakes import fast_engines

SAID = {"1": "the bus is late", "2": "late bus no lunch", "3": "the bus is late again", "4": "good food"}


def read(comments) -> list[Coding]:
    return [Coding(each, "en", ("day",), 0.0, SAID.get(each, "the bus is late")) for each in comments]


def test_a_proposed_split_shares_out_every_comment_of_the_theme() -> None:
    parts = propose_split(list(SAID), read, fast_engines())
    assert sorted(each for part in parts for each in part.comments) == list(SAID)
    together = next(part.comments for part in parts if "1" in part.comments)
    assert "3" in together and "4" not in together
    assert all(part.label for part in parts)
    assert propose_split(["1"], read, fast_engines()) == ()


def test_comments_that_all_say_the_same_still_make_two_parts() -> None:
    parts = propose_split([f"c{n}" for n in range(6)], read, fast_engines())
    assert [len(part.comments) for part in parts] == [3, 3]


def test_of_many_comments_only_those_are_read_that_name_the_parts_and_what_stands_between_comes_first() -> None:
    turn = np.linspace(0, np.pi / 2, 3_000)  # from one meaning to the other
    vectors = np.stack([np.cos(turn), np.sin(turn)], axis=1).astype(np.float16)
    ids = tuple(f"c{n:04}" for n in range(len(turn)))
    seen: list[str] = []

    def noting(comments) -> list[Coding]:
        seen.extend(comments)
        return read(comments)

    parts = propose_split(ids, noting, fast_engines(), Meanings(ids, vectors, np.arange(len(ids)), ""))
    assert len(seen) == 80
    for part in parts:
        places = [int(comment[1:]) for comment in part.comments]
        assert abs(places[0] - 1_500) < 50 < abs(places[-1] - 1_500)
