"""The table of labels, and the file in which a reader judged them."""

from app.adapters.comment_files import read_codebook
from app.analysis.codebook import Code
from app.analysis.coding import Coding
from app.analysis.themes import Analysis, Theme
from tests.evals.labels import RIGHT, labels_table, match, verdicts
from tests.evals.report import DISTRICTS
from tests.evals.results import figures_table


def found(label: str) -> Analysis:
    themes = (("a",), ("a", "b"), ("b",), ())
    codings = tuple(Coding(str(at), "en", each, 0.0, "") for at, each in enumerate(themes))
    return Analysis(codings, (Theme("a", label, (), 2, 0.5, 0), Theme("b", "Something else", (), 2, 0.5, 0)))


GOLD = [{"id": str(at), "themes": ["bus_transport"] if at < 2 else []} for at in range(4)]
CODES = (Code("bus_transport", "Bus rides and getting to school", ""),)


def test_a_gold_theme_is_held_against_the_theme_that_shares_most_comments_with_it():
    (one,) = match(GOLD, CODES, found("Getting to school"))
    assert (one.found.id, one.both, one.of_gold, one.overlap) == ("a", 2, 2, 1.0)


def test_a_label_that_nobody_read_counts_as_not_right():
    assert labels_table("Cedar Valley", match(GOLD, CODES, found("Getting to school")))[1] == [1.0]
    told, right = labels_table("Cedar Valley", match(GOLD, CODES, found("Things on wheels")))
    assert right == [0.0] and "not read yet" in told


def test_the_verdicts_are_about_themes_of_the_districts():
    known = {(name, code.id) for name, folder in DISTRICTS for code in _codes(folder)}
    read = verdicts()
    assert {(district, gold) for district, gold, _label in read} <= known
    assert {verdict for verdict, _remark in read.values()} <= {RIGHT, "wrong"}


def test_a_figure_that_cannot_be_had_is_not_shown_as_nought():
    assert "| first_theme | – | 0.660 |" in figures_table({"a": {"first_theme": 0.0}, "b": {"first_theme": 0.66}})


def _codes(folder):
    return read_codebook(next(file for name in ("codebook.json", "themes.json") if (file := folder / name).exists()))
