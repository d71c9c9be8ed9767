"""Files of responses: each format is written, read back with another program, and compared text by text."""

import csv
import datetime as dt
import html
import json
import re
import zipfile
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from app.adapters.exports import WRITERS, xlsx_file
from app.adapters.exports.guard import guard, risky, unguard
from app.adapters.exports.table import Table
from forms.questionnaire import Questionnaire, load
from forms.variables import FACTS, Edition, Row, joined, widened
from tests.hostile import FORMULAS, HOSTILE

YES_NO = [{"id": "yes", "label": {"en": "Yes", "es": "Sí"}}, {"id": "no", "label": {"en": "No"}}]
SCALE = [{"id": str(n), "label": {"en": f"{n} of 5", "ar": f"{n} من ٥"}} for n in range(5, 0, -1)]
HELP = [
    {"id": "ride", "label": {"en": "A ride", "es": "Transporte"}}, {"id": "=food", "label": {"en": "=Food"}},
    {"id": "else", "label": {"en": "Something else"}, "other": True},
]  # fmt: skip
ITEMS: tuple[dict[str, Any], ...] = (
    {"id": "safe", "type": "rating", "choices": SCALE}, {"id": "stay", "type": "choice", "choices": YES_NO},
    {"id": "agree", "type": "consent", "choices": YES_NO}, {"id": "help", "type": "choices", "choices": HELP},
    {"id": "first", "type": "ranking", "choices": HELP[:2]}, {"id": "children", "type": "number"},
    {"id": "hours", "type": "number"}, {"id": "since", "type": "date"}, {"id": "name", "type": "short_text"},
    {"id": "=words", "type": "long_text"},
    {"id": "often", "type": "matrix", "choices": SCALE, "rows": [{"id": "bus", "label": {"en": "On the bus"}}]},
)  # fmt: skip
ANSWERS = {
    "safe": "4", "stay": "yes", "agree": "no", "help": ["ride", "else"], "help-other": "A phone call",
    "first": ["=food", "ride"], "children": 3, "hours": -2.5, "since": "1899-12-30", "name": "Ana", "often-bus": "1",
}  # fmt: skip


def questionnaire(items: Iterable[dict[str, Any]]) -> Questionnaire:
    """Return a questionnaire of these items as people see it."""
    from forms.expansion import expand

    asked = [{"label": {"en": f"About {item['id']}?", "es": f"¿Sobre {item['id']}?"}, **item} for item in items]
    section = {"id": "all", "title": {"en": "All"}, "items": asked}
    text = {"en": "x"}
    body = {"id": "f", "version": 1, "audience": "families", "title": text, "intro": text, "sections": [section]}
    return expand(load(body), (), ())


def table(rows: Iterable[dict[str, Any]], *versions: Iterable[dict[str, Any]], **options: Any) -> Table:
    """Return a table of these answers, the last one given to the last version, the one before to the one before."""
    given, editions = list(rows), [Edition("families", n, questionnaire(each)) for n, each in enumerate(versions, 1)]
    stored: dict[str, list[Any]] = {}
    for answers in given:
        for item, value in answers.items():
            stored.setdefault(item, []).append(value)
    variables = widened(joined(editions), stored, stored)
    latest = len(versions) - len(given)
    found = [Row(_facts(n, max(latest + n, 1)), answers) for n, answers in enumerate(given, 1)]
    return Table(variables, found, "spring", **options)


def _facts(n: int, version: int) -> dict[str, Any]:
    return {
        "response": f"r{n:04}", "audience": "families", "form": "families", "version": version, "language": "es",
        "channel": "paper", "hour": "2026-05-12T14", "other_languages": {"was_hard": "so"} if n == 1 else {},
    }  # fmt: skip


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a CSV with the standard library."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_xlsx(path: Path, sheet: int = 0) -> list[dict[str, Any]]:
    """Read a sheet with openpyxl, by its header."""
    book = load_workbook(path, read_only=True)
    header, *rows = book.worksheets[sheet].iter_rows(values_only=True)
    book.close()
    return [dict(zip_longest(map(plain, header), map(plain, row))) for row in rows]


