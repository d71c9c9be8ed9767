"""Reads a table: which rows are headings, banners or action steps, and what their cells say."""

import re
from collections.abc import Sequence

from app.adapters.plan_files.blocks import Cell, Table
from app.adapters.plan_files.building import PlanBuilder
from app.adapters.plan_files.columns import (
    FIELDS,
    LEVELS,
    Columns,
    find_heading_row,
    read_heading_row,
    told_by,
    visible_first,
)
from app.adapters.plan_files.depths import Depths, read_depths
from app.adapters.plan_files.numbering import GOAL, STRATEGY, strip_numbering

BULLETED = re.compile(r"^\s*(?:[•●○▪■◦‣☐☑✓➢➤*–-]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s)")
SAYS_NOTHING = re.compile(r"^(?:sheet|hoja|table|tabla|feuil|goal|meta|objetivo)\s*\d*$|\bplan\b", re.IGNORECASE)
LONGEST_LABEL = 40  # characters
Row = Sequence[Cell]


def read_table(table: Table, builder: PlanBuilder, shared_titles: frozenset[str] = frozenset()) -> None:
    """Put a table's goals, strategies and steps into the plan, the rest into its notes.

    `shared_titles` are lines that name the plan on several worksheets, so none of them names a goal.
    """
    found = find_heading_row(table.rows)
    if found is None:
        _note_all(table.rows, builder)
        return
    at, columns = found[0], visible_first(found[1], table.hidden)
    if table.sheet:
        builder.close(goal=True)
    titles = _read_rows_above(table.rows[:at], builder)
    if table.sheet and not columns.has("goal") and not builder.in_goal:
        builder.name_fallback(_sheet_goal(table.sheet, [title for title in titles if title not in shared_titles]))
    depths = read_depths(table.rows[at + 1 :], columns, builder.in_goal)
    after_title = False
    for row in table.rows[at + 1 :]:
        again = read_heading_row(row) if _looks_like(row, columns, after_title) else None
        after_title = sum(cell.text != "" for cell in row) <= 2
        if again is not None:
            columns = visible_first(again, table.hidden)
        elif not _open_numbered(row, columns, depths, builder):
            _read_row(row, columns, builder)
    builder.end_table()


def _read_rows_above(rows: Sequence[Row], builder: PlanBuilder) -> list[str]:
    """Read "Goal | Calm classrooms" and "Strategy 1: ..." above the heading row; return the lines that say neither."""
    titles = []
    for row in rows:
        texts = _texts(row)
        if _read_labelled_row(texts, builder) or (len(texts) == 1 and _read_banner(texts[0], builder)):
            continue
        builder.note(" – ".join(texts))
        titles += texts[:1] if len(texts) == 1 else []
    return titles


def _texts(row: Row) -> list[str]:
    return [" ".join(cell.text.split()) for cell in row if cell.text]


def _read_labelled_row(texts: Sequence[str], builder: PlanBuilder) -> bool:
    """Open the goal or strategy of a row such as "Goal: | Calm classrooms"; return False when it is none."""
    if len(texts) != 2 or len(texts[0]) > LONGEST_LABEL:
        return False
    label = texts[0].rstrip(" :")
    return told_by(label) in LEVELS[:2] and _read_banner(f"{label}: {texts[1]}", builder)


def _read_banner(text: str, builder: PlanBuilder) -> bool:
    """Open the goal or strategy that a line of its own names; return False when it names none."""
    named = strip_numbering(text)
    level = named.level or (STRATEGY if named.depth == 2 else None)
    if not named.title or level not in (GOAL, STRATEGY):
        return False
    (builder.open_goal if level == GOAL else builder.open_strategy)(named.title)
    return True


def _sheet_goal(sheet: str, titles: Sequence[str]) -> str:
    """Return what a worksheet's only goal is called: by its name, or by the line above its table if that says more."""
    name = strip_numbering(sheet).title or sheet
    longer = next((title for title in titles if title.casefold().startswith(name.casefold())), None)
    if longer:
        return longer
    if SAYS_NOTHING.search(sheet.strip()):
        return next(reversed(titles), None) or name
    return name


def _looks_like(row: Row, columns: Columns, after_title: bool) -> bool:
    """Tell whether a row is a heading row again: it says what the columns are called, or stands below a title."""
    filled = [(at, " ".join(cell.text.split())) for at, cell in enumerate(row) if cell.text]
    same = sum(text.casefold() == columns.headings.get(at, "").casefold() for at, text in filled)
    told = {told_by(text) if len(text) <= LONGEST_LABEL else None for _, text in filled}
    anew = after_title and None not in told and len(told - {"other"}) >= 3
    return len(filled) > 1 and (2 * same > len(filled) or anew)


