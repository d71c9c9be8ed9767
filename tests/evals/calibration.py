"""Whether what the analysis is sure of is so: expected calibration error (Naeini et al. 2015).

Of themes, nothing was fitted to the districts' gold codings, and no temperature is set. `held_out.tsv` has 111 statements of one
thing each, written apart by a language model and never taught. Shares of themes are not shown as chances anywhere; as long as districts
differ so, they stay as they are: the mean of voices that err in different places (`app.analysis.school`), too careful rather than too
sure. How a statement is meant is told with a chance (`app.analysis.sentiment.calibrated`), and that chance is measured here.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.analysis import school_voice
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.matching import theme_of_family
from app.analysis.ports import Engines, no_progress
from app.analysis.preparation import prepare
from app.analysis.school import learn_school_talk
from app.analysis.sentiment import calibrated, weigh_stances

HELD_OUT = Path(__file__).with_name("held_out.tsv")
STEPS = 10
SIGNS = np.array([school_voice.SENTIMENT[stance] for stance in school_voice.STANCES])


def calibration_of_district(
    comments: Sequence[Comment], gold: Sequence[Mapping[str, Any]], codings: Sequence[Coding], engines: Engines
) -> dict[str, float]:
    """Return the errors of first themes and feelings, beside how sure they are and how often right, all 0..1.

    The gold themes are not the codebook's: a family is right for a comment when most of the other comments that it was
    given to first have that gold theme.
    """
    school = learn_school_talk(engines.encoder)
    prepared = prepare(comments, engines, no_progress)
    vectors = engines.encoder.encode([" ".join(each.statements) for each in prepared])
    placed, no_parts = school.place(vectors), school.place_parts(vectors[:0], vectors[:0])
    school.fit_to_all(placed, [each.language for each in prepared], no_parts, np.zeros(0, int))
    rows, columns, right = _first_families(gold, codings)
    sure = (placed.codes @ school_voice.members())[rows, columns]
    said = [each.comment for each in prepared], [each.language for each in prepared]
    stances = calibrated(weigh_stances(*said, placed.stances), school.belief)
    return _told("theme", sure, right) | _feelings(stances, [each["sentiment"] for each in gold])


def calibration_of_held_out(engines: Engines) -> dict[str, float]:
    """Return the same for the held-out statements, by the codebook's own families."""
    with HELD_OUT.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    school = learn_school_talk(engines.encoder)
    placed = school.place(engines.encoder.encode([each["text"] for each in told]))
    names = list(school_voice.families())
    family = {code.id: names.index(code.family) for code in school_voice.codes()}
    shares = placed.codes @ school_voice.members()
    right = shares.argmax(axis=1) == np.array([family[each["code"]] for each in told])
    stances = calibrated(placed.stances, school.belief)
    meant = stances.argmax(axis=1) == np.array([school_voice.STANCES.index(each["stance"]) for each in told])
    return (
        _told("theme", shares.max(axis=1), right)
        | _told("stance", stances.max(axis=1), meant)
        | _feelings(stances, [school_voice.SENTIMENT[each["stance"]] for each in told])
    )


def expected_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Return the mean distance of sureness and share of right ones over ten steps of sureness, each by its size."""
    step_of = np.minimum((sure * STEPS).astype(int), STEPS - 1)
    return float(
        sum(
            abs(sure[step_of == step].mean() - right[step_of == step].mean()) * (step_of == step).mean()
            for step in np.unique(step_of)
        )
    )


def _told(of: str, sure: np.ndarray, right: np.ndarray) -> dict[str, float]:
    return {
        f"{of}_ece": expected_error(sure, right),
        f"{of}_sure": float(sure.mean()),
        f"{of}_right": float(right.mean()),
    }


def _first_families(
    gold: Sequence[Mapping[str, Any]], codings: Sequence[Coding]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows that were given a family, which one as a column, and whether it is right."""
    columns = {theme_of_family(family): at for at, family in enumerate(school_voice.families())}
    found = {coding.comment_id: coding for coding in codings}
    first = [(found[each["id"]].themes or ("",))[0] for each in gold]
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for each, theme in zip(gold, first, strict=True):
        given[theme].update(each["themes"][:1])
    rows = [row for row, each in enumerate(gold) if each["themes"] and first[row] in columns]
    right = [_most_of_others(given[first[row]], gold[row]["themes"][0]) in gold[row]["themes"] for row in rows]
    return np.array(rows), np.array([columns[first[row]] for row in rows]), np.array(right)


def _most_of_others(given: Counter[str], own: str) -> str | None:
    others = given - Counter([own])
    return max(sorted(others), key=others.__getitem__) if others else None


def _feelings(stances: np.ndarray, gold: Sequence[int]) -> dict[str, float]:
    signs = np.stack([stances[:, sign == SIGNS].sum(axis=1) for sign in (-1, 0, 1)], axis=1)
    return _told("feeling", signs.max(axis=1), signs.argmax(axis=1) - 1 == np.array(gold))
