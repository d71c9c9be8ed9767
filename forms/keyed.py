"""What is typed from a paper sheet: digits for choices, in the order in which they are printed; and back again."""

import re
import unicodedata
from typing import Any

from forms.fields import NO_SUCH_CHOICE, NOT_TOGETHER, TOO_MANY, TWICE
from forms.questionnaire import SEVERAL, Item

# Up to so many choices one digit is one choice; above it numbers are told apart by spaces or commas.
ONE_DIGIT = 9


class NotKeyed(ValueError):
    """The digits are no answer to this item; the first argument is the reason, a word of forms.fields."""


def by_digit(item: Item) -> bool:
    """Tell whether an item is answered by the number that is printed beside a choice."""
    return bool(item.choices)


def read(item: Item, typed: str) -> str | list[str] | None:
    """Return the choice id, or the list of ids, that digits of any script stand for. Raises NotKeyed."""
    numbers = _numbers(item, typed)
    if any(number > len(item.choices) for number in numbers):
        raise NotKeyed(NO_SUCH_CHOICE)
    chosen = [item.choices[number - 1] for number in numbers]
    ids = [choice.id for choice in chosen]
    if item.type not in SEVERAL:
        if len(ids) > 1:
            raise NotKeyed(NO_SUCH_CHOICE)
        return ids[0] if ids else None
    if item.type == "ranking" and len(set(ids)) < len(ids):
        raise NotKeyed(TWICE)
    if len(set(ids)) > 1 and any(choice.exclusive for choice in chosen):
        raise NotKeyed(NOT_TOGETHER)
    if item.most and len(set(ids)) > item.most:
        raise NotKeyed(TOO_MANY)
    return list(dict.fromkeys(ids))


def typed(item: Item, value: Any) -> str:
    """Return what a typist would have typed for an answer."""
    if not by_digit(item) or value in (None, "", []):
        return "" if value is None or value == [] else str(value)
    place = {choice.id: str(number) for number, choice in enumerate(item.choices, 1)}
    found = [place[each] for each in (value if isinstance(value, list) else [value]) if each in place]
    return ("" if len(item.choices) <= ONE_DIGIT else " ").join(found)


def _numbers(item: Item, text: str) -> list[int]:
    plain = "".join(str(unicodedata.decimal(each, each)) for each in text).strip()
    parts = re.split(r"[\s,.;+،、]+", plain)
    if not all(part.isascii() and part.isdecimal() and len(part) < 20 for part in parts if part):
        raise NotKeyed(NO_SUCH_CHOICE)
    if item.type in SEVERAL and len(item.choices) <= ONE_DIGIT:
        parts = list("".join(parts))
    return [int(part) for part in parts if part and int(part)]
