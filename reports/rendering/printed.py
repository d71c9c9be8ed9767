"""Pages for the wall, the envelope and the pencil: drawn a little smaller until they fit."""

import io
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from typing import Any

import pikepdf

from reports.rendering.pages import Content
from reports.rendering.pdf import draw

SIZES = (1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)


def fitting(template: str, content: Content, beside: Mapping[str, str | bytes], **settings: Any) -> bytes:
    """Return the document at the greatest of SIZES at which it is one page, else at the smallest."""

    @cache
    def drawn(size: float) -> bytes:
        return draw(template, content, beside, "printed", size=size, **settings)

    place = bisect_left(SIZES, True, key=lambda size: page_count(drawn(size)) == 1)
    return drawn(SIZES[min(place, len(SIZES) - 1)])


def page_count(data: bytes) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
