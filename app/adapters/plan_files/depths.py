"""Tables in which one column holds goals, strategies and steps, and the number before each tells which it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.adapters.plan_files.blocks import Cell
from app.adapters.plan_files.columns import FIELDS, Columns
from app.adapters.plan_files.numbering import GOAL, STEP, STRATEGY, strip_numbering

Row = Sequence[Cell]


@dataclass(frozen=True)
class Depths:
    """Which level a number of so many parts tells of: {1: goal, 2: strategy, 3: step}; empty when numbers tell none."""

    levels: Mapping[int, int] = field(default_factory=dict)

    def level_of(self, row: Row, columns: Columns) -> tuple[int | None, str]:
        """Return the level and title of a row; a row with an owner, a date or a measure is a step."""
        depth, title = _numbered(row, columns)
        level = self.levels.get(depth or 0)
        if level in (GOAL, STRATEGY) and title and not any(_of(row, columns, name) for name in FIELDS):
            return level, title
        return None, ""


def read_depths(rows: Sequence[Row], columns: Columns, in_goal: bool) -> Depths:
    """Find out whether numbers tell the levels of a table that has no columns for goals and strategies."""
    if columns.has("goal") or columns.has("strategy"):
        return Depths()
    found = [depth for row in rows if (depth := _numbered(row, columns)[0])]
    kinds = sorted(set(found))
    if len(kinds) == 3:
        return Depths(dict(zip(kinds, (GOAL, STRATEGY, STEP), strict=True)))
    if len(kinds) == 2:
        return Depths({kinds[0]: STRATEGY if in_goal or kinds[0] > 1 else GOAL, kinds[1]: STEP})
    return Depths()


def _numbered(row: Row, columns: Columns) -> tuple[int | None, str]:
    """Return how many parts a row's number has (None: it has none), and its text in the column of the steps."""
    texts = _of(row, columns, "step")
    if len(texts) != 1:
        return None, ""
    own = strip_numbering(texts[0])
    numbers = _of(row, columns, "number")
    depth = strip_numbering(numbers[0]).depth if numbers else own.depth
    return depth, own.title


def _of(row: Row, columns: Columns, name: str) -> list[str]:
    return [row[at].text for at, told in columns.places.items() if told == name and at < len(row) and row[at].text]
