"""Makes a plan of the blocks of a file."""

import re
from collections import Counter
from collections.abc import Sequence

from app.adapters.plan_files.blocks import Aside, Block, Heading, Line, Read, Table
from app.adapters.plan_files.building import PlanBuilder
from app.adapters.plan_files.columns import find_heading_row
from app.adapters.plan_files.numbering import GOAL, STRATEGY, strip_numbering
from app.adapters.plan_files.outline import Outline, read_outline
from app.adapters.plan_files.tables import read_table
from app.adapters.plan_files.turned import upright
from app.planning.plan import Plan

LONGEST_TITLE = 120  # characters
LONGEST_GOAL = 500  # characters, of a goal that is a whole sentence below the heading "Goal 1"


def assemble(read: Sequence[Read], name: str) -> Plan:
    """Return the plan that the blocks hold; it has no goals when none were found. `name` is a title of last resort."""
    blocks = [block for block in read if not isinstance(block, Aside)]
    title = _title(blocks)
    outline = read_outline(blocks)
    shared = _shared_titles(blocks)
    builder = PlanBuilder(fallback_goal=title or name)
    for block in blocks:
        if isinstance(block, Table):
            for table in upright(block):
                read_table(table, builder, shared)
        else:
            _read_text(block, builder, outline)
    for aside in (each for each in read if isinstance(each, Aside)):
        builder.note(aside.text)
    return builder.build(title)


def _read_text(block: Heading | Line, builder: PlanBuilder, outline: Outline) -> None:
    level, title = outline.place(block)
    if level == GOAL:
        builder.open_goal(title)
        builder.await_title(bool(not strip_numbering(block.text).title))
    elif level == STRATEGY:
        builder.open_strategy(title)
    elif level is not None and builder.in_goal:
        builder.add_line(title, outline.is_detail(block))
    elif isinstance(block, Line) and len(block.text) <= LONGEST_GOAL and builder.take_title(block.text):
        pass
    else:
        if isinstance(block, Heading):
            builder.close(outline.outranks_goals(block))
        builder.note(block.text)


def _title(blocks: Sequence[Block]) -> str:
    """Return the line that calls itself a plan, else the first line, heading or not, that stands above it all."""
    lines = _opening_lines(blocks)
    called = [text for text in lines if re.search(r"\bplan\b", text, re.IGNORECASE)]
    return next(iter(called or lines), "")


def _opening_lines(blocks: Sequence[Block]) -> list[str]:
    outline = read_outline(blocks)
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += _above_table(block)
            break
        if outline.place(block)[0] is not None:
            break
        if len(block.text) <= LONGEST_TITLE and not block.text.rstrip().endswith((".", ":", ";")):
            lines.append(" ".join(block.text.split()))
    return lines


def _above_table(table: Table) -> list[str]:
    found = find_heading_row(table.rows)
    above = [[cell.text for cell in row if cell.text] for row in table.rows[: found[0]]] if found else []
    return [" ".join(texts[0].split()) for texts in above if len(texts) == 1 and len(texts[0]) <= LONGEST_TITLE]


def _shared_titles(blocks: Sequence[Block]) -> frozenset[str]:
    """Return lines that stand above the tables of several worksheets: they name the plan, not a goal."""
    tables = [block for block in blocks if isinstance(block, Table) and block.sheet]
    counted = Counter(text for table in tables for text in set(_above_table(table)))
    several = {text for text, count in counted.items() if count > 1}
    return frozenset(several)
