"""What the pages about an import say of a column: what it means, what stands in it, and what people chose for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask

from app.adapters.response_tables import NEVER, PERSONAL, Column, Layout
from app.store.tables import Wave
from app.web.i18n import gettext as _
from app.web.i18n import words
from app.web.wording import audience, tongue
from app.workflow.imports import KINDS, OUT, OWN, Meaning, Reading
from app.workflow.imports.matching import Choices, language_in
from app.workflow.imports.proposing import for_form
from forms import fields
from forms.questionnaire import OTHER, Item
from translations import LANGUAGES

MOST_TEXTS = 250


@dataclass(frozen=True)
class Shown:
    """One column as the pages show it. `items` are all items that the cycle's forms ask, by id."""

    at: int
    layout: Layout
    reading: Reading
    items: Mapping[str, Item]
    waves: Sequence[Wave]

    @property
    def columns(self) -> int:
        """How many columns the file has."""
        return len(self.layout.columns)

    @property
    def column(self) -> Column:
        """What is known of the column."""
        return self.layout.columns[self.at]

    @property
    def meaning(self) -> Meaning:
        """What it means so far."""
        return self.reading.columns[self.at]

    @property
    def never(self) -> bool:
        """True when nobody may take it as an answer."""
        return self.column.why in NEVER

    @property
    def personal(self) -> bool:
        """True when it may tell who wrote an answer."""
        return self.column.why in PERSONAL

    @property
    def item(self) -> Item | None:
        """The item that it is, if it is one of ours."""
        return self.items.get(self.meaning.item)

    @property
    def samples(self) -> list[str]:
        """What stands in it in the first rows."""
        return [cells[self.at] for _number, cells in self.layout.shown if len(cells) > self.at and cells[self.at]]

    @property
    def chosen(self) -> str:
        """The meaning as the page's list of meanings names it."""
        role = {"tick": "item", "rank": "item"}.get(self.meaning.role, self.meaning.role)
        return {
            "item": f"item:{self.meaning.item}",
            "own": f"own:{self.meaning.item}",
            "new": f"new:{self.meaning.kind}",
        }.get(role, role)

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """What stands in it, and what each text means so far: a choice, a form, a language, OWN or OUT."""
        values = self.column.values or ()
        said, role = self.meaning.values, self.meaning.role
        if role == "form":
            found = for_form(self.column, {wave.id: wave.audience for wave in self.waves}).values
            return [(value, said.get(value) or found.get(value, OUT)) for value in values]
        if role == "language":
            return [(value, said.get(value) or language_in(value)) for value in values]
        if role != "item" or self.item is None or not self.item.choices:
            return []
        choices = Choices(self.item)
        several = self.item.type in ("choices", "ranking")
        if several:
            wholes = self.column.values if self.column.values is not None else self.column.pieces or ()
            values = tuple(
                dict.fromkeys(text for cell in wholes for text in choices.cut(cell, self.column.separator, said))
            )
        return [(text, said.get(text) or choices.find(text) or OWN) for text in values[:MOST_TEXTS]]

    @property
    def unmatched(self) -> int:
        """How many texts nobody has said the meaning of."""
        open_targets = ("", OUT) if self.meaning.role == "form" else ("", OWN)
        return sum(target in open_targets and text not in self.meaning.values for text, target in self.texts)

    def asks_more(self, before: "Shown") -> bool:
        """Tell whether the page has a new question after it was saved."""
        if not self.meaning.sure:
            return True
        changed = (before.meaning.role, before.meaning.item) != (self.meaning.role, self.meaning.item)
        return changed and bool(self.unmatched or self.can_be_part)

    @property
    def can_be_part(self) -> bool:
        """True when its item has several answers, of which the column may be only one."""
        return (
            self.item is not None
            and self.item.type in ("choices", "ranking")
            and self.meaning.role in ("item", "tick", "rank")
        )

    @property
    def own_words(self) -> list[Item]:
        """The items beside which people may write own words."""
        return [item for item in self.items.values() if any(choice.other for choice in item.choices)]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """What a text of it can mean: (what is kept, its words)."""
        if self.meaning.role == "form":
            return [
                (OUT, _("No form: leave these rows out")),
                *((str(wave.id), audience(wave.questionnaire)) for wave in self.waves),
            ]
        if self.meaning.role == "language":
            return [("", _("Not known")), *((each.tag, tongue(each.tag)) for each in LANGUAGES)]
        choices = self.item.choices if self.item else ()
        kept = [(OWN, _("None of these: keep it as own words")), (OUT, _("Leave it out"))]
        return [*((choice.id, words(dict(choice.label))) for choice in choices), *kept]


def said_of(shown: Shown, form: Mapping[str, str]) -> Meaning:
    """Return what the page about a column says."""
    role, _sep, what = form.get("what", "out").partition(":")
    item, choice = (what, form.get("choice", "")) if role == "item" else ("", "")
    if choice and item == shown.meaning.item and item in shown.items:
        role = "rank" if shown.items[item].type == "ranking" else "tick"
    kept = role == shown.meaning.role and item in ("", shown.meaning.item)
    values = (
        {text: form[f"value-{n}"] for n, (text, _now) in enumerate(shown.texts) if form.get(f"value-{n}")}
        if kept
        else {}
    )
    order = form.get("order", "")
    return Meaning(
        role, what if role == "own" else item, choice if role in ("tick", "rank") else "",
        what if role == "new" and what in KINDS else "", order if order in ("mdy", "dmy") else "", values, told="told" in form,
    )  # fmt: skip


