"""From every version of every questionnaire of a cycle to its variables: what a table of answers has columns for.

Versions are joined by the stable ids of items and choices. What a later version no longer has keeps its place, its
wording and its answers; what was stored without ever having been asked gets a place too. Nothing is dropped here.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from forms.questionnaire import OTHER, SOURCE, Item, Questionnaire, Texts

# Longer whole numbers lose digits in spreadsheets and statistics packages; they are kept as text there.
_WHOLE = 10**15
Asked = tuple[str, int]  # a form (the id of its questionnaire) and a version of it


class Kind(StrEnum):
    """How the answers to a variable are kept: own words, a number, a date, a choice, several, or several in order."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ONE = "one"
    SEVERAL = "several"
    RANKED = "ranked"


# An item type that is not here is exported as text: nothing is lost until somebody adds it.
KINDS: Mapping[str, Kind] = {
    "rating": Kind.ONE, "choice": Kind.ONE, "consent": Kind.ONE, "choices": Kind.SEVERAL, "ranking": Kind.RANKED,
    "number": Kind.NUMBER, "date": Kind.DATE,
}  # fmt: skip


@dataclass(frozen=True)
class Edition:
    """One version of one form, as people saw it."""

    form: str
    version: int
    questionnaire: Questionnaire

    @property
    def asked(self) -> Asked:
        """What a response says it answers."""
        return self.form, self.version


@dataclass(frozen=True)
class Row:
    """One response: `facts` are what is known of it (see FACTS), `answers` the stored values by item."""

    facts: Mapping[str, Any]
    answers: Mapping[str, Any]


STORED = ("response", "audience", "form", "version", "language", "channel", "hour")
# The answers that were given in another language than the one the response was sent in, {item: language}.
OTHERWISE = "other_languages"
FACTS = (*STORED, OTHERWISE)


@dataclass(frozen=True)
class Wording:
    """A text as these versions had it."""

    text: Texts
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Value:
    """A choice of any version, or a value that was stored without being one (then it has no wording)."""

    id: str
    wordings: tuple[Wording, ...] = ()

    def label(self, tag: str) -> str:
        """Return the newest wording in a language, else in English, else the id."""
        return best(self.wordings[-1].text, tag) or self.id if self.wordings else self.id

    @property
    def asked(self) -> frozenset[Asked]:
        """Return every version that offered it."""
        return frozenset(asked for wording in self.wordings for asked in wording.asked)


@dataclass(frozen=True)
class Variable:
    """What one item asked, over all versions. `places` are those of a ranking; `whole` tells of whole numbers only (of
    a choice: that the ids of all its values are)."""

    id: str
    kind: Kind
    wordings: tuple[Wording, ...] = ()
    values: tuple[Value, ...] = ()
    places: int = 0
    whole: bool = False

    def label(self, tag: str) -> str:
        """Return the question as last worded, in a language, else in English, else the id."""
        return best(self.wordings[-1].text, tag) or self.id if self.wordings else self.id


def best(texts: Texts, tag: str) -> str:
    """Return a text in a language, else in English, else in any."""
    return texts.get(tag) or texts.get(SOURCE) or next(iter(texts.values()), "")


def joined(editions: Iterable[Edition]) -> tuple[Variable, ...]:
    """Return the variables of all these versions (each form's oldest first), in the order in which they came up."""
    found: dict[str, Variable] = {}
    for edition in editions:
        quoted = {item.id: item.quote for item in edition.questionnaire.items}
        for item in edition.questionnaire.items:
            for now in _variables(item, _question(item, quoted.get(item.parent)), edition.asked):
                found[now.id] = _with(found[now.id], now) if now.id in found else now
    return tuple(found.values())


def widened(
    variables: Iterable[Variable], answered: Iterable[str], stored: Mapping[str, Iterable[Any]]
) -> tuple[Variable, ...]:
    """Return the variables with room for everything that was stored.

    `answered` are the ids of all items with answers, `stored` the distinct values of those that are not own words. A
    number or date that is none makes its variable text; a choice that no version had becomes a value.
    """
    known = {variable.id: variable for variable in variables}
    never_asked = (Variable(item, Kind.TEXT) for item in sorted(set(answered) - known.keys()))
    return tuple(_fitting(each, tuple(stored.get(each.id, ()))) for each in (*known.values(), *never_asked))


