"""Reads a Word document into blocks, as it reads with all tracked changes accepted."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from defusedxml.ElementTree import fromstring
from docx import Document
from docx.oxml.ns import qn as expanded
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from app.adapters.plan_files.blocks import Aside, Block, Cell, Heading, Line, Read, Table
from app.adapters.plan_files.columns import find_heading_row

qn = cache(expanded)
DELETED = {qn("w:del"), qn("w:moveFrom")}
NOT_SAID = {
    *DELETED,
    qn("w:pPr"),
    qn("w:rPr"),
    qn("w:instrText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
BREAKS = {qn("w:br"), qn("w:cr")}
BESIDE = ("/header", "/footer", "/footnotes", "/endnotes", "/comments")
WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}
MOST_COLUMNS = 250
BULLET = "• "
TYPED_BULLET = re.compile(r"^[•●○▪■◦‣⁃·☐☑✓✔➢➤*–—-]\s+\S")


def read_docx(data: bytes) -> list[Read]:
    """Return the blocks of a document's body, then what stands beside it: headers, footers, notes and remarks."""
    document = Document(io.BytesIO(data))
    styles = {style.style_id: style for style in document.styles}
    return [*_blocks(document.element.body, styles), *_asides(document)]


def _blocks(body: Element, styles: dict) -> Iterator[Block]:
    carried = ""  # of a paragraph whose end was deleted: it runs on into the next
    for child in body:
        if child.tag == qn("w:p"):
            text = carried + _text(child)
            carried = text if _mark_deleted(child) else ""
            if not carried and text.strip():
                yield _paragraph(child, text.strip(), styles)
        elif child.tag == qn("w:tbl"):
            yield from _table(child, styles)
        elif child.tag in WRAPPERS:
            yield from _blocks(child, styles)
    if carried.strip():
        yield Line(carried.strip())


def _asides(document: Any) -> Iterator[Aside]:
    """Yield each paragraph of the parts that stand beside the body, each text once."""
    seen: set[str] = set()
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(BESIDE):
            continue
        part = relation.target_part
        root = getattr(part, "element", None)
        if root is None:
            root = fromstring(part.blob)
        for paragraph in root.iter(qn("w:p")):
            text = " ".join(_text(paragraph).split())
            if text and text not in seen:
                seen.add(text)
                yield Aside(text)


def _table(table: Element, styles: dict) -> Iterator[Block]:
    """Yield a table; one that only frames other tables is read cell by cell, as the page shows it."""
    made = Table(tuple(_rows(table, styles)))
    if table.find(f".//{qn('w:tc')}//{qn('w:tbl')}") is None or _names_columns(made):
        yield made
        return
    for cell in table.iter(qn("w:tc")):
        if _owner_table(cell) is table:
            yield from _blocks(cell, styles)


def _names_columns(table: Table) -> bool:
    found = find_heading_row(table.rows)
    return found is not None and not any("\n" in heading for heading in map(str, found[1].headings.values()))


def _paragraph(paragraph: Element, text: str, styles: dict) -> Block:
    name = _style_name(paragraph, styles)
    if name == "title":
        return Heading(0, " ".join(text.split()))
    level = _outline_level(paragraph, styles)
    if level is not None:
        return Heading(level, " ".join(text.split()))
    return Line(text, _list_depth(paragraph, name, text))


def _style_name(paragraph: Element, styles: dict) -> str:
    style = styles.get(paragraph.style)
    return (style.name or "").lower() if style is not None else ""


def _outline_level(paragraph: Element, styles: dict) -> int | None:
    """Return 1 ... 9 for a heading: by its own outline level, or that of the styles it is based on."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    style, seen = styles.get(paragraph.style), set()
    while found is None and style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        named = re.fullmatch(r"heading (\d)", (style.name or "").lower())
        if named:
            return int(named[1])
        found = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        style = getattr(style, "base_style", None)
    level = int(found.get(qn("w:val"), "9")) if found is not None else 9
    return level + 1 if level < 9 else None


def _list_depth(paragraph: Element, style_name: str, text: str) -> int | None:
    numbering = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if numbering is not None:
        level = numbering.find(qn("w:ilvl"))
        return int(level.get(qn("w:val"), "0")) if level is not None else 0
    named = re.fullmatch(r"list (?:bullet|number)(?: (\d))?", style_name)
    if named:
        return int(named[1] or 1) - 1
    return 0 if TYPED_BULLET.match(text) else None


def _text(element: Element) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag in NOT_SAID:
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in BREAKS:
            parts.append("\n")
        elif child.tag in (qn("w:tab"), qn("w:ptab")):
            parts.append(" ")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif child.tag == qn("w:p"):  # of a text box
            parts.append(_text(child) + "\n")
        else:
            parts.append(_text(child))
    return "".join(parts)


def _mark_deleted(paragraph: Element) -> bool:
    return any(paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{tag}") is not None for tag in DELETED)


def _rows(table: Element, styles: dict) -> Iterator[tuple[Cell, ...]]:
    above: dict[int, str] = {}
    rows = []
    for row in table.iter(qn("w:tr")):
        if _owner_table(row) is not table or row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        rows.append(_cells(row, above, styles))
    width = max(map(len, rows), default=0)
    for cells in rows:
        yield tuple(cells + [Cell("", 0)] * (width - len(cells)))


def _owner_table(row: Element) -> Element:
    return next(row.iterancestors(qn("w:tbl")))


def _cells(row: Element, above: dict[int, str], styles: dict) -> list[Cell]:
    cells: list[Cell] = [Cell("", 0)] * min(_number(row, "w:trPr/w:gridBefore", 0), MOST_COLUMNS)
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue
        if len(cells) >= MOST_COLUMNS:  # wider than any page: what is further out is kept with the last cell
            cells[-1] = replace(cells[-1], text="\n".join(filter(None, (cells[-1].text, _cell_text(cell, styles)))))
            continue
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        continued = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
        text = above.get(len(cells), "") if continued else _cell_text(cell, styles)
        above[len(cells)] = text
        span = max(1, min(_number(cell, "w:tcPr/w:gridSpan", 1), MOST_COLUMNS - len(cells)))
        cells += [Cell(text, span, continued)] + [Cell("", 0)] * (span - 1)
    return cells


def _cell_text(cell: Element, styles: dict) -> str:
    if cell.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None:
        return ""
    lines, carried = [], ""
    for paragraph in cell.iter(qn("w:p")):
        if _inside_deletion(paragraph, cell):
            continue
        text = carried + _text(paragraph).strip()
        carried = text + " " if _mark_deleted(paragraph) else ""
        if text and not carried:
            listed = _list_depth(paragraph, _style_name(paragraph, styles), "") is not None
            lines.append(BULLET + text if listed else text)
    return "\n".join([*lines, carried.strip()]).strip()


def _inside_deletion(paragraph: Element, cell: Element) -> bool:
    for ancestor in paragraph.iterancestors():
        if ancestor is cell:
            return False
        if ancestor.tag in NOT_SAID or ancestor.tag == qn("w:p"):  # a text box is read with its paragraph
            return True
    return False


def _number(element: Element, path: str, default: int) -> int:
    found = element.find("/".join(map(qn, path.split("/"))))
    value = found.get(qn("w:val"), "") if found is not None else ""
    return int(value) if value.isdigit() else default
