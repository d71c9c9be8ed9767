"""From a questionnaire as people see it to the contents of its paper form: numbers, kinds, conditions in words."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from forms.fields import longest
from forms.questionnaire import Choice, Condition, Item, Questionnaire, Section
from reports import contents as c

_KINDS = {
    "rating": "one", "choice": "one", "consent": "one", "choices": "several", "ranking": "ranking", "number": "number",
    "date": "date", "long_text": "lines", "short_text": "lines",
}  # fmt: skip
_MATRIX_COLUMNS = 7  # wider ones become one item after another


def numbers(questionnaire: Questionnaire) -> dict[str, int]:
    """Return the number of each item as it stands on paper: its place in the questionnaire, from 1. Choices likewise."""
    return {item.id: place for place, item in enumerate(questionnaire.items, start=1)}


def sections(questionnaire: Questionnaire, without: str = "") -> tuple[c.PaperSection, ...]:
    """Return what is asked on paper, without the item of one id."""
    sheet = _Sheet(questionnaire)
    found = (
        c.PaperSection(section.title, section.hint, tuple(sheet.items(section, without)))
        for section in questionnaire.sections
    )
    return tuple(section for section in found if section.items)


class _Sheet:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.numbers = numbers(questionnaire)
        self.asked = {item.id: item for item in questionnaire.items}

    def items(self, section: Section, without: str) -> Iterator[c.PaperItem]:
        for (matrix, _parent), group in groupby(section.items, key=_matrix):
            members = [item for item in group if item.id != without]
            if matrix and len(members[0].choices) <= _MATRIX_COLUMNS:
                yield self.matrix(members)
            else:
                yield from map(self.item, members)

    def item(self, item: Item) -> c.PaperItem:
        follows = bool(item.parent) and not item.quote and not item.group
        places = min(item.most or len(item.choices), len(item.choices))
        return c.PaperItem(
            self.numbers[item.id], _KINDS[item.type], item.label, item.hint, _choices(item), quote=item.quote,
            only_if=self.condition(item.shown_if), faces=item.faces, scale=item.type in ("rating", "consent"),
            follows=follows, most=item.most, places=places, lines=_lines(item),
        )  # fmt: skip

    def matrix(self, rows: list[Item]) -> c.PaperItem:
        first = rows[0]
        told = tuple(c.PaperRow(self.numbers[row.id], row.label) for row in rows)
        return c.PaperItem(
            0, "matrix", first.group or {}, first.hint, _choices(first), told, only_if=self.condition(first.shown_if)
        )

    def condition(self, shown_if: Condition | None) -> c.PaperCondition | None:
        if shown_if is None:
            return None
        labels: Mapping[str, Any] = {choice.id: choice.label for choice in self.asked[shown_if.item].choices}
        among = tuple(labels.get(each, {"en": each}) for each in shown_if.among)
        return c.PaperCondition(self.numbers[shown_if.item], among, shown_if.negated)


def _matrix(item: Item) -> tuple[bool, str]:
    # Rows of one matrix follow each other; an item of no matrix stands alone.
    return (True, item.parent) if item.group else (False, item.id)


def _choices(item: Item) -> tuple[c.PaperChoice, ...]:
    return tuple(_choice(number, choice) for number, choice in enumerate(item.choices, start=1))


def _choice(number: int, choice: Choice) -> c.PaperChoice:
    return c.PaperChoice(number, choice.label, choice.other, choice.ends)


def _lines(item: Item) -> int:
    """Return how many lines an answer of this length needs by hand."""
    if _KINDS[item.type] != "lines":
        return 0
    if item.parent:  # "say more" about one success or challenge
        return 2
    return 1 if longest(item) <= 100 else 2 if longest(item) <= 500 else 4
