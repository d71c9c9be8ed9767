"""A questionnaire is data: this file says what a definition may contain, loads it and checks it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

Texts = Mapping[str, str]

# Item types that a definition may use; `reflection` stands for one rating and one comment per success or challenge.
TYPES = ("rating", "choice", "choices", "short_text", "long_text", "school", "reflection")
_WITH_CHOICES = ("rating", "choice", "choices", "reflection")
_HERE = Path(__file__).parent / "definitions"


class DefinitionError(ValueError):
    """A definition cannot be used; the message says which part and why."""


class Point(Protocol):
    """One success or challenge of a reflection summary."""

    key: str
    kind: str
    title: Texts
    text: Texts


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen. `id` is what is stored, and never changes."""

    id: str
    label: Texts


@dataclass(frozen=True)
class Item:
    """One thing that is asked. `quote` is the wording of the success or challenge it is about, if it is about one."""

    id: str
    type: str
    label: Texts
    hint: Texts
    choices: tuple[Choice, ...] = ()
    required: bool = False
    kind: str = ""
    quote: Texts | None = None
    more: Texts | None = None


@dataclass(frozen=True)
class Section:
    """Items that belong together, under one heading."""

    id: str
    title: Texts
    hint: Texts
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Questionnaire:
    """A versioned instrument for one audience."""

    id: str
    version: int
    audience: str
    title: Texts
    intro: Texts
    sections: tuple[Section, ...]

    @property
    def items(self) -> Iterator[Item]:
        """All items in order."""
        return (item for section in self.sections for item in section.items)


def shipped(audience: str) -> dict[str, Any]:
    """Return the definition that ships for families, students, staff or community. Raises DefinitionError."""
    path = _HERE / f"{audience}.json"
    if audience not in {each.stem for each in _HERE.glob("*.json")}:
        raise DefinitionError(f"no questionnaire ships for {audience!r}")
    definition: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return definition


def load(definition: Mapping[str, Any]) -> Questionnaire:
    """Check a definition and return its questionnaire. Raises DefinitionError."""
    try:
        sections = tuple(_section(each) for each in definition["sections"])
        found = Questionnaire(
            str(definition["id"]), int(definition["version"]), str(definition["audience"]),
            definition["title"], definition["intro"], sections,
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise DefinitionError(f"the definition lacks {error}") from error
    _check(found)
    return found


def expand(questionnaire: Questionnaire, points: Iterable[Point], schools: Sequence[str]) -> Questionnaire:
    """Return the questionnaire as one district's people see it: a pair of items per point, its schools as choices."""
    known = tuple(points)
    return replace(
        questionnaire,
        sections=tuple(
            replace(section, items=tuple(each for item in section.items for each in _expanded(item, known, schools)))
            for section in questionnaire.sections
        ),
    )


def _section(body: Mapping[str, Any]) -> Section:
    return Section(body["id"], body["title"], body.get("hint", {}), tuple(_item(each) for each in body["items"]))


def _item(body: Mapping[str, Any]) -> Item:
    choices = tuple(Choice(str(each["id"]), each["label"]) for each in body.get("choices", ()))
    return Item(
        str(body["id"]), body["type"], body["label"], body.get("hint", {}), choices,
        bool(body.get("required")), body.get("kind", ""), None, body.get("more"),
    )  # fmt: skip


def _check(questionnaire: Questionnaire) -> None:
    languages = set(questionnaire.title)
    seen: set[str] = set()
    for item in questionnaire.items:
        if item.type not in TYPES:
            raise DefinitionError(f"item {item.id}: there is no type {item.type!r}; there are {', '.join(TYPES)}")
        if item.id in seen:
            raise DefinitionError(f"item {item.id} stands twice")
        seen.add(item.id)
        if item.type in _WITH_CHOICES and not item.choices:
            raise DefinitionError(f"item {item.id} has no choices")
        for texts in (item.label, *(choice.label for choice in item.choices)):
            if missing := languages - set(texts):
                raise DefinitionError(f"item {item.id} is not translated into {', '.join(sorted(missing))}")


def _expanded(item: Item, points: Sequence[Point], schools: Sequence[str]) -> list[Item]:
    if item.type == "school":
        names = tuple(Choice(name, dict.fromkeys(item.label, name)) for name in schools)
        return [replace(item, type="choice", choices=names)] if names else []
    if item.type != "reflection":
        return [item]
    return [each for point in points if point.kind == item.kind for each in _about(item, point)]


def _about(item: Item, point: Point) -> list[Item]:
    quote = {tag: f"{title}\n{point.text.get(tag, '')}".strip() for tag, title in point.title.items()}
    rating = replace(item, id=f"point-{point.key}", type="rating", quote=quote)
    more = item.more or item.hint
    return [rating, Item(f"point-{point.key}-more", "long_text", more, {}, kind=point.kind)]
