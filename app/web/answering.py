"""What was sent with a form: what is wrong with it, what is still to be asked, and what of it counts as answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.web import i18n
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.web.opened import SKIP, OpenForm
from forms import fields
from forms.expansion import visible
from forms.questionnaire import OTHER, Item

Problems = dict[str, list[str]]


@dataclass(frozen=True)
class Sent:
    """One form as it came. `answers` is what may be stored, `problems` what must be mended first, by item ('': all of it).

    `revealed` are items that these answers call for and that were not on the page; `declined` that consent was refused.
    """

    answers: Mapping[str, Any]
    problems: Problems = field(default_factory=dict)
    revealed: frozenset[str] = frozenset()
    declined: bool = False


def read(opened: OpenForm, tag: str, sent: Any) -> Sent:
    """Check what was sent against the form. Nothing is stored here, and nothing that was typed is lost."""
    checked = opened.check(tag, sent)
    checked.validate()
    answers = own_words(opened, {name: checked.data.get(name) for name in opened.names})
    asked = visible(opened.questionnaire, answers)
    if any(_ends(opened.items[name], answers.get(name)) for name in asked):
        return Sent({}, declined=True)
    problems = _problems(opened, checked.errors, asked)
    if opened.unknown(sent):
        problems[""] = [_("This form has changed since you opened it. Please look it over and send it again.")]
    problems |= {name: [_please(item)] for name, item in _missing(opened, answers, asked, sent, problems).items()}
    return Sent(
        {name: value for name, value in answers.items() if name.removesuffix(OTHER) in asked or name in asked},
        problems,
        frozenset(asked - shown_on(opened, sent) - {name for name in opened.names if sent.get(name)}),
    )


def shown_on(opened: OpenForm, sent: Any) -> set[str]:
    """Return the ids of the items that the page showed: those without a condition, and those it says it showed."""
    always = {item.id for item in opened.items.values() if item.shown_if is None}
    return always | (set(str(sent.get("shown", "")).split()) & opened.items.keys())


def may_be_skipped(item: Item) -> bool:
    """Tell whether a required item may be left out on purpose; consent may not."""
    return item.required and item.type != "consent"


def own_words(opened: OpenForm, answers: dict[str, Any]) -> dict[str, Any]:
    """Take own words for the choice they stand beside: who writes them means it, ticked or not."""
    for name, item in opened.items.items():
        words = str(answers.get(name + OTHER) or "").strip()
        other = next((choice.id for choice in item.choices if choice.other), None)
        if not words or other is None:
            continue
        if item.type == "choices":
            chosen = answers.get(name) or []
            answers[name] = chosen if other in chosen else [*chosen, other]
        else:
            answers[name] = answers.get(name) or other
    return answers


def _ends(item: Item, value: Any) -> bool:
    return any(choice.ends and choice.id == value for choice in item.choices)


def _missing(
    opened: OpenForm, answers: Mapping[str, Any], asked: set[str], sent: Any, problems: Problems
) -> dict[str, Item]:
    return {
        name: item
        for name, item in opened.items.items()
        if item.required and name in asked and answers.get(name) in (None, "", []) and name not in problems
        and not (may_be_skipped(item) and sent.get(SKIP + name))
    }  # fmt: skip


def _please(item: Item) -> str:
    if may_be_skipped(item):
        return _("You have not answered this yet. Please answer it, or say that you would rather not.")
    return _("Please answer this: we need your yes or no before we can take anything else.")


def _problems(opened: OpenForm, errors: Mapping[str | None, Any], asked: set[str]) -> Problems:
    found: Problems = {}
    for name, messages in errors.items():
        item = opened.items.get(str(name).removesuffix(OTHER))
        if name == "key":
            found[""] = [_("This page was open for too long or came incomplete. Please send it once more.")]
        elif item and item.id in asked:
            found[str(name)] = [wording(str(messages[0]), item, str(name))]
    return found


def wording(reason: str, item: Item, name: str) -> str:
    """Say what is wrong with an answer and what to do; `name` is the item's id, or that of its own words."""
    if reason == fields.TOO_LONG:
        most = fields.SHORT if name != item.id else fields.longest(item)
        return _(
            "This is longer than we can take in one answer. Please shorten it to %(most)s characters, or send the rest "
            "as a second response.",
            most=i18n.number(most),
        )
    words = {
        fields.NOT_A_NUMBER: _("Please write a number, for example 3."),
        fields.NOT_A_DATE: _("Please choose a date, or write it as year-month-day, for example 2026-05-12."),
        fields.TWICE: _("The same answer stands in two places. Please choose each one only once."),
        fields.NOT_TOGETHER: _(
            "“None of these” cannot go together with another answer. Please choose one or the other."
        ),
        fields.OUT_OF_BOUNDS: _bounds(item),
        fields.TOO_MANY: ngettext(
            "Please choose at most %(num)s answer.", "Please choose at most %(num)s answers.", item.most
        ),
    }
    return words.get(reason, _("Please choose one of the answers shown."))


def _bounds(item: Item) -> str:
    if item.low is not None and item.high is not None:
        return _(
            "Please write a number from %(low)s to %(high)s.", low=i18n.number(item.low), high=i18n.number(item.high)
        )
    if item.low is not None:
        return _("Please write a number that is not below %(low)s.", low=i18n.number(item.low))
    return _("Please write a number that is not above %(high)s.", high=i18n.number(item.high or 0))