def _read_row(row: Row, columns: Columns, builder: PlanBuilder) -> None:
    texts = [cell for cell in row if cell.text]
    if not texts:
        return
    if texts[0].text.rstrip().endswith(":") and _read_labelled_row(_texts(row), builder):
        return
    if len(texts) == 1 and (texts[0].span > 1 or columns.places.get(row.index(texts[0])) not in FIELDS):
        wide = texts[0].span > 1
        named = strip_numbering(texts[0].text)
        if (wide or named.level in (GOAL, STRATEGY)) and _read_banner(texts[0].text, builder):
            return
        if wide and texts[0].span >= len(row) - 1:
            builder.note(texts[0].text)
            return
    _open_levels(row, columns, builder)
    fields = {name: _joined(row, columns, name) for name in FIELDS}
    _read_steps(row, columns, fields, builder)
    _note_others(row, columns, builder)


def _open_numbered(row: Row, columns: Columns, depths: Depths, builder: PlanBuilder) -> bool:
    """Open the goal or strategy that a row's number (1, or 1.2) tells of; return False when it tells of none."""
    level, title = depths.level_of(row, columns)
    if level not in (GOAL, STRATEGY):
        return False
    (builder.open_goal if level == GOAL else builder.open_strategy)(title)
    _note_others(row, columns, builder)
    return True


def _open_levels(row: Row, columns: Columns, builder: PlanBuilder) -> None:
    for name, open_level in (("goal", builder.open_goal), ("strategy", builder.open_strategy)):
        title = next(map(_named, (cell.text for cell in _of(row, columns, name))), "")
        if title:
            open_level(title)


def _read_steps(row: Row, columns: Columns, fields: dict[str, str], builder: PlanBuilder) -> None:
    cells = _of(row, columns, "step")
    continued = bool(cells) and all(cell.continued for cell in cells)
    lines = [line for cell in cells for line in _step_lines(cell.text)]
    if continued or not lines:
        if any(fields.values()) and not builder.extend_step(fields):
            if columns.has("step"):
                _note_row(row, columns, builder)
            else:
                builder.note(" – ".join(filter(None, fields.values())))
        return
    split = {name: _split(value, len(lines), row, columns, name) for name, value in fields.items()}
    for at, line in enumerate(lines):
        builder.add_step(line, {name: values[at] for name, values in split.items()})


def _step_lines(text: str) -> list[str]:
    """Return the steps in one cell: several when each of its lines is a list item, otherwise one."""
    lines = [line for line in text.split("\n") if line.strip()]
    marked = [bool(BULLETED.match(line)) for line in lines]
    steps = [_named(line) for line in lines] if len(lines) > 1 and all(marked) else [_named(" ".join(lines))]
    return [step for step in steps if step]


def _named(text: str) -> str:
    """Return a title without its number; one that says nothing else, such as "Goal 1", as it is."""
    return strip_numbering(text).title or " ".join(text.split())


def _split(value: str, count: int, row: Row, columns: Columns, name: str) -> list[str]:
    """Return a field's value for each of `count` steps: line by line when there are as many lines, else the same."""
    lines = [_plain(line) for cell in _of(row, columns, name) for line in cell.text.split("\n") if line.strip()]
    return lines if count > 1 and len(lines) == count else [value] * count


def _joined(row: Row, columns: Columns, name: str) -> str:
    """Return what the columns of a field say: lists joined by semicolons, a start and an end by a dash."""
    values = []
    for cell in _of(row, columns, name):
        lines = [line for line in cell.text.split("\n") if line.strip()]
        listed = len(lines) > 1 and all(BULLETED.match(line) for line in lines)
        values.append(("; " if listed else " ").join(_plain(line) for line in lines))
    values = list(dict.fromkeys(filter(None, values)))
    return (" – " if name == "timeline" else "; ").join(values)


def _plain(line: str) -> str:
    return " ".join(re.sub(r"^\s*[•●○▪■◦‣➢➤]\s*", "", line).split())


def _of(row: Row, columns: Columns, name: str) -> list[Cell]:
    return [row[at] for at, told in sorted(columns.places.items()) if told == name and at < len(row) and row[at].text]


def _note_others(row: Row, columns: Columns, builder: PlanBuilder) -> None:
    """Keep what stands in columns that a plan has no place for, with the column's heading."""
    for at, cell in enumerate(row):
        if cell.text and columns.places.get(at, "other") == "other" and not cell.continued:
            heading = columns.headings.get(at, "")
            builder.note(f"{heading}: {cell.text}" if heading else cell.text)


def _note_row(row: Row, columns: Columns, builder: PlanBuilder) -> None:
    builder.note(" – ".join(cell.text for at, cell in enumerate(row) if columns.places.get(at) in FIELDS and cell.text))


def _note_all(rows: Sequence[Row], builder: PlanBuilder) -> None:
    for row in rows:
        builder.note(" – ".join(" ".join(cell.text.split()) for cell in row if cell.text and not cell.continued))
