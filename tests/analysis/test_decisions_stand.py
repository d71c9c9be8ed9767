"""Two hundred random decisions, and a re-run on five percent more comments that codes some of the old ones otherwise."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.analysis.coding import Coding
from app.analysis.following import follow
from app.analysis.meanings import Meanings
from app.analysis.review import Decision, apply_decisions, objection, replay, standing
from app.analysis.themes import Analysis, Quote, Theme
from tests.analysis.random_decisions import any_decision

MANY, COMMENTS, THEMES = 200, 60, 8


def analysis_of(codings: Sequence[Coding], themes: Sequence[str], vectors: np.ndarray) -> Analysis:
    meanings = Meanings(
        tuple(each.comment_id for each in codings), vectors[: len(codings)], np.arange(len(codings)), "codebook"
    )
    found = [Theme(each, each.title(), (), 0, 0.0, 0.0, (Quote("c0", "said", "en"),)) for each in themes]
    return Analysis(tuple(codings), tuple(found), meanings)


def coded(number: int, chance: random.Random) -> Coding:
    themes = tuple(chance.sample([f"t{n}" for n in range(THEMES)], chance.choice([0, 1, 1, 1, 2])))
    return Coding(
        f"c{number}", "en", themes, 0.0, f"What person {number} said about it", uncoded=None if themes else "too_short"
    )


def rerun(first: Analysis, decisions: list[Decision], vectors: np.ndarray, chance: random.Random) -> Analysis:
    """Code one comment in ten otherwise, add one in twenty, and lose a theme that nobody speaks of any more."""
    lost = f"t{chance.randrange(THEMES)}"
    again = [coded(n, chance) if chance.random() < 0.1 else each for n, each in enumerate(first.codings)]
    again += [coded(COMMENTS + n, chance) for n in range(COMMENTS // 20)]
    left = [replace(each, themes=tuple(t for t in each.themes if t != lost)) for each in again]
    themes = [theme.id for theme in first.themes if theme.id != lost]
    return follow(analysis_of(left, themes, vectors), decisions, first.themes)


def objections(found: Analysis, decisions: Sequence[Decision], new: Decision) -> str:
    """Return why a decision cannot be taken after others."""
    state, _unapplied = replay(found, decisions)
    return objection(state, standing(decisions), new)


def where_people_put(decisions: Sequence[Decision]) -> dict[str, set[str]]:
    """Return the themes that people gave each comment, by a reckoning of its own."""
    given: dict[str, set[str]] = {}
    for decision in standing(decisions):
        about = decision.payload
        if decision.kind == "move":
            given[about["comment"]] = given.get(about["comment"], set()) - {about["from"]} | {about["to"]}
        elif decision.kind == "new_theme":
            for comment in about["comments"]:
                given.setdefault(comment, set()).add(about["theme"])
        elif decision.kind == "merge":
            for themes in given.values():
                if themes & set(about["themes"]):
                    themes -= set(about["themes"]) - {about["into"]}
                    themes.add(about["into"])
        elif decision.kind == "split":
            for part, its in about["parts"].items():
                for comment in its["comments"]:
                    given.setdefault(comment, set()).discard(about["theme"])
                    given[comment].add(part)
    return given


# Without shrinking: a smaller seed is no simpler.
@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(seed=st.integers(0, 2**32))
def test_every_one_of_two_hundred_decisions_stands_after_a_rerun_on_more_data(seed: int) -> None:
    chance = random.Random(seed)
    vectors = np.random.default_rng(seed).normal(size=(COMMENTS + 10, 16))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    first = analysis_of([coded(n, chance) for n in range(COMMENTS)], [f"t{n}" for n in range(THEMES)], vectors)
    decisions: list[Decision] = []
    while len(decisions) < MANY:
        reviewed = apply_decisions(first, decisions)
        new = Decision(*any_decision(reviewed, len(decisions), chance), "maria", "2026-03-01T10:00")
        if new.kind == "undo" or not objections(first, decisions, new):
            decisions.append(new)
    before = apply_decisions(first, decisions)
    after = apply_decisions(rerun(first, decisions, vectors, chance), decisions)

    assert [each for each in after.unapplied if each not in before.unapplied] == []
    names = {theme.id: theme.label for theme in after.themes}
    assert {theme.id: theme.label for theme in before.themes} == names
    assert (after.approved, after.hidden_quotes) == (before.approved, before.hidden_quotes)
    assert (after.hidden_themes, after.shortened) == (before.hidden_themes, before.shortened)
    themes = {coding.comment_id: set(coding.themes) for coding in after.codings}
    unapplied = {id(each) for each in before.unapplied}
    put = where_people_put([each for each in decisions if id(each) not in unapplied])
    assert {comment: wanted - themes[comment] for comment, wanted in put.items() if wanted - themes[comment]} == {}
    assert all(each in names for of in themes.values() for each in of)


def test_a_comment_that_came_later_follows_the_nearest_part_and_the_theme_that_was_shown() -> None:
    east, north = np.eye(2, dtype=np.float32)
    said = [Coding(each, "en", ("bus",), 0.0, each) for each in ("a", "b", "c", "d")]
    first = analysis_of(said, ["bus"], np.stack([east, east, north, north]).astype(np.float16))
    parts = {"bus-1": {"label": "Late", "comments": ["a", "b"]}, "bus-2": {"label": "Full", "comments": ["c", "d"]}}
    split = [Decision("split", {"theme": "bus", "parts": parts}, "m", "")]
    later = [
        *said,
        Coding("new", "es", ("bus",), 0.0, "nuevo"),
        Coding("other", "ar", (), 0.0, "x", uncoded="not_understood"),
    ]
    grown = analysis_of(later, ["bus"], np.stack([east, east, north, north, north, east]).astype(np.float16))
    after = apply_decisions(follow(grown, split, first.themes), split)
    assert {theme.id: theme.size for theme in after.themes} == {"bus-1": 2, "bus-2": 3}
    shown = [Decision("new_theme", {"theme": "own-1", "label": "East", "comments": ["a", "b"]}, "m", "")]
    after = apply_decisions(follow(grown, shown), shown)
    assert {each.comment_id for each in after.codings if "own-1" in each.themes} == {"a", "b", "other"}
    undone = [*shown, Decision("undo", {}, "m", "")]
    back = apply_decisions(follow(grown, shown), undone)
    assert [theme.id for theme in back.themes] == ["bus"] and back.codings[-1].uncoded == "not_understood"


@pytest.mark.parametrize(
    ("earlier", "new", "reason"),
    [
        (("merge", {"themes": ["t0"], "into": "t1"}), ("merge", {"themes": ["t0"], "into": "t2"}), "merged"),
        (("merge", {"themes": ["t0"], "into": "t1"}), ("merge", {"themes": ["t1"], "into": "t0"}), "merged"),
        (("merge", {"themes": ["t0"], "into": "t1"}), ("rename", {"theme": "t0", "label": "x"}), "merged"),
        (("move", {"comment": "c", "from": "t0", "to": "t1"}), ("move", {"comment": "c", "from": "t0", "to": "t2"}), "moved"),
        (("show_theme", {"theme": "t0"}), ("split", {"theme": "t2", "parts": {}}), "one"),
        (("show_theme", {"theme": "t0"}), ("split", {"theme": "t1", "parts": {}}), "gone"),
    ],
)  # fmt: skip
def test_of_two_who_decide_at_once_the_second_hears_what_the_first_did(earlier: tuple, new: tuple, reason: str) -> None:
    said = [
        Coding("c", "en", ("t0",), 0, "c"),
        Coding("d", "en", ("t1",), 0, "d"),
        Coding("e", "en", ("t1", "t2"), 0, "e"),
    ]
    found = analysis_of(said, ["t0", "t1", "t2"], np.eye(3, dtype=np.float16))
    assert objections(found, [Decision(*earlier, "ana", "")], Decision(*new, "ben", "")) == reason
