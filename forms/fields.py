"""The table from item type to form field. A new type is one builder and one row here.

Errors are words of a small fixed set (TOO_LONG, NO_SUCH_CHOICE, MISSING): whoever shows the form says them in the
person's language.
"""

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Field, RadioField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from forms.questionnaire import Item

LONGEST = 5_000
SHORT = 300
TOO_LONG, NO_SUCH_CHOICE, MISSING = "too-long", "no-such-choice", "missing"


def _presence(item: Item) -> InputRequired | Optional:
    return InputRequired(MISSING) if item.required else Optional()


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


def _one(item: Item, language: str) -> Field:
    return OneOf(
        _text(item, language),
        choices=_choices(item, language),
        validators=[_presence(item)],
    )


def _several(item: Item, language: str) -> Field:
    return SelectMultipleField(
        _text(item, language),
        choices=_choices(item, language),
        validators=[_presence(item)],
        invalid_choice_message=NO_SUCH_CHOICE,
    )


def _long(item: Item, language: str) -> Field:
    return TextAreaField(_text(item, language), validators=[_presence(item), Length(max=LONGEST, message=TOO_LONG)])


def _short(item: Item, language: str) -> Field:
    return TextAreaField(_text(item, language), validators=[_presence(item), Length(max=SHORT, message=TOO_LONG)])


BUILDERS: Mapping[str, Callable[[Item, str], Field]] = {
    "rating": _one,
    "choice": _one,
    "choices": _several,
    "long_text": _long,
    "short_text": _short,
}
