"""Makes stock xhtml2pdf draw every script rightly.

xhtml2pdf draws one code point as one glyph. So each word or syllable that needs OpenType shaping (Arabic, Urdu, Devanagari ...), and
each unit that must not be broken in a script without spaces (UAX #14, by ICU), is shaped once with HarfBuzz and becomes
ONE composite glyph of a small font made for the document, reached through one private code point. The private code keeps
the direction of the word, so that xhtml2pdf's own line breaking, bidirectional reordering (UAX #9) and tables go on
working; /ToUnicode leads back to the real text, so that it can be searched and copied.
"""

import html
import io
import itertools
import os
import re
import unicodedata
from collections.abc import Iterator

import uharfbuzz
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from icu4py.breakers import LineBreaker

from reports.rendering import ornaments
from reports.rendering.fonts import UNITS, WEIGHTS, Chain, Source

# Private codes. The right-to-left pools lie in blocks that xhtml2pdf already treats as right-to-left.
LTR_POOL = range(0xE000, 0xF900)
RTL_POOL = (*range(0x10800, 0x11000), *range(0x1E800, 0x1F000))
ARABIC_CODES: set[str] = set()  # private codes that stand for Arabic letters (class AL); the others are class R
MEANING: dict[int, str] = {}  # private code -> real text; one document is drawn at a time

RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_COMPLEX = re.compile(
    "[\u0620-\u063f\u0641-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\u0640"
    "\u0590-\u05bd\u05d0-\u05f2\u0700-\u074f\u0780-\u07bf\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u0f00-\u0fff\u0300-\u036f\u200c\u200d]+"
)
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.S)
_UNREAD = re.compile(r"^<(style|script|title)\b", re.I)
_MODE = re.compile(r'^<p\b[^>]*\bclass="[^"]*\b(cjk|words)\b', re.I)
# Control characters, direction overrides, private use and our own pools: nobody's words need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\ufeff\ufe0e\ufe0f\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff\ud800-\udfff]"
)
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u200d\u20e3]+")
_MISSING = "\u25a1"
# Numbers of pages and lists, bullets, and codes that are written in afterwards: they are in no text that is shaped.
_ALWAYS = " -.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ\u2022\u00a0" + _MISSING
# A word without end would leave the page, so it is cut; scripts without spaces break anywhere and are left alone.
_ENDLESS = re.compile(
    r"([^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]{60})(?=\S)"
)
_serial = itertools.count()


def readable(text: str) -> str:
    """Return a person's words without characters that fonts cannot draw or that could disturb the drawing."""
    text = _UNWANTED.sub("", unicodedata.normalize("NFC", text))
    text = _PICTURES.sub("", text) or ("" if not text else "…")
    return _ENDLESS.sub(r"\1 ", text)


def breaks_anywhere(language: str) -> bool:
    """Tell whether a language is written without spaces, so that lines break between characters."""
    return language.split("-")[0] in {"zh", "ja", "th", "km", "my", "lo"}


def _shape(face: Source, text: str) -> uharfbuzz.Buffer:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(face.shaper, buffer, {"kern": True, "liga": True})
    return buffer


def _is_mark(character: str) -> bool:
    """Tell whether a character stands above, below or within another."""
    return unicodedata.category(character) == "Mn"


def _joins(character: str) -> bool:
    """Tell whether what follows a character belongs to its syllable: after a virama or a joiner."""
    return unicodedata.combining(character) == 9 or character in "\u200c\u200d"


