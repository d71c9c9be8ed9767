"""Fits xhtml2pdf and ReportLab to shaped text: direction of private codes, /ToUnicode, two mended defects."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from reports.rendering import ornaments
from reports.rendering.shaping import ARABIC_CODES, MEANING, RTL, RTL_POOL


@cache
def install() -> None:
    """Patch the two libraries, once per process."""
    from reportlab.pdfbase import ttfonts
    from xhtml2pdf import bidi

    pool = frozenset(map(chr, RTL_POOL))

    def bidirectional(character: str) -> str:
        if character in pool:
            return "AL" if character in ARABIC_CODES else "R"
        return unicodedata.bidirectional(character)

    bidi.bidirectional = bidirectional
    ttfonts.makeToUnicodeCMap = _to_unicode
    _mend_split_paragraphs()


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


def _to_unicode(font_name: str, subset: Sequence[int]) -> str:
    """Return the CMap from glyph codes to real text. ReportLab's own is also wrong above U+FFFF."""
    rows = [f"<{index:02X}> <{_hex(code)}>" for index, code in enumerate(subset) if code]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    mapping = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        f"<< /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def\n/CMapName /{font_name} def\n"
        f"/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{mapping}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _hex(code: int) -> str:
    text = MEANING.get(code) or ornaments.MEANING.get(chr(code)) or chr(code)
    # Readers reverse each right-to-left run that they extract, inside one glyph too.
    return (text[::-1] if RTL.search(text) else text).encode("utf-16-be").hex().upper()
