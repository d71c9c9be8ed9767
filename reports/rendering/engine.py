"""Fits xhtml2pdf and ReportLab to shaped text: direction of private codes, the text they stand for, two mended defects."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from reports.rendering import embedding, ornaments
from reports.rendering.shaping import ARABIC_CODES, MEANING, RTL, RTL_POOL


@cache
def install() -> None:
    """Patch the two libraries, once per process."""
    from reportlab import rl_config
    from xhtml2pdf import bidi

    pool = frozenset(map(chr, RTL_POOL))

    def bidirectional(character: str) -> str:
        if character in pool:
            return "AL" if character in ARABIC_CODES else "R"
        return unicodedata.bidirectional(character)

    bidi.bidirectional = bidirectional
    embedding.install(_meaning)
    # Letters instead of bytes would only make what tagging.finish reads again a quarter longer.
    rl_config.useA85 = 0
    _mend_split_paragraphs()
    _mend_line_breaks()
    _share_styles()
    _write_numbers_fast()


def forget(family: str) -> None:
    """Drop a document's fonts from the process-wide tables of both libraries; otherwise each render leaks two."""
    from reportlab.lib import fonts
    from reportlab.pdfbase import pdfmetrics
    from xhtml2pdf import context, util

    tables: Sequence[dict] = (
        pdfmetrics._fonts, pdfmetrics._dynFaceNames, pdfmetrics._typefaces,
        context._embedded_font_source, util._font_coverage, fonts._ps2tt_map,
    )  # fmt: skip
    for table in tables:
        for key in [key for key in table if str(key).lower().startswith(family)]:
            del table[key]
    for key in [key for key in fonts._tt2ps_map if str(key[0]).startswith(family)]:
        del fonts._tt2ps_map[key]


def _mend_split_paragraphs() -> None:
    """A CJK paragraph that was split over two pages has one fragment left, on which xhtml2pdf 0.2.28 fails."""
    from xhtml2pdf.reportlab_paragraph import Paragraph

    broken = Paragraph.breakLinesCJK

    def mended(self: Any, width: Any) -> Any:
        if len(self.frags) == 1:
            self.frags = [self.frags[0], self.frags[0].clone(text="")]
        return broken(self, width)

    Paragraph.breakLinesCJK = mended


# What no line begins or ends with in Chinese (W3C, Requirements for Chinese Text Layout, 3.1.2).
_NO_START = frozenset("，。、；：？！）」』】〉》〕〗〞”’…・·,.;:?!)]%％")
_NO_END = frozenset("（「『【〈《〔〖“‘([")


def _mend_line_breaks() -> None:
    """Break lines between characters as Chinese is set; xhtml2pdf 0.2.28 begins lines with a comma and ignores <br>."""
    from xhtml2pdf import reportlab_paragraph as drawing

    def split(frags: Any, widths: Any, bounds: Any, encoding: str = "utf8") -> Any:
        units: list[Any] = []
        for frag in frags:
            text = frag.text if isinstance(frag.text, str) else frag.text.decode(encoding)
            units += [drawing.cjkU(each, frag, encoding) for each in text or ("",)]
        lines: list[Any] = []
        start = 0
        while start < len(units):
            width = widths[min(len(lines), len(widths) - 1)]
            end, after = _line(units, start, width + drawing._FUZZ)
            left = width - sum(unit.width for unit in units[start:end])
            lines.append(drawing.makeCJKParaLine(units[start:end] or units[start:after], left, bounds))
            start = after
        return drawing.ParaLines(kind=1, lines=lines)

    drawing.cjkFragSplit = split


def _line(units: list[Any], start: int, width: float) -> tuple[int, int]:
    """Return where the line that begins at `start` ends, and where the next begins (after a <br>, one later)."""
    used = 0.0
    for at in range(start, len(units)):
        if hasattr(units[at].frag, "lineBreak"):
            return at, at + 1
        used += units[at].width
        if used > width and at > start:
            end = at
            while end > start + 1 and (units[end] in _NO_START or units[end - 1] in _NO_END):
                end -= 1
            return (end, end) if end > start + 1 else (at, at)
    return len(units), len(units)


def _share_styles() -> None:
    """Work out styles once for all elements that stand alike in the page: xhtml2pdf shares them among siblings only."""
    from xhtml2pdf import parser

    among_siblings = parser.getCSSAttrCacheKey

    def key(node: Any, *settings: Any) -> Any:
        return among_siblings(node, *settings)._replace(parent=place(node.parentNode, settings))

    def place(node: Any, settings: Any) -> int:
        """Number the ways in which an element and all above it may look to a selector."""
        if node is None or node.nodeType != node.ELEMENT_NODE:
            return 0
        if not hasattr(node, "alike"):
            known = node.ownerDocument.__dict__.setdefault("known", {})
            node.alike = known.setdefault(key(node, *settings), len(known) + 1)
        return node.alike

    parser.getCSSAttrCacheKey = key


def _write_numbers_fast() -> None:
    """ReportLab works out logarithms for each number of a page; five decimals of a point are enough for all of them."""
    from reportlab.lib.utils import isSeq
    from reportlab.pdfgen import canvas, pathobject, textobject

    def numbers(*values: Any) -> str:
        given = values[0] if len(values) == 1 and isSeq(values[0]) else values
        return " ".join([f"{value:.5f}".rstrip("0").rstrip(".") for value in given])

    for module in (canvas, pathobject, textobject):
        module.fp_str = numbers


def _meaning(code: int) -> str:
    """Return the text that a code point stands for."""
    text = MEANING.get(code) or ornaments.MEANING.get(chr(code)) or chr(code)
    # Readers reverse each right-to-left run that they extract, inside one glyph too.
    return text[::-1] if RTL.search(text) else text
