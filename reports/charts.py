"""One source for every chart: bars with their labels and numbers. What draws them (web, PDF, DOCX, PPTX) adds nothing.

A bar is told by its label and its number, never by its colour, so charts read the same in grey and to the colour-blind;
and each chart is a table at the same time.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.contents import GroupShare, ThemeFinding
from reports.words import N_, Words, best


@dataclass(frozen=True)
class Bar:
    """One bar: `value` (None = hidden) and `shown`, the same in words; `length` 0..1 of the longest bar of its chart."""

    label: str
    value: float | None
    shown: str
    length: float
    tag: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars under one title; `what` heads the labels, `unit` the numbers. `percent` tells that values are shares 0..1."""

    title: str
    what: str
    unit: str
    bars: tuple[Bar, ...]
    percent: bool = False


def themes_chart(themes: Iterable[ThemeFinding], words: Words, most: int) -> Chart:
    """Return how many comments speak of each of the most frequent themes."""
    rows = [(best(theme.label, words.language.tag), theme.comments) for theme in themes][:most]
    longest = max((n for _, n in rows if n), default=1)
    bars = tuple(Bar(label, n, words.count(n), (n or 0) / longest, tag) for (label, tag), n in rows)
    return Chart(words.say(N_("What we heard most")), words.say(N_("Theme")), words.say(N_("Comments")), bars)


def groups_chart(title: str, groups: Iterable[GroupShare], dimension: str, words: Words) -> Chart:
    """Return in what share of each group's comments a theme is spoken of; groups without a share are left out."""
    rows = [(each.group, each.share) for each in groups if each.dimension == dimension and each.share is not None]
    longest = max((share for _, share in rows), default=0) or 1
    bars = tuple(
        Bar(words.group(dimension, key), share, words.percent(share), share / longest, words.language.tag)
        for key, share in rows
    )
    return Chart(title, words.say(N_("Group")), words.say(N_("Share of this group’s comments")), bars, percent=True)