def plain(cell: Any) -> Any:
    """Read the escapes of Office Open XML in a text, which openpyxl leaves as they are."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), cell) if isinstance(cell, str) else cell


def whole(text: str) -> str:
    """Return a text as UTF-8 can hold it: half a character is no character."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def test_every_item_type_comes_back_from_csv(tmp_path: Path) -> None:
    WRITERS["csv"](tmp_path, table([ANSWERS, {"children": 0}], ITEMS))
    first, second = read_csv(tmp_path / "responses.csv")
    assert {"response": "r0001", "audience": "families", "form": "families", "version": "1", "language": "es",
            "channel": "paper", "hour": "2026-05-12T14"}.items() <= first.items()  # fmt: skip
    assert (first["safe"], first["stay"], first["agree"], first["often-bus"]) == ("4", "yes", "no", "1")
    assert (first["help"], first["help:ride"], first["help:=food"], first["help:else"]) == ("ride;else", "1", "0", "1")
    assert first["help-other"] == "A phone call"
    assert (first["first"], first["first:1"], first["first:2"]) == ("'=food;ride", "'=food", "ride")
    assert (first["children"], first["hours"], first["since"]) == ("3", "-2.5", "1899-12-30")
    assert (second["children"], second["help:ride"], second["safe"]) == ("0", "", "")
    assert "'=words" in first and "=words" not in first


def test_every_item_type_comes_back_from_xlsx(tmp_path: Path) -> None:
    WRITERS["xlsx"](tmp_path, table([ANSWERS, {"since": "2026-05-12", "=words": "=1+1"}], ITEMS))
    first, second = read_xlsx(tmp_path / "responses.xlsx")
    assert (first["version"], first["safe"], first["help"], first["help:=food"]) == (1, "4", "ride;else", 0)
    assert (first["first:1"], first["children"], first["hours"]) == ("=food", 3, -2.5)
    assert first["since"] == "1899-12-30"  # a day that Excel does not have stays a text
    assert second["since"] == dt.datetime(2026, 5, 12) and second["=words"] == "=1+1"


def test_every_item_type_comes_back_from_json(tmp_path: Path) -> None:
    WRITERS["json"](tmp_path, table([ANSWERS, {"children": 0}], ITEMS))
    found = json.loads((tmp_path / "responses.json").read_text("utf-8"))
    assert [each["answers"] for each in found["responses"]] == [ANSWERS, {"children": 0}]
    assert {key: value for key, value in found["responses"][0].items() if key != "answers"} == _facts(1, 1)
    assert len((tmp_path / "responses.json").read_text("utf-8").split("\n")) == len(found["codebook"]) + 6


def test_every_item_type_comes_back_from_parquet(tmp_path: Path) -> None:
    WRITERS["parquet"](tmp_path, table([ANSWERS, {"children": 0}], ITEMS))
    found = parquet.read_table(tmp_path / "responses.parquet")
    first = found.to_pylist()[0]
    assert (first["safe"], first["help"], first["help:=food"]) == ("4", ["ride", "else"], 0)
    assert (first["first"], first["children"], first["hours"]) == (["=food", "ride"], 3, -2.5)
    assert first["since"] == dt.date(1899, 12, 30)
    assert [str(found.schema.field(name).type) for name in ("children", "hours", "help:ride")] == [
        "int64",
        "double",
        "int8",
    ]
    about = found.schema.field("stay").metadata
    assert about[b"label"] == b"About stay?" and json.loads(about[b"values"]) == {"yes": "Yes", "no": "No"}


def test_every_item_type_comes_back_from_sav(tmp_path: Path) -> None:
    WRITERS["sav"](tmp_path, table([ANSWERS, {"children": 0}], ITEMS))
    frame, about = pyreadstat.read_sav(tmp_path / "responses.sav")
    first = frame.iloc[0]
    assert (first.safe, first.stay, first.help, first.help_ride, first.children) == (4, "yes", "ride;else", 1, 3)
    assert (first.hours, first.since, first.first_1) == (-2.5, dt.date(1899, 12, 30), "=food")
    assert about.column_names_to_labels["v_words"] == "[=words] About =words?"
    assert about.variable_value_labels["safe"][5.0] == "5 of 5"
    assert about.variable_value_labels["stay"] == {"yes": "Yes", "no": "No"}
    assert about.variable_value_labels["help_ride"] == {1.0: "Chosen", 0.0: "Not chosen"}


