"""A page of ours as a document of Word: the same words and charts, to be edited. It knows the few elements our templates use."""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.dom.minidom import Element, Node

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph

from reports.rendering.docx.bars import bar_png
from reports.rendering.docx.plain import mirror_paragraph, mirror_table
from reports.rendering.docx.tracked import clean
from reports.rendering.parts import dom

_WIDE = 6.0  # inches between the margins of Word's usual page
_HEADINGS = {"h1": 0, "h2": 1, "h3": 2}
_SOFT = RGBColor(75, 87, 83)
_SPACES = re.compile("[ \t\r\n]+")
_QUIET = {"hint", "meta", "who", "definition"}
_BLOCKS = {"h1", "h2", "h3", "p", "li", "table"}


def docx_of(page: str, title: str, language: str) -> bytes:
    """Return a page (its HTML, for the medium ``page``) as DOCX: headings, lists, quotes, and tables with their bars."""
    document = Document()
    document.core_properties.title, document.core_properties.language = clean(title), language
    document.styles["Normal"].font.size = Pt(10.5)  # type: ignore[attr-defined]
    root = dom(page).documentElement
    root.normalize()  # neighbouring pieces of text become one
    _Writer(document).blocks(root.getElementsByTagName("body")[0], root.getAttribute("dir") or "ltr")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, document: Any) -> None:
        self.document = document

    def blocks(self, node: Element, way: str, indent: float = 0) -> None:
        """Write what a node holds; `way` is ``rtl`` or ``ltr``, `indent` in inches."""
        for each in _elements(node):
            own = each.getAttribute("dir") or way
            if each.tagName == "table":
                self._table(each, own)
            elif each.tagName in _BLOCKS:
                paragraph = self._paragraph(each.tagName)
                paragraph.paragraph_format.left_indent = Inches(indent) if indent else None
                _fill(paragraph, each, own)
            else:
                self.blocks(each, own, indent + 0.3 * (each.getAttribute("class") == "quote"))

    def _paragraph(self, tag: str) -> Paragraph:
        if tag in _HEADINGS:
            return self.document.add_heading("", _HEADINGS[tag])
        return self.document.add_paragraph(style="List Bullet" if tag == "li" else None)

    def _table(self, node: Element, way: str) -> None:
        rows = [_elements(row) for row in node.getElementsByTagName("tr")]
        table = self.document.add_table(0, len(rows[0]), style="Table Grid")
        table.autofit = False
        widths = [_WIDE * int(cell.getAttribute("width").rstrip("%")) / 100 for cell in rows[0]]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Inches(width)
        for row in rows:
            for cell, given, width in zip(table.add_row().cells, row, widths, strict=True):
                cell.width = Inches(width)
                _fill_cell(cell.paragraphs[0], given, row, width, way)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        if way == "rtl":
            mirror_table(table._tbl)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill_cell(paragraph: Paragraph, given: Element, row: list[Element], width: float, way: str) -> None:
    for bar in given.getElementsByTagName("svg"):
        length = float(bar.getElementsByTagName("rect")[-1].getAttribute("width")) / 100
        drawn = io.BytesIO(bar_png(length, way == "rtl"))
        picture = paragraph.add_run().add_picture(drawn, width=Inches(width - 0.2))
        picture._inline.docPr.set("descr", clean(": ".join(_text(cell) for cell in row if cell is not given)))
    _fill(paragraph, given, way)
    paragraph.paragraph_format.space_after = Pt(0)
    if given.getAttribute("class") == "num":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # Word's name for a line's end, whichever way it runs
    for run in paragraph.runs if given.tagName == "th" else ():
        run.bold = run.font.cs_bold = True


def _fill(paragraph: Paragraph, node: Element, way: str) -> None:
    paragraph.paragraph_format.space_after = Pt(4)
    quiet = _QUIET & set(node.getAttribute("class").split())
    at_start = True
    for text, bold, tag in _pieces(node, False, node.getAttribute("lang")):
        run = paragraph.add_run(clean(text.lstrip() if at_start else text))
        at_start = at_start and not text.strip()
        run.bold = run.font.cs_bold = bold or None
        if quiet:
            run.font.color.rgb = _SOFT
        if tag:
            spoken = OxmlElement("w:lang")
            spoken.set(qn("w:bidi" if way == "rtl" else "w:val"), tag)
            run._r.get_or_add_rPr().append(spoken)
    if way == "rtl":
        mirror_paragraph(paragraph._p)


def _pieces(node: Element, bold: bool, tag: str) -> Iterator[tuple[str, bool, str]]:
    """Yield the text within a block: (text, whether it is strong, its language or '')."""
    for each in node.childNodes:
        if each.nodeType == Node.TEXT_NODE:
            yield _SPACES.sub(" ", each.data), bold, tag
        elif each.nodeType == Node.ELEMENT_NODE and each.tagName == "br":
            yield "\n", bold, tag
        elif each.nodeType == Node.ELEMENT_NODE and each.tagName != "svg":
            yield from _pieces(each, bold or each.tagName == "strong", each.getAttribute("lang") or tag)


def _elements(node: Element) -> list[Element]:
    return [each for each in node.childNodes if each.nodeType == Node.ELEMENT_NODE]


def _text(node: Element) -> str:
    return "".join(text for text, _, _ in _pieces(node, False, "")).strip()
