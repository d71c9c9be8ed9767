"""Tables of responses from other tools: what they are, what their columns ask, and files that are none."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from app.adapters.response_tables import Column, Layout, ResponseTableError, answers_of, layout_of, study
from app.adapters.response_tables.dates import Ambiguous, moment_in, order_in
from app.adapters.response_tables.identity import why_left_out
from tests.tool_files import (
    GOOGLE,
    HARD,
    LETTERS,
    LIMESURVEY,
    MICROSOFT,
    TAKING_PART,
    csv_of,
    qualtrics,
    xlsx_of,
    zip_of,
)

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"


def column(layout: Layout, name: str) -> Column:
    """Return the column of this name."""
    return next(each for each in layout.columns if each.name == name)


def refused(data: bytes, name: str = "answers.csv") -> str:
    """Return why a file is refused."""
    with pytest.raises(ResponseTableError) as error:
        study(data, name)
    assert str(error.value)
    return error.value.code


def test_each_tool_is_recognised_by_its_header() -> None:
    files = {"google": GOOGLE, "microsoft": MICROSOFT, "qualtrics": qualtrics(), "limesurvey": LIMESURVEY}
    for tool, rows in files.items():
        for data, name in (
            (csv_of(rows), "a.csv"),
            (xlsx_of(rows), "a.xlsx"),
            (zip_of(a__csv=csv_of(rows)), "a.csv.zip"),
        ):
            layout = study(data, name)
            assert layout.tool == tool, name
            assert layout_of(json.loads(json.dumps(layout.as_json()))) == layout
    assert study(csv_of([("Comment",), ("The bus",)]), "a.csv").tool == "other"


def test_two_and_three_header_rows_of_qualtrics_give_the_same_columns() -> None:
    two, three = (study(csv_of(qualtrics(headers)), "a.csv") for headers in (2, 3))
    assert (two.head, three.head, two.rows) == (2, 3, 3) and two.columns == three.columns
    assert column(three, "Q1").text == LETTERS
    assert (column(three, "Q2_1").text, column(three, "Q2_1").part) == (TAKING_PART, "Meetings in the evening")
    assert [number for number, _row in answers_of(csv_of(qualtrics()), "a.csv", three.head)] == [4, 5, 6]


def test_old_exports_of_qualtrics_name_their_columns_in_the_second_row() -> None:
    rows = qualtrics(2)
    numbered = [f"V{n}" if n < 14 else name for n, name in enumerate(rows[0], start=1)]
    layout = study(csv_of([numbered, [*rows[0][:13], *rows[1][13:]], *rows[2:]]), "a.csv")
    assert (layout.tool, layout.head, column(layout, "IPAddress").why) == ("qualtrics", 2, "ip")


def test_questions_of_a_grid_and_of_several_answers_are_taken_apart() -> None:
    grid = study(csv_of([("Timestamp", "How often? [On the bus]"), ("5/12/2026 14:33:05", "Often")]), "a.csv").columns[
        1
    ]
    assert (grid.text, grid.part) == ("How often?", "On the bus")
    lime = study(csv_of(LIMESURVEY), "a.csv")
    assert lime.columns[8].text == TAKING_PART and lime.columns[8].part == "Meetings in the evening"
    codes = study(
        csv_of([("id", "submitdate", "lastpage", "Q2[SQ001]"), ("1", "2026-01-01", "2", "Y")]), "a.csv"
    ).columns[3]
    assert (codes.stem, codes.part) == ("Q2", "SQ001")


def test_columns_that_tell_who_a_person_is_are_marked_by_name_or_by_content() -> None:
    layout = study(csv_of(qualtrics()), "a.csv")
    why = {each.name: each.why for each in layout.columns}
    assert why["IPAddress"] == "ip" and why["RecipientLastName"] == "name" and why["RecipientEmail"] == "email"
    assert why["StartDate"] == "time" and why["LocationLatitude"] == "place" and why["Progress"] == "tool"
    assert why["Q1"] == why["Q3"] == ""
    for header in ("What is your name?", "Your child's name (first and last)", "Nombre", "Name of student", "姓名"):
        assert why_left_out(header, ()) == "name", header
    for header in ("School name", "What is the name of your school?", "How do you like to hear from us: phone?", HARD):
        assert why_left_out(header, ()) == "", header
    for why_so, cell in (
        ("email", "a@b.org"), ("phone", "(555) 010-4477"), ("ip", "2001:db8::8a2e:370:7334"), ("time", "5/12/26 14:33"),
        ("agent", "Mozilla/5.0 (X11)"), ("place", "36.99012, -86.44432"),
    ):  # fmt: skip
        assert why_left_out("Q9", (cell, cell, "x")) == why_so
    assert why_left_out("Number", ("20260512", "1234567", "12")) == ""


def test_what_stands_in_an_identity_column_is_not_kept_as_a_list() -> None:
    layout = study(csv_of(qualtrics()), "a.csv")
    assert column(layout, "RecipientEmail").values is None and column(layout, "Q1").values == (
        "Almost always",
        "Never",
        "Sometimes",
    )


@pytest.mark.parametrize(
    "text",
    ["2026-05-12", "2026-05-12T14:33:05Z", "20260512", "12.5.2026", "5/12/2026 2:33 PM", "5/12/26", "May 12, 2026", "12 mai 2026",
     "12 de mayo de 2026", "46154", "46154.6063", "٢٠٢٦-٠٥-١٢", "2026/05/12 2:33:05 PM GMT+3"],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    moment = moment_in(text, "mdy")
    assert moment is not None and moment.day.isoformat() == "2026-05-12" and moment.hour in (None, 14)


def test_a_date_that_reads_as_two_days_is_asked_about() -> None:
    with pytest.raises(Ambiguous):
        moment_in("03/04/2026")
    assert moment_in("03/04/2026", "dmy").day.month == 4 and moment_in("31/04/2026", "mdy") is None  # type: ignore[union-attr]
    assert order_in(["03/04/2026", "05/06/2026"]) == "ask" and order_in(["3/3/2026", "1.2.2026"]) == ""
    assert order_in(["03/04/2026", "13/04/2026"]) == "dmy" and order_in(["03/04/2026", "04/13/2026"]) == "mdy"
    assert moment_in("I said so in May 12, 2026 and later") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_text_is_read_in_the_encoding_it_was_saved_in(encoding: str) -> None:
    words = "La música y el niño – sí, mañana" if encoding != "latin-1" else "La música y el niño, sí, mañana"
    rows = [("Comment", "School"), *[("plain words " * 40, "Birch")] * 800, (words, "Åse")]
    data = csv_of(rows, encoding, ";")
    assert [row for _number, row in answers_of(data, "a.csv", 1)][-1] == [words, "Åse"]


def test_duplicate_headers_are_told_apart_and_titles_above_the_header_are_passed_over() -> None:
    layout = study(csv_of([("Survey of 2026",), ("Why?", "Why?", "", "Why?"), ("a", "b", "c", "d")]), "a.csv")
    assert [each.name for each in layout.columns] == ["Why?", "Why? (2)", "column 3", "Why? (3)"] and layout.head == 2


def test_five_hundred_columns_are_read_and_too_many_refused() -> None:
    wide = [[f"Question {n}?" for n in range(500)], ["yes"] * 500]
    assert len(study(csv_of(wide), "a.csv").columns) == 500
    assert refused(csv_of([["x"] * 1001, ["y"] * 1001])) == "too_many_columns"


def test_control_characters_nul_bytes_and_sep_lines_do_no_harm() -> None:
    data = b"sep=;\r\nComment;School\r\nThe\x00 bus\x07 \xe2\x80\xaeis late;Birch\r\n"
    assert next(answers_of(data, "a.csv", 1)) == (2, ["The bus is late", "Birch"])


def test_a_list_of_people_is_refused_and_answers_with_names_are_not() -> None:
    people = [
        ("First Name", "Last Name", "Email", "Phone", "School", "Grade"),
        *[("Ana", "Ruiz", "a@b.org", "555-010-4477", "Birch", "5")] * 9,
    ]
    assert refused(csv_of(people)) == "address_book"
    assert refused(csv_of([("Name", "E-mail 1", "Notes"), ("Ana Ruiz", "a@b.org", "")])) == "address_book"
    asked = [(*people[0], "How safe is your school?"), *[(*row, "4") for row in people[1:]]]
    assert study(csv_of(asked), "a.csv").rows == 9


def office(*kinds: str, **parts: bytes) -> bytes:
    """Return a document of an office program with these content types."""
    types = "".join(f'<Override PartName="/x" ContentType="{kind}"/>' for kind in kinds)
    return zip_of(**{"[Content_Types]__xml": f"<Types>{types}</Types>".encode(), **parts})


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_TABLES = {
    "empty": b" \r\n", "header_only": b"Comment,School\r\n", "not_a_table": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
    "survey_definition": b'{"SurveyEntry": {"SurveyID": "SV_1"}}', "encrypted": OLE + "EncryptedPackage".encode("utf-16-le"),
    "old_format": OLE + bytes(600), "macros": office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    "several_files": zip_of(a__csv=b"x", b__csv=b"y"), "no_table_in_zip": zip_of(a__png=b"x"), "damaged": b"PK\x03\x04 broken",
    "too_large": zip_of(a__csv=b"a," * 20_000_000), "unsafe": office(SHEET, x__xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "cell_too_long": b'Comment,School\r\n"' + b"x" * 10_000_000 + b'",Birch\r\n', "no_results": xlsx_of([("Comment",), ("=A1",)], formulas=True),
    "too_many_columns": b"," * 5000 + b"x",
}  # fmt: skip


@pytest.mark.parametrize("code", NO_TABLES)
def test_a_file_that_is_no_table_of_answers_is_refused_with_what_to_do(code: str) -> None:
    assert refused(NO_TABLES[code]) == code


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 x", b"<html><table>", b"GIF89a,x", (EXAMPLE / "plan.docx").read_bytes(), b"\x1f\x8b\x08x"]
)
def test_other_files_renamed_to_csv_are_refused(data: bytes) -> None:
    assert refused(data) == "not_a_table"


def test_a_quotation_mark_that_is_never_closed_is_found_by_its_row() -> None:
    with pytest.raises(ResponseTableError) as error:
        study(b'Comment,School\r\na,b\r\n"The bus,Birch\r\n' + b"The bus,Birch\r\n" * 80_000, "a.csv")
    assert (error.value.code, error.value.row) == ("cell_too_long", 3)


def test_a_workbook_that_ends_in_the_middle_is_damaged() -> None:
    whole = xlsx_of([("Comment",), *[(f"The bus {n}",) for n in range(2000)]])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet][: len(parts[sheet]) // 2]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert refused(out.getvalue(), "a.xlsx") == "damaged"


def test_dates_numbers_and_errors_of_a_workbook_become_text() -> None:
    import datetime as dt

    rows = [
        ("Day", "Time", "Number", "Error"),
        (dt.date(2026, 5, 12), dt.datetime(2026, 5, 12, 14, 33), 3.0, "#N/A"),
        (None, None, 2.5, "x"),
    ]
    data = xlsx_of(rows)
    assert [row for _n, row in answers_of(data, "a.xlsx", 1)] == [
        ["2026-05-12", "2026-05-12 14:33:00", "3"],
        ["", "", "2.5", "x"],
    ]