@pytest.mark.parametrize("kind", WRITERS)
def test_hostile_texts_come_back_as_they_were(kind: str, tmp_path: Path) -> None:
    # As own words, as the words beside a choice, and as a choice that no version ever had.
    rows = [{"=words": text, "help-other": text, "stay": text} for text in HOSTILE]
    assert len(rows) > 90
    made = WRITERS[kind](tmp_path, table(rows, ITEMS))
    for name in ("=words", "help-other", "stay"):
        got = read_back(made[0], name)
        assert got == [expected(kind, text) for text in HOSTILE], name


def read_back(path: Path, name: str) -> list[str]:
    """Return the texts of one column."""
    if path.suffix == ".csv":
        return [unguard(row[guard(name)]) for row in read_csv(path)]
    if path.suffix == ".xlsx":
        return [row[name] for row in read_xlsx(path)]
    if path.suffix == ".json":
        return [row["answers"][name] for row in json.loads(path.read_text("utf-8"))["responses"]]
    if path.suffix == ".parquet":
        return parquet.read_table(path, columns=[name])[name].to_pylist()
    frame, about = pyreadstat.read_sav(path)
    labelled = {label.split("]")[0][1:]: column for column, label in about.column_names_to_labels.items()}
    return list(frame[labelled[name]])


def expected(kind: str, text: str) -> str:
    """Return what a format can hold of a text. Only JSON can hold half a character, and SPSS ends a text at NUL."""
    if kind == "json":
        return text
    held = whole(text)
    return held.replace("\0", "\ufffd") if kind in ("sav", "xlsx") else held


def test_no_spreadsheet_runs_what_somebody_typed(tmp_path: Path) -> None:
    risks = [("".join(text.split()) + str(number), text) for number, text in enumerate(FORMULAS)]
    items = [*ITEMS, *({"id": name, "type": "short_text", "label": {"en": text}} for name, text in risks)]
    for labels in (False, True):
        whole_table = table([{"=words": text} for text in FORMULAS], items, labels=labels)
        WRITERS["csv"](tmp_path, whole_table)
        WRITERS["xlsx"](tmp_path, whole_table)
        for name in ("responses.csv", "codebook.csv"):
            with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
                assert not [
                    cell for row in csv.reader(file) for cell in row if risky(cell) and not cell.startswith("'")
                ]
        for sheet in load_workbook(tmp_path / "responses.xlsx").worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type in ("s", "n", "d")
                assert cell.quotePrefix or not isinstance(cell.value, str) or not risky(plain(cell.value))
        xml = zipfile.ZipFile(tmp_path / "responses.xlsx").read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml and "=cmd|" in html.unescape(xml)


def test_guarding_is_undone_exactly_and_makes_no_two_texts_one() -> None:
    texts = {*HOSTILE, *("'" + text for text in HOSTILE), *("''" + text for text in HOSTILE)}
    assert all(unguard(guard(text)) == text for text in texts)
    assert len({guard(text) for text in texts}) == len(texts)
    assert all(guard(text).startswith("'") for text in FORMULAS)
    assert guard(-5) == -5 and guard("a=b") == "a=b" and guard("don't") == "don't" and guard("'tis") == "'tis"


def test_no_two_columns_have_one_header_in_any_format(tmp_path: Path) -> None:
    alike = [
        "=x",
        "'=x",
        "X",
        "x",
        "x_2",
        "a-b",
        "a·b",
        "a_b",
        "a.b.",
        "response",
        "Language",
        "not",
        "ሰላም",
        "\ud800",
        "\ud801",
    ]
    alike += ["w" * 80 + end for end in "12"]
    items = [{"id": name, "type": "short_text", "label": {"en": "The same question"}} for name in alike]
    items.append({"id": "x:1", "type": "number"})
    items.append({"id": "x", "type": "choices", "choices": [{"id": "1", "label": {"en": "One"}}]} | {"id": "y"})
    rows = [{name: name for name in alike} | {"x:1": 7, "y": ["1"]}]
    for labels in (False, True):
        for kind, write in WRITERS.items():
            folder = tmp_path / f"{kind}{labels}"
            folder.mkdir()
            headers, values = columns_of(write(folder, table(rows, items, labels=labels))[0])
            assert len(set(map(str.casefold, headers))) == len(headers) == len(FACTS) + len(alike) + 3 or kind == "json"
            assert {whole(name) for name in alike} <= set(map(str, values)), kind


