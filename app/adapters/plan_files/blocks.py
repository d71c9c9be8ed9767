"""What both kinds of file are read into first: headings, lines and tables, in the order of the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading; `level` is 0 for the document's title, then 1 ... 9."""

    level: int
    text: str


@dataclass(frozen=True)
class Line:
    """A paragraph; `depth` counts from 0 when it is a list item and is None otherwise."""

    text: str
    depth: int | None = None


@dataclass(frozen=True)
class Cell:
    """A table cell. `continued` means that it belongs to the merged cell above, whose text it repeats.

    Lines are parted by ``\\n``; list items start with ``• ``. `span` counts the columns it covers; those after the
    first hold empty cells with a span of 0.
    """

    text: str = ""
    span: int = 1
    continued: bool = False


@dataclass(frozen=True)
class Table:
    """A table, all rows equally long. `sheet` is the name of the worksheet that it was, otherwise empty.

    `hidden` are the columns that the file does not show.
    """

    rows: tuple[tuple[Cell, ...], ...]
    sheet: str = ""
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Aside:
    """Text that is in the file but not on the page that a plan is read from: a footer, a remark, a hidden sheet."""

    text: str


Block = Heading | Line | Table
Read = Block | Aside
