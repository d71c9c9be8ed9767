"""The table from item type to form field. A new type is one class (or builder) and one row here.

Errors are words of a small fixed set: whoever shows the form says them in the person's language. What a field puts into
`data` is what is stored: a choice id, a list of them, a text, a number, or an ISO date.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field, RadioField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from forms.questionnaire import Choice, Item

LONGEST = 5_000
SHORT = 300
TOO_LONG, NO_SUCH_CHOICE, MISSING = "too-long", "no-such-choice", "missing"
NOT_A_NUMBER, OUT_OF_BOUNDS, NOT_A_DATE = "not-a-number", "out-of-bounds", "not-a-date"
TWICE, TOO_MANY, NOT_TOGETHER = "twice", "too-many", "not-together"


def longest(item: Item) -> int:
    """Return how many characters an answer to a written item may have."""
    return item.longest or (SHORT if item.type == "short_text" else LONGEST)


def _text(item: Item, language: str) -> str:
    return item.label.get(language) or item.label.get("en", "")


def _choices(item: Item, language: str) -> list[SelectChoice]:
    return [
        SelectChoice(choice.id, choice.label.get(language) or choice.label.get("en", "")) for choice in item.choices
    ]


class OneOf(RadioField):
    """A radio field that looks its answer up instead of comparing it with every choice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids = {choice.value for choice in self.choices}

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError when there is no such choice."""
        if self.data not in self.ids:
            raise ValidationError(NO_SUCH_CHOICE)


class Several(SelectMultipleField):
    """Several choices, at most `most` of them (0: any number); one that is exclusive stands alone."""

    def __init__(self, *args: Any, offered: tuple[Choice, ...] = (), most: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exclusive = {choice.id for choice in offered if choice.exclusive}
        self.ids, self.most = {choice.id for choice in offered}, most

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError when a choice is unknown, or these do not go together."""
        chosen = set(self.data or ())
        if not chosen <= self.ids:
            raise ValidationError(NO_SUCH_CHOICE)
        if len(chosen) > 1 and chosen & self.exclusive:
            raise ValidationError(NOT_TOGETHER)
        if self.most and len(chosen) > self.most:
            raise ValidationError(TOO_MANY)


class Ranked(SelectMultipleField):
    """Choices in order of importance: one value per place, places may stay empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the order; an empty place is no answer."""
        self.data = [value for value in valuelist if value]

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError when a choice is unknown or stands on two places."""
        ranked = self.data or []
        if not set(ranked) <= {choice.value for choice in self.choices}:
            raise ValidationError(NO_SUCH_CHOICE)
        if len(set(ranked)) < len(ranked):
            raise ValidationError(TWICE)


class Numeric(Field):
    """A number written with the digits of any script; `data` is an int or a float."""

    def __init__(self, *args: Any, low: float | None = None, high: float | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError when it is no number or out of bounds."""
        typed = (valuelist or [""])[0].strip()
        self.data = number_in(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(NOT_A_NUMBER)
        if self.data is not None and not (
            (self.low is None or self.data >= self.low) and (self.high is None or self.data <= self.high)
        ):
            raise ValueError(OUT_OF_BOUNDS)


class Day(Field):
    """A date as browsers send it (ISO 8601); `data` is that text."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was chosen or typed. Raises ValueError when it is no date."""
        typed = _plain_digits((valuelist or [""])[0].strip())
        try:
            self.data = dt.date.fromisoformat(typed).isoformat() if typed else None
        except ValueError as error:
            raise ValueError(NOT_A_DATE) from error


def number_in(typed: str) -> int | float | None:
    """Return the number that a text is, whatever script its digits are of; None when it is not one."""
    plain = _plain_digits(typed).replace("\u066b", ".").replace(",", ".")
    if re.fullmatch(r"[+-]?\d{1,12}", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"[+-]?\d{0,12}\.\d{1,6}", plain) else None


def _plain_digits(typed: str) -> str:
    return "".join(str(unicodedata.decimal(each, each)) for each in typed)


def _one(item: Item, language: str) -> Field:
    return OneOf(_text(item, language), choices=_choices(item, language), validators=[Optional()])


def _several(item: Item, language: str) -> Field:
    return Several(
        _text(item, language), choices=_choices(item, language), offered=item.choices, most=item.most,
        validators=[Optional()],
    )  # fmt: skip


def _ranking(item: Item, language: str) -> Field:
    return Ranked(_text(item, language), choices=_choices(item, language), validators=[Optional()])


def _number(item: Item, language: str) -> Field:
    return Numeric(_text(item, language), low=item.low, high=item.high)


def _date(item: Item, language: str) -> Field:
    return Day(_text(item, language))


def _written(item: Item, language: str) -> Field:
    return TextAreaField(_text(item, language), validators=[Optional(), Length(max=longest(item), message=TOO_LONG)])


@dataclass(frozen=True)
class ItemType:
    """How answers to a type are checked, and the template (in respond/items/) that asks for them."""

    field: Callable[[Item, str], Field]
    template: str


ITEM_TYPES: Mapping[str, ItemType] = {
    "rating": ItemType(_one, "choices"),
    "choice": ItemType(_one, "choices"),
    "consent": ItemType(_one, "choices"),
    "choices": ItemType(_several, "choices"),
    "ranking": ItemType(_ranking, "ranking"),
    "number": ItemType(_number, "number"),
    "date": ItemType(_date, "date"),
    "long_text": ItemType(_written, "text"),
    "short_text": ItemType(_written, "text"),
}


def own_words(item: Item, language: str) -> Field:
    """Return the field for the words that go with a choice like "something else"."""
    return TextAreaField(_text(item, language), validators=[Optional(), Length(max=SHORT, message=TOO_LONG)])
