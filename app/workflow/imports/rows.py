"""Takes one row of a file: which form it answers, in which language, what was answered, and what could not be taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.adapters.response_tables import Column, Layout
from app.adapters.response_tables.dates import Ambiguous, moment_in
from app.workflow.imports.asked import choice_id, items_of, new_items, values_of
from app.workflow.imports.matching import EMPTY, TICKED, Choices, language_in, own_words_of
from app.workflow.imports.meaning import OUT, OWN, Meaning, Reading
from forms.fields import (
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_TOGETHER,
    OUT_OF_BOUNDS,
    SHORT,
    TOO_LONG,
    TOO_MANY,
    TWICE,
    longest,
    number_in,
)
from forms.questionnaire import WRITTEN, Item

WHOLE_ROW = -1
# Why an answer is left out, and why a whole row is; beside the words of forms.fields.
WHICH_DATE, NOT_ASKED, NO_PLACE, NO_LANGUAGE = "which-date", "not-asked", "no-place", "no-language"
NO_FORM, NOTHING, DECLINED, UNFINISHED, TEST, TOO_MANY_CELLS = (
    "no-form",
    "nothing",
    "declined",
    "unfinished",
    "test",
    "cells",
)
_PREVIEWS = frozenset({"survey preview", "survey test", "preview", "test", "spam", "possible spam"})
_NO_TIME = "1980-01-01"  # LimeSurvey writes it when times were not to be kept
Forms = Mapping[int, Mapping[str, Item]]


@dataclass
class Taken:
    """What came of a row. `wave` is None when nothing of it can be stored; `problems` are (column or WHOLE_ROW, reason)."""

    wave: int | None
    language: str
    hour: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, reason: str, at: int = WHOLE_ROW) -> "Taken":
        """Store nothing of this row."""
        self.wave, self.answers = None, {}
        self.problems = [(at, reason)]
        return self


class _Refused(ValueError):
    """One cell cannot be taken; its text is the reason."""


Read = Callable[[str, dict[str, Any]], None]


class Taker:
    """Reads the rows of one file. `forms` are the items of each wave, by wave id."""

    def __init__(self, layout: Layout, reading: Reading, forms: Forms) -> None:
        self.layout, self.reading = layout, reading
        new = items_of(new_items(layout, reading))
        self._forms = {wave: {**items, **new} for wave, items in forms.items()}
        own = self._forms.get(reading.wave, {})
        self.items = {name: item for items in self._forms.values() for name, item in items.items()} | own
        self._read = {wave: self._readers(items) for wave, items in self._forms.items()}
        self._asked = [(at, name) for at, meaning in enumerate(reading.columns) if (name := _item_of(meaning))]
        self._places = {role: reading.column_of(role) for role in ("form", "language", "hour")}
        self._ends = {name: {choice.id for choice in item.choices if choice.ends} for name, item in self.items.items()}
        self._finished = _where(layout, "qualtrics", "finished")
        self._submitted = _where(layout, "limesurvey", "submitdate", "date submitted")
        self._statuses = [_where(layout, "qualtrics", name) for name in ("status", "distributionchannel")]

    def take(self, row: Sequence[str]) -> Taken:
        """Return what is to be stored of a row."""
        taken = Taken(self.reading.wave, self.reading.language)
        if len(row) > len(self.layout.columns):
            return taken.refuse(TOO_MANY_CELLS)
        cells = [*row, *[""] * (len(self.layout.columns) - len(row))]
        if reason := self._not_sent(cells):
            return taken.refuse(reason)
        self._place(taken, cells)
        if taken.wave is None:
            return taken.refuse(NO_FORM, self._places["form"] or 0)
        readers = self._read[taken.wave]
        for at, _name in self._asked:
            if cells[at]:
                self._answer(taken, at, readers.get(at), cells[at])
        return self._checked(taken, self._forms[taken.wave])

    def _readers(self, items: Mapping[str, Item]) -> dict[int, Read]:
        told = enumerate(zip(self.layout.columns, self.reading.columns, strict=True))
        return {
            at: _reader(at, column, meaning, items[name])
            for at, (column, meaning) in told
            if (name := _item_of(meaning)) in items
        }

    def _answer(self, taken: Taken, at: int, read: Read | None, cell: str) -> None:
        if read is None:
            taken.problems.append((at, NOT_ASKED))
            return
        try:
            read(cell, taken.answers)
        except _Refused as refused:
            taken.problems.append((at, str(refused)))

    def _checked(self, taken: Taken, items: Mapping[str, Item]) -> Taken:
        for name, value in list(taken.answers.items()):
            item = items.get(name)
            if item is None:
                continue
            if isinstance(value, str):
                if value in self._ends[name]:
                    return taken.refuse(DECLINED)
            elif reason := _wrong(item, value):
                del taken.answers[name]
                taken.problems.append((self._column_of(name), reason))
        for name, value in taken.answers.items():
            if isinstance(value, dict):  # places of a ranking, one column each
                taken.answers[name] = [
                    choice for _place, choice in sorted((place, each) for each, place in value.items())
                ]
        if not any(value not in (None, "", []) for value in taken.answers.values()):
            problems = taken.problems
            taken.refuse(NOTHING)
            taken.problems += problems
        return taken

    def _column_of(self, name: str) -> int:
        return next((at for at, item in self._asked if item == name), WHOLE_ROW)

    def _not_sent(self, cells: Sequence[str]) -> str:
        for at in self._statuses:
            if at is not None and (cells[at].casefold() in _PREVIEWS or cells[at] in ("1", "2", "8")):
                return TEST
        if self.reading.unfinished:
            return ""
        unfinished = self._finished is not None and cells[self._finished].casefold() in ("false", "0", "falsch", "no")
        return UNFINISHED if unfinished or (self._submitted is not None and not cells[self._submitted]) else ""

    def _place(self, taken: Taken, cells: Sequence[str]) -> None:
        """Find the form, the language and the hour of a row."""
        form, language, hour = (self._places[role] for role in ("form", "language", "hour"))
        if form is not None:
            chosen = self.reading.columns[form].values.get(cells[form], "")
            taken.wave = int(chosen) if chosen.isdecimal() and int(chosen) in self._forms else None
        if language is not None and cells[language]:
            found = self.reading.columns[language].values.get(cells[language]) or language_in(cells[language])
            taken.language = found or taken.language
            if not found:
                taken.problems.append((language, NO_LANGUAGE))
        if hour is not None and cells[hour]:
            taken.hour = self._hour(cells[hour], self.reading.columns[hour].order)

    def _hour(self, cell: str, order: str) -> str:
        try:
            moment = moment_in(cell, order)
        except Ambiguous:
            return ""
        if moment is None or moment.hour is None or moment.day.isoformat() == _NO_TIME:
            return cell if len(cell) == 13 and cell[10:11] == "T" and moment_in(cell[:10]) else ""
        return f"{moment.day.isoformat()}T{moment.hour:02d}"


def _item_of(meaning: Meaning) -> str:
    return meaning.item if meaning.role in ("item", "tick", "rank", "own", "new") else ""


def _where(layout: Layout, tool: str, *names: str) -> int | None:
    if layout.tool != tool:
        return None
    told = ({column.name.casefold(), column.text.casefold(), column.code.casefold()} for column in layout.columns)
    return next((at for at, known in enumerate(told) if known & set(names)), None)


def _wrong(item: Item, value: Any) -> str:
    if not isinstance(value, list | dict):
        return ""
    if isinstance(value, dict):
        return TWICE if len(set(value.values())) < len(value) else ""
    exclusive = {choice.id for choice in item.choices if choice.exclusive}
    if len(value) > 1 and exclusive & set(value) and item.type == "choices":
        return NOT_TOGETHER
    return TOO_MANY if item.most and len(value) > item.most else ""


def _reader(at: int, column: Column, meaning: Meaning, item: Item) -> Read:
    if meaning.role == "own":
        return _text(own_words_of(item), SHORT)
    if meaning.role == "rank":
        return _rank(item.id, meaning.choice)
    if meaning.role == "tick" or meaning.kind == "tick":
        return _tick(item.id, meaning.choice or choice_id(meaning, at, "", ()), column.part)
    if item.type in WRITTEN:
        return _text(item.id, longest(item))
    if item.type == "number":
        return _number(item)
    if item.type == "date":
        return _date(item.id, meaning.order)
    values = {**_own_choices(at, column, meaning), **meaning.values}
    return _chosen(item, column.separator, values)


def _own_choices(at: int, column: Column, meaning: Meaning) -> dict[str, str]:
    if meaning.role != "new":
        return {}
    values = values_of(column, meaning.kind)
    return {value: choice_id(meaning, at, value, values) for value in values}


def _text(name: str, most: int) -> Read:
    def read(cell: str, answers: dict[str, Any]) -> None:
        text = f"{answers[name]}\n\n{cell}" if name in answers else cell  # several columns may be filed under one item
        if len(text) > most:
            raise _Refused(TOO_LONG)
        answers[name] = text

    return read


def _number(item: Item) -> Read:
    def read(cell: str, answers: dict[str, Any]) -> None:
        found = number_in(cell)
        if found is None:
            raise _Refused(NOT_A_NUMBER)
        if (item.low is not None and found < item.low) or (item.high is not None and found > item.high):
            raise _Refused(OUT_OF_BOUNDS)
        answers[item.id] = found

    return read


def _date(name: str, order: str) -> Read:
    def read(cell: str, answers: dict[str, Any]) -> None:
        try:
            moment = moment_in(cell, order)
        except Ambiguous as error:
            raise _Refused(WHICH_DATE) from error
        if moment is None:
            raise _Refused(NOT_A_DATE)
        answers[name] = moment.day.isoformat()

    return read


def _tick(name: str, choice: str, part: str) -> Read:
    def read(cell: str, answers: dict[str, Any]) -> None:
        plain = cell.casefold()
        if plain in EMPTY:
            return
        if plain not in TICKED and plain != part.casefold() and not part.casefold().startswith(plain[:40]):
            raise _Refused("no-such-choice")
        answers.setdefault(name, []).append(choice)

    return read


def _rank(name: str, choice: str) -> Read:
    def read(cell: str, answers: dict[str, Any]) -> None:
        place = number_in(cell)
        if place is None or place < 1:
            raise _Refused(NO_PLACE)
        answers.setdefault(name, {})[choice] = place

    return read


def _chosen(item: Item, separator: str, values: Mapping[str, str]) -> Read:
    choices, several = Choices(item), item.type in ("choices", "ranking")

    @lru_cache(maxsize=5000)
    def understood(cell: str) -> tuple[tuple[str, ...], str]:
        found: dict[str, None] = {}
        words = []
        for text in choices.cut(cell, separator, values) if several else [cell]:
            choice = values.get(text) or choices.find(text) or OWN
            if choice == OWN:
                words.append(text)
                choice = choices.other
            if choice and choice != OUT:
                found[choice] = None
        return tuple(found), ", ".join(words)

    def read(cell: str, answers: dict[str, Any]) -> None:
        found, words = understood(cell)
        if len(words) > SHORT:
            raise _Refused(TOO_LONG)
        if words:
            answers[own_words_of(item)] = words
        if found and several:
            answers[item.id] = [*dict.fromkeys([*answers.get(item.id, []), *found])]
        elif found:
            answers[item.id] = found[0]

    return read
