"""Bars for documents of Word: a small picture in a cell of a table, told apart by its length alone."""

import io
from functools import cache

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT, _EDGE = 400, 36, 6
_FILL, _REST = (15, 107, 92), (228, 231, 228)


@cache
def bar_png(length: float, mirrored: bool = False) -> bytes:
    """Return a bar of a length 0..1 as PNG; `mirrored` grows from the right."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, _EDGE, _WIDTH - 1, _HEIGHT - 1 - _EDGE), fill=_REST)
    end = round(max(0.0, min(1.0, length)) * _WIDTH)
    if end:
        left, right = (_WIDTH - end, _WIDTH - 1) if mirrored else (0, end - 1)
        drawing.rectangle((left, _EDGE, right, _HEIGHT - 1 - _EDGE), fill=_FILL)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