def columns_of(path: Path) -> tuple[list[str], list[Any]]:
    """Return the headers of a file and the values of its only row."""
    if path.suffix == ".json":
        answers = json.loads(path.read_text("utf-8"))["responses"][0]["answers"]
        return list(answers), [whole(str(value)) for value in answers.values()]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, row = csv.reader(file)
        return header, list(map(unguard, row))
    if path.suffix == ".xlsx":
        header, row = load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return list(map(plain, header)), list(map(plain, row))
    if path.suffix == ".parquet":
        found = parquet.read_table(path)
        return found.column_names, [column[0].as_py() for column in found.columns]
    frame, about = pyreadstat.read_sav(path)
    assert all(
        len(name) <= 64 and re.fullmatch("[A-Za-z](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?", name) for name in frame.columns
    )
    assert about.column_names_to_labels["not_"].startswith("[not]")
    return list(frame.columns), list(frame.iloc[0])


def test_kpi_2089_an_option_that_was_removed_shifts_no_column(tmp_path: Path) -> None:
    # https://github.com/kobotoolbox/kpi/issues/2089: with an option gone, the answers of others stood under wrong headers.
    before = [{"id": "help", "type": "choices", "choices": HELP}, {"id": "name", "type": "short_text"}]
    after = [{**before[0], "choices": [HELP[0], {"id": "late", "label": {"en": "Later hours"}}]}, before[1]]
    rows = [{"help": ["=food", "else"], "name": "old"}, {"help": ["ride", "late"], "name": "new"}]
    WRITERS["csv"](tmp_path, table(rows, before, after))
    old, new = read_csv(tmp_path / "responses.csv")
    names = ("help", "help:ride", "help:late", "help:=food", "help:else", "name")
    assert [old[name] for name in names] == ["'=food;else", "0", "", "1", "1", "old"]  # "later hours" was not offered
    assert [new[name] for name in names] == ["ride;late", "1", "1", "", "", "new"]
    meanings = {(row["Column"], row["Value"]): row for row in read_csv(tmp_path / "codebook.csv")}
    gone = meanings["help:=food", "'=food"]
    assert (gone["Label"], gone["Asked in (form and version)"]) == ("'=Food", "families 1")
    assert meanings["help:ride", "ride"]["Asked in (form and version)"] == "families 1-2"


def test_formpack_99_a_question_that_was_deleted_keeps_its_data(tmp_path: Path) -> None:
    # https://github.com/kobotoolbox/formpack/issues/99: answers to a question that a later version lacks were not exported.
    before = [{"id": "gone", "type": "choice", "choices": YES_NO}, {"id": "name", "type": "short_text"}]
    rows = [{"gone": "yes", "name": "old"}, {"name": "new"}]
    for kind, write in WRITERS.items():
        made = write(tmp_path, table(rows, before, before[1:]))[0]
        if kind == "json":
            assert json.loads(made.read_text("utf-8"))["responses"][0]["answers"]["gone"] == "yes"
        else:
            assert read_back(made, "gone")[0] == "yes" and read_back(made, "name") == ["old", "new"]
    question = read_csv(tmp_path / "codebook.csv")[0]
    assert (question["Column"], question["Question"]) == ("gone", "About gone?")
    assert question["Asked in (form and version)"] == "families 1"


def test_an_item_that_was_reworded_or_became_another_type_loses_nothing(tmp_path: Path) -> None:
    first = [{"id": "a", "type": "choice", "choices": YES_NO}, {"id": "b", "type": "number"}]
    second = [
        {"id": "a", "type": "choices", "choices": HELP[:1], "label": {"en": "Anew?"}},
        {"id": "b", "type": "date"},
    ]
    WRITERS["csv"](tmp_path, table([{"a": "yes", "b": 4}, {"a": ["ride"], "b": "2026-05-12"}], first, second))
    old, new = read_csv(tmp_path / "responses.csv")
    assert (old["a"], old["a:yes"], old["b"]) == ("yes", "1", "4")
    assert (new["a"], new["a:ride"], new["b"]) == ("ride", "1", "2026-05-12")
    questions = [
        row["Question"] for row in read_csv(tmp_path / "codebook.csv") if row["Column"] == "a" and row["Question"]
    ]
    assert questions == ["About a?", "Anew?"]


