"""Changes to a definition, as people make them one by one: each takes a definition and returns the next.

Ids never change: what a choice or an item is called inside is what answers are stored under, in every version.
"""

import copy
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.questionnaire import MORE, RESERVED, SOURCE, WITH_CHOICES, DefinitionError, Item, Questionnaire

Definition = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One choice (or row of a matrix) as it stands in the editor; without an `id` it is new, without words it goes."""

    id: str
    words: str
    own_words: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Wish:
    """What an item shall be like. `shown_if` is (item, choice ids, negated) or None."""

    label: str
    hint: str = ""
    required: bool = False
    shuffle: bool = False
    faces: bool = False
    most: int = 0
    low: float | None = None
    high: float | None = None
    choices: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    shown_if: tuple[str, tuple[str, ...], bool] | None = None


@dataclass(frozen=True)
class Difference:
    """What one version has that the other has not, as English wordings of items (and "item: choice")."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)


def place(definition: Definition, item_id: str) -> tuple[int, int]:
    """Return the section and the place in it of an item. Raises DefinitionError."""
    for section, body in enumerate(definition["sections"]):
        for at, item in enumerate(body["items"]):
            if item["id"] == item_id:
                return section, at
    raise DefinitionError("no_such_item", item_id)


def body_of(definition: Definition, item_id: str) -> dict[str, Any]:
    """Return an item's part of the definition. Raises DefinitionError."""
    section, at = place(definition, item_id)
    found: dict[str, Any] = definition["sections"][section]["items"][at]
    return found


def moved(definition: Definition, item_id: str, by: int) -> dict[str, Any]:
    """Move an item up (-1) or down (1), over the border of a section if it stands there."""
    new = copy.deepcopy(dict(definition))
    section, at = place(new, item_id)
    item = new["sections"][section]["items"].pop(at)
    target, to = section, at + by
    if to < 0 and section > 0:
        target, to = section - 1, len(new["sections"][section - 1]["items"])
    elif to > len(new["sections"][section]["items"]) and section + 1 < len(new["sections"]):
        target, to = section + 1, 0
    new["sections"][target]["items"].insert(max(to, 0), item)
    return new


def removed(definition: Definition, item_id: str) -> dict[str, Any]:
    """Take an item out, and the conditions that asked for it."""
    new = copy.deepcopy(dict(definition))
    section, at = place(new, item_id)
    del new["sections"][section]["items"][at]
    for item in _items(new):
        if (item.get("shown_if") or {}).get("item") == item_id:
            del item["shown_if"]
    return new


