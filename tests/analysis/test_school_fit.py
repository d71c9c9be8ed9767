"""What the codebook taught is fitted to a district: what is spoken of there, what a language adds, what is too small."""

import numpy as np
import pytest

from app.adapters.cluster import LeidenClusterer
from app.analysis import school_voice, typical
from app.analysis.evening import MOST, fitted, fitting
from app.analysis.grouping import Voices, group_comments
from app.analysis.school import Placed
from app.analysis.typical import find_typical

FAMILIES = list(school_voice.families())
USUAL = np.full(4, 0.25)


def _speaking(of: list[int], sure: float = 0.7) -> np.ndarray:
    shares = np.full((len(of), 4), (1 - sure) / 3)
    shares[np.arange(len(of)), of] = sure
    return shares


def test_what_a_district_speaks_of_much_is_believed_where_it_is_in_doubt() -> None:
    shares = np.vstack([_speaking([0] * 200), [[0.4, 0.45, 0.1, 0.05]]])
    weights = fitting(shares, USUAL, ["en"] * 201, np.ones(201))
    assert fitted(shares, weights)[-1].argmax() == 0
    assert np.allclose(fitted(shares, weights).sum(axis=1), 1)


def test_what_only_few_speak_of_is_not_drowned() -> None:
    shares = np.vstack([_speaking([0] * 100_000), _speaking([3], 0.85)])
    weights = fitting(shares, USUAL, ["en"] * len(shares), np.ones(len(shares)))
    assert fitted(shares, weights)[-1].argmax() == 3
    assert (weights[:, 0] <= MOST * MOST).all()


def test_a_language_that_is_always_taken_for_the_same_is_evened() -> None:
    """Everything is spoken of in four languages, and in one of them the encoder sees the same family in all comments."""
    of = [0, 1, 2, 3] * 10
    read = _speaking(of * 3)
    unread = np.vstack([np.eye(4)[each] * 0.3 + np.array([0.5, 0.1, 0.05, 0.05]) for each in of])
    languages = [tag for tag in ("en", "es", "vi", "xx") for _ in of]
    weights = fitting(np.vstack([read, unread]), USUAL, languages, np.ones(160))
    before, after = unread.argmax(axis=1), fitted(unread, weights[120:]).argmax(axis=1)
    assert (before == of).mean() == 0.25 and (after == of).mean() > 0.5


def test_the_only_comment_of_a_language_does_not_speak_against_itself() -> None:
    shares = _speaking([0, 1, 2, 3] * 10 + [2])
    alone = fitting(shares, USUAL, ["en"] * 40 + ["so"], np.ones(41))
    among = fitting(shares, USUAL, ["en"] * 41, np.ones(41))
    assert np.allclose(alone[-1] / alone[-1].sum(), among[-1] / among[-1].sum(), atol=0.03)


def test_a_text_is_near_to_a_class_by_any_of_its_typical_statements() -> None:
    axes = np.eye(8, dtype=np.float32)
    found = find_typical(np.repeat(axes[:6], 5, axis=0), ["a"] * 20 + ["b"] * 10, ["a", "b"], 4)
    assert found.each.tolist() == [4, 2] and found.stands_for.tolist() == [5] * 6
    assert found.shares(axes[:6]).argmax(axis=1).tolist() == [0, 0, 0, 0, 1, 1]
    again = typical.from_arrays(found.arrays("x"), "x")
    assert again.classes == ("a", "b")
    assert np.allclose(again.shares(axes), found.shares(axes), atol=0.01)


@pytest.mark.parametrize(("others", "is_theme"), [(200, False), (20, True)])
def test_two_comments_are_a_theme_where_there_are_few_and_not_among_hundreds(others: int, is_theme: bool) -> None:
    groups, memberships = group_comments(_voices(["transport"] * others + ["food"] * 2), None, LeidenClusterer())
    first = [groups[each.groups[0]].family for each in memberships]
    assert (first[-1] == "food") == is_theme and first[0] == "transport"


def test_a_family_that_people_moved_comments_to_stays_a_theme() -> None:
    voices = _voices(["transport"] * 200 + ["food"] * 2)
    shown = {"food": voices.comments.features[-1:]}
    groups, memberships = group_comments(voices, None, LeidenClusterer(), shown)
    assert groups[memberships[-1].groups[0]].family == "food"


def _voices(spoken: list[str]) -> Voices:
    """Return comments that speak clearly of these families, and a little of another."""
    member = school_voice.members()
    codes = np.full((len(spoken), len(member)), 0.2 / len(member), np.float32)
    for row, family in enumerate(spoken):
        codes[row, member[:, FAMILIES.index(family)].argmax()] += 0.6
        codes[row, member[:, FAMILIES.index("time")].argmax()] += 0.2
    features = np.eye(len(FAMILIES), 16, dtype=np.float32)[[FAMILIES.index(family) for family in spoken]]
    features = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-9)
    nothing = np.zeros((len(spoken), 1), np.float32)
    placed = Placed(features, codes, nothing, nothing, nothing)
    return Voices(placed, ["en"] * len(spoken), placed.rows(np.zeros(0, int)), np.zeros(0, int))
