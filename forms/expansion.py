"""From a questionnaire to what one district's people see: its points, its schools, one item after another."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from forms.questionnaire import MATTERS, MORE, Choice, Item, Questionnaire, Section, Texts
from translations import LANGUAGES


class Point(Protocol):
    """One success or challenge of a reflection summary."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> Texts: ...
    @property
    def text(self) -> Texts: ...


def expand(questionnaire: Questionnaire, points: Iterable[Point], schools: Sequence[str]) -> Questionnaire:
    """Return the questionnaire as one district's people see it: items per point and row, its schools as choices."""
    known = tuple(points)
    return replace(
        questionnaire,
        sections=tuple(
            replace(section, items=tuple(each for item in section.items for each in _expanded(item, known, schools)))
            for section in questionnaire.sections
        ),
    )


def ordered(questionnaire: Questionnaire, order: int) -> Questionnaire:
    """Return the questionnaire in one of its orders: the same number always gives the same order, 0 the written one.

    Choices that rule the others out, ask for own words or come last by meaning keep their place at the end.
    """
    if not order:
        return questionnaire
    return replace(questionnaire, sections=tuple(_shuffled(section, order) for section in questionnaire.sections))


def visible(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> set[str]:
    """Return the ids of the items that a person with these answers is asked. An item that is not asked shows no other."""
    shown: set[str] = set()
    for item in questionnaire.items:
        condition = item.shown_if
        if condition is None or (condition.item in shown and condition.holds(answers)):
            shown.add(item.id)
    return shown


def language_choices() -> tuple[Choice, ...]:
    """Return every offered language by its own name; the id is a language with its script, never a region."""
    return tuple(Choice(each.home, dict.fromkeys((one.tag for one in LANGUAGES), each.autonym)) for each in LANGUAGES)


def _shuffled(section: Section, order: int) -> Section:
    items = tuple(_mixed(item, order) if item.shuffle else item for item in section.items)
    if section.shuffle:
        # What was opened up from one point stays together; an item and what is shown because of it do so too.
        blocks: dict[str, list[Item]] = {}
        for item in items:
            blocks.setdefault(item.parent or (item.shown_if.item if item.shown_if else item.id), []).append(item)
        keys = list(blocks)
        random.Random(f"{section.id}:{order}").shuffle(keys)
        items = tuple(item for key in keys for item in blocks[key])
    return replace(section, items=items)


def _mixed(item: Item, order: int) -> Item:
    last = tuple(choice for choice in item.choices if choice.exclusive or choice.other)
    first = [choice for choice in item.choices if choice not in last]
    random.Random(f"{item.id}:{order}").shuffle(first)
    return replace(item, choices=(*first, *last))


def _expanded(item: Item, points: Sequence[Point], schools: Sequence[str]) -> list[Item]:
    if item.type == "school":
        names = tuple(Choice(name, dict.fromkeys((each.tag for each in LANGUAGES), name)) for name in schools)
        return [replace(item, type="choice", choices=names)] if names else []
    if item.type == "language":
        return [replace(item, type="choice", choices=(*language_choices(), *item.choices))]
    if item.type == "matrix":
        return [
            replace(item, id=f"{item.id}-{row.id}", type="rating", label=row.label, rows=(), group=item.label, parent=item.id)
            for row in item.rows
        ]  # fmt: skip
    if item.type != "reflection":
        return [item]
    return [each for point in points if point.kind == item.kind for each in _about(item, point)]


def _about(item: Item, point: Point) -> list[Item]:
    quote = {tag: f"{title}\n{point.text.get(tag, '')}".strip() for tag, title in point.title.items()}
    name = f"point-{point.key}"
    plain = replace(item, id=name, type="rating", more=None, matters=None, importance=(), parent=name)
    found = [replace(plain, quote=quote)]
    if item.matters and item.importance:
        found.append(
            replace(plain, id=name + MATTERS, label=item.matters, hint={}, choices=item.importance, required=False)
        )
    if item.more:
        found.append(
            replace(plain, id=name + MORE, type="long_text", label=item.more, hint={}, choices=(), required=False)
        )
    return found
