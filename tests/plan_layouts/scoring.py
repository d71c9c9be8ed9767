"""How much of a plan was read back: F1 of its elements and of its fields together."""

import re
from collections.abc import Iterator

from app.planning.plan import Plan

FIELDS = ("owner", "timeline", "measure", "status")


def f1(gold: Plan, found: Plan) -> float:
    """Return F1 of elements (level, text, text above) and of fields (step, field, value)."""
    expected, told = set(facts(gold)), set(facts(found))
    return 2 * len(expected & told) / (len(expected) + len(told)) if expected or told else 1.0


def difference(gold: Plan, found: Plan) -> str:
    """Say what is missing and what is too much."""
    expected, told = set(facts(gold)), set(facts(found))
    lines = [f"- {each}" for each in sorted(expected - told)] + [f"+ {each}" for each in sorted(told - expected)]
    return "\n".join([*lines, *(f"  note: {note}" for note in found.notes)])


def facts(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield (level or field, text, text above)."""
    for goal in plan.goals:
        yield "goal", plain(goal.title), ""
        for strategy in goal.strategies:
            yield "strategy", plain(strategy.title), plain(goal.title)
            for step in strategy.steps:
                yield "step", plain(step.text), plain(strategy.title)
                for name in FIELDS:
                    if getattr(step, name):
                        yield name, plain(getattr(step, name)), plain(step.text)


def plain(text: str) -> str:
    """Return the words only, in small letters."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def words_of(text: str) -> list[str]:
    """Return the words of a text."""
    return plain(text).split()
