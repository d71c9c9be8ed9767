import numpy as np

from app.analysis.codebook import Code
from app.analysis.coding import Coding
from app.analysis.grouping import Group
from app.analysis.matching import keep_ids, name_ids
from app.analysis.themes import Analysis, Theme

X, Y, Z = np.eye(3, dtype=np.float32)


def known(theme_id: str, centre: np.ndarray, code: bool = False) -> Theme:
    return Theme(theme_id, theme_id, (), 1, 1.0, 0.0, centroid=centre.tobytes(), code=code)


def test_a_group_that_was_known_keeps_its_id_and_a_new_one_gets_its_own():
    near_x = np.array([0.95, 0.31, 0], np.float32)
    ids = name_ids([Group(Y), Group(near_x)], [["a"], ["b"]], [known("t-old", X), known("t-lost", Z)])
    assert ids[1] == "t-old"
    assert ids[0].startswith("t-") and ids[0] not in ("t-old", "t-lost")


def test_a_code_keeps_its_own_id():
    assert name_ids([Group(X, Code("bus", "Bus", ""))], [["a"]], [known("t-old", X)]) == ["bus"]


def test_equal_groups_get_equal_ids_whatever_the_order_of_their_comments():
    assert name_ids([Group(X)], [["a", "b"]], []) == name_ids([Group(Y)], [["b", "a"]], [])


def test_centroids_of_another_encoder_are_not_compared():
    assert name_ids([Group(X)], [["a"]], [known("t-old", np.ones(5, np.float32))]) != ["t-old"]


def analysis(**members: str) -> Analysis:
    """Return an analysis whose themes have these comments, one letter each."""
    codings = [Coding(each, "en", (theme,), 0, each) for theme, those in members.items() for each in those]
    return Analysis(tuple(codings), tuple(known(theme, X) for theme in members))


def test_themes_of_mostly_the_same_comments_keep_their_ids_when_the_encoder_changed():
    found = keep_ids(analysis(new="abcd", other="efgh", third="ij"), analysis(old="abce", gone="xyz", third="k"))
    assert [theme.id for theme in found.themes] == ["old", "other", "third"]
    assert {coding.comment_id: coding.themes for coding in found.codings}["a"] == ("old",)


def test_nothing_known_changes_nothing():
    found = analysis(new="ab")
    assert keep_ids(found, Analysis((), ())) == found