def inserted(definition: Definition, section: int, at: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """Put an item back where it stood."""
    new = copy.deepcopy(dict(definition))
    new["sections"][section]["items"].insert(at, dict(item))
    return new


def added(definition: Definition, section_id: str, kind: str, label: str) -> tuple[dict[str, Any], str]:
    """Add an item at the end of a section and return its id too."""
    new = copy.deepcopy(dict(definition))
    taken = {item["id"] for item in _items(new)} | RESERVED
    item: dict[str, Any] = {"id": _new_id(label, taken), "type": kind, "label": {SOURCE: label}}
    first = [{"id": "1", "label": {SOURCE: "1"}}, {"id": "2", "label": {SOURCE: "2"}}]
    if kind in WITH_CHOICES:
        item["choices"] = copy.deepcopy(first)
    if kind == "matrix":
        item["rows"] = copy.deepcopy(first)
    if kind == "reflection":
        item |= {"kind": "success", "more": {SOURCE: "Would you like to say more?"}}
    for section in new["sections"]:
        if section["id"] == section_id:
            section["items"].append(item)
            return new, item["id"]
    raise DefinitionError("no_such_section", section_id)


def changed(definition: Definition, item_id: str, wish: Wish) -> dict[str, Any]:
    """Write an item anew. Words in other languages stay where the English ones did not become empty."""
    new = copy.deepcopy(dict(definition))
    item = body_of(new, item_id)
    item["label"] = _reworded(item["label"], wish.label)
    for name, words in (("hint", wish.hint),):
        if words:
            item[name] = _reworded(item.get(name) or {}, words)
        else:
            item.pop(name, None)
    for name, value in (("required", wish.required), ("shuffle", wish.shuffle), ("faces", wish.faces), ("most", wish.most),
                        ("low", wish.low), ("high", wish.high)):  # fmt: skip
        if (value in (None, False, 0) and name not in ("low", "high")) or value is None:
            item.pop(name, None)
        else:
            item[name] = value
    if item["type"] in WITH_CHOICES or item["type"] == "language":
        item["choices"] = _rows(item.get("choices", []), wish.choices)
    if item["type"] == "matrix":
        item["rows"] = _rows(item.get("rows", []), wish.rows)
    item.pop("shown_if", None)
    if wish.shown_if:
        of, among, negated = wish.shown_if
        item["shown_if"] = {"item": of, "not" if negated else "is": list(among)}
    return new


def retitled(definition: Definition, texts: Mapping[str, str]) -> dict[str, Any]:
    """Write the title, the intro and the headings of sections (``section-<id>``) anew."""
    new = copy.deepcopy(dict(definition))
    for name in ("title", "intro"):
        if texts.get(name, "").strip():
            new[name] = _reworded(new[name], texts[name].strip())
    for section in new["sections"]:
        words = texts.get(f"section-{section['id']}", "").strip()
        if words:
            section["title"] = _reworded(section["title"], words)
    return new


def with_section(definition: Definition, title: str) -> dict[str, Any]:
    """Add an empty section at the end."""
    new = copy.deepcopy(dict(definition))
    taken = {section["id"] for section in new["sections"]}
    new["sections"].append({"id": _new_id(title, taken), "title": {SOURCE: title}, "items": []})
    return new


def without_section(definition: Definition, section_id: str) -> dict[str, Any]:
    """Take an empty section out; one that holds items stays."""
    new = copy.deepcopy(dict(definition))
    new["sections"] = [each for each in new["sections"] if each["id"] != section_id or each["items"]]
    return new


def differences(before: Questionnaire, after: Questionnaire) -> Difference:
    """Return what changed from one version to another, as people read it."""
    old, new = _told(before), _told(after)
    return Difference(
        [words for key, words in new.items() if key not in old],
        [words for key, words in old.items() if key not in new],
        [f"{old[key]} → {words}" for key, words in new.items() if key in old and old[key] != words],
    )


def _told(questionnaire: Questionnaire) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in questionnaire.items:
        if item.id.endswith(MORE):
            continue
        words = _words(item)
        found[item.id] = words
        found |= {f"{item.id}:{choice.id}": f"{words}: {choice.label.get(SOURCE, '')}" for choice in item.choices}
    return found


def _words(item: Item) -> str:
    return (item.quote or {}).get(SOURCE, "").split("\n")[0] or item.label.get(SOURCE, "")


def _items(definition: Definition) -> Iterator[dict[str, Any]]:
    return (item for section in definition["sections"] for item in section["items"])


def _reworded(texts: Mapping[str, str], words: str) -> dict[str, str]:
    return {**texts, SOURCE: words}


def _rows(known: list[dict[str, Any]], wanted: tuple[Row, ...]) -> list[dict[str, Any]]:
    before = {str(each["id"]): each for each in known}
    taken, found = set(before), []
    for row in wanted:
        words = row.words.strip()
        if not words:
            continue
        choice = dict(before.get(row.id) or {"id": _new_id(words, taken), "label": {}})
        taken.add(choice["id"])
        choice["label"] = _reworded(choice["label"], words)
        for name, value in (("other", row.own_words), ("exclusive", row.alone)):
            choice.pop(name, None)
            if value:
                choice[name] = True
        found.append(choice)
    return found


def _new_id(words: str, taken: Any) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    base = "_".join(re.findall(r"[a-z0-9]+", plain)[:4])[:30] or "item"
    numbered: Callable[[int], str] = lambda n: base if n == 1 else f"{base}_{n}"  # noqa: E731
    return next(name for n in range(1, 10_000) if (name := numbered(n)) not in taken)
