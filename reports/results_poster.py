"""The poster of the results: what was heard most, and what the district will do, on one page for the wall."""

from functools import partial

from reports.charts import themes_chart
from reports.contents import ResultsPoster
from reports.qr import qr_svg
from reports.rendering.pdf import draw
from reports.summary import first_within
from reports.words import Words

_SIZES = (1.1, 0.95, 0.8, 0.7)  # 1 = 11 points; the first at which it is one page


def results_poster_pdf(poster: ResultsPoster) -> bytes:
    """Return the poster as a tagged PDF of one page."""
    heard = themes_chart(poster.themes, Words(poster.cover.language), len(poster.themes))
    beside = {"qr.svg": qr_svg(poster.link.scanned)}

    def drawn(size: float) -> bytes:
        return draw("results_poster.html", poster, beside, "printed", heard=heard, size=size)

    return first_within([partial(drawn, size) for size in _SIZES], 1)
