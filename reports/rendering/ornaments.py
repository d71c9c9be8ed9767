"""What a paper form is marked in: boxes and faces, drawn by us as letters of every document's font.

As letters they stand in a line of text, turn with it where it runs from right to left, and are found as text again.
"""

import math
from functools import cache

from fontTools.pens.ttGlyphPen import TTGlyphPen

_STROKE = 15  # of fonts.UNITS, as all measures here

BOX, CROSSED, SMILE, PLAIN, FROWN = "\u25a2", "\u22a0", "\u2323", "\u23e4", "\u2322"
ALL = frozenset({BOX, CROSSED, SMILE, PLAIN, FROWN})
# What a reader finds who copies or searches them.
MEANING = {BOX: "\u2610", CROSSED: "\u2612", SMILE: "\U0001f642", PLAIN: "\U0001f610", FROWN: "\U0001f641"}


@cache
def drawn(ornament: str):  # type: ignore[no-untyped-def]
    """Return an ornament's outlines and its advance, in units of the documents' fonts."""
    pen = TTGlyphPen(None)
    if ornament in (BOX, CROSSED):
        _box(pen, 16, -34, 222)
        if ornament == CROSSED:
            _closed(pen, [(36, 0), (205, 169), (218, 155), (49, -14)])
            _closed(pen, [(36, 155), (49, 169), (218, 0), (205, -14)])
    else:
        _face(pen, {SMILE: 1, PLAIN: 0, FROWN: -1}[ornament])
    glyph = pen.glyph()
    glyph.recalcBounds(None)
    return glyph, 256 if ornament in (BOX, CROSSED) else 300


def _box(pen: TTGlyphPen, left: int, bottom: int, size: int) -> None:
    for inset, turn in ((0, 1), (_STROKE, -1)):
        low, high = bottom + inset, bottom + size - inset
        first, last = left + inset, left + size - inset
        _closed(pen, [(first, low), (first, high), (last, high), (last, low)][::turn])


def _face(pen: TTGlyphPen, mood: int) -> None:
    middle, height, radius = 150, 80, 128
    _ring(pen, middle, height, radius)
    _ring(pen, middle, height, radius - _STROKE, -1)
    for eye in (-44, 44):
        _ring(pen, middle + eye, height + 36, 14)
    _mouth(pen, middle, height - 46, mood * 40)


def _ring(pen: TTGlyphPen, x: float, y: float, radius: float, turn: int = 1) -> None:
    # 24 corners at this size are round to every eye.
    steps = [math.tau * step / 24 for step in range(24)]
    _closed(pen, [(x + radius * math.sin(a), y + radius * math.cos(a)) for a in steps][::turn])


def _mouth(pen: TTGlyphPen, x: float, y: float, bend: float) -> None:
    parts = [step / 8 - 1 for step in range(17)]
    curve = [(x + 62 * part, y + bend * (part * part - 0.5)) for part in parts]
    half = _STROKE / 2
    _closed(pen, [(x, y + half) for x, y in curve] + [(x, y - half) for x, y in reversed(curve)])


def _closed(pen: TTGlyphPen, points: list) -> None:
    pen.moveTo((round(points[0][0]), round(points[0][1])))
    for x, y in points[1:]:
        pen.lineTo((round(x), round(y)))
    pen.closePath()
