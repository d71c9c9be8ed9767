"""Opposite wishes in one theme: shown as such, with both sides, and never averaged into one wording.

Two ways to see them, both in any language: statements that ask for opposite things (`data/opposites.json`, written for
this project, teaches a small linear head on the encoder's vectors), and those that want a thing, or more of it, beside
those that want an end to the same thing (the stances that folding looks at anyway). `python -m
tests.evals.opposites` measures the first.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis import school_voice
from app.analysis.coding import Coding
from app.analysis.ports import Encoder
from app.analysis.school import learn_school_talk
from app.analysis.themes import Quote
from app.planning.revision import Opposition, Side
from app.planning.stance import STANCES

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

SURE = 0.5  # share from which a statement is on a side
FEWEST = 3  # comments on each side
MINORITY = 0.2  # of both sides together: fewer are an exception, not a side
MOST_QUOTES = 12  # of each side: more than a page shows, since not all will be approved
NO_SIDE = ("", "")
_STRENGTH = 10.0  # how closely the head follows its exemplars
_PER_CODE = 2  # exemplars of each code that take no side, in English and Spanish
_WANTED, _UNWANTED = ("praise", "more"), "reject"
Voice = tuple[Coding, str]  # with its audience, '' when it is not known


@lru_cache(maxsize=1)
def axes() -> dict[str, dict[str, Any]]:
    """Return what people can want opposite things about: {axis: {code, more, less, neither}}."""
    text = resources.files("app.planning").joinpath("data", "opposites.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


def sides(meaning: np.ndarray, encoder: Encoder) -> list[tuple[str, str]]:
    """Return (axis, ``more`` or ``less``) for each statement, NO_SIDE where it takes none or none for sure.

    `meaning` are unit vectors without language around the middle of school life, shape (n, dimensions).
    """
    if not len(meaning):
        return []
    head = _learn(encoder)
    shares = head.predict_proba(meaning)
    best = shares.argmax(axis=1)
    names = [tuple(str(name).split("/")) for name in head.classes_]
    return [
        (names[at][0], names[at][1]) if shares[row, at] >= SURE and names[at][0] else NO_SIDE
        for row, at in enumerate(best)
    ]


def oppose(voices: Sequence[Voice], meaning: np.ndarray, wants: np.ndarray, encoder: Encoder) -> Opposition | None:
    """Return the opposite wishes of one theme's `voices` that most speak of, or None.

    `meaning` is (voices, dimensions), `wants` their shares of STANCES, (voices, stances).
    """
    groups: dict[tuple[str, str], dict[str, list[Voice]]] = {}
    for voice, (axis, side) in zip(voices, sides(meaning, encoder), strict=True):
        if axis:
            groups.setdefault((axis, axes()[axis]["code"]), {}).setdefault(side, []).append(voice)
    for voice, want in zip(voices, wants, strict=True):
        side = _wish(want)
        if side and voice[0].code:
            groups.setdefault(("", voice[0].code), {}).setdefault(side, []).append(voice)
    found = [key for key, both in groups.items() if _is_opposition(both)]
    if not found:
        return None
    # What they ask for says more than that some are for and some against something.
    axis, code = max(found, key=lambda key: (bool(key[0]), sum(map(len, groups[key].values()))))
    both = groups[axis, code]
    return Opposition(axis, code, _side("more", both["more"]), _side("less", both["less"]))


def _wish(want: np.ndarray) -> str:
    at = int(want.argmax())
    if want[at] < SURE:
        return ""
    return "more" if STANCES[at] in _WANTED else "less" if STANCES[at] == _UNWANTED else ""


def _is_opposition(both: Mapping[str, Sequence[Voice]]) -> bool:
    smaller, larger = sorted((len(both.get("more", ())), len(both.get("less", ()))))
    return smaller >= max(FEWEST, MINORITY * (smaller + larger))


def _side(key: str, voices: Sequence[Voice]) -> Side:
    audiences = Counter(audience for _coding, audience in voices if audience)
    quoted = [coding for coding, _audience in voices if not coding.safety][:MOST_QUOTES]
    quotes = tuple(Quote(each.comment_id, each.redacted_text, each.language) for each in quoted)
    return Side(key, len(voices), dict(audiences.most_common()), quotes)


@lru_cache(maxsize=2)
def _learn(encoder: Encoder) -> "LogisticRegression":
    told: list[tuple[str, str]] = []
    for axis, of in axes().items():
        told += [(f"{axis}/{side}", text) for side in ("more", "less") for text in of[side]]
        told += [("/", text) for text in of["neither"]]
    told += [("/", text) for text in _of_no_side()]
    vectors = learn_school_talk(encoder).meaning(encoder.encode([text for _name, text in told]))
    from sklearn.linear_model import LogisticRegression  # takes a second to load, and most processes never learn

    head = LogisticRegression(C=_STRENGTH, max_iter=3000, class_weight="balanced")
    return head.fit(vectors, [name for name, _text in told])


def _of_no_side() -> list[str]:
    taken: Counter = Counter()
    found = []
    for each in school_voice.exemplars(("en", "es")):
        taken[each.language, each.code] += 1
        if taken[each.language, each.code] <= _PER_CODE:
            found.append(each.text)
    return found
