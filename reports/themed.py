"""The themed report, in every medium from the same charts: for the SEL team, the board and the research department."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.charts import Chart, choices_chart, groups_chart, people_chart, shares_chart
from reports.contents import ThemedReport, ThemeFinding
from reports.rendering.pages import page
from reports.rendering.pdf import draw
from reports.words import N_, Words

_DIMENSIONS = ("audience", "school", "grade_band", "language")


@dataclass(frozen=True)
class Charts:
    """The charts of a report: of its themes, one for each closed item, and for each theme those of who says it."""

    themes: Chart
    closed: tuple[Chart, ...]
    who: tuple[tuple[Chart, ...], ...]


def themed_report_html(report: ThemedReport) -> str:
    """Return the themed report as a page that stands alone."""
    return themed_report_page(report, "page")


def themed_report_pdf(report: ThemedReport) -> bytes:
    """Return the themed report as a tagged PDF."""
    return draw("themed_report.html", report, charts=charts(report))


def themed_report_page(report: ThemedReport, medium: str) -> str:
    """Return the report's HTML for a medium of rendering.pages."""
    return page("themed_report.html", report, medium, charts=charts(report))


def charts(report: ThemedReport) -> Charts:
    """Return the report's charts in its language."""
    words = Words(report.cover.language)
    weighted = bool(report.method.weighting and report.method.weighting.weighted)
    return Charts(
        themes=shares_chart(report.themes, words),
        closed=tuple(choices_chart(item, words, weighted) for item in report.closed),
        who=tuple(tuple(_who(theme, words, weighted)) for theme in report.themes),
    )


def _who(theme: ThemeFinding, words: Words, weighted: bool) -> Iterator[Chart]:
    """Yield a chart for each way of telling groups apart: of people where they were estimated, else of comments."""
    for dimension in _DIMENSIONS:
        name = words.dimension(dimension)
        if theme.who:
            rows = [row for row in theme.who if row.dimension == dimension and row.share]
            if len(rows) > 1:
                yield people_chart(name, name, words.say(N_("Spoken of in")), rows, words, weighted)
        elif (chart := groups_chart(name, theme.groups, dimension, words)).bars:
            yield chart
