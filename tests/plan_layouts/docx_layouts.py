"""The layouts of Word documents. Each takes a plan and its words and returns the bytes of a file."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.planning.plan import ActionStep, Goal, Plan, Strategy
from tests.plan_layouts.plans import Words

FIELDS = ("owner", "timeline", "measure", "status")
Layout = Callable[[Plan, Words], bytes]


def every(plan: Plan) -> Iterator[tuple[Goal, Strategy, ActionStep]]:
    """Yield every step with what it stands under."""
    for goal in plan.goals:
        for strategy in goal.strategies:
            for step in strategy.steps:
                yield goal, strategy, step


def headings(words: Words, *names: str) -> list[str]:
    """Return the headings of columns."""
    return [words.of(name) for name in (*names, *FIELDS)]


def fields(step: ActionStep) -> list[str]:
    """Return the values of a step's fields."""
    return [getattr(step, name) for name in FIELDS]


def labelled(step: ActionStep, words: Words) -> list[str]:
    """Return "Owner: Ana" for each field that says something."""
    told = ((words.of(name).rstrip("?: "), getattr(step, name)) for name in FIELDS)
    return [f"{label}: {value}" for label, value in told if value]


def saved(document: Any) -> bytes:
    """Return a document's bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    """Add a table; quick, since python-docx looks every cell up anew."""
    made = document.add_table(len(rows), max(map(len, rows)))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    return made


def banner(made: Any, row: int) -> None:
    """Merge all cells of a row."""
    cells = made.rows[row].cells
    cells[0].merge(cells[-1])


def opened(words: Words, landscape: bool = False) -> Any:
    """Return a document with the plan's title and a line that is no part of it."""
    document = Document()
    if landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(words.title, 0)
    document.add_paragraph(words.note)
    return document


def table_per_goal(plan: Plan, words: Words) -> bytes:
    """A heading and a table for each goal; a strategy is named in its first row only."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(f"{words.plain[0]} {goal.id}: {goal.title}", 1)
        rows = [headings(words, "strategy", "step")]
        for strategy in goal.strategies:
            for at, step in enumerate(strategy.steps):
                rows.append([f"{strategy.id} {strategy.title}" if not at else "", step.text, *fields(step)])
        table(document, rows)
    return saved(document)


def table_per_strategy(plan: Plan, words: Words) -> bytes:
    """Headings for goals and strategies, a table of steps under each strategy."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(f"{words.plain[0]} {goal.id}: {goal.title}", 1)
        for strategy in goal.strategies:
            document.add_heading(f"{words.plain[1]} {strategy.id}: {strategy.title}", 2)
            table(document, [headings(words, "step"), *([step.text, *fields(step)] for step in strategy.steps)])
    return saved(document)