class ShapedText:
    """The text of one document, shaped, and the font that draws it."""

    def __init__(self, language: str) -> None:
        self.language = language
        # ReportLab keys faces by PostScript name for the whole process: each document needs a name of its own.
        self.family = f"shaped{os.getpid()}x{next(_serial)}"
        self.missing: set[str] = set()
        self._codes: dict[tuple[str, str, int], int] = {}  # what is drawn, what it stands for, its number -> its code
        self._said: dict[str, str] = {}
        self._characters = set(_ALWAYS)
        self._ltr, self._rtl = iter(LTR_POOL), iter(RTL_POOL)
        self._chain = Chain(language, "Regular")

    def shape_html(self, page: str) -> str:
        """Return the page with its text replaced by private codes where shaping needs it."""
        out: list[str] = []
        unread, mode = "", ""
        for part in _TAG.split(page):
            if not part.startswith("<"):
                out.append(part if unread or not part.strip() else self._escaped(part, mode))
                continue
            if found := _UNREAD.match(part):
                unread = found[1].lower()
            elif unread and part.lower().startswith(f"</{unread}"):
                unread = ""
            if found := _MODE.match(part):
                mode = found[1]
            elif part.lower().startswith("</p"):
                mode = ""
            out.append(part)
        return "".join(out)

    def shape(self, text: str, mode: str = "") -> str:
        """Return one run of text. `mode` is ``cjk`` (break anywhere UAX #14 allows), ``words``, or '' for the document's."""
        text = "".join(map(self._drawable, readable(text)))
        anywhere = mode == "cjk" or (not mode and breaks_anywhere(self.language))
        return "".join(self._segments(text) if anywhere else self._words(text))

    def font(self, weight: str) -> bytes:
        """Build the document's TrueType font at a weight of fonts.WEIGHTS."""
        return _Builder(self, Chain(self.language, weight)).build(self._characters, self._codes, weight)

    def _escaped(self, part: str, mode: str) -> str:
        return html.escape(self.shape(html.unescape(part), mode), quote=False)

    def _drawable(self, character: str) -> str:
        if character in ornaments.ALL or character.isspace() or unicodedata.category(character) == "Cf":
            return character
        if self._chain.having(character):
            return character
        self.missing.add(character)
        return _MISSING

    def _code(self, word: str) -> str:
        """Return the private codes of a word: one, or one that draws it and silent ones, where it has marks.

        pdf.js takes a glyph whose text holds a mark anywhere for a mark alone, without width: so marks stand by themselves.
        """
        if word not in self._said:
            parts = ["".join(group) for _, group in itertools.groupby(word, _is_mark)]
            right_to_left = RTL.search(word) is not None
            leftmost_first = reversed(range(len(parts))) if right_to_left else range(len(parts))
            drawing = next((at for at in leftmost_first if not _is_mark(parts[at][0])), 0)
            # pdfium takes the same glyph in the same place for boldness: what comes again in a word has another code.
            codes = [
                self._private(word if at == drawing else "", part, parts[:at].count(part))
                for at, part in enumerate(parts)
            ]
            # More distinct words than private codes: what is left is drawn letter by letter.
            self._said[word] = "".join(map(chr, filter(None, codes))) if all(codes) else self._plain(word)
        return self._said[word]

    def _private(self, drawn: str, meaning: str, again: int) -> int | None:
        """Return the code that draws a word (or nothing) and stands for some of its letters; None when there is no more."""
        key = (drawn, meaning, again)
        if key not in self._codes:
            code = next(self._rtl if RTL.search(meaning) else self._ltr, None)
            if code is None:
                return None
            self._codes[key], MEANING[code] = code, meaning
            ARABIC_CODES.discard(chr(code))
            if unicodedata.bidirectional((drawn or meaning)[0]) == "AL" or _is_mark(meaning[0]):
                ARABIC_CODES.add(chr(code))
        return self._codes[key]

    def _segments(self, text: str) -> Iterator[str]:
        for start, end in LineBreaker(text, self.language).segments():
            body = text[start:end].rstrip(" \n\t")
            if _HAN.fullmatch(body) or (len(body) == 1 and not _COMPLEX.match(body)):
                yield self._plain(body)  # engine.py lets no line begin with closing punctuation
            elif body:
                yield self._code(body)
            yield text[start + len(body) : end]

    def _words(self, text: str) -> Iterator[str]:
        done = 0
        for found in _COMPLEX.finditer(text):
            word, start = found[0], found.start()
            if len(word) == 1 and not RTL.match(word) and not unicodedata.combining(word):
                continue
            if unicodedata.category(word[0])[0] == "M" and start > done and not text[start - 1].isspace():
                start -= 1  # a mark belongs to the letter before it
            yield self._plain(text[done:start])
            yield from map(self._code, self._parts(text[start : found.end()]))
            done = found.end()
        yield self._plain(text[done:])

    def _parts(self, word: str) -> list[str]:
        """Cut a left-to-right word into its syllables, as HarfBuzz sees them; a right-to-left one stays whole.

        PDF readers take a glyph that is wider than a line is high for a reason to join two lines.
        """
        face = self._chain.having(word[0])
        if RTL.search(word) or face is None or not all(map(face.has, word)):
            return [word]
        whole = _shape(face, word)
        starts = [
            0,
            *(at for at in sorted({info.cluster for info in whole.glyph_infos}) if at and not _joins(word[at - 1])),
        ]
        parts = [word[start:end] for start, end in itertools.pairwise([*starts, len(word)])]
        cut = [info.codepoint for part in parts for info in _shape(face, part).glyph_infos]
        return parts if cut == [info.codepoint for info in whole.glyph_infos] else [word]

    def _plain(self, text: str) -> str:
        self._characters.update(text)
        return text


def _nothing() -> Glyph:
    glyph = Glyph()
    glyph.numberOfContours = 0
    return glyph


