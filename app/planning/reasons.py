"""Reasons that a district often has for not doing what was asked, in plain words and in every offered language.

They are suggestions for whoever rejects a revision: one click, and the community reads it in its own languages. Own
words always come first.
"""

from collections.abc import Iterable, Mapping

from translations import catalogue


def _(message: str) -> str:
    """Mark a message for extraction; it is translated when it is written."""
    return message


REASONS: Mapping[str, str] = {
    "money": _("There is no money for it this year. We will look at it again when the next budget is made."),
    "already": _("The district does this already. We will make it better known."),
    "not_ours": _("The district may not decide this by itself: the law or the state does."),
    "opposite": _("People asked for opposite things here. We want to talk with both sides before we decide."),
    "later": _("Other changes come first this year. It stays on our list for next year."),
}


def in_languages(key: str, tags: Iterable[str]) -> dict[str, str]:
    """Return a suggested reason in each of the languages, {} for a key that does not exist."""
    if key not in REASONS:
        return {}
    return {tag: catalogue(tag).gettext(REASONS[key]) for tag in tags}
