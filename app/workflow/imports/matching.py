"""Finds the item that a column asks, and the choice that a cell says: by id, or by its wording in any language."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from app.adapters.response_tables import Column
from forms.questionnaire import OTHER, Item
from translations import LANGUAGES, negotiate

_ALIKE, _CLEARLY = 0.78, 0.06  # share of the same letter groups; how much better than the next best
_NUMBERED = re.compile(r"^(?:q(?:uestion)? ?)?\d{1,3}[.):] +", re.IGNORECASE)
_MOST_PIECES = 60
# How tools write that a box was ticked, and that it was not.
TICKED = frozenset({"y", "yes", "1", "true", "x", "checked", "selected", "✓", "✔", "on", "sí", "si", "oui"})
EMPTY = frozenset({"n", "no", "0", "false", "unchecked", "not selected", "off", "non", "-", "n/a"})


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return a text as it is compared: without case, punctuation, numbering and spare spaces."""
    folded = unicodedata.normalize("NFKC", _NUMBERED.sub("", text.strip())).casefold()
    return " ".join("".join(each if each.isalnum() or unicodedata.combining(each) else " " for each in folded).split())


class Questions:
    """The items that a file may answer, to be found by what a column asks."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = items
        self._by_id = {name.casefold(): name for name in items}
        self._by_text: dict[str, set[str]] = {}
        for item in items.values():
            for text in _wordings(item):
                if key := plain(text):
                    self._by_text.setdefault(key, set()).add(item.id)
        self._letters = {text: _letters(text) for text in self._by_text}

    def find(self, column: Column) -> str:
        """Return the id of the item that a column is, or '' when none is clearly it."""
        whole = f"{column.text} {column.part}".strip()
        for name in filter(None, (column.code, column.name, column.text)):
            if found := self._by_id.get(name.casefold()):
                return found
        texts = [plain(text) for text in (whole, column.part, *([] if column.part else (column.text, column.name)))]
        for text in filter(None, texts):
            if len(found_here := self._by_text.get(text, set())) == 1:
                return next(iter(found_here))
        return self._alike(texts[0])

    def asked_by(self, text: str) -> str:
        """Return the id of the item with this wording, or ''."""
        found = self._by_text.get(plain(text), set())
        return next(iter(found)) if len(found) == 1 else self._alike(plain(text))

    def _alike(self, text: str) -> str:
        wanted = _letters(text)
        best: dict[str, float] = {}
        if len(wanted) < 8:
            return ""
        for known, letters in self._letters.items():
            score = 2 * len(wanted & letters) / (len(wanted) + len(letters))
            for name in self._by_text[known]:
                best[name] = max(best.get(name, 0.0), score)
        ranked = sorted(best.items(), key=lambda each: -each[1])[:2]
        if not ranked or ranked[0][1] < _ALIKE:
            return ""
        return ranked[0][0] if len(ranked) == 1 or ranked[0][1] - ranked[1][1] > _CLEARLY else ""


class Choices:
    """The choices of one item, to be found by what stands in a cell."""

    def __init__(self, item: Item) -> None:
        self.ids = {choice.id.casefold(): choice.id for choice in item.choices}
        self.other = next((choice.id for choice in item.choices if choice.other), "")
        self._by_text: dict[str, str] = {}
        for choice in item.choices:
            for text in choice.label.values():
                self._by_text.setdefault(plain(text), choice.id)
        self._by_text.pop("", None)

    def find(self, cell: str) -> str:
        """Return the id of the choice that a cell says, or ''."""
        found = self.ids.get(cell.casefold()) or self._by_text.get(plain(cell))
        if found is None and (match := re.fullmatch(r"(\S{1,3})\s*[-–—=:.)]\s*(.+)", cell)):  # "5 - Very true"
            found = self._by_text.get(plain(match[2]))
        return found or ""

    def cut(self, cell: str, separator: str, said: Iterable[str] = ()) -> list[str]:
        """Return the answers that a cell holds, joined at a separator. A choice that contains the separator stays whole,
        and so does what somebody has said the meaning of."""
        known = set(said)
        pieces = cell.split(separator)[:_MOST_PIECES] if separator else [cell]
        found, at = [], 0
        while at < len(pieces):
            end = next(
                (end for end in range(len(pieces), at + 1, -1) if self._knows(separator.join(pieces[at:end]), known)),
                at + 1,
            )
            found.append(separator.join(pieces[at:end]).strip())
            at = end
        return [each for each in found if each]

    def _knows(self, text: str, said: set[str]) -> bool:
        return text.strip() in said or bool(self.find(text.strip()))


def language_in(text: str) -> str:
    """Return the tag of the offered language that a text names, by tag or by name in any offered language; or ''."""
    if found := _language_names().get(text.strip().casefold()):
        return found
    short = {"zh-s": "zh-Hans", "zh-t": "zh-Hant", "zh": "zh-Hans"}.get(text.strip().casefold(), text.strip())
    tag = negotiate([short], ["zxx", *(each.tag for each in LANGUAGES)]) if 2 <= len(short) <= 10 else "zxx"
    return "" if tag == "zxx" else tag


@cache
def _language_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for each in LANGUAGES:
        for text in (each.tag, each.home, each.autonym, *(other.name_of(each.tag) for other in LANGUAGES)):
            found.setdefault(text.casefold(), each.tag)
    return found


def _wordings(item: Item) -> list[str]:
    """Return every way in which a column may be headed that asks this item."""
    labels = list(item.label.values())
    for around in (item.group, item.quote):
        if around:
            first = {tag: text.split("\n")[0] for tag, text in around.items()}
            labels += [f"{text} {item.label.get(tag, '')}" for tag, text in first.items()]
            labels += [f"{item.label.get(tag, '')} {text}" for tag, text in first.items()]
            labels += list(first.values()) if item.id == item.parent else []
    return labels


def _letters(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 3] for at in range(len(text) - 2)) if text.isascii() else frozenset(
        text[at : at + 2] for at in range(len(text) - 1)
    )  # fmt: skip


def own_words_of(item: Item) -> str:
    """Return the id under which own words beside a choice are kept."""
    return item.id + OTHER
