"""Which language a plan is written in, so that its revisions are worded in it."""

from app.analysis.ports import LanguageIdentifier
from app.planning.plan import Plan
from app.planning.renumbered import elements
from translations import LANGUAGES, SOURCE

_TOLD = 4_000  # characters of a plan that tell its language


def language_of(plan: Plan, identifier: LanguageIdentifier) -> str:
    """Return the offered language that a plan is written in, English when it cannot be told."""
    tag, _sure = identifier.identify(" ".join(text for _id, text in elements(plan))[:_TOLD])
    return tag if tag in {each.tag for each in LANGUAGES} else SOURCE
