"""The analysis as it ships, on the example district: the figures that must not fall."""

import pytest

from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from tests.evals.score import EXAMPLE, baseline, read_district
from tests.evals.scoring import figures

LOWER_IS_BETTER = "language_nmi"


@pytest.fixture(scope="module")
def district():
    return read_district(EXAMPLE)


@pytest.fixture(scope="module")
def engines():
    return bundled_engines()


def test_themes_reach_across_languages_and_beat_the_baseline(district, engines):
    comments, gold, codebook = district
    ours = figures(gold, analyze_comments(comments, engines).codings)
    theirs = figures(gold, baseline(comments, len(codebook)))
    assert ours[LOWER_IS_BETTER] < 0.10
    assert ours["coverage"] >= 0.97
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


def test_a_codebook_is_followed(district, engines):
    comments, gold, codebook = district
    found = analyze_comments(comments, engines, codebook)
    assert figures(gold, found.codings)["first_theme"] >= 0.43
    assert all(theme.code for theme in found.themes)
