"""The text of a plan's file as rows that a page can show beside what was understood."""

from collections.abc import Iterator, Sequence

from app.adapters.plan_files.blocks import Cell, Heading, Read, Table

Row = list[str]


def rows_of(blocks: Sequence[Read]) -> list[Row]:
    """Return ``["heading", text]``, ``["line", text]``, ``["table", worksheet]`` and, after it, ``["row", cell, ...]``."""
    return [row for block in blocks for row in _rows(block)]


def _rows(block: Read) -> Iterator[Row]:
    if isinstance(block, Table):
        yield ["table", block.sheet]
        yield from (["row", *_cells(row)] for row in block.rows)
    else:
        yield ["heading" if isinstance(block, Heading) else "line", block.text]


def _cells(row: Sequence[Cell]) -> list[str]:
    """Return what the cells of a row say; the row of one wide cell is that cell, and what is empty behind is left out."""
    texts = ["" if cell.continued else cell.text for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts
