"""The summary for students: one page, short sentences, what students themselves said."""

from dataclasses import replace
from functools import partial

from markupsafe import Markup

from reports.charts import Bar, Chart
from reports.contents import StudentSummary
from reports.qr import qr_svg
from reports.rendering.pages import page
from reports.rendering.pdf import draw
from reports.summary import first_within
from reports.words import N_, Words, best

_LADDER = ((1.15, 3), (1.05, 2), (0.95, 2), (0.86, 1), (0.8, 0))  # letters (1 = 10 points), and how many voices


def student_summary_pdf(summary: StudentSummary) -> bytes:
    """Return the page as a tagged PDF, with letters as large as fit."""
    summary = _own_language_first(summary)
    beside, heard = {"qr.svg": qr_svg(summary.address)}, _heard(summary)

    def drawn(size: float, voices: int) -> bytes:
        return draw("student_sheet.html", summary, beside, "handout", heard=heard, size=size, voices=voices)

    return first_within([partial(drawn, *step) for step in _LADDER], 1)


def student_summary_body(summary: StudentSummary) -> Markup:
    """Return the page without a page around it. Safe to embed: every text in it went through autoescape."""
    summary = _own_language_first(summary)
    return Markup(page("student_page.html", summary, "body", heard=_heard(summary), voices=4))


def _own_language_first(summary: StudentSummary) -> StudentSummary:
    own = summary.cover.language
    return replace(summary, quotes=tuple(sorted(summary.quotes, key=lambda quote: quote.language != own)))


def _heard(summary: StudentSummary) -> Chart:
    """How many of the students' comments speak of each theme."""
    words = Words(summary.cover.language)
    counts = [
        (theme, next((group.comments for group in theme.groups if group.group == "students"), None))
        for theme in summary.heard
    ]
    longest = max((n for _, n in counts if n), default=1)
    bars = []
    for theme, n in counts:
        label, tag = best(theme.label, words.language.tag)
        bars.append(Bar(label, n, words.count(n), (n or 0) / longest, tag))
    return Chart(
        words.say(N_("What you talked about most")), words.say(N_("Theme")), words.say(N_("Comments")), tuple(bars)
    )