def item_words(item: Item) -> str:
    """Name an item: what it asks, and of what."""
    about = item.group or item.quote
    label = words(dict(item.label))
    return f"{words(dict(about)).splitlines()[0]} – {label}" if about else label


def kind_words(kind: str) -> str:
    """Name what kind of new question a column can be."""
    return {
        "long_text": _("New question: comments in own words"), "choice": _("New question: one answer of several"),
        "choices": _("New question: several answers in one column"), "tick": _("New question: one column for each answer"),
        "number": _("New question: a number"), "date": _("New question: a date"),
    }[kind]  # fmt: skip


def why_words(why: str) -> str:
    """Say why a column is left out at first."""
    return {
        "ip": _("An internet address. It is never taken."), "agent": _("It tells the device. It is never taken."),
        "time": _("An exact time. Only its hour can be taken."), "email": _("E-mail addresses"), "phone": _("Phone numbers"),
        "name": _("Names of people"), "address": _("Where somebody lives"), "birth": _("Dates of birth"),
        "student_id": _("Numbers that stand for a person"), "place": _("A place on the map"),
        "tool": _("The other tool keeps it for itself"),
    }.get(why, "")  # fmt: skip


def tool_words(tool: str) -> str:
    """Name the tool that a file comes from."""
    names = {
        "google": "Google Forms",
        "microsoft": "Microsoft Forms",
        "qualtrics": "Qualtrics",
        "limesurvey": "LimeSurvey",
        "yousaid": "YouSaid",
    }
    return names.get(tool) or _("a table with a header row")


def column_words(shown: Sequence[Shown]) -> list[str]:
    """Say what each column means."""
    return [_meaning_words(each) for each in shown]


def _meaning_words(shown: Shown) -> str:
    meaning = shown.meaning
    if meaning.role == "new":
        return kind_words(meaning.kind)
    simple = {
        "out": _("Left out"),
        "form": _("Which form it is"),
        "language": _("Language of the response"),
        "hour": _("When it was given, to the hour"),
    }
    if meaning.role in simple or shown.item is None:
        return simple.get(meaning.role, _("Left out"))
    asked = item_words(shown.item)
    if meaning.role == "own":
        return _("Own words beside: %(item)s", item=asked)
    label = next((words(dict(choice.label)) for choice in shown.item.choices if choice.id == meaning.choice), "")
    return f"{asked} → {label}" if label else asked


def reason_words(reason: str) -> str:
    """Say why an answer or a row could not be taken."""
    return {
        fields.NO_SUCH_CHOICE: _("Not one of the answers"), fields.NOT_A_NUMBER: _("Not a number"),
        fields.OUT_OF_BOUNDS: _("The number is too small or too large"), fields.NOT_A_DATE: _("Not a date"),
        fields.TOO_LONG: _("Longer than an answer can be"), fields.TOO_MANY: _("More answers than the form allows"),
        fields.TWICE: _("Two answers on the same place"), fields.NOT_TOGETHER: _("“None of these” together with another answer"),
        "which-date": _("It is not clear which is the day and which the month"),
        "not-asked": _("The form of this row does not ask this"), "no-place": _("Not a place in an order"),
        "no-language": _("Not a language that is offered; the language of the file was taken"),
        "no-form": _("Not clear which form this row belongs to. The row was left out."),
        "nothing": _("Nothing was answered. The row was left out."),
        "declined": _("This person did not want to take part. The row was left out."),
        "unfinished": _("This person did not send the answers off. The row was left out."),
        "test": _("A test of the other tool. The row was left out."),
        "cells": _("More cells than columns: perhaps a quotation mark is missing. The row was left out."),
        "not-saved": _("The database could not take this row."),
        "conflict": _("This row was imported before with other answers."),
    }.get(reason, reason)  # fmt: skip


def answers_in_words(items: Mapping[str, Item], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Write answers as people read them: (what was asked, what was answered)."""
    return [_answer_words(items, name, value) for name, value in answers.items()]


def _answer_words(items: Mapping[str, Item], name: str, value: Any) -> tuple[str, str]:
    item = items.get(name.removesuffix(OTHER))
    if item is None:
        return name, str(value)
    if name not in items:
        return _("Own words beside: %(item)s", item=item_words(item)), str(value)
    labels = {choice.id: words(dict(choice.label)) for choice in item.choices}
    return item_words(item), "; ".join(
        labels.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value])
    )


def init_app(app: Flask) -> None:
    """Give templates a filter for each."""
    for name in (item_words, kind_words, why_words, tool_words, reason_words, state_words):
        app.jinja_env.filters[name.__name__] = name


def state_words(state: str) -> str:
    """Name where a file stands."""
    return {
        "reading": _("Being read"), "uploaded": _("Waits for you"), "waiting": _("Waits to be imported"), "running": _("Being imported"),
        "done": _("Imported"), "failed": _("Could not be read"), "undoing": _("Being taken back"), "undone": _("Taken back"),
    }.get(state, state)  # fmt: skip
