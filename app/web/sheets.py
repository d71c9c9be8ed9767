"""A paper sheet as it is typed: its places, how the digits were read, and what must be mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.web import answering
from app.web.i18n import gettext as _
from app.web.i18n import words
from app.web.opened import OpenForm
from app.workflow import collect
from forms import keyed
from forms.fields import longest
from forms.questionnaire import OTHER, SEVERAL, Item


@dataclass(frozen=True)
class Line:
    """One place of the sheet: its number as printed, what was typed, and how that was read (in words)."""

    name: str
    item: Item
    number: int
    typed: str = ""
    read: str = ""
    problem: str = ""
    own: bool = False

    @property
    def kind(self) -> str:
        """How digits are read: one, several or ranked; '' for what is written out."""
        if self.own or not keyed.by_digit(self.item):
            return ""
        return {"choices": "several", "ranking": "ranked"}.get(self.item.type, "one")

    @property
    def long(self) -> bool:
        """True for texts that may have several lines."""
        return self.item.type == "long_text"

    @property
    def most(self) -> int:
        """How many characters may be typed; 0 for as many as there are."""
        return longest(self.item) if self.item.type in ("short_text", "long_text") else 0

    @property
    def opens(self) -> int:
        """The digit that asks for own words; 0 when none does."""
        return next((place for place, each in enumerate(self.item.choices, 1) if each.other), 0)


@dataclass(frozen=True)
class Sheet:
    """One sheet as typed: the answers that may be stored, what was read, what must be mended, by field."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    declined: bool = False


def read(opened: OpenForm, typed: Mapping[str, str]) -> Sheet:
    """Read a whole sheet. On paper nobody hides what was not to be asked: all that was written counts."""
    sent, problems = _values(opened, typed)
    checked = opened.check("en", sent)
    checked.validate()
    for name, messages in checked.errors.items():
        item = opened.items.get(str(name).removesuffix(OTHER))
        if item and name not in problems:
            problems[str(name)] = answering.wording(str(messages[0]), item, str(name))
    answers = answering.own_words(opened, {name: checked.data.get(name) for name in opened.names})
    consents = [item for item in opened.items.values() if item.type == "consent" and item.required]
    for item in consents:
        if item.id not in problems and not answers.get(item.id):
            problems[item.id] = _("Was this ticked? Without a yes or no nothing of the sheet can be taken.")
    ends = any(each.ends and each.id == answers.get(item.id) for item in opened.items.values() for each in item.choices)
    return Sheet(collect.clean(answers), problems, ends)


def _values(opened: OpenForm, typed: Mapping[str, str]) -> tuple[MultiDict[str, str], dict[str, str]]:
    """Return what a browser would have sent for these digits, and which of them are no answer."""
    sent: MultiDict[str, str] = MultiDict()
    problems: dict[str, str] = {}
    for name, text in typed.items():
        item = opened.items.get(name)
        if item is None or not keyed.by_digit(item):
            sent.add(name, text)
            continue
        try:
            value = keyed.read(item, text)
        except keyed.NotKeyed as error:
            problems[name] = answering.wording(str(error), item, name)
            continue
        for each in value if isinstance(value, list) else filter(None, [value]):
            sent.add(name, each)
    return sent, problems


def lines(opened: OpenForm, typed: Mapping[str, str], read: Sheet) -> Iterable[Line]:
    """Yield every place of the sheet in order, numbered as printed, with what was typed and read."""
    for number, item in enumerate(opened.questionnaire.items, 1):
        for name in (item.id, item.id + OTHER):
            if name in opened.names:
                yield Line(
                    name, item, number, typed.get(name, ""), _in_words(item, read.answers.get(name)),
                    read.problems.get(name, ""), name != item.id,
                )  # fmt: skip


def _in_words(item: Item, value: Any) -> str:
    """Say which choices were read; what is written out needs no saying."""
    if not keyed.by_digit(item) or value is None:
        return ""
    named = {choice.id: words(dict(choice.label)) for choice in item.choices}
    chosen = [named[each] for each in (value if isinstance(value, list) else [value]) if each in named]
    return " › ".join(chosen) if item.type == "ranking" else " · ".join(chosen)


def retyped(line: Line, answers: Mapping[str, Any]) -> str:
    """Return what would have to be typed at a place for these answers."""
    value = answers.get(line.name)
    if line.own:
        return str(value or "")
    return keyed.typed(line.item, value if line.item.type in SEVERAL or not isinstance(value, list) else None)
