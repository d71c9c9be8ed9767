"""A table of responses, whatever file it goes into: which columns it has, and the cells of each response."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.adapters.exports import words
from app.adapters.exports.guard import encodable
from app.adapters.exports.words import Words
from forms.variables import FACTS, OTHERWISE, Asked, Kind, Row, Value, Variable, chosen, day

_BETWEEN = ";"


class Cell(StrEnum):
    """What the cells of a column are: str, int, float, datetime.date, 0 or 1, or a list of str; None where empty."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    LIST = "list"


@dataclass(frozen=True)
class Column:
    """One column. `name` is unique and stays the same from export to export, `header` is unique and what is shown.

    `label` is the question in the export's language, `values` what the cells mean, where they stand for something.
    """

    name: str
    cell: Cell
    label: str
    header: str = ""
    values: Mapping[Any, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """The columns of one variable: one, or several where several choices have a column each."""

    variable: Variable
    columns: tuple[Column, ...]
    labels: Mapping[str, str]  # what ids are written as; empty when they stay ids

    def cells(self, value: Any, asked: Asked) -> Sequence[Any]:
        """Return the cells of a stored value, given which version of which form was answered."""
        kind = self.variable.kind
        if kind is Kind.DATE:
            return (day(value),)
        if kind is Kind.NUMBER:
            return (value if isinstance(value, int if self.variable.whole else (int, float)) else None,)
        if kind is Kind.TEXT:
            return (_text(value),)
        ids = chosen(value)
        names = [self.labels.get(each, each) for each in ids]
        if kind is Kind.ONE:
            return (names[0] if names else None,)
        if kind is Kind.RANKED:
            places = self.variable.places
            return (names, *names[:places], *[None] * (places - len(names)))
        return (names, *(_flag(each, ids, asked) for each in self.variable.values))


@dataclass(frozen=True)
class Table:
    """Responses on their way into a file; `rows` can be walked through once."""

    variables: tuple[Variable, ...]
    rows: Iterable[Row]
    title: str = ""
    labels: bool = False
    language: str = "en"

    @cached_property
    def words(self) -> Words:
        """The words of its language."""
        return Words(self.language)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The columns after the facts, by variable."""
        blocks = [_block(variable, self.words, self.labels) for variable in self.variables]
        named = iter(_named([*self._facts, *(column for block in blocks for column in block.columns)], self.labels))
        for _ in self._facts:
            next(named)
        return tuple(replace(block, columns=tuple(next(named) for _ in block.columns)) for block in blocks)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, those of the facts first."""
        return (*_named(self._facts, self.labels), *(column for block in self.blocks for column in block.columns))

    @cached_property
    def _facts(self) -> list[Column]:
        cell = {"version": Cell.WHOLE}
        names = words.FACTS.items()
        return [Column(name, cell.get(name, Cell.TEXT), self.words.say(label)) for name, label in names]

    def cells(self) -> Iterator[list[Any]]:
        """Yield the cells of each response, one per column."""
        for row in self.rows:
            cells = [self._fact(name, row.facts[name]) for name in FACTS]
            asked = (row.facts["form"], row.facts["version"])
            for block in self.blocks:
                value = row.answers.get(block.variable.id)
                cells += [None] * len(block.columns) if value is None else block.cells(value, asked)
            yield cells

    def _fact(self, name: str, value: Any) -> Any:
        if name == OTHERWISE:
            return _BETWEEN.join(f"{item}={self._fact('language', tag)}" for item, tag in value.items()) or None
        return self.words.fact(name, value) if self.labels else value


def unique(names: Iterable[str]) -> list[str]:
    """Return the names in order, no two alike, not even by case: a second one gets a number."""
    found: dict[str, str] = {}
    for name in names:
        mine, n = name, 1
        while mine.casefold() in found:
            n += 1
            mine = f"{name}_{n}"
        found[mine.casefold()] = mine
    return list(found.values())


def flat(value: Any) -> Any:
    """Return a cell as files without lists hold it: what was chosen in one text."""
    return _BETWEEN.join(value) if isinstance(value, list) else value


def _named(columns: Sequence[Column], labels: bool) -> list[Column]:
    """Give every column a name and a header of its own. Where questions are shown, the name stands behind them."""
    names = unique(encodable(column.name) for column in columns)
    pairs = list(zip(names, columns, strict=True))
    shown = unique(
        name if not labels else column.label if name in FACTS else f"{encodable(column.label)} [{name}]"
        for name, column in pairs
    )
    return [
        replace(column, name=name, header=header, label=encodable(column.label))
        for (name, column), header in zip(pairs, shown, strict=True)
    ]


def _block(variable: Variable, said: Words, labels: bool) -> Block:
    label = variable.label(said.tag)
    known = {value.id: value.label(said.tag) for value in variable.values}
    shown = known if labels else {}
    meanings: Mapping[Any, str] = {} if labels else known
    if variable.kind in (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.ONE):
        cell = {Kind.NUMBER: Cell.WHOLE if variable.whole else Cell.NUMBER, Kind.DATE: Cell.DATE}.get(
            variable.kind, Cell.TEXT
        )
        return Block(variable, (Column(variable.id, cell, label, values=meanings),), shown)
    joined = Column(variable.id, Cell.LIST, label)
    if variable.kind is Kind.RANKED:
        places = (said.say(words.PLACE, n=n) for n in range(1, variable.places + 1))
        single = [
            Column(f"{variable.id}:{n}", Cell.TEXT, f"{label} – {place}", values=meanings)
            for n, place in enumerate(places, 1)
        ]
    else:
        flags = {1: said.say(words.CHOSEN), 0: said.say(words.NOT_CHOSEN)}
        single = [
            Column(f"{variable.id}:{value}", Cell.FLAG, f"{label} – {name}", values=flags) for value, name in known.items()
        ]  # fmt: skip
    return Block(variable, (joined, *single), shown)


def _flag(value: Value, ids: Sequence[str], asked: Asked) -> int | None:
    """1 when chosen; 0 when it could have been; nothing when this version of the form did not offer it."""
    if value.id in ids:
        return 1
    return 0 if asked in value.asked else None


def _text(value: Any) -> str:
    return _BETWEEN.join(map(str, value)) if isinstance(value, list) else str(value)
