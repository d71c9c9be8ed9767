"""One source for every chart: bars with their labels and numbers. What draws them (web, PDF, DOCX, PPTX) adds nothing.

A bar is told by its label and its number, never by its colour, so charts read the same in grey and to the colour-blind;
and each chart is a table at the same time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.contents import ClosedFinding, GroupEstimate, GroupShare, ThemeFinding
from reports.words import N_, Words, best

_WHOLES = (0.1, 0.25, 0.5, 1.0)  # what the longest possible bar of shares may stand for


@dataclass(frozen=True)
class Bar:
    """One bar: `value` (None = hidden) and `shown`, the same in words; `length` 0..1 of what its chart counts as whole.

    `more` are further figures of its row, in words, one under each of its chart's `more`. `tag` is the label's language.
    """

    label: str
    value: float | None
    shown: str
    length: float
    tag: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Bars under one title; `what` heads the labels, `drawn` the bars ('' = how often), `unit` the numbers, `more` further
    figures. `percent` tells that values are shares 0..1."""

    title: str
    what: str
    unit: str
    bars: tuple[Bar, ...]
    percent: bool = False
    drawn: str = ""
    more: tuple[str, ...] = ()


def themes_chart(themes: Iterable[ThemeFinding], words: Words, most: int) -> Chart:
    """Return how many comments speak of each of the most frequent themes; the longest bar is the most frequent one."""
    rows = [(best(theme.label, words.language.tag), theme.comments) for theme in themes][:most]
    longest = max((n for _, n in rows if n), default=1)
    bars = tuple(Bar(label, n, words.count(n), (n or 0) / longest, tag) for (label, tag), n in rows)
    return Chart(words.say(N_("What we heard most")), words.say(N_("Theme")), words.say(N_("Comments")), bars)


def shares_chart(themes: Sequence[ThemeFinding], words: Words) -> Chart:
    """Return in what share of all comments each theme is spoken of; the head of the bars says what they begin and end with."""
    longest = max((theme.prevalence or 0 for theme in themes), default=0)
    whole = next((each for each in _WHOLES if longest <= each), 1.0)
    bars = tuple(
        _share_bar(*best(theme.label, words.language.tag), theme.prevalence, theme.comments, words, whole)
        for theme in themes
    )
    title = words.say(N_("The themes"))
    drawn = f"{words.say(N_('Spoken of in'))} ({words.between((0, 0, whole))})"
    return Chart(title, words.say(N_("Theme")), words.say(N_("Share")), bars, True, drawn, (words.say(N_("Number")),))


def choices_chart(item: ClosedFinding, words: Words, weighted: bool) -> Chart:
    """Return how a closed item was answered: weighted and with intervals where it was estimated."""
    title, drawn = best(item.question, words.language.tag)[0], words.say(N_("Chosen by"))
    if item.estimates:
        return people_chart(title, words.say(N_("Answer")), drawn, item.estimates, words, weighted)
    bars = tuple(
        _share_bar(*best(choice.label, words.language.tag), choice.share, choice.responses, words)
        for choice in item.choices
    )
    return Chart(title, words.say(N_("Answer")), words.say(N_("Share")), bars, True, drawn, (words.say(N_("Number")),))


def groups_chart(title: str, groups: Iterable[GroupShare], dimension: str, words: Words) -> Chart:
    """Return in what share of each group's comments a theme is spoken of; groups without a share are left out."""
    rows = [each for each in groups if each.dimension == dimension and each.share is not None]
    bars = tuple(
        Bar(
            words.group(dimension, each.group), each.share, words.percent(each.share or 0), each.share or 0,
            words.language.tag, (words.count(each.comments),),
        )
        for each in rows
    )  # fmt: skip
    drawn = words.say(N_("Share of this group’s comments"))
    return Chart(
        title, words.dimension(dimension), words.say(N_("Share")), bars, True, drawn, (words.say(N_("Number")),)
    )


def people_chart(
    title: str, what: str, drawn: str, rows: Sequence[GroupEstimate], words: Words, weighted: bool
) -> Chart:
    """Return the share of each group's people, with its interval; bars are drawn against all people."""
    shown, people = words.say(N_("Share, weighted") if weighted else N_("Share")), words.say(N_("People"))
    more = (words.say(N_("Unweighted")), people) if weighted else (people,)
    return Chart(title, what, shown, tuple(_people_bar(row, words, weighted) for row in rows), True, drawn, more)


def _share_bar(label: str, tag: str, share: float | None, count: int | None, words: Words, whole: float = 1.0) -> Bar:
    shown = "–" if share is None else words.percent(share)
    return Bar(label, share, shown, (share or 0) / whole, tag, (words.count(count),))


def _people_bar(row: GroupEstimate, words: Words, weighted: bool) -> Bar:
    label, tag = best(row.name, words.language.tag) if row.name else ("", words.language.tag)
    label = label or words.group(row.dimension, row.group)
    share = row.weighted or row.share
    plain = words.percent(row.share[0]) if row.share else "–"
    people = "–" if row.people is None else words.number(row.people)
    return Bar(
        label=f"{label} ({words.differs(row.differs)})" if row.differs else label,
        value=share[0] if share else None,
        shown=f"{words.percent(share[0])} ({words.between(share)})" if share else words.count(None),
        length=share[0] if share else 0,
        tag=tag,
        more=(plain, people) if weighted else (people,),
    )
