import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.comments import Comment

from app.adapters.plan_files import PlanFileError, read_plan
from app.adapters.plan_files.numbering import strip_numbering
from app.planning.plan import ActionStep, Plan

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"


def bytes_of(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook(*sheets: tuple[str, list[list]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def add_table(document, rows: list[list[str]]):
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    return table


def outline(plan: Plan) -> list[tuple[str, str]]:
    found = []
    for goal in plan.goals:
        found.append((goal.id, goal.title))
        for strategy in goal.strategies:
            found.append((strategy.id, strategy.title))
            found += [(step.id, step.text) for step in strategy.steps]
    return found


def steps(plan: Plan) -> list[ActionStep]:
    return [step for goal in plan.goals for strategy in goal.strategies for step in strategy.steps]


def plain(text: str | None) -> str:
    return re.sub(r"[\W_]+", " ", (text or "").casefold()).strip()


# The example district


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_the_example_plan_is_read_completely(name):
    gold = json.loads((EXAMPLE / "plan.json").read_text(encoding="utf-8"))
    plan = read_plan((EXAMPLE / name).read_bytes(), name)

    assert [plain(goal.title) for goal in plan.goals] == [plain(goal["title"]) for goal in gold["goals"]]
    gold_strategies = [strategy for goal in gold["goals"] for strategy in goal["strategies"]]
    found_strategies = [strategy for goal in plan.goals for strategy in goal.strategies]
    assert [plain(each.title) for each in found_strategies] == [plain(each["title"]) for each in gold_strategies]
    for found, expected in zip(found_strategies, gold_strategies, strict=True):
        for step, gold_step in zip(found.steps, expected["steps"], strict=True):
            assert plain(step.text) == plain(gold_step["text"])
            for field in ("owner", "timeline", "measure", "status"):
                told = (gold_step[field], gold_step.get(f"{field}_iso"))
                assert plain(getattr(step, field)) in map(plain, filter(None, told))


def test_text_around_the_tables_is_kept_as_notes():
    plan = read_plan((EXAMPLE / "plan.docx").read_bytes(), "plan.docx")
    assert plan.title == "SEL Action Plan 2025-26"
    assert any(note.startswith("Status key") for note in plan.notes)
    assert "Cedar Valley Unified School District" in plan.notes


# Word layouts


def test_one_wide_table_with_merged_cells_in_spanish():
    document = Document()
    document.add_paragraph("Plan de acción 2025-26")
    table = add_table(
        document,
        [
            ["PLAN DE ACCIÓN", "", "", "", "", ""],
            ["Meta", "Estrategia", "Acción", "Responsable", "¿Cuándo?", "Indicador de éxito"],
            ["Meta 1: Aulas tranquilas", "1.1 Rutinas", "1.1.1 Enseñar la rutina", "Maestros", "Otoño", "55%"],
            ["", "", "1.1.2 Practicarla cada día", "Maestros", "Invierno", ""],
            ["", "1.2 Círculos", "1.2.1 Formar a dos personas", "", "Marzo", "Dos certificados"],
        ],
    )
    table.cell(0, 0).merge(table.cell(0, 5))
    table.cell(2, 0).merge(table.cell(4, 0))
    table.cell(2, 1).merge(table.cell(3, 1))
    table.cell(3, 3).merge(table.cell(4, 3)).text = "Coordinadora"
    plan = read_plan(bytes_of(document), "plan.docx")

    assert plan.title == "Plan de acción 2025-26"
    assert outline(plan) == [
        ("1", "Aulas tranquilas"),
        ("1.1", "Rutinas"),
        ("1.1.1", "Enseñar la rutina"),
        ("1.1.2", "Practicarla cada día"),
        ("1.2", "Círculos"),
        ("1.2.1", "Formar a dos personas"),
    ]
    assert [step.owner for step in steps(plan)] == ["Maestros", "Coordinadora", "Coordinadora"]
    assert steps(plan)[2].measure == "Dos certificados"


def test_a_table_for_each_goal_with_the_goal_in_its_first_row():
    document = Document()
    for number, goal in enumerate(["Calm classrooms", "Strong families"], start=1):
        table = add_table(
            document,
            [
                [f"SMART Goal #{number}: {goal}", "", "", ""],
                [f"Strategy {number}.1 – Listen first", "", "", ""],
                ["Action Steps", "Person(s) Responsible", "By When", "Evidence of Success"],
                [f"Ask everybody {number}", "Principal", "10/1/2025", "Survey"],
                [f"Answer everybody {number}", "Team", "Ongoing", "Letters"],
            ],
        )
        table.cell(0, 0).merge(table.cell(0, 3))
        table.cell(1, 0).merge(table.cell(1, 3))
        document.add_paragraph("")
    plan = read_plan(bytes_of(document), "plan.docx")

    assert outline(plan) == [
        ("1", "Calm classrooms"),
        ("1.1", "Listen first"),
        ("1.1.1", "Ask everybody 1"),
        ("1.1.2", "Answer everybody 1"),
        ("2", "Strong families"),
        ("2.1", "Listen first"),
        ("2.1.1", "Ask everybody 2"),
        ("2.1.2", "Answer everybody 2"),
    ]
    assert steps(plan)[0] == ActionStep("1.1.1", "Ask everybody 1", "Principal", "10/1/2025", "Survey")


def test_headings_and_bullets_without_any_table():
    document = Document()
    document.add_heading("Riverside SEL Plan", 0)
    document.add_heading("Background", 1)
    document.add_paragraph("We listened to many people.")
    document.add_heading("Goal 1: Calm classrooms", 1)
    document.add_heading("1.1 Routines", 2)
    document.add_paragraph("Teach the routine (Owner: Teachers; Timeline: Fall; Measure: 55% of rooms)", "List Bullet")
    document.add_paragraph("Practise daily", "List Bullet")
    document.add_paragraph("Who: Grade leads", "List Bullet 2")
    document.add_paragraph("By when: May 2026", "List Bullet 2")
    document.add_heading("Goal 2: Strong families", 1)
    document.add_heading("2.1 Call home", 2)
    document.add_paragraph("Call every family once", "List Bullet")
    document.add_heading("Team members", 1)
    document.add_paragraph("Ana, Principal", "List Bullet")
    plan = read_plan(bytes_of(document), "plan.docx")

    assert plan.title == "Riverside SEL Plan"
    assert outline(plan) == [
        ("1", "Calm classrooms"),
        ("1.1", "Routines"),
        ("1.1.1", "Teach the routine"),
        ("1.1.2", "Practise daily"),
        ("2", "Strong families"),
        ("2.1", "Call home"),
        ("2.1.1", "Call every family once"),
    ]
    assert steps(plan)[0] == ActionStep("1.1.1", "Teach the routine", "Teachers", "Fall", "55% of rooms")
    assert (steps(plan)[1].owner, steps(plan)[1].timeline) == ("Grade leads", "May 2026")
    assert {"Background", "We listened to many people.", "Team members", "Ana, Principal"} <= set(plan.notes)


def test_headings_and_bullets_without_labels_or_numbers():
    document = Document()
    document.add_heading("Plan de mejora 2025", 1)
    for goal, strategy in (("Bienestar", "Más apoyo"), ("Familias", "Mejor comunicación")):
        document.add_heading(goal, 2)
        document.add_heading(strategy, 3)
        document.add_paragraph(f"Empezar con {goal.lower()}", "List Number")
    plan = read_plan(bytes_of(document), "plan.docx")
    assert outline(plan) == [
        ("1", "Bienestar"),
        ("1.1", "Más apoyo"),
        ("1.1.1", "Empezar con bienestar"),
        ("2", "Familias"),
        ("2.1", "Mejor comunicación"),
        ("2.1.1", "Empezar con familias"),
    ]
    assert plan.title == "Plan de mejora 2025"


def test_plain_numbered_paragraphs_are_a_plan_too():
    document = Document()
    for text in ("Our plan", "1. Calm classrooms", "1.1 Routines", "1.1.1 Teach the routine", "Owner: Teachers",
                 "1.1.2 Practise daily", "2. Strong families", "2.1 Call home", "2.1.1 Call once"):  # fmt: skip
        document.add_paragraph(text)
    plan = read_plan(bytes_of(document), "plan.docx")
    assert outline(plan) == [
        ("1", "Calm classrooms"),
        ("1.1", "Routines"),
        ("1.1.1", "Teach the routine"),
        ("1.1.2", "Practise daily"),
        ("2", "Strong families"),
        ("2.1", "Call home"),
        ("2.1.1", "Call once"),
    ]
    assert steps(plan)[0].owner == "Teachers"


def test_a_goal_that_is_a_sentence_below_its_heading():
    document = Document()
    document.add_heading("Goal 1", 1)
    document.add_paragraph("By June 2026, 80% of students will report that they belong.")
    document.add_heading("Strategy A: Advisory", 2)
    document.add_paragraph("• Train advisors. Responsible: Principal; By when: August")
    plan = read_plan(bytes_of(document), "plan.docx")
    assert outline(plan) == [
        ("1", "By June 2026, 80% of students will report that they belong."),
        ("1.1", "Advisory"),
        ("1.1.1", "Train advisors."),
    ]
    assert (steps(plan)[0].owner, steps(plan)[0].timeline) == ("Principal", "August")


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Goal 1: Calm", "Calm"),
        ("SMART Goal #2 – Calm", "Calm"),
        ("Goal III. Calm", "Calm"),
        ("Meta a largo plazo", "Meta a largo plazo"),
        ("Estrategia 1.2: Rutinas", "Rutinas"),
        ("1.1 Make it calm", "Make it calm"),
        ("1.1.a) Make it calm", "Make it calm"),
        ("2. Calm", "Calm"),
        ("• Calm", "Calm"),
        ("G1.S2 Calm", "Calm"),
        ("30-minute lessons", "30-minute lessons"),
        ("2025-26 survey", "2025-26 survey"),
        ("9 of 9 hours", "9 of 9 hours"),
        ("Goal setting for all", "Goal setting for all"),
        ("A calm room", "A calm room"),
    ],
)
def test_only_printed_numbering_is_stripped(printed, title):
    assert strip_numbering(printed).title == title


def test_several_steps_in_one_cell_become_several_steps():
    document = Document()
    document.add_heading("Goal 1: Calm classrooms", 1)
    table = add_table(
        document,
        [["Strategy", "Action steps", "Lead", "When"], ["Routines", "• Teach\n• Practise", "Ana\nBen", "Fall"]],
    )
    assert table is not None
    plan = read_plan(bytes_of(document), "plan.docx")
    assert [(step.text, step.owner, step.timeline) for step in steps(plan)] == [
        ("Teach", "Ana", "Fall"),
        ("Practise", "Ben", "Fall"),
    ]


def test_columns_that_a_plan_has_no_place_for_are_kept_as_notes():
    document = Document()
    document.add_heading("Goal 1: Calm classrooms", 1)
    add_table(document, [["Strategy", "Action", "Owner", "Budget"], ["Routines", "Teach", "Ana", "$500 from Title I"]])
    add_table(document, [["Name", "Role"], ["Ana", "Principal"]])
    plan = read_plan(bytes_of(document), "plan.docx")
    assert "Budget: $500 from Title I" in plan.notes
    assert "Ana – Principal" in plan.notes
    assert len(steps(plan)) == 1


def test_tracked_changes_are_read_as_accepted():
    document = Document()
    document.add_heading("Goal 1: Calm classrooms", 1)
    table = add_table(
        document, [["Strategy", "Action", "Owner"], ["Routines", "Teach it", "Ana"], ["", "Old step", "Ben"]]
    )
    runs = table.cell(1, 1).paragraphs[0]
    changed = OxmlElement("w:del")
    changed.append(runs.runs[0]._r)
    changed[0].find(qn("w:t")).tag = qn("w:delText")
    inserted = OxmlElement("w:ins")
    inserted.append(runs.add_run("Teach it weekly")._r)
    runs._p.append(changed)
    runs._p.append(inserted)
    row = table.rows[2]._tr
    row.get_or_add_trPr().append(OxmlElement("w:del"))
    plan = read_plan(bytes_of(document), "plan.docx")
    assert [step.text for step in steps(plan)] == ["Teach it weekly"]


# Excel layouts

HEADINGS = ["Strategy", "Action Step", "Person Responsible", "Timeline", "Measure", "Status"]


def test_a_sheet_for_each_goal_with_title_rows():
    book = workbook(
        *(
            (
                f"Goal {number}",
                [
                    ["Riverside SEL Plan 2025-26"],
                    [f"Goal {number}: {goal}"],
                    [],
                    HEADINGS,
                    ["Routines", "Teach", "Ana", date(2025, 10, 1), 0.55, "Done"],
                    [None, "Practise", "Ben", "Ongoing", 60, None],
                ],
            )
            for number, goal in enumerate(["Calm classrooms", "Strong families"], start=1)
        )
    )
    for sheet in book:
        sheet["E5"].number_format = "0%"
    plan = read_plan(bytes_of(book), "upload.xlsx")
    assert plan.title == "Riverside SEL Plan 2025-26"
    assert [goal.title for goal in plan.goals] == ["Calm classrooms", "Strong families"]
    assert steps(plan)[0] == ActionStep("1.1.1", "Teach", "Ana", "2025-10-01", "55%", "Done")
    assert steps(plan)[3] == ActionStep("2.1.2", "Practise", "Ben", "Ongoing", "60", "")


def test_sheets_named_like_their_goals():
    rows = [["Riverside SEL Plan"], HEADINGS, ["Routines", "Teach", "Ana", "Fall", "", ""]]
    plan = read_plan(bytes_of(workbook(("1. Belonging", rows), ("2. Safety", rows))), "plan.xlsx")
    assert [goal.title for goal in plan.goals] == ["Belonging", "Safety"]
    assert len(steps(plan)) == 2


def test_merged_cells_and_banner_rows_in_spanish():
    book = workbook(
        (
            "Hoja1",
            [
                ["Distrito Escolar Valle Verde"],
                ["Plan de acción 2025-26"],
                ["Estrategias", "Pasos de acción", "Responsable", "Fecha de inicio", "Fecha límite", "Evidencia"],
                ["Meta 1: Aulas tranquilas"],
                ["1.1 Rutinas", "Enseñar", "Ana", date(2025, 9, 1), date(2025, 12, 19), "55%"],
                [None, "Practicar", None, "Enero", None, None],
                ["Meta 2: Familias"],
                ["2.1 Llamar", "Llamar a todos", "Ben", None, "Mayo", "Lista"],
            ],
        )
    )
    sheet = book["Hoja1"]
    for cells in ("A1:F1", "A2:F2", "A4:F4", "A5:A6", "C5:C6", "A7:F7"):
        sheet.merge_cells(cells)
    plan = read_plan(bytes_of(book), "plan.xlsx")
    assert plan.title == "Plan de acción 2025-26"
    assert outline(plan) == [
        ("1", "Aulas tranquilas"),
        ("1.1", "Rutinas"),
        ("1.1.1", "Enseñar"),
        ("1.1.2", "Practicar"),
        ("2", "Familias"),
        ("2.1", "Llamar"),
        ("2.1.1", "Llamar a todos"),
    ]
    assert [step.owner for step in steps(plan)] == ["Ana", "Ana", "Ben"]
    assert steps(plan)[0].timeline == "2025-09-01 – 2025-12-19"
    assert "Distrito Escolar Valle Verde" in plan.notes


def test_goals_that_are_called_by_their_number_only():
    rows = [
        ["Goal", "Strategy", "Action", "Who"],
        ["Goal 1", "1.1", "Step 1", "Ana"],
        ["Goal 2", "2.1", "Step 1", "Ben"],
    ]
    plan = read_plan(bytes_of(workbook(("Plan", rows))), "plan.xlsx")
    assert [goal.title for goal in plan.goals] == ["Goal 1", "Goal 2"]
    assert [(step.text, step.owner) for step in steps(plan)] == [("Step 1", "Ana"), ("Step 1", "Ben")]


def test_a_flat_sheet_without_strategies():
    rows = [["Goal", "Action", "Who", "When"], ["Calm classrooms", "Teach", "Ana", "Fall"], ["", "Practise", "Ben", ""]]
    plan = read_plan(bytes_of(workbook(("Plan", rows))), "plan.xlsx")
    assert [step.text for step in steps(plan)] == ["Teach", "Practise"]
    assert [goal.title for goal in plan.goals] == ["Calm classrooms"]


def test_formulas_count_as_the_values_they_last_had():
    book = workbook(("Plan", [HEADINGS, ["Routines", '=HYPERLINK("http://evil.example","x")', "Ana", "Fall", "", ""]]))
    book["Plan"].append(["Routines", "Teach", "Ben", "Fall", "", ""])
    plan = read_plan(bytes_of(book), "plan.xlsx")
    assert [step.text for step in steps(plan)] == ["Teach"]


def test_a_sheet_that_claims_to_be_endless_is_read_at_once():
    book = workbook(("Plan", [HEADINGS, ["Routines", "Teach", "Ana", "Fall", "", ""]]))
    book["Plan"].merge_cells("H1:XFD3")
    book["Plan"]["XFD1048576"] = "far away"
    sheet = bytes_of(book)
    sheet = repacked(sheet, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"H1:XFD3", b"H1:XFD1048576"))
    assert len(steps(read_plan(sheet, "plan.xlsx"))) == 1


