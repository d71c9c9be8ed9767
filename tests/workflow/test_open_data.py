"""Open data cannot be turned back into the people behind them: hidden figures stay hidden when everything is subtracted."""

import csv
import io

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.review import Reviewed
from app.analysis.themes import Theme
from app.workflow.publish import findings
from app.workflow.publish.findings import Heard
from reports import contents as c
from reports.open_data import TABLES, open_data
from tests.reports import samples

MINIMUM = 10
# Comments of each group that speak of a theme; some are small, one is just large enough.
SPOKEN = {
    "buses": {"families": 40, "students": 14, "staff": 3, "community": 1},
    "kindness": {"families": 11, "students": 22, "staff": 9, "community": 0},
    "lunch": {"families": 12, "students": 12, "staff": 12, "community": 4},
    "recess": {"families": 30, "students": 0, "staff": 0, "community": 2},
}


def report() -> c.ThemedReport:
    comments, codings, themes = [], [], []
    for name, groups in SPOKEN.items():
        for group, n in groups.items():
            for number in range(n):
                key = f"{name}-{group}-{number}.was_hard"
                comments.append(Comment(key, f"{name} {group} {number}", groups={"audience": group, "school": "Birch"}))
                codings.append(Coding(key, "en", (name,), 0.0, f"{name} {group} {number}", None))
        themes.append(Theme(name, name.title(), (), sum(groups.values()), 0.25, 0.0))
    reviewed = Reviewed(codings=tuple(codings), themes=tuple(themes))
    heard = Heard(reviewed, comments, MINIMUM)
    answered = {"families": 93, "students": 48, "staff": 24, "community": 4}
    return c.ThemedReport(
        samples.cover(), sum(answered.values()), findings.rates({"audience": answered}, {}, MINIMUM), (),
        findings.theme_findings(heard), findings.method(heard, "", "YouSaid"),
    )  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(open_data(report())[name].decode("utf-8-sig"))))


def recovered(total: int, groups: dict[str, int | None]) -> dict[str, tuple[int, int]]:
    """Return between which numbers each hidden one must lie, by subtracting all that is shown from the total."""
    left = total - sum(n for n in groups.values() if n is not None)
    hidden = [group for group, n in groups.items() if n is None]
    return {group: (left if len(hidden) == 1 else 0, left) for group in hidden}


def test_no_hidden_group_of_a_theme_can_be_worked_out_from_its_total() -> None:
    totals = {row["theme"]: int(row["comments"]) for row in rows("themes.csv") if row["comments"]}
    by_theme: dict[str, dict[str, int | None]] = {}
    for row in rows("theme-groups.csv"):
        if row["dimension"] == "audience":
            by_theme.setdefault(row["theme"], {})[row["group"]] = int(row["comments"]) if row["comments"] else None
    assert {row["theme"] for row in rows("theme-groups.csv")} == set(SPOKEN)
    small = [(theme, group) for theme, groups in SPOKEN.items() for group, n in groups.items() if n < MINIMUM]
    for theme, group in small:
        assert by_theme[theme].get(group) is None
    for theme, groups in by_theme.items():
        # A group that is not listed at all is as hidden as one that is marked so.
        everyone = {group: groups.get(group) for group in SPOKEN[theme]}
        for group, (lowest, highest) in recovered(totals[theme], everyone).items():
            assert lowest < highest and highest >= MINIMUM, (theme, group)


def test_who_answered_cannot_be_worked_out_either() -> None:
    shown = {row["group"]: int(row["responses"]) if row["responses"] else None for row in rows("responses.csv")}
    total = report().responses
    assert total is not None and None in shown.values()
    for group, (lowest, highest) in recovered(total, shown).items():
        assert lowest < highest and highest >= MINIMUM, group


def test_shares_do_not_tell_how_much_a_hidden_group_said() -> None:
    """From a share and its count follows the group's size; those sizes must not add up to a small group's."""
    made = report()
    sizes: dict[str, set[int]] = {}
    for theme in made.themes:
        for each in theme.groups:
            if each.dimension == "audience" and each.share and each.comments:
                sizes.setdefault(each.group, set()).add(round(each.comments / each.share))
    everyone = {group: next(iter(sizes[group])) if group in sizes else None for group in SPOKEN["buses"]}
    assert any(n is not None for n in everyone.values())
    for group, (lowest, highest) in recovered(made.method.coded, everyone).items():
        assert lowest < highest and highest >= MINIMUM, group


def test_every_column_is_in_the_dictionary_and_every_file_opens_in_a_spreadsheet() -> None:
    files = open_data(report())
    explained = {(row["table"], row["column"]) for row in rows("data-dictionary.csv")}
    for name, columns in TABLES.items():
        assert files[name].startswith(b"\xef\xbb\xbf")
        assert set(rows(name)[0] if rows(name) else {column.name for column in columns}) == {
            each.name for each in columns
        }
        assert {(name, each.name) for each in columns} <= explained
        assert f"## {name}" in files["README.md"].decode()
    assert all(row["status"] == ("shown" if row["comments"] else "hidden") for row in rows("theme-groups.csv"))


def test_a_name_that_looks_like_a_formula_is_text() -> None:
    evil = c.ThemeFinding("=1+1", {"en": '=HYPERLINK("http://x.example")'}, "", (), 12, 0.5, 0.0)
    table = open_data(samples.report(themes=(evil,)))["themes.csv"].decode("utf-8-sig")
    assert "'=1+1,\"'=HYPERLINK" in table