def test_labels_are_in_the_language_asked_for_and_fall_back_to_english(tmp_path: Path) -> None:
    made = table([ANSWERS], ITEMS, labels=True, language="es")
    for write in WRITERS.values():
        write(tmp_path, made)
    (row,) = read_csv(tmp_path / "responses.csv")
    assert row["¿Sobre stay? [stay]"] == "Sí" and row["¿Sobre agree? [agree]"] == "No"
    assert row["¿Sobre help? [help]"] == "Transporte;Something else"
    assert row["Idioma"] == "español"
    # Ids are kept in the machine's copy beside the words.
    stored = json.loads((tmp_path / "responses.json").read_text("utf-8"))["responses"][0]
    assert stored["answers"]["stay"] == "yes" and stored["labels"]["stay"] == "Sí"
    assert pyreadstat.read_sav(tmp_path / "responses.sav")[0].stay[0] == "Sí"
    assert read_xlsx(tmp_path / "responses.xlsx")[0]["¿Sobre stay? [stay]"] == "Sí"
    made = table([ANSWERS], ITEMS, labels=True, language="no such tag")
    WRITERS["csv"](tmp_path, made)
    assert read_csv(tmp_path / "responses.csv")[0]["About stay? [stay]"] == "Yes"


def test_a_text_that_no_cell_can_hold_is_told_and_stands_whole_on_another_sheet(tmp_path: Path) -> None:
    text = "=" + "\x01👩‍👩‍👧 long, " * 9_000
    WRITERS["xlsx"](tmp_path, table([{"=words": text, "name": "beside"}], ITEMS))
    book = load_workbook(tmp_path / "responses.xlsx")
    assert book.sheetnames == ["Answers", "Long texts", "Columns"]
    (row,) = read_xlsx(tmp_path / "responses.xlsx")
    assert row["=words"].endswith("[goes on in the sheet “Long texts”]") and row["=words"].startswith("=\x01👩‍👩‍👧")
    assert row["name"] == "beside"
    pieces = read_xlsx(tmp_path / "responses.xlsx", 1)
    assert {(piece["response"], piece["Column"]) for piece in pieces} == {("r0001", "=words")}
    assert "".join(piece["Value"] for piece in pieces) == text
    assert all(len(cell.encode("utf-16-le")) <= 2 * 32_767 for cell in (piece["Value"] for piece in pieces))


def test_a_text_that_no_sav_variable_can_hold_goes_on_in_the_next(tmp_path: Path) -> None:
    text = "ምርጥ ትምህርት ቤት " * 3_000 + " " * 40_000 + "end"
    WRITERS["sav"](tmp_path, table([{"=words": text}, {"=words": "short"}], ITEMS))
    frame, about = pyreadstat.read_sav(tmp_path / "responses.sav")
    names = [name for name, label in about.column_names_to_labels.items() if label.startswith("[=words")]
    assert len(names) > 2 and about.column_names_to_labels[names[1]] == "[=words 2] About =words?"
    assert "".join(frame.iloc[0][name] for name in names).split() == text.split()
    assert [frame.iloc[1][name] for name in names] == ["short", *[""] * (len(names) - 1)]


def test_more_columns_and_rows_than_a_sheet_has_go_on_another_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "_COLUMNS", 11)
    monkeypatch.setattr(xlsx_file, "_ROWS", 4)
    items = [{"id": f"q{n}", "type": "number"} for n in range(12)]
    WRITERS["xlsx"](tmp_path, table([{"q0": n, "q11": n} for n in range(5)], items))
    names = load_workbook(tmp_path / "responses.xlsx").sheetnames
    assert names == ["Answers", "Answers 2", "Answers 3", "Answers 4", "Columns"]
    sheets = [read_xlsx(tmp_path / "responses.xlsx", n) for n in range(4)]
    assert all(len(row) <= 11 for sheet in sheets for row in sheet) and [*map(len, sheets)] == [3, 3, 2, 2]
    found = [left | right for first in (0, 2) for left, right in zip(*sheets[first : first + 2], strict=True)]
    assert [(row["response"], row["q0"], row["q11"]) for row in found] == [(f"r{n + 1:04}", n, n) for n in range(5)]


def test_a_cycle_without_responses_still_makes_files_with_all_columns(tmp_path: Path) -> None:
    for kind, write in WRITERS.items():
        made = write(tmp_path, table([], ITEMS))[0]
        assert made.stat().st_size > 0
        if kind != "json":
            assert read_back(made, "name") == []
