"""Opposite wishes as a report may say them: both sides, figures suppressed, quotes approved only."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.analysis.review import Reviewed
from app.analysis.suppression import suppress
from app.planning.wishes import about, wish
from reports import contents

_QUOTES = 2  # of each side


def opposed(
    found: Mapping[str, Any] | None, reviewed: Reviewed, minimum_n: int, languages: Sequence[str]
) -> contents.Opposed | None:
    """Return the two sides that a proposal keeps (see app.planning.export), or None where nobody wants opposite things."""
    if not found:
        return None
    sides = tuple(_side(found, key, reviewed, minimum_n, languages) for key in ("more", "less"))
    return contents.Opposed({tag: about(found["code"], tag) for tag in languages}, sides)


def _side(
    found: Mapping[str, Any], key: str, reviewed: Reviewed, minimum_n: int, languages: Sequence[str]
) -> contents.Side:
    said = found[key]
    enough = said["comments"] >= minimum_n
    quotes = [each for each in said["quotes"] if may_be_quoted(each["comment_id"], reviewed)] if enough else []
    return contents.Side(
        wish={tag: wish(found["axis"], key, tag) for tag in languages},
        comments=said["comments"] if enough else None,
        audiences=suppress(said["audiences"], minimum_n) if enough else {},
        quotes=tuple(contents.Quote(each["text"], each["language"]) for each in quotes[:_QUOTES]),
    )


def may_be_quoted(comment_id: str, reviewed: Reviewed) -> bool:
    """Tell whether a comment was approved and nobody hides it."""
    return comment_id in reviewed.approved and comment_id not in reviewed.hidden_quotes
