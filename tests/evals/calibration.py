"""Whether what the analysis is sure of is so: expected calibration error (Naeini et al. 2015) on a district with gold codings.

How far shares are believed was learned from held-out statements of the codebook, never from a district. A family of codes is
right for a comment when most of the other comments that it was given to have that gold theme.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.analysis import school_voice
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.matching import theme_of_family
from app.analysis.ports import Engines, no_progress
from app.analysis.preparation import prepare
from app.analysis.school import SchoolTalk, learn_school_talk
from app.analysis.sureness import chances

BINS = 10
SIGNS = np.array([school_voice.SENTIMENT[stance] for stance in school_voice.STANCES])


def calibration(
    comments: Sequence[Comment], gold: Sequence[Mapping[str, Any]], codings: Sequence[Coding], engines: Engines
) -> dict[str, float]:
    """Return the errors of the first theme and of the feeling of comments, as the heads say and as they are believed."""
    school = learn_school_talk(engines.encoder)
    prepared = prepare(comments, engines, no_progress)
    vectors = engines.encoder.encode([" ".join(each.statements) for each in prepared])
    nothing = np.zeros((0, vectors.shape[1]), np.float32)
    languages = [each.language for each in prepared]
    placed, _ = school.place_comments(vectors, languages, nothing, np.zeros(0, int))
    families = placed.codes @ school_voice.members()
    return {
        f"{name} {how}": value
        for how, of_families, of_stances in (
            ("raw", 1.0, 1.0),
            ("calibrated", school.family_sureness, school.stance_sureness),
        )
        for name, value in (
            *_of_themes(chances(families, of_families), gold, codings).items(),
            *_of_feelings(chances(placed.stances, of_stances), gold).items(),
        )
    } | _sureness(school)


def expected_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Return the mean distance of sureness and share of right ones over ten steps of sureness, each by its size."""
    steps = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(
        sum(abs(sure[steps == step].mean() - right[steps == step].mean()) * (steps == step).mean() for step in set(steps))
    )


def _of_themes(
    shares: np.ndarray, gold: Sequence[Mapping[str, Any]], codings: Sequence[Coding]
) -> dict[str, float]:
    columns = {theme_of_family(family): at for at, family in enumerate(school_voice.families())}
    found = {coding.comment_id: coding for coding in codings}
    first = [(found[each["id"]].themes or ("",))[0] for each in gold]
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for each, theme in zip(gold, first, strict=True):
        given[theme].update(each["themes"][:1])
    rows = [row for row, each in enumerate(gold) if each["themes"] and first[row] in columns]
    right = [_mostly(given[first[row]], gold[row]["themes"][0]) in gold[row]["themes"] for row in rows]
    sure = shares[rows, [columns[first[row]] for row in rows]]
    return {"ece theme": expected_error(sure, np.array(right)), "sure theme": float(sure.mean()), "right theme": float(np.mean(right))}


def _mostly(given: Counter[str], own: str) -> str | None:
    others = given - Counter([own])
    return max(sorted(others), key=others.__getitem__) if others else None


def _of_feelings(shares: np.ndarray, gold: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    signs = np.stack([shares[:, SIGNS == sign].sum(axis=1) for sign in (-1, 0, 1)], axis=1)
    right = signs.argmax(axis=1) - 1 == np.array([each["sentiment"] for each in gold])
    return {
        "ece feeling": expected_error(signs.max(axis=1), right),
        "sure feeling": float(signs.max(axis=1).mean()),
        "right feeling": float(right.mean()),
    }


def _sureness(school: SchoolTalk) -> dict[str, float]:
    return {"believed family": school.family_sureness, "believed stance": school.stance_sureness}
