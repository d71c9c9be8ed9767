"""The analysis as it ships, on the example district: the figures that must not fall."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from tests.evals.score import EXAMPLE, baseline, read_district
from tests.evals.scoring import figures
from tests.evals.stability import remembering

LOWER_IS_BETTER = "language_nmi"


@pytest.fixture(scope="module")
def district():
    return read_district(EXAMPLE)


@pytest.fixture(scope="module")
def engines():
    return remembering(bundled_engines())


def test_themes_reach_across_languages_and_beat_the_baseline(district, engines):
    comments, gold, codebook = district
    ours = figures(gold, analyze_comments(comments, engines).codings)
    theirs = figures(gold, baseline(comments, len(codebook)))
    assert ours[LOWER_IS_BETTER] <= 0.05
    assert ours["coverage"] >= 0.97
    assert ours["v_measure"] >= 0.60 and ours["bcubed_f1"] >= 0.53 and ours["worst_language"] >= 0.42
    assert ours["uncodable_f1"] >= 0.70 and ours["sentiment_f1"] >= 0.70
    for figure in (
        "v_measure",
        "bcubed_f1",
        "worst_language",
        "uncodable_f1",
        "language_id",
        "sentiment_f1",
        "pii_recall",
    ):
        assert ours[figure] > theirs[figure], figure


@pytest.mark.parametrize("folder", [EXAMPLE, Path(__file__).parent / "larkspur"], ids=["cedar_valley", "larkspur"])
def test_the_fast_path_misses_no_danger_and_loses_little(engines, folder):
    comments, gold, _codebook = read_district(folder)
    student = bundled_engines(fast_path="always").student
    exact = figures(gold, analyze_comments(comments, engines).codings)
    fast = figures(gold, analyze_comments(comments, replace(engines, student=student, student_above=0)).codings)
    assert fast["safety_recall"] == exact["safety_recall"] == 1
    assert fast["bcubed_f1"] >= 0.9 * exact["bcubed_f1"]


def test_a_codebook_is_followed(district, engines):
    comments, gold, codebook = district
    found = analyze_comments(comments, engines, codebook)
    assert figures(gold, found.codings)["first_theme"] >= 0.74
    codes = {code.id for code in codebook}
    first = [coding.themes[0] in codes for coding in found.codings if coding.themes]
    assert sum(first) >= 0.95 * len(first)


def test_what_half_a_codebook_does_not_have_is_explored(district, engines):
    comments, gold, codebook = district
    half = codebook[::2]
    found = {coding.comment_id: coding for coding in analyze_comments(comments, engines, half).codings}
    left = {True: [], False: []}
    for each in gold:
        if each["themes"] and found[each["id"]].themes:
            known = bool({code.id for code in half} & set(each["themes"]))
            left[known].append(found[each["id"]].themes[0] not in {code.id for code in half})
    assert sum(left[False]) / len(left[False]) >= 0.5 > 3 * sum(left[True]) / len(left[True]) - 0.1


def test_moved_comments_teach_the_others_in_other_languages_too(district, engines):
    comments, gold, codebook = district
    theme = "lunch_cafeteria"
    of = {each["id"]: set(each["themes"]) for each in gold}
    moved = [each for each in gold if theme in of[each["id"]] and each["language"] == "en"][:10]
    named = tuple(
        replace(code, label="Thing 7", definition="What we call thing 7", examples=()) if code.id == theme else code
        for code in codebook
    )

    def right(taught):
        found = analyze_comments(comments, engines, named, taught=taught).codings
        others = [c for c in found if theme in of[c.comment_id] and c.language != "en" and c.themes]
        return sum(theme in c.themes for c in others) / len(others)

    assert right({theme: [each["text"] for each in moved]}) >= right({}) + 0.3


def test_the_same_comments_give_the_same_and_a_few_more_change_little(district, engines):
    comments, _gold, _codebook = district
    first = analyze_comments(comments, engines)
    assert analyze_comments(comments, engines) == first
    fewer = {coding.comment_id: coding.themes[:1] for coding in analyze_comments(comments[:-5], engines).codings}
    same = [fewer[c.comment_id] == c.themes[:1] for c in first.codings if c.comment_id in fewer]
    assert sum(same) >= 0.95 * len(same)


def test_a_text_means_the_same_whatever_else_is_in_its_batch():
    encoder = bundled_engines().encoder
    texts = ["the 7:10 never shows up", "校车又没来", "My counselor really listens. " * 20]
    assert np.allclose(encoder.encode(texts), [encoder.encode([text])[0] for text in texts], atol=1e-4)
