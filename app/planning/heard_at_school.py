"""What the plan of one school may rest on: the voices of that school alone, and only where enough people stand behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import once
from app.analysis.suppression import suppress
from app.analysis.themes import Quote, Theme
from app.planning.revision import Evidence, Opposition, Revision, Side

MOST_QUOTES = 4  # of each theme


@dataclass(frozen=True)
class Heard:
    """Themes, with quotes of this school that people approved, and the comments and codings of this school."""

    themes: tuple[Theme, ...]
    codings: tuple[Coding, ...]
    comments: tuple[Comment, ...]


def at_school(
    school: str,
    themes: Iterable[Theme],
    codings: Iterable[Coding],
    comments: Iterable[Comment],
    approved: frozenset[str],
    minimum_n: int,
) -> Heard:
    """Return what was said at a school: themes that fewer than `minimum_n` people spoke of there are left out."""
    of_school = tuple(comment for comment in comments if comment.groups.get("school") == school)
    ids = {comment.id for comment in of_school}
    said = tuple(coding for coding in codings if coding.comment_id in ids)
    found = []
    for theme in themes:
        members = [coding for coding in said if theme.id in coding.themes]
        if people(members) >= minimum_n:
            quotes = tuple(
                Quote(each.comment_id, each.redacted_text, each.language)
                for each in once(members)
                if each.comment_id in approved and not each.safety
            )
            found.append(replace(theme, quotes=quotes[:MOST_QUOTES]))
    return Heard(tuple(found), said, of_school)


def people(codings: Iterable[Coding]) -> int:
    """Return how many responses stand behind comments: two comments of one response are one person."""
    return len({coding.comment_id.split(".")[0] for coding in codings})


def suppressed(revision: Revision, minimum_n: int) -> Revision:
    """Return a revision with the small figures of its evidence left out, and those that would give them away.

    With a `minimum_n` of 0 nothing is.
    """
    if not minimum_n:
        return revision
    evidence = revision.evidence
    return replace(
        revision,
        evidence=Evidence(
            evidence.comments,
            _shown(evidence.audiences, minimum_n),
            _shown(evidence.languages, minimum_n),
            evidence.sentiment,
            evidence.quotes,
        ),
        opposed=_without_voices(revision.opposed) if revision.opposed else None,
    )


def _shown(counts: Mapping[str, int], minimum_n: int) -> dict[str, int]:
    return {group: n for group, n in suppress(counts, minimum_n).items() if n is not None}


def _without_voices(opposed: Opposition) -> Opposition:
    """Say that wishes are opposite, and no more: the sides of one school are often a few people each."""
    return replace(opposed, more=Side("more", 0), less=Side("less", 0))
