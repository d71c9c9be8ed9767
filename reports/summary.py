"""The community summary: a web page, and a handout of two pages where its words leave room for that."""

import itertools
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

from markupsafe import Markup

from reports.charts import Chart, themes_chart
from reports.contents import CommunitySummary, ThemeFinding
from reports.qr import qr_svg
from reports.rendering.pages import page
from reports.rendering.pdf import draw
from reports.rendering.printed import page_count
from reports.words import Words

PAGES = 2
_THEMES, _GISTS = 8, 5
# Letters (1 = 10 points) and voices among the answers, from the most generous on; the last stays readable.
_LADDER = ((1.0, 4), (0.93, 2), (0.86, 0))
_LONGEST_VOICE = 160  # characters


def community_summary_pdf(summary: CommunitySummary) -> bytes:
    """Return the community summary in its language as a tagged PDF, on two pages if it fits at a readable size."""
    heard = _heard(summary)
    beside = {"qr.svg": qr_svg(summary.address)}

    def drawn(size: float, voices: int) -> bytes:
        return draw("summary_sheet.html", _with_voices(summary, voices), beside, "handout", heard=heard, size=size)

    return first_within([partial(drawn, *step) for step in _LADDER], PAGES)


def community_summary_html(summary: CommunitySummary) -> str:
    """Return the community summary in its language as a page that stands alone."""
    return page("community_summary.html", summary, "page", heard=_heard(summary), gists=_gists(summary))


def community_summary_body(summary: CommunitySummary) -> Markup:
    """Return the summary without a page around it. Safe to embed: every text in it went through autoescape."""
    return Markup(page("community_summary.html", summary, "body", heard=_heard(summary), gists=_gists(summary)))


def _heard(summary: CommunitySummary) -> Chart:
    return themes_chart(summary.themes, Words(summary.cover.language), _THEMES)


def _gists(summary: CommunitySummary) -> tuple[ThemeFinding, ...]:
    """Return the most frequent themes that somebody summed up briefly, in words that stand nowhere else on the page."""
    told = {quote.text for answer in summary.answers for quote in answer.quotes}
    found = (
        theme
        for theme in summary.themes[:_THEMES]
        if theme.gist and len(theme.gist.text) <= _LONGEST_VOICE and theme.gist.text not in told
    )
    return tuple(itertools.islice(found, _GISTS))


def _with_voices(summary: CommunitySummary, most: int) -> CommunitySummary:
    """Leave a quote to the first `most` answers that have a short one."""
    answers = []
    for answer in summary.answers:
        short = [quote for quote in answer.quotes if len(quote.text) <= _LONGEST_VOICE][: int(most > 0)]
        most -= len(short)
        answers.append(replace(answer, quotes=tuple(short)))
    return replace(summary, answers=tuple(answers))


def first_within(draws: Sequence[Callable[[], bytes]], pages: int, size: int = 100_000) -> bytes:
    """Return the first of the PDFs, from the most generous on, that has at most so many pages and bytes, else the last.

    What is smaller fits where the greater fits, so that half of them need not be drawn.
    """

    @cache
    def made(place: int) -> bytes:
        return draws[place]()

    def fits(place: int) -> bool:
        return page_count(made(place)) <= pages and len(made(place)) <= size

    return made(bisect_left(range(len(draws) - 1), True, key=fits))
