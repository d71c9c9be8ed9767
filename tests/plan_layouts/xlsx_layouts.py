"""The layouts of Excel workbooks. Each takes a plan and its words and returns the bytes of a file."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import openpyxl

from app.planning.plan import Plan
from tests.plan_layouts.docx_layouts import Layout, every, fields, headings
from tests.plan_layouts.plans import Words


def saved(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return a workbook of these sheets."""
    return packed(workbook(*sheets))


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> openpyxl.Workbook:
    """Make a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([text if text != "" else None for text in row])
    return book


def packed(book: openpyxl.Workbook) -> bytes:
    """Return a workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def whole(plan: Plan, words: Words) -> list[list[str]]:
    """Return a heading row and a row for each step that says everything."""
    rows = [[goal.title, strategy.title, step.text, *fields(step)] for goal, strategy, step in every(plan)]
    return [headings(words, "goal", "strategy", "step"), *rows]


def flat(plan: Plan, words: Words) -> bytes:
    """One sheet, everything in every row."""
    return saved(("Sheet1", whole(plan, words)))


def flat_with_dates(plan: Plan, words: Words) -> bytes:
    """The same with true dates where the plan has some."""
    rows: list[list[Any]] = [
        [dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text for text in row]
        for row in whole(plan, words)
    ]
    return saved(("Plan", rows))


def said_once(plan: Plan, words: Words) -> bytes:
    """Title rows above the headings; goals and strategies are said in their first row only."""
    rows = whole(plan, words)
    shown = [
        [text if at > 1 or row[: at + 1] != above[: at + 1] else "" for at, text in enumerate(row)]
        for above, row in pairwise(rows)
    ]
    return saved(("Sheet1", [[words.title], [words.note], [], rows[0], *shown]))


def merged(plan: Plan, words: Words) -> bytes:
    """The same with merged cells, a title over all columns, and everything two columns to the right."""
    rows = whole(plan, words)
    book = workbook(("Plan", [["", "", words.title], [], *(["", "", *row] for row in rows)]))
    sheet = book["Plan"]
    sheet.merge_cells("C1:I1")
    for column in (0, 1):
        first = 1
        for row in range(2, len(rows) + 1):
            if row == len(rows) or rows[row][: column + 1] != rows[first][: column + 1]:
                if row - first > 1:
                    sheet.merge_cells(
                        start_row=first + 3, end_row=row + 2, start_column=column + 3, end_column=column + 3
                    )
                first = row
    return packed(book)


def sheet_per_goal(plan: Plan, words: Words) -> bytes:
    """A sheet for each goal, its name in a title row."""
    sheets = []
    for goal in plan.goals:
        rows = [[words.title], [f"{words.plain[0]} {goal.id}: {goal.title}"], [], headings(words, "strategy", "step")]
        rows += [[each.title, step.text, *fields(step)] for each in goal.strategies for step in each.steps]
        sheets.append((f"{words.plain[0]} {goal.id}", rows))
    return saved(*sheets)


def sheet_per_goal_with_banners(plan: Plan, words: Words) -> bytes:
    """The same behind a cover; strategies are rows of their own."""
    sheets: list[tuple[str, list[list[str]]]] = [("Cover", [[words.title], [words.note]])]
    for goal in plan.goals:
        rows = [[f"{words.plain[0]}:", goal.title], [], headings(words, "step")]
        for strategy in goal.strategies:
            rows.append([f"{words.plain[1]} {strategy.id}: {strategy.title}"])
            rows += [[step.text, *fields(step)] for step in strategy.steps]
        sheets.append((f"{goal.id}", rows))
    return saved(*sheets)


def outline_numbers(plan: Plan, words: Words) -> bytes:
    """One column for every level: the number before it tells which."""
    rows = [[words.title], ["No.", *headings(words, "step")]]
    for goal in plan.goals:
        rows.append([goal.id, goal.title])
        for strategy in goal.strategies:
            rows.append([strategy.id, strategy.title])
            rows += [[step.id, step.text, *fields(step)] for step in strategy.steps]
    return saved(("Plan", rows))


def hidden_columns(plan: Plan, words: Words) -> bytes:
    """Last year's people in a hidden column, codes of the office in another."""
    rows = [[*row, "Jane Former", f"X{at}"] for at, row in enumerate(whole(plan, words))]
    rows[0][-2:] = [f"{words.owner} 2024-25", "Office code"]
    book = workbook(("Plan", rows))
    for column in "HI":
        book["Plan"].column_dimensions[column].hidden = True
    return packed(book)


def hidden_sheet(plan: Plan, words: Words) -> bytes:
    """Last year's plan on a hidden sheet, and the words to choose from on another."""
    old = [whole(plan, words)[0], ["Old goal", "Old strategy", "Old step", "Nobody", "2024", "None", "Done"]]
    book = workbook(("2024-25", old), ("Plan", whole(plan, words)), ("Lists", [["Done"], ["In progress"]]))
    for name in ("2024-25", "Lists"):
        book[name].sheet_state = "hidden"
    book.active = 1
    return packed(book)


def tables_below_each_other(plan: Plan, words: Words) -> bytes:
    """A table for each goal on one sheet, the next one below it."""
    rows: list[list[str]] = [[words.title], []]
    for goal in plan.goals:
        rows += [[f"{words.plain[0]} {goal.id}: {goal.title}"], headings(words, "strategy", "step")]
        rows += [[each.title, step.text, *fields(step)] for each in goal.strategies for step in each.steps]
        rows.append([])
    return saved(("Sheet1", rows))


def two_rows_of_headings(plan: Plan, words: Words) -> bytes:
    """A heading over several columns, and what each of them is called below it."""
    rows = whole(plan, words)
    book = workbook(("Plan", [[words.title], [*rows[0][:3], "Implementation"], ["", "", "", *rows[0][3:]], *rows[1:]]))
    for cells in ("A2:A3", "B2:B3", "C2:C3", "D2:G2"):
        book["Plan"].merge_cells(cells)
    return packed(book)


def many_columns(plan: Plan, words: Words) -> bytes:
    """Two hundred columns, most of which a plan has no place for."""
    rows = [[*row, *(f"W{at}" for at in range(193))] for row in whole(plan, words)]
    rows[0][7:] = [f"Week {at}" for at in range(193)]
    return saved(("Plan", rows))


LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        flat, flat_with_dates, said_once, merged, sheet_per_goal, sheet_per_goal_with_banners, outline_numbers,
        hidden_columns, hidden_sheet, tables_below_each_other, two_rows_of_headings, many_columns,
    )
}  # fmt: skip
