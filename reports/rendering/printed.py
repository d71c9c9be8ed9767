"""Pages for the wall, the envelope and the pencil: drawn a little smaller until they fit."""

import io
from collections.abc import Mapping
from typing import Any

import pikepdf

from reports.rendering.pages import Content
from reports.rendering.pdf import draw

SIZES = (1.1, 1.0, 0.9, 0.8, 0.7)


def fitting(template: str, content: Content, beside: Mapping[str, str | bytes], **settings: Any) -> bytes:
    """Return the document at the first of SIZES at which it is one page, else at the smallest."""
    data = b""
    for size in SIZES:
        data = draw(template, content, beside, "printed", size=size, **settings)
        if page_count(data) == 1:
            break
    return data


def page_count(data: bytes) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
