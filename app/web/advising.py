"""What is said about questions: their types, what to look at, what is wrong, and which areas the law protects."""

from collections.abc import Iterable

from app.web.i18n import gettext as _
from app.web.i18n import number
from forms.advice import AGREEMENT, FEW_WORDS, LONG, NEGATIVES, NO_QUESTION, TWO_AT_ONCE
from forms.questionnaire import LONGEST_LABEL, MOST_CHOICES, MOST_ITEMS, SOURCE, DefinitionError, Item


def types() -> dict[str, str]:
    """Name every item type."""
    return {
        "rating": _("Rating: one point of a labelled scale"), "choice": _("One choice"), "choices": _("Several choices"),
        "ranking": _("Ranking: the most important first"), "matrix": _("Several ratings with one scale"),
        "number": _("Number"), "date": _("Date"), "short_text": _("Short text"), "long_text": _("Long text"),
        "school": _("School"), "language": _("Language at home"),
        "reflection": _("About each success or challenge of the reflection summary"), "consent": _("Consent"),
    }  # fmt: skip


def advice(word: str) -> str:
    """Say gently what to look at."""
    said = {
        NO_QUESTION: _("This is no question. People answer questions more truly than statements."),
        TWO_AT_ONCE: _("Does this ask two things at once? Then somebody who sees them differently cannot answer."),
        LONG: _("This is long. Can it be said in fewer than 25 words?"),
        NEGATIVES: _("Two negatives in one question are easily misread."),
        AGREEMENT: _("Scales of agreement draw people to yes. Ask how often, how much or how true instead."),
        FEW_WORDS: _("Points without words are read differently by everybody. Give each point a label."),
    }
    return said[word]


def overtaken() -> str:
    """Say that somebody else has changed the questionnaire meanwhile."""
    return _(
        "Somebody changed this questionnaire while you were at it. What you typed is still here: look, then save again."
    )


def wrong(error: DefinitionError) -> str:
    """Say why a definition cannot be used."""
    said = {
        "no_text": _("Please write the words of the question, and of each choice."),
        "no_choices": _("This kind of question needs at least one choice."),
        "no_rows": _("This kind of question needs at least one row."),
        "choice_twice": _("Two choices are the same."),
        "item_twice": _("Two questions are the same inside the file."),
        "condition_not_before": _(
            "A question can only depend on one that comes before it. Move it further down first."
        ),
        "bounds": _("The smallest number is larger than the largest."),
        "too_many_items": _("These are too many questions: at most %(most)s.", most=number(MOST_ITEMS)),
        "too_many_choices": _("These are too many choices: at most %(most)s.", most=number(MOST_CHOICES)),
        "text_too_long": _("One text is too long: at most %(most)s characters.", most=number(LONGEST_LABEL)),
        "no_such_type": _("There is no such kind of question."),
        "bad_id": _("One question has a name inside the file that cannot be used."),
    }
    return said.get(error.reason, _("This is no complete questionnaire."))


def areas(found: Iterable[tuple[str, Item]]) -> list[tuple[str, str]]:
    """Name the protected areas that a students' form may touch, each with the question."""
    names = {
        "politics": _("political beliefs"), "mind": _("mental or psychological problems"), "sex": _("sex"),
        "crime": _("illegal or self-harming behavior"), "family_judged": _("judgments about family members"),
        "privileged": _("talks with a lawyer, doctor or minister"), "religion": _("religion"), "income": _("income"),
    }  # fmt: skip
    return [(names[area], item.label.get(SOURCE, "")) for area, item in found]