def chosen(value: Any) -> list[str]:
    """Return the ids that a stored value of a closed item consists of."""
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def day(value: Any) -> dt.date | None:
    """Return the date that a stored value is, or None."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _variables(item: Item, question: Texts, asked: Asked) -> Iterator[Variable]:
    values = tuple(Value(choice.id, (Wording(choice.label, (asked,)),)) for choice in item.choices)
    kind = KINDS.get(item.type, Kind.TEXT)
    places = item.most or len(values) if kind is Kind.RANKED else 0
    yield Variable(item.id, kind, (Wording(question, (asked,)),), values, places)
    for choice in item.choices:
        if choice.other:
            text = {tag: f"{words} – {best(choice.label, tag)}" for tag, words in question.items()}
            yield Variable(item.id + OTHER, Kind.TEXT, (Wording(text, (asked,)),))
            return


def _question(item: Item, quote: Texts | None) -> Texts:
    """What is asked, with what it is about: the head of its matrix, the title of its success or challenge."""
    about = item.group or {tag: text.partition("\n")[0] for tag, text in (item.quote or quote or {}).items()}
    return {tag: " – ".join(filter(None, (best(about, tag), words))) for tag, words in item.label.items()}


def _with(before: Variable, now: Variable) -> Variable:
    values = {value.id: value for value in before.values}
    current = {each.id: replace(each, wordings=_also(_of(values, each.id), each.wordings)) for each in now.values}
    gone = (value for value in before.values if value.id not in current)
    return replace(
        now, kind=_both(before.kind, now.kind), wordings=_also(before.wordings, now.wordings),
        values=(*current.values(), *gone), places=max(before.places, now.places),
    )  # fmt: skip


def _of(values: Mapping[str, Value], name: str) -> tuple[Wording, ...]:
    return values[name].wordings if name in values else ()


def _also(before: tuple[Wording, ...], now: tuple[Wording, ...]) -> tuple[Wording, ...]:
    """Add a wording, the newest last; one that stayed the same only gains the version."""
    same = [asked for wording in before for asked in wording.asked if wording.text == now[0].text]
    others = tuple(wording for wording in before if wording.text != now[0].text)
    return (*others, Wording(now[0].text, (*same, *now[0].asked)))


def _both(one: Kind, other: Kind) -> Kind:
    if one is other:
        return one
    return Kind.SEVERAL if {one, other} <= {Kind.ONE, Kind.SEVERAL, Kind.RANKED} else Kind.TEXT


def _fitting(variable: Variable, stored: tuple[Any, ...]) -> Variable:
    if variable.kind is Kind.NUMBER:
        fits = all(_is_number(value) for value in stored)
        return replace(variable, kind=variable.kind if fits else Kind.TEXT, whole=all(map(_is_whole, stored)))
    if variable.kind is Kind.DATE:
        return replace(variable, kind=variable.kind if all(map(day, stored)) else Kind.TEXT)
    return variable if variable.kind is Kind.TEXT else _with_choices(variable, stored)


def _with_choices(variable: Variable, stored: tuple[Any, ...]) -> Variable:
    several = any(isinstance(value, list) for value in stored)
    kind = Kind.SEVERAL if several and variable.kind is Kind.ONE else variable.kind
    known = {value.id for value in variable.values}
    unknown = sorted({each for value in stored for each in chosen(value)} - known)
    values = (*variable.values, *map(Value, unknown))
    places = max([variable.places, *(len(chosen(value)) for value in stored)]) if kind is Kind.RANKED else 0
    whole = kind is Kind.ONE and bool(values) and all(_names_a_number(value.id) for value in values)
    return replace(variable, kind=kind, values=values, places=places, whole=whole)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _WHOLE


def _is_number(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def _names_a_number(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 16 and str(int(name)) == name
