"""The fonts of the documents: variable TrueType files that come with the project's packages, all SIL Open Font License."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uharfbuzz
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

# Per em, in every font that we build: fine enough for print at any size used here, and much smaller than at 1,000.
UNITS = 256
WEIGHTS = {"Regular": 400, "Bold": 700}
_NO_WIDER = 0.01  # what two points that are the same may lie apart
_HIGHEST, _LOWEST = round(1.17 * UNITS), round(-0.45 * UNITS)


@dataclass(frozen=True)
class Face:
    """A font file in a package, and the axes that it is drawn with beside its weight."""

    package: str
    name: str
    axes: tuple[tuple[str, float], ...] = (("wdth", 100),)


LATIN = Face("fontpkg_noto_sans", "NotoSans")
ARABIC = Face("fontpkg_noto_sans_arabic", "NotoSansArabic")
DEVANAGARI = Face("justmytype_intl_south_asia", "NotoSansDevanagari")
ETHIOPIC = Face("justmytype_intl_africa", "NotoSansEthiopic")
SIMPLIFIED = Face("justmytype_intl_cjk", "NotoSansSC", ())
TRADITIONAL = Face("justmytype_intl_cjk", "NotoSansTC", ())
KOREAN = Face("justmytype_intl_cjk", "NotoSansKR", ())
# Latin with Vietnamese and Hmong, and Cyrillic, are in the first; the big files come last, so that few open them.
ALL = (LATIN, ARABIC, DEVANAGARI, ETHIOPIC, SIMPLIFIED, TRADITIONAL, KOREAN)
_FIRST = {
    "ar": ARABIC, "ur": ARABIC, "ne": DEVANAGARI, "hi": DEVANAGARI, "am": ETHIOPIC, "ti": ETHIOPIC,
    "zh": SIMPLIFIED, "zh-Hant": TRADITIONAL, "zh-TW": TRADITIONAL, "zh-HK": TRADITIONAL, "ko": KOREAN,
}  # fmt: skip
_LINE_HEIGHT = {"ar": 1.6, "ur": 1.7, "ne": 1.6, "hi": 1.6, "am": 1.55, "zh": 1.5, "ko": 1.5, "vi": 1.45}


def line_height(language: str) -> float:
    """Return the line height that a language's script needs."""
    return _LINE_HEIGHT.get(language.split("-")[0], 1.4)


def faces(language: str) -> tuple[Face, ...]:
    """Return all faces, the one whose look a language's documents have first: quotes may be in any other."""
    first = _FIRST.get(language) or _FIRST.get(language.split("-")[0], LATIN)
    return (first, *(face for face in ALL if face is not first))


class _Scaled:
    """Hands outlines on to a pen in other units, and leaves out the points that TrueType implies: midway between two curves."""

    def __init__(self, pen: TTGlyphPen, scale: float) -> None:
        self.pen, self.scale = pen, scale
        self.curve: list[tuple[float, float]] = []  # control points, and at last where the curve ends

    def moveTo(self, point: tuple[float, float]) -> None:
        self.pen.moveTo(self._scaled(point))

    def lineTo(self, point: tuple[float, float]) -> None:
        self._end_curve()
        self.pen.lineTo(self._scaled(point))

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:
        control, end = self._scaled(control), self._scaled(end)
        if self.curve:
            (x, y), (middle_x, middle_y) = self.curve[-2:]
            if abs(x + control[0] - 2 * middle_x) < _NO_WIDER and abs(y + control[1] - 2 * middle_y) < _NO_WIDER:
                self.curve.pop()
            else:
                self._end_curve()
        self.curve += control, end

    def curveTo(self, *points: tuple[float, float]) -> None:
        raise NotImplementedError("these fonts have TrueType outlines")

    def closePath(self) -> None:
        self._end_curve()
        self.pen.closePath()

    def _end_curve(self) -> None:
        if self.curve:
            self.pen.qCurveTo(*self.curve)
            self.curve = []

    def _scaled(self, point: tuple[float, float]) -> tuple[float, float]:
        return point[0] * self.scale, point[1] * self.scale


class _Outline(Glyph):
    """An outline without components that is measured and compiled once, however many documents draw it."""

    def __init__(self, drawn: Glyph) -> None:
        super().__init__()
        drawn.recalcBounds(None)
        self.__dict__.update(drawn.__dict__, compiled=drawn.compile(None, recalcBBoxes=False))

    def compile(self, *_arguments: Any, **_settings: Any) -> bytes:
        return self.compiled

    def recalcBounds(self, *_arguments: Any, **_settings: Any) -> None:
        """Know them already."""


class Source:
    """One face at one weight: what characters it has, their outlines, and how HarfBuzz shapes them.

    HarfBuzz alone reads the file, which stays on the disk: only the pages of it that are needed come into memory, where
    the Chinese faces unfolded into Python's objects take hundreds of megabytes.
    """

    def __init__(self, face: Face, weight: str) -> None:
        opened = _opened(face)
        self.shaper = uharfbuzz.Font(opened)
        self.shaper.set_variations(dict(face.axes) | {"wght": float(WEIGHTS[weight])})
        self.scale = UNITS / opened.upem
        extents = self.shaper.get_font_extents("ltr")
        # Some Arabic faces ask for lines of more than two ems, for stacked marks that no text here has.
        self.ascent = min(round(extents.ascender * self.scale), _HIGHEST)
        self.descent = max(round(extents.descender * self.scale), _LOWEST)
        self._outlines: dict[int, object] = {}

    def has(self, character: str) -> bool:
        """Tell whether the face has a glyph for a character."""
        return self.shaper.get_nominal_glyph(ord(character)) is not None

    def outline(self, glyph_id: int):  # type: ignore[no-untyped-def]
        """Return the glyph as TrueType outlines without components, in our units."""
        if glyph_id not in self._outlines:
            pen = TTGlyphPen(None)
            self.shaper.draw_glyph_with_pen(glyph_id, _Scaled(pen, self.scale))
            self._outlines[glyph_id] = _Outline(pen.glyph())
        return self._outlines[glyph_id]

    def drawn(self, character: str):  # type: ignore[no-untyped-def]
        """Return a character's glyph id, its outlines and its advance, in our units."""
        glyph_id = self.shaper.get_nominal_glyph(ord(character)) or 0
        return glyph_id, self.outline(glyph_id), self.shaper.get_glyph_h_advance(glyph_id) * self.scale


class Chain:
    """Faces in order of preference, at one weight. A font is opened only when a character needs it."""

    def __init__(self, language: str, weight: str) -> None:
        self.language, self.weight = language, weight
        self._having: dict[str, Source | None] = {}

    @property
    def first(self) -> Source:
        """The face that gives the document its look."""
        return source(faces(self.language)[0], self.weight)

    def sources(self) -> Iterator[Source]:
        """Open the faces one after the other."""
        return (source(face, self.weight) for face in faces(self.language))

    def having(self, character: str) -> Source | None:
        """Return the first face that has this character, or None."""
        if character not in self._having:
            found = (each for each in self.sources() if each.has(character))
            self._having[character] = next(found, None)
        return self._having[character]


@cache
def source(face: Face, weight: str) -> Source:
    """Return an opened face; kept for the life of the process."""
    return Source(face, weight)


@cache
def _opened(face: Face) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(font_file(face)))


def font_file(face: Face) -> Path:
    """Return where a face's package keeps it. Raises RuntimeError when the package is not installed."""
    spec = find_spec(face.package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the font package {face.package} is not installed")
    return next(Path(spec.origin).parent.rglob(f"{face.name}[[]*"))
