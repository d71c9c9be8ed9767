"""The poster of the results: what was heard most, and what the district will do, on one page for the wall."""

from reports.charts import themes_chart
from reports.contents import ResultsPoster
from reports.qr import qr_svg
from reports.rendering.printed import fitting
from reports.words import Words


def results_poster_pdf(poster: ResultsPoster) -> bytes:
    """Return the poster as a tagged PDF of one page."""
    heard = themes_chart(poster.themes, Words(poster.cover.language), len(poster.themes))
    return fitting("results_poster.html", poster, {"qr.svg": qr_svg(poster.link.scanned)}, heard=heard)
