"""Lets xhtml2pdf take a long page in parts: each is read, laid out and drawn before the next, so memory hardly grows with
the number of pages. A template writes MARK where a part may begin: between two blocks of the body."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.dom import minidom
from xml.parsers.expat import ExpatError

MARK = "<!--part-->"
_ENOUGH = 50  # blocks at hand: more than ever want to stay on one page with those that follow them
_CLOSED = "</body></html>"
_OPENED = re.compile(r"<(?:html|body)\b[^>]*>")


class _Rest:
    """What is still to be read of the document that is drawn now. xhtml2pdf renders one at a time, under a lock."""

    def __init__(self) -> None:
        self.put("", [])

    def put(self, around: str, parts: list[str]) -> None:
        self.around, self.parts, self.context = around, [part.strip().encode() for part in reversed(parts)], None

    def stories(self) -> Iterator[list[Any]]:
        while self.parts:
            part = self.parts.pop().decode()
            yield _told(self.around + part.removesuffix(_CLOSED) + _CLOSED, self.context)


_rest = _Rest()


@cache
def install() -> None:
    """Hook into reading and laying out, once per process."""
    from xhtml2pdf import document, xhtml2pdf_reportlab

    plain = document.pisaStory

    def story(*arguments: Any, **settings: Any) -> Any:
        _rest.context = plain(*arguments, **settings)
        return _rest.context

    def more(document: Any, blocks: list[Any]) -> None:
        """Called by ReportLab before each block, to change what comes; what hangs is of the page, not of the story."""
        if len(blocks) < _ENOUGH and blocks is not document._hanging:
            for part in _rest.stories():
                blocks.extend(part)
                if len(blocks) >= _ENOUGH:
                    break

    document.pisaStory, xhtml2pdf_reportlab.PmlBaseDoc.filterFlowables = story, more


def first_part(page: str) -> bytes:
    """Return the page up to its first MARK, and keep the others to be asked for while it is drawn."""
    first, *others = page.split(MARK)
    _rest.put("".join(_OPENED.findall(first)), others)
    return first.encode()


def dom(page: str) -> Any:
    """Return a page as xml.dom.minidom has it, read as xhtml2pdf reads it (the HTML standard's way)."""
    from xhtml2pdf import parser

    return parser.html5lib.HTMLParser(tree=parser.treebuilders.getTreeBuilder("dom")).parse(page)


def forget() -> None:
    """Let go of the document that was drawn."""
    _rest.put("", [])


def _told(page: str, context: Any) -> list[Any]:
    """Return the blocks of a part, in the styles of the whole page."""
    from xhtml2pdf.parser import pisaLoop

    try:
        document = minidom.parseString(page.encode())  # four times as fast, for what is XML at the same time
    except ExpatError:
        document = dom(page)
    before = context.swapStory()
    pisaLoop(document, context)
    context.cssAttrCache.clear()
    document.unlink()
    return context.swapStory(before)
