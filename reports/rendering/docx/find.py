"""Finds where an element of the plan stands in the district's own document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document
from docx.table import _Row
from docx.text.paragraph import Paragraph

_NUMBER = re.compile(
    r"^\s*(?:(?:goal|strategy|step|objective|meta|estrategia|objetivo|acci[oó]n)\s*)?[\d.]*\d[.:)]?\s*[:.\-–]?\s*", re.I
)


@dataclass(frozen=True)
class Place:
    """A paragraph, the words before the element's own text in it (printed numbering), and its table row if it has one."""

    paragraph: Paragraph
    before: str
    row: _Row | None


def find(document: Document, text: str) -> Place | None:
    """Return where the text of an element stands, or None."""
    wanted = folded(text)
    if not wanted:
        return None
    for paragraph, row in _paragraphs(document):
        if folded(paragraph.text) == wanted:
            return Place(paragraph, "", row)
        number = _NUMBER.match(paragraph.text)
        if number and folded(paragraph.text[number.end() :]) == wanted:
            return Place(paragraph, number[0], row)
    return None


def _paragraphs(document: Document) -> Iterator[tuple[Paragraph, _Row | None]]:
    for paragraph in document.paragraphs:
        yield paragraph, None
    for table in document.tables:
        for row in table.rows:
            seen = set()
            for cell in row.cells:
                if id(cell._tc) not in seen:
                    seen.add(id(cell._tc))
                    yield from ((paragraph, row) for paragraph in cell.paragraphs)


def folded(text: str) -> str:
    """Return the words of a text alone, in small letters, as they are compared."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
