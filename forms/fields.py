"""The table from item type to form field. A new type is one builder and one row here."""

from collections.abc import Callable, Mapping

from wtforms import Field, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, Optional

from forms.questionnaire import Item

LONGEST = 10_000
SHORT = 300


def _label(item: Item, language: str) -> str:
    return item.label.get(language) or item.label.get("en", "")


def _choices(item: Item, language: str) -> list[tuple[str, str]]:
    return [(choice.id, choice.label.get(language) or choice.label.get("en", "")) for choice in item.choices]


def _one(item: Item, language: str) -> Field:
    return RadioField(_label(item, language), choices=_choices(item, language), validators=[Optional()])


def _several(item: Item, language: str) -> Field:
    return SelectMultipleField(_label(item, language), choices=_choices(item, language), validators=[Optional()])


def _long(item: Item, language: str) -> Field:
    return TextAreaField(_label(item, language), validators=[Length(max=LONGEST)])


def _short(item: Item, language: str) -> Field:
    return TextAreaField(_label(item, language), validators=[Length(max=SHORT)])


BUILDERS: Mapping[str, Callable[[Item, str], Field]] = {
    "rating": _one,
    "choice": _one,
    "choices": _several,
    "long_text": _long,
    "short_text": _short,
}
