"""What a comment is made of: its statements, each with its place, its own themes, and how it is meant."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

ALSO = 0.75  # likeness to a theme from which a further statement speaks of it, as a share of the likeness of the first


@dataclass(frozen=True, slots=True)  # slots: a state's worth of them is held at once
class Statement:
    """One statement of a comment: `redacted_text[start:end]`.

    `themes` are those of the comment's themes that it speaks of, the most first. `stance` is how it is meant
    (``praise``, ``complaint``, ``suggestion``, ``question``, ``mixed``), `sure` the chance that this is right (0..1) and
    `sentiment` how it feels, -1..1.
    """

    start: int
    end: int
    themes: tuple[str, ...] = ()
    stance: str = ""
    sure: float = 0.0
    sentiment: float = 0.0

    def renamed(self, name: Callable[[str], str]) -> "Statement":
        """Return the statement with other ids of its themes; two that become one stand there once."""
        return replace(self, themes=tuple(dict.fromkeys(map(name, self.themes))))


@dataclass(frozen=True)
class Stretch:
    """A stretch of a comment as a page shows it: `statement` is the one that speaks of the theme in question, or None."""

    text: str
    statement: Statement | None = None


def speak_of(likeness: np.ndarray) -> list[list[int]]:
    """Return the themes (columns) that each statement (row) of one comment speaks of, the most first.

    `likeness` is how near each statement is to each theme of its comment, shape (statements, themes). Every theme has one
    statement at least that brought the comment there.
    """
    first = likeness.argmax(axis=0)
    own = likeness.argmax(axis=1)
    found: list[list[int]] = []
    for row, near in enumerate(likeness):
        spoken = [
            theme
            for theme in range(likeness.shape[1])
            if first[theme] == row or (own[row] == theme and near[theme] >= ALSO * likeness[first[theme], theme])
        ]
        found.append(sorted(spoken, key=lambda theme: -near[theme]))
    return found


def about(statements: Sequence[Statement], theme_id: str) -> list[Statement]:
    """Return the statements that speak of a theme."""
    return [each for each in statements if theme_id in each.themes]


def stances(statements: Sequence[Statement], theme_id: str = "") -> list[str]:
    """Return how what a comment says of a theme (of everything, without one) is meant, each stance once, in order."""
    told = about(statements, theme_id) if theme_id else statements
    return list(dict.fromkeys(each.stance for each in told if each.stance))


def count_stances(comments: Sequence[Sequence[Statement]], theme_id: str) -> Counter[str]:
    """Return how many comments speak of a theme with each stance; one that does so in two ways counts in both."""
    return Counter(stance for statements in comments for stance in stances(statements, theme_id))


def stretches(text: str, statements: Sequence[Statement], theme_id: str) -> Iterator[Stretch]:
    """Yield a comment's text in stretches, those that speak of the theme with their statement.

    Where all of it speaks of the theme nothing stands out, and it is one stretch.
    """
    told = about(statements, theme_id)
    ends = [0, *(each.end for each in told)]
    starts = [*(each.start for each in told), len(text)]
    if not told or not "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip():
        yield Stretch(text)
        return
    at = 0
    for each in told:
        if each.start > at:
            yield Stretch(text[at : each.start])
        yield Stretch(text[each.start : each.end], each)
        at = each.end
    if at < len(text):
        yield Stretch(text[at:])
