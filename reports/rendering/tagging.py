"""Tagged PDF (PDF/UA-1) from stock xhtml2pdf: marked content is recorded while ReportLab draws, the tree is built after.

PDF 1.7 (ISO 32000-1) section 14.7-14.8 and ISO 14289-1: every piece of content is either in the structure tree or marked
as an artifact; tables have header cells with a scope; the document has a title, a language and an XMP identifier.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reports.rendering.shaping import MEANING, RTL

_PAINT = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"}
_BASE_FONT = "/F1"  # what ReportLab calls Helvetica, which is never embedded
_CHOSEN = re.compile(r"(\((?:\\.|[^\\()])*\))|/F1 [\d.]+ Tf(?: [\d.]+ TL)?")


@dataclass(slots=True)
class Element:
    """One element of the structure tree; children are elements or (page, marked-content id) pairs."""

    role: str
    children: list[Any] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def add(self, role: str, **attributes: str) -> "Element":
        """Append and return a child."""
        child = Element(role, attributes=attributes)
        self.children.append(child)
        return child


class _Recorder:
    """What is being drawn now. xhtml2pdf renders one document at a time, under a lock."""

    def __init__(self) -> None:
        self.start(None)

    def start(self, canvas: Any) -> None:
        self.canvas, self.root, self.artifacts = canvas, Element("Document"), 0
        self.stack, self.marks = [self.root], {}  # type: ignore[var-annotated]

    def follow(self, canvas: Any) -> None:
        if self.canvas is not canvas:
            self.start(canvas)

    def draw(self, role: str, attributes: dict[str, str], work: Callable[[], Any]) -> None:
        page = self.canvas.getPageNumber()
        mark = self.marks.get(page, 0)
        self.marks[page] = mark + 1
        self.stack[-1].add(role, **attributes).children.append((page, mark))
        self.canvas._code.append(f"/{role} <</MCID {mark}>> BDC")
        work()
        self.canvas._code.append("EMC")


_recorder = _Recorder()


@cache
def install() -> None:
    """Hook into drawing, once per process."""
    from reportlab.pdfbase import pdfdoc
    from xhtml2pdf import tags, xhtml2pdf_reportlab

    for bullet in ("disc", "circle", "square"):  # the base-14 Symbol font is never embedded: draw bullets in ours
        tags._list_style_font.pop(bullet, None)
    _hook_paragraphs(xhtml2pdf_reportlab.PmlParagraph)
    _hook_tables(xhtml2pdf_reportlab.PmlTable)
    _hook_page_furniture(xhtml2pdf_reportlab.PmlPageTemplate)
    _hook_images(tags.pisaTagIMG)
    _hook_pages(pdfdoc.PDFPage)


def finish(data: bytes, title: str, language: str) -> bytes:
    """Return the PDF that was just drawn with its structure tree, title, language and PDF/UA-1 identifier."""
    pdf = pikepdf.open(io.BytesIO(data))
    _Tree(pdf, _recorder.root).write()
    root = pdf.Root
    root.MarkInfo, root.Lang = Dictionary(Marked=True), String(language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"], metadata["dc:language"], metadata["pdfuaid:part"] = title, [language], "1"
    pdf.docinfo["/Title"] = title
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return out.getvalue()


def _text_of(fragments: Any) -> str:
    texts = (getattr(fragment, "text", "") or "" for fragment in fragments)
    return "".join(MEANING.get(ord(c), c) for text in texts for c in str(text))


def _hook_paragraphs(paragraph: Any) -> None:
    plain = paragraph.draw

    def draw(self: Any) -> None:
        _recorder.follow(self.canv)
        text = _text_of(self.frags).strip()
        images = [f.cbDefn.image for f in self.frags if getattr(getattr(f, "cbDefn", None), "kind", "") == "img"]
        if _recorder.artifacts or not (text or images):
            plain(self)
            return
        role, attributes, inside = _role(self, text, images)
        if inside is not None:
            _recorder.stack.append(inside)
        _recorder.draw(role, attributes, lambda: plain(self))
        if inside is not None:
            _recorder.stack.pop()

    paragraph.draw = draw


def _role(paragraph: Any, text: str, images: list) -> tuple[str, dict[str, str], Element | None]:
    # Logical order for readers that would otherwise trust the order of glyphs.
    attributes = {"ActualText": text} if RTL.search(text) else {}
    if images and not text:
        return "Figure", {"Alt": getattr(images[0], "alternative", "") or "image"}, None
    if getattr(paragraph, "outline", False):
        return f"H{min(6, paragraph.outlineLevel + 1)}", attributes, None
    if not paragraph.bulletText:
        return "P", attributes, None
    siblings = _recorder.stack[-1].children
    last = siblings[-1] if siblings and isinstance(siblings[-1], Element) else None
    listing = last if last is not None and last.role == "L" else _recorder.stack[-1].add("L")
    return "LBody", attributes, listing.add("LI")


def _hook_tables(table: Any) -> None:
    from reportlab.platypus.tables import Table

    plain, plain_cell = table.draw, Table._drawCell

    def draw(self: Any) -> None:
        _recorder.follow(self.canv)
        if _recorder.artifacts:
            plain(self)
            return
        # Only a table with a head is one of data; any other serves the layout.
        _recorder.stack.append(_recorder.stack[-1].add("Table" if self.repeatRows else "Div"))
        self._tagged_row = [None, -1, None]
        plain(self)
        _recorder.stack.pop()

    def draw_cell(self: Any, value: Any, style: Any, position: Any, size: Any) -> None:
        row = getattr(self, "_tagged_row", None)
        if _recorder.artifacts or not row or not self.repeatRows:
            plain_cell(self, value, style, position, size)
            return
        if row[0] != round(position[1], 2):
            row[:] = [round(position[1], 2), row[1] + 1, _recorder.stack[-1].add("TR")]
        _recorder.stack.append(row[2].add("TH" if row[1] < self.repeatRows else "TD"))
        plain_cell(self, value, style, position, size)
        _recorder.stack.pop()

    table.draw, Table._drawCell = draw, draw_cell


def _hook_page_furniture(template: Any) -> None:
    for name in ("beforeDrawPage", "afterDrawPage", "onPage", "onPageEnd"):
        plain = getattr(template, name, None)
        if plain is not None:
            setattr(template, name, _as_artifact(plain))


def _as_artifact(plain: Callable) -> Callable:
    def draw(self: Any, canvas: Any, document: Any) -> Any:
        _recorder.follow(canvas)
        _recorder.artifacts += 1
        try:
            return plain(self, canvas, document)
        finally:
            _recorder.artifacts -= 1

    return draw


def _hook_images(tag: Any) -> None:
    plain = tag.start

    def start(self: Any, context: Any) -> None:
        before = len(context.fragList)
        plain(self, context)
        for fragment in context.fragList[before:]:
            if getattr(getattr(fragment, "cbDefn", None), "kind", "") == "img":
                fragment.cbDefn.image.alternative = self.node.getAttribute("alt")

    tag.start = start


def _hook_pages(page: Any) -> None:
    plain = page.setStream

    def set_stream(self: Any, code: list[str]) -> None:
        plain(self, list(_with_artifacts(code)))

    page.setStream = set_stream


class _Tree:
    """Writes the structure tree of a recorded document into its PDF."""

    def __init__(self, pdf: pikepdf.Pdf, root: Element) -> None:
        self.pdf, self.root, self.pages = pdf, root, list(pdf.pages)
        self.tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.parents: dict[int, dict[int, Any]] = {}
        self.numbers = Array()
        self._drop_base_font()

    def write(self) -> None:
        self.tree.K = self._build(self.root, self.tree)
        for number, page in enumerate(self.pages, start=1):
            self._page(number, page)
        key = len(self.pages)
        for page in self.pages:
            for link in self._links(page):
                self._link(page, link, key)
                key += 1
        self.tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=self.numbers))
        self.tree.ParentTreeNextKey = key
        self.pdf.Root.StructTreeRoot = self.tree

    def _build(self, element: Element, parent: Any) -> Any:
        node = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.role), P=parent))
        for key, value in element.attributes.items():
            node[Name("/" + key)] = String(value)
        if element.role == "TH":
            node.A = Dictionary(O=Name.Table, Scope=Name.Column)
        if element.role == "Figure":
            node.A = Dictionary(O=Name.Layout, Placement=Name.Block)
        node.K = Array([kid for child in element.children if (kid := self._child(child, node)) is not None])
        return node

    def _child(self, child: Any, node: Any) -> Any:
        if isinstance(child, Element):
            return self._build(child, node) if child.children or child.role in ("TD", "TH") else None
        page, mark = child
        self.parents.setdefault(page, {})[mark] = node
        return Dictionary(Type=Name.MCR, Pg=self.pages[page - 1].obj, MCID=mark)

    def _page(self, number: int, page: pikepdf.Page) -> None:
        marks = self.parents.get(number, {})
        page.obj.StructParents, page.obj.Tabs = number - 1, Name.S
        self.numbers.append(number - 1)
        self.numbers.append(self.pdf.make_indirect(Array([marks[mark] for mark in range(len(marks))])))

    def _drop_base_font(self) -> None:
        """Take the base font, which no page chooses any more, out of the pages' resources (which they share)."""
        for page in self.pages:
            fonts: Any = page.Resources.get("/Font") or {}
            if _BASE_FONT in fonts and "/FontDescriptor" not in fonts[_BASE_FONT]:
                del fonts[_BASE_FONT]

    def _links(self, page: pikepdf.Page) -> list[Any]:
        return [each for each in page.obj.get("/Annots", []) if each.get("/Subtype") == Name.Link]

    def _link(self, page: pikepdf.Page, link: Any, key: int) -> None:
        address = str(link.A.URI) if "/A" in link and "/URI" in link.A else "link"
        link.Contents, link.StructParent, link.F = String(address), key, 4
        reference = Dictionary(Type=Name.OBJR, Obj=link, Pg=page.obj)
        node = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Link, P=self.tree.K, K=reference))
        self.tree.K.K.append(node)
        self.numbers.append(key)
        self.numbers.append(node)


def _with_artifacts(parts: Iterable[str]) -> Iterator[str]:
    """Wrap whatever a page paints outside our marks (rules, backgrounds, bars) as artifacts.

    `parts` are ReportLab's: a text object, a picture or a rectangle is one of them, a path may be several, and it always
    begins with the operator n.
    """
    depth, opened = 0, False
    for part in parts:
        part = _CHOSEN.sub(_kept, part) if _BASE_FONT in part else part
        words = part.split(None, 1)
        first = words[0] if words else ""
        depth += part.endswith(" BDC")
        if not depth and not opened and first == "n":
            yield "/Artifact BMC"
            opened = True
        if not depth and not opened and (first == "BT" or part.endswith((" Do", " sh"))):
            yield f"/Artifact BMC {part} EMC"
        else:
            yield part
        depth -= part == "EMC"
        if opened and len(part) > 1 + (first == "n") and part.rsplit(None, 1)[-1] in _PAINT:
            yield "EMC"
            opened = False


def _kept(found: re.Match[str]) -> str:
    """Drop the choice of the base font, and leave alone what only reads like it inside a text."""
    return found[1] or ""
