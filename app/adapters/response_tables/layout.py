"""What is in a table of responses: its tool, and for each column what it asks and what stands in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain, islice
from typing import Any

from app.adapters.response_tables import dates
from app.adapters.response_tables.errors import ResponseTableError
from app.adapters.response_tables.identity import NEVER, PERSONAL, TOOL, why_left_out
from app.adapters.response_tables.opening import rows_of
from app.adapters.response_tables.tools import Heading, read_head
from forms.fields import number_in

MOST_VALUES, LONGEST_VALUE = 250, 200  # different values of a column that are kept, characters of one
SHOWN_ROWS, SHOWN_CHARACTERS = 5, 300
_LOOKED_AT, _TOLD_EVERY, _HEAD_ROWS = 200, 2000, 12
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Column:
    """One column. `values` are the different texts in it and `pieces` what they fall into at `separator`; None: too many.

    `why` is a reason to leave it out (see identity), `words` how many words a cell has on average, `order` what is known
    of its dates: mdy, dmy, ask, or ''.
    """

    name: str
    text: str
    code: str
    part: str
    stem: str
    why: str
    filled: int
    words: float
    numbers: bool
    dates: bool
    order: str
    separator: str
    values: tuple[str, ...] | None
    pieces: tuple[str, ...] | None


@dataclass(frozen=True)
class Layout:
    """A table as far as it was read: the first `rows` rows, all of them when it is `complete`. `shown` are the first few,
    with the number of each; answers begin after `head` rows."""

    tool: str
    head: int
    rows: int
    complete: bool
    columns: tuple[Column, ...]
    shown: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return asdict(self)


def layout_of(body: Mapping[str, Any]) -> Layout:
    """Return a layout from what was kept of it."""
    columns = tuple(
        Column(**{**each, "values": _tuple(each["values"]), "pieces": _tuple(each["pieces"])})
        for each in body["columns"]
    )
    shown = tuple((number, list(cells)) for number, cells in body["shown"])
    return Layout(body["tool"], body["head"], body["rows"], body["complete"], columns, shown)


def answers_of(data: bytes, name: str, head: int) -> Iterator[Row]:
    """Yield (row number, cells) of every row with something in it below the header."""
    return ((number, row) for number, row in enumerate(rows_of(data, name), start=1) if number > head and any(row))


def study(data: bytes, name: str, most: int = 0, tell: Callable[[int], None] = lambda rows: None) -> Layout:
    """Read a table, its first `most` rows or (0) all of it, and return its layout. Raises ResponseTableError."""
    rows = rows_of(data, name)
    first = list(islice(rows, _HEAD_ROWS))
    head = read_head(first)
    if head is None:
        raise ResponseTableError("empty")
    watched = [_Watched(heading, head.tool) for heading in head.headings]
    count, shown, complete = 0, [], True
    for number, row in enumerate(chain(first, rows), start=1):
        if number <= head.rows or not any(row):
            continue
        if most and count == most:
            complete = False
            break
        count += 1
        for column, cell in zip(watched, row, strict=False):
            if cell:
                column.see(cell)
        if count <= SHOWN_ROWS:
            shown.append((number, [cell[:SHOWN_CHARACTERS] for cell in row]))
        if count % _TOLD_EVERY == 0:
            tell(count)
    if not count:
        raise ResponseTableError("header_only")
    columns = tuple(column.seen() for column in watched)
    if _is_address_book(columns):
        raise ResponseTableError("address_book")
    return Layout(head.tool, head.rows, count, complete, columns, tuple(shown))


class _Watched:
    """A column while its cells go by: a set of its values until there are too many to be choices."""

    def __init__(self, heading: Heading, tool: str) -> None:
        self.heading, self.tool = heading, tool
        self.filled = self.words = 0
        self.first: list[str] = []
        self.values: dict[str, None] | None = {}
        self.pieces: dict[str, None] | None = {}
        self.separator = {"microsoft": ";", "yousaid": ";", "google": ", ", "qualtrics": ","}.get(tool, "")

    def see(self, cell: str) -> None:
        """Take note of a cell that is not empty."""
        self.filled += 1
        if len(self.first) < _LOOKED_AT:
            self.first.append(cell)
            self.words += len(cell.split()) if cell.isascii() else max(len(cell.split()), len(cell) // 6)
            if not self.separator and ";" in cell:
                self.separator = ";"
        if self.values is not None:
            if cell in self.values:
                return
            self.values[cell] = None
            if len(self.values) > MOST_VALUES or len(cell) > 5 * LONGEST_VALUE:
                self.values = None
        if self.pieces is not None:
            self._cut(cell)

    def _cut(self, cell: str) -> None:
        pieces = [each.strip() for each in cell.split(self.separator)] if self.separator else [cell]
        assert self.pieces is not None
        self.pieces.update(dict.fromkeys(filter(None, pieces)))
        if len(self.pieces) > MOST_VALUES or any(len(each) > LONGEST_VALUE for each in pieces):
            self.pieces = None

    def seen(self) -> Column:
        """Return what was found."""
        heading, cells = self.heading, self.first
        why = why_left_out(heading.text if not heading.part else heading.name, cells)
        why = why or why_left_out(heading.code, ())
        if heading.own and why not in (*NEVER, *PERSONAL):
            why = TOOL
        known = self.values if why not in (*NEVER, *PERSONAL) else None
        return Column(
            heading.name, heading.text, heading.code, heading.part, heading.stem, why, self.filled,
            self.words / max(len(cells), 1),
            bool(cells) and all(number_in(cell) is not None for cell in cells),
            bool(cells) and sum(map(dates.is_date, cells)) >= 0.8 * len(cells),
            dates.order_in(cells if self.values is None else self.values), self.separator,
            _tuple(known), _tuple(self.pieces if known is not None or why == "" else None),
        )  # fmt: skip


def _is_address_book(columns: tuple[Column, ...]) -> bool:
    """Tell whether there are people and no answers: nothing is asked, and nothing is said in sentences or codes."""
    filled = [column for column in columns if column.filled]
    persons = [column for column in filled if column.why in PERSONAL]
    reachable = any(column.why in ("email", "phone", "address") for column in persons)
    return reachable and len(persons) >= 2 and not any(_is_answer(column) for column in filled if not column.why)


def _is_answer(column: Column) -> bool:
    asks = column.text.rstrip(" *").endswith(("?", "؟", "？")) or len(column.text.split()) >= 5 or bool(column.part)
    return asks or column.words >= 4 or (column.numbers and len(column.values or ()) in range(2, 11))


def _tuple(values: Any) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
