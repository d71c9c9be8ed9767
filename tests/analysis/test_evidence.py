from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.evidence import prevalence_by

COMMENTS = [Comment(str(n), "x", groups={"audience": who}) for n, who in enumerate(["families", "families", "staff"])]
CODINGS = [
    Coding("0", "es", ("bus",), 0, "x"),
    Coding("1", "en", ("bus", "lunch"), 0, "x"),
    Coding("2", "en", (), 0, "x"),
]


def test_each_group_is_counted_against_its_own_coded_comments():
    found = prevalence_by(CODINGS, COMMENTS, "audience")
    assert found == {"bus": {"families": (2, 2)}, "lunch": {"families": (1, 2)}}


def test_language_is_the_one_that_was_found():
    assert prevalence_by(CODINGS, COMMENTS, "language")["bus"] == {"en": (1, 1), "es": (1, 1)}


def test_an_unknown_dimension_and_no_comments_give_nothing():
    assert prevalence_by(CODINGS, COMMENTS, "school") == {}
    assert prevalence_by([], [], "audience") == {}
