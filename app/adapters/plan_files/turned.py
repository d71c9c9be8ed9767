"""Tables whose headings stand in the first column: a card for each step, or the steps side by side."""

from collections.abc import Iterator, Sequence

from app.adapters.plan_files.blocks import Cell, Table
from app.adapters.plan_files.columns import LEVELS, find_heading_row, told_by

LONGEST_LABEL = 60  # characters
FEWEST_KINDS = 3  # that the first column must tell before it counts as headings
Row = tuple[Cell, ...]


def upright(table: Table) -> Iterator[Table]:
    """Yield the table as it is; one whose headings stand in its first column is turned, card by card."""
    rows = [row for row in table.rows if any(cell.text for cell in row)]
    if not _has_headings_at_the_side(rows):
        yield table
        return
    for card in _cards(rows):
        columns = [column for column in zip(*card, strict=True) if any(cell.text for cell in column)]
        yield Table(tuple(tuple(Cell(cell.text) for cell in column) for column in columns), table.sheet)


def _has_headings_at_the_side(rows: Sequence[Row]) -> bool:
    if len(rows) < FEWEST_KINDS or len(rows[0]) < 2:
        return False
    at_the_side = [told_by(row[0].text) if len(row[0].text) <= LONGEST_LABEL else None for row in rows]
    kinds = set(at_the_side) - {"other", "number"}
    on_top = find_heading_row(rows)
    return (
        None not in kinds
        and len(kinds) >= FEWEST_KINDS
        and bool(kinds & set(LEVELS))
        and (on_top is None or len({*on_top[1].places.values()}) < FEWEST_KINDS)
        and any(cell.text for row in rows for cell in row[1:])
    )


def _cards(rows: Sequence[Row]) -> list[list[Row]]:
    """Part the rows where what was told already is told again, unless in the row right below, as a start and an end."""
    cards: list[list[Row]] = []
    told: list[str | None] = []
    for row in rows:
        kind = told_by(row[0].text)
        if not cards or (kind in told[:-1] and kind != told[-1] and kind != "other"):
            cards.append([])
            told = []
        cards[-1].append(row)
        told.append(kind)
    return cards
