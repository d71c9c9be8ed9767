"""A questionnaire is data: this file says what a definition may contain, reads it and checks it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Texts = Mapping[str, str]
SOURCE = "en"

# Item types that a definition may use. Three stand for others and are opened up when the form is made: `reflection` for
# a rating, its importance and a comment per success or challenge, `matrix` for one rating per row, and `school` and
# `language` for a choice among the district's schools and the offered languages.
TYPES = (
    "rating", "choice", "choices", "ranking", "matrix", "number", "date", "short_text", "long_text", "school",
    "language", "reflection", "consent",
)  # fmt: skip
WITH_CHOICES = frozenset({"rating", "choice", "choices", "ranking", "matrix", "reflection", "consent"})
SEVERAL = frozenset({"choices", "ranking"})
WRITTEN = frozenset({"long_text", "short_text"})
# What a form page sends beside the answers: no item may be called so.
RESERVED = frozenset({
    "key", "language", "switch", "version", "order", "shown", "code", "way", "original", "website", "work", "at",
    "draft", "drafts", "without", "with", "given",
})  # fmt: skip
OTHER, MORE, MATTERS = "-other", "-more", "-matters"
MOST_ITEMS, MOST_CHOICES, LONGEST_LABEL = 300, 200, 2_000


class DefinitionError(ValueError):
    """A definition cannot be used. `reason` is a word, `where` the item or section it is about, `what` the culprit."""

    def __init__(self, reason: str, where: str = "", what: str = "") -> None:
        super().__init__(f"{reason}: {where} {what}".strip())
        self.reason, self.where, self.what = reason, where, what


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen. `id` is what is stored, and never changes.

    `exclusive` rules out every other choice ("none of these"); `other` asks for words of one's own; `ends` closes the
    form without storing anything (a consent that is not given).
    """

    id: str
    label: Texts
    exclusive: bool = False
    other: bool = False
    ends: bool = False


@dataclass(frozen=True)
class Condition:
    """When an item is asked: the answer to the earlier `item` is (or, if `negated`, is something but not) in `among`."""

    item: str
    among: tuple[str, ...]
    negated: bool = False

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether what was answered so far fulfils it; nothing answered never does."""
        value = answers.get(self.item)
        given = {str(each) for each in (value if isinstance(value, list) else [value]) if each not in (None, "")}
        return bool(given) and bool(given & set(self.among)) is not self.negated


@dataclass(frozen=True)
class Item:
    """One thing that is asked. `quote` is the wording of the success or challenge it is about, if it is about one.

    `most` is the number of places of a ranking or of ticks in `choices`; `low` and `high` bound a number, `longest` a
    text (characters). `group` names the rating's matrix, `parent` the item of the definition it was opened up from.
    """

    id: str
    type: str
    label: Texts
    hint: Texts
    choices: tuple[Choice, ...] = ()
    required: bool = False
    kind: str = ""
    quote: Texts | None = None
    more: Texts | None = None
    matters: Texts | None = None
    importance: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    group: Texts | None = None
    parent: str = ""
    shown_if: Condition | None = None
    shuffle: bool = False
    faces: bool = False
    most: int = 0
    low: float | None = None
    high: float | None = None
    longest: int = 0


@dataclass(frozen=True)
class Section:
    """Items that belong together, under one heading. With `shuffle` their order varies from person to person."""

    id: str
    title: Texts
    hint: Texts
    items: tuple[Item, ...]
    shuffle: bool = False


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


def load(definition: Mapping[str, Any]) -> Questionnaire:
    """Check a definition and return its questionnaire. Raises DefinitionError."""
    try:
        found = Questionnaire(
            str(definition["id"]), int(definition["version"]), str(definition["audience"]),
            definition["title"], definition["intro"], tuple(_section(each) for each in definition["sections"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DefinitionError("lacks", "", str(error)) from error
    check(found)
    return found


def _section(body: Mapping[str, Any]) -> Section:
    items = tuple(_item(each) for each in body["items"])
    return Section(str(body["id"]), body["title"], body.get("hint", {}), items, bool(body.get("shuffle")))


def _item(body: Mapping[str, Any]) -> Item:
    shown = body.get("shown_if")
    return Item(
        str(body["id"]), str(body["type"]), body["label"], body.get("hint", {}), _choices(body.get("choices", ())),
        required=bool(body.get("required")), kind=str(body.get("kind", "")), more=body.get("more"),
        matters=body.get("matters"), importance=_choices(body.get("importance", ())), rows=_choices(body.get("rows", ())),
        shown_if=_condition(shown) if shown else None, shuffle=bool(body.get("shuffle")), faces=bool(body.get("faces")),
        most=int(body.get("most", 0)), low=body.get("low"), high=body.get("high"), longest=int(body.get("longest", 0)),
    )  # fmt: skip


def _choices(rows: Any) -> tuple[Choice, ...]:
    flags = ("exclusive", "other", "ends")
    return tuple(
        Choice(str(each["id"]), each["label"], **{flag: bool(each.get(flag)) for flag in flags}) for each in rows
    )


def _condition(body: Mapping[str, Any]) -> Condition:
    negated = "not" in body
    return Condition(str(body["item"]), tuple(str(each) for each in body["not" if negated else "is"]), negated)


def check(questionnaire: Questionnaire) -> None:
    """Raise DefinitionError when a person could not be asked this: the first fault that is found."""
    seen: set[str] = set()
    for count, item in enumerate(questionnaire.items, 1):
        if count > MOST_ITEMS:
            raise DefinitionError("too_many_items", item.id)
        _check_item(item, seen)
        for taken in (item.id, item.id + OTHER, item.id + MORE, item.id + MATTERS):
            if taken in seen:
                raise DefinitionError("item_twice", item.id)
        seen.add(item.id)


def _check_item(item: Item, before: set[str]) -> None:
    if item.id in RESERVED or not re.fullmatch(r"\S{1,120}", item.id):
        raise DefinitionError("bad_id", item.id)
    if item.type not in TYPES:
        raise DefinitionError("no_such_type", item.id, item.type)
    if item.type in WITH_CHOICES and not item.choices:
        raise DefinitionError("no_choices", item.id)
    if item.type == "matrix" and not item.rows:
        raise DefinitionError("no_rows", item.id)
    if max(len(item.choices), len(item.rows)) > MOST_CHOICES:
        raise DefinitionError("too_many_choices", item.id)
    for group in (item.choices, item.rows, item.importance):
        ids = [choice.id for choice in group]
        if len(set(ids)) < len(ids) or not all(ids):
            raise DefinitionError("choice_twice", item.id)
    for texts in (item.label, *(choice.label for choice in (*item.choices, *item.rows, *item.importance))):
        if not str(texts.get(SOURCE, "")).strip():
            raise DefinitionError("no_text", item.id)
        if any(len(text) > LONGEST_LABEL for text in texts.values()):
            raise DefinitionError("text_too_long", item.id)
    if item.shown_if and item.shown_if.item not in before:
        raise DefinitionError("condition_not_before", item.id, item.shown_if.item)
    if item.low is not None and item.high is not None and item.low > item.high:
        raise DefinitionError("bounds", item.id)