def table_per_strategy_without_labels(plan: Plan, words: Words) -> bytes:
    """The same where only the size of the headings tells which is which."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(goal.title, 1)
        for strategy in goal.strategies:
            document.add_heading(strategy.title, 2)
            table(document, [headings(words, "step"), *([step.text, *fields(step)] for step in strategy.steps)])
    return saved(document)


def banners_in_each_table(plan: Plan, words: Words) -> bytes:
    """A table for each goal whose first row is the goal, with a wide row before the steps of each strategy."""
    document = opened(words)
    for goal in plan.goals:
        rows = [[f"{words.plain[0].upper()} {goal.id}: {goal.title}", "", "", "", ""], headings(words, "step")]
        wide = [0]
        for strategy in goal.strategies:
            wide.append(len(rows))
            rows.append([f"{words.plain[1]} {strategy.id}: {strategy.title}", "", "", "", ""])
            rows += [[step.text, *fields(step)] for step in strategy.steps]
        made = table(document, rows)
        for row in wide:
            banner(made, row)
        document.add_paragraph("")
    return saved(document)


def one_landscape_table(plan: Plan, words: Words) -> bytes:
    """One table with goals and strategies merged downwards."""
    document = opened(words, landscape=True)
    rows = [headings(words, "goal", "strategy", "step")]
    rows += [[goal.title, strategy.title, step.text, *fields(step)] for goal, strategy, step in every(plan)]
    made = table(document, rows)
    for column in (0, 1):
        first = 1
        for row in range(2, len(rows) + 1):
            if row == len(rows) or rows[row][: column + 1] != rows[first][: column + 1]:
                if row - first > 1:
                    for below in range(first + 1, row):
                        made.cell(below, column).text = ""
                    made.cell(first, column).merge(made.cell(row - 1, column))
                first = row
    return saved(document)


def repeated_headings(plan: Plan, words: Words) -> bytes:
    """One table in which goals are wide rows and the headings stand again after every fourth row."""
    document = opened(words, landscape=True)
    rows, wide = [headings(words, "strategy", "step")], []
    for goal in plan.goals:
        wide.append(len(rows))
        rows.append([f"{words.plain[0]} {goal.id} – {goal.title}"] + [""] * 5)
        for strategy in goal.strategies:
            for step in strategy.steps:
                rows.append([strategy.title, step.text, *fields(step)])
                if len(rows) % 4 == 0:
                    rows.append(headings(words, "strategy", "step"))
    made = table(document, rows)
    for row in wide:
        banner(made, row)
    return saved(document)


def a_table_on_each_page(plan: Plan, words: Words) -> bytes:
    """The same columns in a new table on every page; goals and strategies go on without being said again."""
    document = opened(words, landscape=True)
    rows = [[goal.title, strategy.title, step.text, *fields(step)] for goal, strategy, step in every(plan)]
    for start in range(0, len(rows), 3):
        page = [list(row) for row in rows[start : start + 3]]
        for above, row in zip(rows[max(start - 1, 0) :], page, strict=False):
            if start and row[0] == above[0]:
                row[0] = ""
        table(document, [headings(words, "goal", "strategy", "step"), *page])
        document.add_page_break()
    return saved(document)


def two_rows_of_headings(plan: Plan, words: Words) -> bytes:
    """A heading over several columns, and what each of them is called below it."""
    document = opened(words, landscape=True)
    names = headings(words, "goal", "strategy", "step")
    rows = [[*names[:3], "Implementation", "", "", ""], ["", "", "", *names[3:]]]
    rows += [[goal.title, strategy.title, step.text, *fields(step)] for goal, strategy, step in every(plan)]
    made = table(document, rows)
    made.cell(0, 3).merge(made.cell(0, 6))
    for column in range(3):
        made.cell(0, column).merge(made.cell(1, column))
    return saved(document)


def nested_tables(plan: Plan, words: Words) -> bytes:
    """A frame around each goal: its name, and a table of its own in the cell below."""
    document = opened(words)
    for goal in plan.goals:
        frame = table(document, [[f"{words.plain[0]} {goal.id}: {goal.title}"], [""]])
        rows = [headings(words, "strategy", "step")]
        rows += [[each.title, step.text, *fields(step)] for each in goal.strategies for step in each.steps]
        inner = frame.cell(1, 0).add_table(len(rows), len(rows[0]))
        for row, texts in zip(inner.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    return saved(document)


def cards(plan: Plan, words: Words) -> bytes:
    """A small form for each step: what it is on the left, what it says on the right."""
    document = opened(words)
    names = headings(words, "goal", "strategy", "step")
    for goal, strategy, step in every(plan):
        table(document, list(zip(names, [goal.title, strategy.title, step.text, *fields(step)], strict=True)))
        document.add_paragraph("")
    return saved(document)


def several_steps_in_a_cell(plan: Plan, words: Words) -> bytes:
    """A row for each strategy; steps and their fields are bulleted lines of its cells."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(f"{words.plain[0]} {goal.id}: {goal.title}", 1)
        rows = [headings(words, "strategy", "step")]
        for strategy in goal.strategies:
            several = len(strategy.steps) > 1
            columns = [[step.text, *fields(step)] for step in strategy.steps]
            cells = [
                "\n".join(f"• {text}" if several else text for text in each) for each in zip(*columns, strict=True)
            ]
            rows.append([strategy.title, *cells])
        table(document, rows)
    return saved(document)


def numbered_column(plan: Plan, words: Words) -> bytes:
    """A column "#" before each step, goals and strategies as wide rows."""
    document = opened(words)
    rows, wide = [["#", *headings(words, "step")]], []
    for goal in plan.goals:
        wide.append(len(rows))
        rows.append([f"{words.plain[0]} {goal.id}. {goal.title}"] + [""] * 5)
        for strategy in goal.strategies:
            wide.append(len(rows))
            rows.append([f"{strategy.id} {strategy.title}"] + [""] * 5)
            rows += [[step.id, step.text, *fields(step)] for step in strategy.steps]
    made = table(document, rows)
    for row in wide:
        banner(made, row)
    return saved(document)