class _Builder:
    """Builds the small font of one document at one weight."""

    def __init__(self, text: ShapedText, chain: Chain) -> None:
        self.text, self.chain = text, chain
        self.glyphs: dict[str, Glyph] = {}
        self.metrics: dict[str, tuple[int, int]] = {}
        self.cmap: dict[int, str] = {}
        self.numbers: dict[int, int] = {}
        self.letters: dict[tuple[int, int], str] = {}  # (face, its glyph) -> the glyph of a character drawn alone

    def build(self, characters: set[str], codes: dict[tuple[str, str, int], int], weight: str) -> bytes:
        self._put(".notdef", self.chain.first.outline(0), 0.6 * UNITS)
        for code in range(1, 128):  # ASCII under its own numbers, so that text can be written in later: see copies.py
            self._character(chr(code)) if chr(code) in characters else self._put(f"none{code}", _nothing(), 0)
        for character in sorted(each for each in characters if ord(each) > 127):
            self._character(character)
        for (word, _, _), code in codes.items():
            self._word(word, code)
        # ReportLab misreads the advances of glyphs at the end that share one, so the last has one of its own.
        self._put("end", ornaments.drawn(ornaments.BOX)[0], 2 * UNITS + next(reversed(self.metrics.values()))[0])
        return self._save(weight)

    def _put(self, name: str, glyph: Glyph, advance: float) -> None:
        self.glyphs[name] = glyph
        self.metrics[name] = (round(advance), getattr(glyph, "xMin", 0) or 0)

    def _character(self, character: str) -> None:
        face = None if character in ornaments.ALL else self.chain.having(character)
        if face is None and character not in ornaments.ALL:
            return
        own = f"u{ord(character):04X}"
        if face:
            glyph_id, outline, advance = face.drawn(character)
            self.letters[id(face), glyph_id] = own
        else:
            outline, advance = ornaments.drawn(character)
        self._put(own, outline, advance)
        self.cmap[ord(character)] = own

    def _word(self, word: str, code: int) -> None:
        advance, placed = self._shaped(word)
        glyph, lefts = Glyph(), []
        glyph.numberOfContours, glyph.components = -1, []
        for face, glyph_id, x, y in placed:
            outline = face.outline(glyph_id)
            if outline.numberOfContours:
                component = GlyphComponent()
                component.glyphName, component.x, component.y = self._part(face, glyph_id), round(x), round(y)
                component.flags = 0x0002 | 0x0400 | 0x1000  # offsets are x and y, overlaps, unscaled
                glyph.components.append(component)
                lefts.append(outline.xMin + component.x)
        if not glyph.components:
            glyph = _nothing()
        name = f"b{code:X}"
        self.glyphs[name], self.metrics[name] = glyph, (round(advance), min(lefts, default=0))
        self.cmap[code] = name

    def _part(self, face: Source, glyph_id: int) -> str:
        if known := self.letters.get((id(face), glyph_id)):
            return known
        number = self.numbers.setdefault(id(face), len(self.numbers))
        name = f"g{number}_{glyph_id}"
        if name not in self.glyphs:
            self._put(name, face.outline(glyph_id), 0)
        return name

    def _shaped(self, word: str) -> tuple[float, list[tuple[Source, int, float, float]]]:
        runs = self._runs(word)
        if RTL.search(word):
            runs.reverse()
        x, placed = 0.0, []
        for face, part in runs:
            buffer = _shape(face, part)
            for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                offset = (x + position.x_offset * face.scale, position.y_offset * face.scale)
                placed.append((face, info.codepoint, *offset))
                x += position.x_advance * face.scale
        return x, placed

    def _runs(self, word: str) -> list[tuple[Source, str]]:
        """Cut a word where another face must draw; punctuation and marks stay with the face before them if it can."""
        runs: list[tuple[Source, str]] = []
        for character in word:
            face = self.chain.having(character) or self.chain.first
            if runs and runs[-1][0].has(character) and not character.isalnum():
                face = runs[-1][0]
            if runs and runs[-1][0] is face:
                runs[-1] = (face, runs[-1][1] + character)
            else:
                runs.append((face, character))
        return runs

    def _save(self, weight: str) -> bytes:
        first, family = self.chain.first, self.text.family
        builder = FontBuilder(UNITS, isTTF=True)
        builder.setupGlyphOrder(list(self.glyphs))
        builder.setupCharacterMap(self.cmap)
        builder.setupGlyf(self.glyphs, calcGlyphBounds=True)
        builder.setupHorizontalMetrics(self.metrics)
        builder.setupHorizontalHeader(ascent=first.ascent, descent=first.descent)
        builder.setupNameTable({"familyName": family, "styleName": weight, "psName": f"{family}-{weight}"})
        builder.setupOS2(
            sTypoAscender=first.ascent, sTypoDescender=first.descent, usWinAscent=first.ascent,
            usWinDescent=-first.descent, usWeightClass=WEIGHTS[weight],
            sCapHeight=round(0.714 * UNITS), sxHeight=round(0.536 * UNITS),
        )  # fmt: skip
        builder.setupPost(keepGlyphNames=False)
        out = io.BytesIO()
        builder.save(out)
        return out.getvalue()
