"""The questions of a file that no form of ours asks: they become items of a version of their own, which nobody is shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.adapters.response_tables import Column, Layout
from app.workflow.imports.meaning import Meaning, Reading
from forms.questionnaire import LONGEST_LABEL, MOST_CHOICES, SOURCE, Item, load


def new_items(layout: Layout, reading: Reading) -> list[dict[str, Any]]:
    """Return the definitions of the items that a file adds, in the order of its columns."""
    groups: dict[str, list[tuple[int, Column, Meaning]]] = {}
    for at, (column, meaning) in enumerate(zip(layout.columns, reading.columns, strict=True)):
        if meaning.role == "new":
            groups.setdefault(meaning.item, []).append((at, column, meaning))
    return [_definition(name, group, reading.language) for name, group in groups.items()]


def with_new_items(definition: Mapping[str, Any], items: list[dict[str, Any]], title: str) -> dict[str, Any]:
    """Return a questionnaire's definition with one more section. Raises DefinitionError when it cannot hold them."""
    section = {"id": items[0]["id"] + "-section", "title": {SOURCE: title}, "hint": {}, "items": items}
    made = {**definition, "sections": [*definition["sections"], section]}
    load(made)
    return made


def items_of(definitions: list[dict[str, Any]]) -> dict[str, Item]:
    """Return the items that these definitions make, by id. Raises DefinitionError."""
    if not definitions:
        return {}
    empty = {"id": "import", "version": 1, "audience": "", "title": {}, "intro": {}, "sections": []}
    return {item.id: item for item in load(with_new_items(empty, definitions, "-")).items}


def choice_id(meaning: Meaning, at: int, value: str, values: tuple[str, ...]) -> str:
    """Return the id of the choice of a new item: of its column if each choice has one, else by its place."""
    return f"column-{at + 1}" if meaning.kind == "tick" else f"choice-{values.index(value) + 1}"


def values_of(column: Column, kind: str) -> tuple[str, ...]:
    """Return the texts that are the choices of a new item; numbers in their order."""
    found = (column.pieces if kind == "choices" else column.values) or ()
    return (
        tuple(sorted(found, key=float)) if column.numbers and kind == "choice" and all(map(_is_plain, found)) else found
    )


def _is_plain(text: str) -> bool:
    return text.isascii() and text.lstrip("-").isdecimal()


def _definition(name: str, group: list[tuple[int, Column, Meaning]], language: str) -> dict[str, Any]:
    _at, column, meaning = group[0]
    kind = "choices" if meaning.kind == "tick" else meaning.kind
    asked = column.text if meaning.kind == "tick" or not column.part else f"{column.text} [{column.part}]"
    return {
        "id": name, "type": kind, "label": _text(asked, language), "hint": {},
        "choices": list(_choices(group, language)) if kind in ("choice", "choices") else [],
    }  # fmt: skip


def _choices(group: list[tuple[int, Column, Meaning]], language: str) -> Iterator[dict[str, Any]]:
    for at, column, meaning in group:
        if meaning.kind == "tick":
            yield {"id": choice_id(meaning, at, "", ()), "label": _text(column.part or column.name, language)}
            continue
        values = values_of(column, meaning.kind)[:MOST_CHOICES]
        for value in values:
            yield {"id": choice_id(meaning, at, value, values), "label": _text(value, language)}


def _text(text: str, language: str) -> dict[str, str]:
    return {SOURCE: text[:LONGEST_LABEL], language: text[:LONGEST_LABEL]}