def headings_and_bullets(plan: Plan, words: Words) -> bytes:
    """Headings, and bullets with the fields in brackets."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(f"{words.plain[0]} {goal.id}: {goal.title}", 1)
        for strategy in goal.strategies:
            document.add_heading(f"{strategy.id} {strategy.title}", 2)
            for step in strategy.steps:
                inside = "; ".join(labelled(step, words))
                document.add_paragraph(f"{step.text} [{inside}]" if inside else step.text, "List Bullet")
    return saved(document)


def bullets_below_bullets(plan: Plan, words: Words) -> bytes:
    """Headings without labels, steps as bullets, their fields as bullets below."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(goal.title, 1)
        for strategy in goal.strategies:
            document.add_heading(strategy.title, 2)
            for step in strategy.steps:
                document.add_paragraph(step.text, "List Bullet")
                for line in labelled(step, words):
                    document.add_paragraph(line, "List Bullet 2")
    return saved(document)


def lines_below_steps(plan: Plan, words: Words) -> bytes:
    """Bold lines instead of headings, every level with its word, the fields as lines below."""
    document = opened(words)
    for goal in plan.goals:
        document.add_paragraph().add_run(f"{words.plain[0]} {goal.id}: {goal.title}").bold = True
        for strategy in goal.strategies:
            document.add_paragraph().add_run(f"{words.plain[1]} {strategy.id}: {strategy.title}").bold = True
            for at, step in enumerate(strategy.steps, start=1):
                document.add_paragraph(f"{words.plain[2]} {at}: {step.text}")
                for line in labelled(step, words):
                    document.add_paragraph(line)
    return saved(document)


def line_breaks(plan: Plan, words: Words) -> bytes:
    """Steps and fields in one numbered paragraph each, parted by line breaks."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(f"{words.plain[0]} {goal.id}: {goal.title}", 1)
        for strategy in goal.strategies:
            document.add_heading(f"{words.plain[1]} {strategy.id}: {strategy.title}", 2)
            for step in strategy.steps:
                document.add_paragraph("\n".join([step.text, *labelled(step, words)]), "List Number")
    return saved(document)


def a_list_of_levels(plan: Plan, words: Words) -> bytes:
    """One list of four levels without any heading."""
    document = opened(words)
    for goal in plan.goals:
        document.add_paragraph(goal.title, "List Number")
        for strategy in goal.strategies:
            document.add_paragraph(strategy.title, "List Number 2")
            for step in strategy.steps:
                document.add_paragraph(step.text, "List Number 3")
                for line in labelled(step, words):
                    made = document.add_paragraph(line, "List Number 3")
                    numbering = made._p.get_or_add_pPr().get_or_add_numPr()
                    numbering.get_or_add_ilvl().val = 3
    return saved(document)


def typed_numbers(plan: Plan, words: Words) -> bytes:
    """Paragraphs whose numbers were typed: 1. 1.1 1.1.1, the fields on the line below."""
    document = opened(words)
    for goal in plan.goals:
        document.add_paragraph(f"{goal.id}. {goal.title}")
        for strategy in goal.strategies:
            document.add_paragraph(f"{strategy.id} {strategy.title}")
            for step in strategy.steps:
                document.add_paragraph(f"{step.id} {step.text}")
                if labelled(step, words):
                    document.add_paragraph(" | ".join(labelled(step, words)))
    return saved(document)


def content_controls(plan: Plan, words: Words) -> bytes:
    """A form: the whole of it inside content controls, as templates of states are."""
    document = opened(words)
    for goal in plan.goals:
        document.add_heading(f"{words.plain[0]} {goal.id}: {goal.title}", 1)
        rows = [headings(words, "strategy", "step")]
        rows += [[each.title, step.text, *fields(step)] for each in goal.strategies for step in each.steps]
        for cell in table(document, rows)._tbl.iter(qn("w:tc")):
            for paragraph in list(cell.iterchildren(qn("w:p"))):
                control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
                paragraph.addprevious(control)
                control.append(content)
                content.append(paragraph)
    return saved(document)


LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        table_per_goal, table_per_strategy, table_per_strategy_without_labels, banners_in_each_table,
        one_landscape_table, repeated_headings, a_table_on_each_page, two_rows_of_headings, nested_tables, cards,
        several_steps_in_a_cell, numbered_column, headings_and_bullets, bullets_below_bullets, lines_below_steps,
        line_breaks, a_list_of_levels, typed_numbers, content_controls,
    )
}  # fmt: skip
