"""Embeds what is drawn of a document's font, once, two bytes to a letter: a composite font, ISO 32000-1 section 9.7.

ReportLab cuts fonts into pieces of 256 letters. Each piece would carry the letters' parts anew; and where the piece changes
within a line, a space is a text of its own, which has no ink and which pdfium therefore leaves out of what it copies.
"""

import itertools
import struct
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

_NEEDED = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")  # of a TrueType font that is reached by glyph numbers
_LOCA_FORMAT = 50  # where head says whether loca is short or long
_WORDS, _MORE = 0x0001, 0x0020  # offsets are words; another part follows
_SYMBOLIC = 4
WRITTEN_LATER = range(0x20, 0x7F)  # copies.py puts codes of ASCII into pages that are drawn
_ROWS = 100  # that one block of a CMap may have


@cache
def install(meaning: Callable[[int], str]) -> None:
    """Hook into ReportLab, once per process. `meaning` returns the text that a code point stands for, as readers want it."""
    from reportlab.pdfbase.ttfonts import TTFont

    def embed(self: Any, doc: Any) -> None:
        _embed(self, doc, meaning)

    TTFont.splitString, TTFont.getSubsetInternalName, TTFont.addObjects = _codes, _name, embed


def _codes(self: Any, text: Any, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
    """Return a text as the numbers of its glyphs; the whole font is its subset 0."""
    glyphs = self.face.charToGlyph
    said = text if isinstance(text, str) else text.decode(encoding)
    numbers = [glyphs.get(32 if character == "\u00a0" else ord(character), 0) for character in said]
    self.__dict__.setdefault("drawn", set()).update(numbers)
    return [(0, b"".join(number.to_bytes(2, "big") for number in numbers))] if said else []


def _name(self: Any, _subset: int, doc: Any) -> str:
    if doc not in self.state:
        self.state[doc] = f"F{len(doc.fontMapping) + 1}"
        doc.fontMapping[self.fontName] = f"/{self.state[doc]}"
        doc.delayedFonts.append(self)
    return f"/{self.state[doc]}"


def _embed(self: Any, doc: Any, meaning: Callable[[int], str]) -> None:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

    internal, base = self.state.pop(doc), f"YOUSAI+{self.face.name.decode('ascii')}"
    codes: dict[int, int] = {}  # glyph -> what it stands for; ReportLab draws a no-break space by the glyph of a space
    for code, glyph in sorted(self.face.charToGlyph.items()):
        if glyph in self.drawn or code in WRITTEN_LATER:
            codes.setdefault(glyph, code)
    widths = {glyph: self.face.getCharWidth(code) for glyph, code in codes.items()}
    system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
    drawn = PDFDictionary({
        "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": PDFName(base), "CIDSystemInfo": PDFDictionary(system),
        "FontDescriptor": doc.Reference(_descriptor(self.face, base, doc, codes)), "CIDToGIDMap": "/Identity", "DW": 0,
        "W": PDFArray(list(itertools.chain.from_iterable((first, PDFArray(run)) for first, run in _runs(widths)))),
    })  # fmt: skip
    font = PDFDictionary({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": PDFName(base), "Encoding": "/Identity-H", "Name": f"/{internal}",
        "DescendantFonts": PDFArray([doc.Reference(drawn)]),
        "ToUnicode": doc.Reference(_stream(doc, to_unicode(base, codes, meaning).encode("ascii"))),
    })  # fmt: skip
    doc.idToObject["BasicFonts"].dict[internal] = doc.Reference(font)


def _descriptor(face: Any, base: str, doc: Any, glyphs: Iterable[int]) -> Any:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName
    from reportlab.pdfbase.ttfonts import TTFontMaker

    maker = TTFontMaker()
    for table in _NEEDED:
        maker.add(table, face.get_table(table))
    maker.tables["glyf"], maker.tables["loca"] = _outlines(face, {0, *glyphs})
    data = maker.makeStream()
    file = _stream(doc, data)
    file.dictionary["Length1"] = len(data)
    return PDFDictionary({
        "Type": "/FontDescriptor", "FontName": PDFName(base), "Flags": _SYMBOLIC, "FontBBox": PDFArray(face.bbox),
        "Ascent": face.ascent, "Descent": face.descent, "CapHeight": face.capHeight, "ItalicAngle": face.italicAngle,
        "StemV": face.stemV, "FontFile2": doc.Reference(file),
    })  # fmt: skip


def _outlines(face: Any, wanted: set[int]) -> tuple[bytes, bytes]:
    """Return the tables glyf and loca with the wanted glyphs and their parts; the others keep their numbers, and are empty."""
    table, places = face.get_table("glyf"), face.glyphPos
    todo, found = list(wanted), {}
    while todo:
        glyph = todo.pop()
        found[glyph] = table[places[glyph] : places[glyph + 1]]
        todo += [part for part in _parts(found[glyph]) if part not in found]
    out, starts = bytearray(), []
    for glyph in range(len(places) - 1):
        starts.append(len(out))
        out += found.get(glyph, b"")
    starts.append(len(out))
    long = struct.unpack_from(">h", face.get_table("head"), _LOCA_FORMAT)[0]
    return bytes(out), struct.pack(f">{len(starts)}{'L' if long else 'H'}", *(at if long else at // 2 for at in starts))


def _parts(outline: bytes) -> Iterator[int]:
    """Yield the glyphs that a glyph is put together from (OpenType, glyf: composite glyph description)."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        at += 8 if flags & _WORDS else 6
        yield glyph


def _stream(doc: Any, content: bytes) -> Any:
    from reportlab.pdfbase.pdfdoc import PDFStream, PDFZCompress

    stream = PDFStream()
    stream.content = content
    stream.filters = [PDFZCompress] if doc.compression else []
    return stream


def _runs(widths: dict[int, Any]) -> Iterator[tuple[int, list[Any]]]:
    """Yield the widths of neighbouring glyphs together, with the number of the first."""
    numbered = enumerate(sorted(widths))
    for _, group in itertools.groupby(numbered, key=lambda pair: pair[1] - pair[0]):
        glyphs = [glyph for _, glyph in group]
        yield glyphs[0], [widths[glyph] for glyph in glyphs]


def to_unicode(name: str, codes: dict[int, int], meaning: Callable[[int], str]) -> str:
    """Return the CMap from glyphs to text, by which a document is searched and copied."""
    rows = [
        f"<{glyph:04X}> <{meaning(code).encode('utf-16-be').hex().upper()}>"
        for glyph, code in sorted(codes.items())
        if glyph
    ]
    blocks = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)]
    mapping = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        f"<< /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n/CMapName /{name} def\n"
        f"/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{mapping}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
