"""Makes hundreds of letters out of one that was drawn: only its code and its QR code differ from page to page.

A page is drawn once, and copied with its part of the structure tree; that is some hundred times faster than drawing each.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from reports.rendering.pdf import PdfError

Runs = Sequence[Sequence[tuple[int, int]]]


def copies(page: bytes, written: str, letters: Iterable[tuple[str, Runs]]) -> bytes:
    """Return a tagged PDF with a copy of the one page for each letter: `written` replaced by its text, the picture by its QR.

    Raises PdfError when the page does not hold `written` exactly once in one piece.
    """
    with pikepdf.open(io.BytesIO(page)) as pdf:
        first, tree = pdf.pages[0], pdf.Root.StructTreeRoot
        document = tree.K
        kids, (before, after) = list(document.K), _around(written, list(pikepdf.parse_content_stream(first)))
        document.K, numbers = Array(), Array()
        for number, (text, rows) in enumerate(letters):
            copied: Any = pdf.make_indirect(Dictionary(_entries(first.obj)))
            copied.Contents, copied.StructParents = pdf.make_stream(before + _shown(text) + after), number
            copied.Resources = _with_picture(pdf, first.obj.Resources, rows)
            pdf.pages.append(pikepdf.Page(copied))
            parents: dict[int, Any] = {}
            document.K.extend(_copied(pdf, kid, document, copied, parents) for kid in kids)
            numbers.append(number)
            numbers.append(pdf.make_indirect(Array([parents[mark] for mark in range(len(parents))])))
        del pdf.pages[0]
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = len(pdf.pages)
        if "/Outlines" in pdf.Root:  # it would lead to the page that was copied
            del pdf.Root.Outlines
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
        return out.getvalue()


def _entries(dictionary: Any) -> dict[str, Any]:
    return {str(name): dictionary[name] for name in dictionary.keys()}  # noqa: SIM118 (it is no Python mapping)


def _around(written: str, operations: list) -> tuple[bytes, bytes]:
    """Return the page's drawing before and after the text that is to be replaced."""
    if not written:
        return pikepdf.unparse_content_stream(operations) + b"\n", b""
    found = [
        place
        for place, each in enumerate(operations)
        if str(each.operator) == "Tj" and bytes(each.operands[0]) == written.encode("utf-16-be")
    ]
    if len(found) != 1:
        raise PdfError(f"the text to replace stands {len(found)} times on the page")
    parts = operations[: found[0]], operations[found[0] + 1 :]
    before, after = map(pikepdf.unparse_content_stream, parts)
    return before + b"\n", b"\n" + after


def _shown(text: str) -> bytes:
    # ASCII has its own numbers in every font that we build, two bytes each.
    return f"<{text.encode('utf-16-be').hex()}> Tj".encode("ascii") if text else b""


def _with_picture(pdf: pikepdf.Pdf, resources: Any, rows: Runs) -> Any:
    """Return the page's resources with its one picture replaced by the QR code, drawn as paths in a unit square."""
    size = len(rows)
    boxes = (f"{start} {size - 1 - y} {length} 1 re" for y, runs in enumerate(rows) for start, length in runs)
    drawn = pdf.make_stream(f"1 g 0 0 {size} {size} re f 0 g {' '.join(boxes)} f".encode())
    drawn.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, size, size])})
    drawn.Matrix = Array([1 / size, 0, 0, 1 / size, 0, 0])
    copied = Dictionary(_entries(resources))
    (name,) = resources.XObject.keys()
    copied.XObject = Dictionary({name: drawn})
    return copied


def _copied(pdf: pikepdf.Pdf, element: Any, parent: Any, page: Any, parents: dict[int, Any]) -> Any:
    """Copy an element of the structure tree with all below it, and note which one each piece of the page belongs to."""
    copied = pdf.make_indirect(Dictionary(_entries(element)))
    copied.P = parent
    copied.K = Array()
    for kid in element.K:
        if "/MCID" in kid:
            copied.K.append(Dictionary(Type=Name.MCR, Pg=page, MCID=kid.MCID))
            parents[int(kid.MCID)] = copied
        else:
            copied.K.append(_copied(pdf, kid, copied, page, parents))
    return copied
