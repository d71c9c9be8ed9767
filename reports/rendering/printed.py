"""Pages for the wall, the envelope and the pencil: drawn a little smaller until they fit."""

import io
from collections.abc import Mapping
from typing import Any

import pikepdf

from reports.rendering.pages import Content
from reports.rendering.pdf import draw

SIZES = (1.1, 1.0, 0.9, 0.8, 0.7)


def fitting(template: str, content: Content, beside: Mapping[str, str | bytes], pages: int = 1, **settings: Any) -> bytes:
    """Return the document at the first of SIZES at which it has no more than `pages` pages, else at the smallest."""
    return _fitting(template, content, beside, pages, settings)[1]


def fitting_size(template: str, content: Content, beside: Mapping[str, str | bytes], **settings: Any) -> float:
    """Return the first of SIZES at which the document is one page."""
    return _fitting(template, content, beside, 1, settings)[0]


def drawn(template: str, content: Content, beside: Mapping[str, str | bytes], size: float, **settings: Any) -> bytes:
    """Return the document at a size."""
    return draw(template, content, beside, "printed", size=size, **settings)


def page_count(data: bytes) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def _fitting(
    template: str, content: Content, beside: Mapping[str, str | bytes], pages: int, settings: Mapping[str, Any]
) -> tuple[float, bytes]:
    data, size = b"", 0.0
    for size in SIZES:
        data = drawn(template, content, beside, size, **settings)
        if page_count(data) <= pages:
            break
    return size, data
