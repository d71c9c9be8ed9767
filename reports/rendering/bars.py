"""Draws the bars of charts in PDFs: an inline SVG of upright rectangles, as the web pages have it.

xhtml2pdf 0.2.28 knows no inline SVG; a table in a table, which looks the same, takes it ten times as long.
"""

from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

_PER_LETTER = 0.65  # a bar's height, in the height of the letters beside it
_FILL = HexColor("#0f6b5c")

Rectangle = tuple[float, float, Any]  # where it begins and how long it is, 0..1 of the bar, and its colour


class DrawnBar(Flowable):
    """Rectangles side by side, as wide as there is room. Told by the numbers beside it, so no reader needs it."""

    def __init__(self, rectangles: list[Rectangle], height: float) -> None:
        super().__init__()
        self.rectangles, self.height = rectangles, height

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width = width
        return width, self.height

    def draw(self) -> None:
        """Paint one rectangle over the other."""
        for start, length, colour in self.rectangles:
            self.canv.setFillColor(colour)
            self.canv.rect(start * self.width, 0, length * self.width, self.height, stroke=0, fill=1)


@cache
def install() -> None:
    """Teach xhtml2pdf to draw <svg>, once per process."""
    from xhtml2pdf import parser, tags

    class Svg(tags.pisaTag):
        def start(self, context: Any) -> None:
            whole = float(self.node.getAttribute("viewBox").split()[2])
            rectangles = [_rectangle(each, whole) for each in self.node.getElementsByTagName("rect")]
            while self.node.firstChild:  # drawn here, so that nothing of it is taken for text
                self.node.removeChild(self.node.firstChild)
            context.addPara()
            context.addStory(DrawnBar([each for each in rectangles if each[1]], context.frag.fontSize * _PER_LETTER))

    parser.pisaTagSVG = Svg


def _rectangle(node: Any, whole: float) -> Rectangle:
    start, length = (float(node.getAttribute(name) or 0) / whole for name in ("x", "width"))
    return start, length, _colour(node.getAttribute("fill"))


@cache
def _colour(written: str) -> Any:
    return HexColor(written) if written else _FILL