def test_cards_one_above_the_other():
    heading = ["Action", "Resp. Party", "When"]
    first = [["Goal:", "Calm classrooms"], ["Strategy:", "Routines"], heading, ["Teach", "Ana", "Fall"]]
    second = [["Goal:", "Families"], ["Strategy:", "Calls"], heading, ["Call once", "Ben", "May"]]
    rows = [*first, [], *second]
    plan = read_plan(bytes_of(workbook(("Plan", rows))), "plan.xlsx")
    assert outline(plan) == [
        ("1", "Calm classrooms"),
        ("1.1", "Routines"),
        ("1.1.1", "Teach"),
        ("2", "Families"),
        ("2.1", "Calls"),
        ("2.1.1", "Call once"),
    ]
    assert steps(plan)[1].owner == "Ben"


# What cannot be read


def repacked(data: bytes, name: str, change) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
    return stream.getvalue()


def zipped(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return stream.getvalue()


def one_step_document() -> bytes:
    document = Document()
    document.add_heading("Goal 1: Calm classrooms", 1)
    add_table(document, [["Strategy", "Action", "Owner"], ["Routines", "Teach", "Ana"]])
    return bytes_of(document)


def with_entity(xml: bytes) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    start = xml.index(b"?>") + 2
    return xml[:start] + bomb + xml[start:]


def text_document() -> bytes:
    document = Document()
    document.add_paragraph("Dear families, thank you for a wonderful year.")
    return bytes_of(document)


REFUSED = {
    "nothing at all": (lambda: b"", "empty"),
    "blanks": (lambda: b" \r\n", "empty"),
    "a document without a word": (lambda: bytes_of(Document()), "empty"),
    "a scan in a document": (lambda: scan(), "scan"),
    "a file of Pages": (lambda: zipped(**{"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "other_program"),
    "a file of LibreOffice": (lambda: zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "other_program"),
    "rich text": (lambda: b"{\\rtf1 Goal 1: Calm classrooms}", "other_program"),
    "a web page": (lambda: b"<html><body>Goal 1", "other_program"),
    "more steps than a strategy can have": (lambda: long_plan(2_001), "too_long"),
    "cells far outside": (lambda: far_cells(), "too_long"),
    "a text file": (lambda: b"Goal 1: Calm classrooms", "not_a_plan_file"),
    "a PDF": (lambda: b"%PDF-1.7\n...", "pdf"),
    "some other zip": (lambda: zipped(**{"readme.txt": b"hello"}), "not_a_plan_file"),
    "a renamed zip bomb": (lambda: zipped(**{"word/document.xml": b" " * 60_000_000}), "too_large"),
    "a smaller bomb": (lambda: zipped(**{"[Content_Types].xml": b" " * 20_000_000}), "too_large"),
    "thousands of entries": (lambda: zipped(**{f"{at}.xml": b"<a/>" for at in range(4_000)}), "too_large"),
    "an old .doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_format"),
    "a file with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "half a document": (lambda: one_step_document()[:3000], "damaged"),
    "entities": (lambda: repacked(one_step_document(), "word/document.xml", with_entity), "unsafe"),
    "entities in a workbook": (
        lambda: repacked(bytes_of(workbook(("P", [HEADINGS]))), "xl/worksheets/sheet1.xml", with_entity_before_root),
        "unsafe",
    ),
    "a letter": (text_document, "no_plan"),
    "an empty workbook": (lambda: bytes_of(workbook(("Sheet", []))), "empty"),
}


def scan() -> bytes:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63000100000500010d0a2db4"
        "0000000049454e44ae426082"
    )
    document = Document()
    document.add_picture(io.BytesIO(png))
    return bytes_of(document)


def long_plan(steps: int) -> bytes:
    return bytes_of(
        workbook(("Plan", [["Goal", "Action", "Owner"], *(["Calm", f"Step {at}", "Ana"] for at in range(steps))]))
    )


def far_cells() -> bytes:
    book = workbook(("Plan", [["Goal", "Action", "Owner"], ["Calm", "Teach", "Ana"]]))
    for at in range(2_100):
        book["Plan"].cell(1 + at % 3, 400 + at, f"far {at}")
    return bytes_of(book)


def with_entity_before_root(xml: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a "ha">]>' + xml[xml.index(b"<worksheet") :]


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_plan_is_refused_with_a_reason(what):
    make, code = REFUSED[what]
    with pytest.raises(PlanFileError) as refusal:
        read_plan(make(), "plan.docx")
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def test_the_kind_is_told_by_content_not_by_name():
    assert len(steps(read_plan(one_step_document(), "plan.xlsx"))) == 1


# What is opened all the same


def renamed(data: bytes, kind: str) -> bytes:
    """Return the document as if it were of another kind, with a macro in it."""
    plain = "openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with_type = repacked(data, "[Content_Types].xml", lambda xml: xml.replace(plain.encode(), kind.encode()))
    stream = io.BytesIO(with_type)
    with zipfile.ZipFile(stream, "a") as file:
        file.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return stream.getvalue()


@pytest.mark.parametrize(
    "kind",
    ["ms-word.document.macroEnabled.main+xml", "ms-word.template.macroEnabledTemplate.main+xml",
     "openxmlformats-officedocument.wordprocessingml.template.main+xml"],
)  # fmt: skip
def test_documents_with_macros_and_templates_are_opened_as_data(kind):
    plan = read_plan(renamed(one_step_document(), kind), "plan.docm")
    assert [step.text for step in steps(plan)] == ["Teach"]


@pytest.mark.parametrize("kind", ["ms-excel.sheet.macroEnabled.main+xml", "ms-excel.template.macroEnabled.main+xml"])
def test_workbooks_with_macros_are_opened_as_data(kind):
    plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    data = bytes_of(workbook(("Plan", [HEADINGS, ["Routines", "Teach", "Ana", "Fall", "", ""]])))
    changed = repacked(data, "[Content_Types].xml", lambda xml: xml.replace(plain, kind.encode()))
    assert [step.text for step in steps(read_plan(changed, "plan.xlsm"))] == ["Teach"]


def test_a_text_longer_than_a_plan_can_hold_is_kept_whole_as_a_note():
    long = " ".join(f"word{at}" for at in range(1_500))
    rows = [["Goal", "Action", "Owner", "Comments"], ["Calm", long, "Ana", long + " end"]]
    plan = read_plan(bytes_of(workbook(("Plan", rows))), "plan.xlsx")
    kept = " ".join(plan.notes)
    assert all(f"word{at}" in kept for at in range(1_500)) and "end" in kept
    assert steps(plan)[0].text.startswith("word0 word1")


def test_what_stands_beside_the_page_is_kept_as_notes():
    document = Document(io.BytesIO(one_step_document()))
    document.sections[0].footer.paragraphs[0].text = "Draft of 3 May"
    document.sections[0].header.paragraphs[0].text = "Riverside Unified"
    document.add_comment(document.paragraphs[0].runs, text="Ask the board", author="Ana")
    assert {"Draft of 3 May", "Riverside Unified", "Ask the board"} <= set(
        read_plan(bytes_of(document), "p.docx").notes
    )

    book = workbook(("Plan", [HEADINGS, ["Routines", "Teach", "Ana", "Fall", "", ""]]))
    book["Plan"]["B2"].comment = Comment("Twice a week?", "Ben")
    book["Plan"]["ZZ9"] = "far away"
    assert {"Twice a week?", "far away"} <= set(read_plan(bytes_of(book), "p.xlsx").notes)
