"""Translations go out as a workbook or PO and come back; what comes back is not believed until it is parsed."""

import io
import zipfile

import openpyxl
import pytest
from babel.messages.pofile import read_po

from app.adapters.wording_files import FORMATS, WordingFileError, read_wordings
from forms.round_trip import Line

LINES = [
    Line("families/title", "Tell us", "Cuéntenos", "machine", "a.b.0", "Families, title"),
    Line("points/buses/title", "=1+1", '=HYPERLINK("http://x")', "checked", "c.d.1", "A challenge", "ana"),
    Line("points/buses/text", "Two\nlines", "", "missing", "e.f.0", "A challenge"),
    Line("families/items/x/choices/1", 'A "quote" \\ and 🚌', "שלום ‎ ዓ 文", "stale", "g.h.0", "An answer"),
]
HEADINGS = ("ref", "where", "source", "translation", "state")


def kept(line: Line) -> tuple:
    return line.ref, line.source, line.wording, line.stamp


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("tag", ["es", "ar", "zh-Hant", "pt-BR", "hmn"])
def test_what_goes_out_comes_back_as_it_was(kind: str, tag: str) -> None:
    found = read_wordings(FORMATS[kind].write(LINES, tag, HEADINGS))
    assert [kept(line) for line in found] == [kept(line) for line in LINES]
    assert [line.ref for line in found if line.state == "checked"] == ["points/buses/title"]
    assert not any(line.formula for line in found)


def test_tools_of_translators_read_the_po_file() -> None:
    catalogue = read_po(io.BytesIO(FORMATS["po"].write(LINES, "ru", HEADINGS)), abort_invalid=True)
    assert catalogue.num_plurals == 3 and catalogue.charset == "utf-8"
    fuzzy = {message.context: message.fuzzy for message in catalogue if message.id}
    assert fuzzy == {
        "families/title": True, "points/buses/title": False, "points/buses/text": False,
        "families/items/x/choices/1": True,
    }  # fmt: skip
    message = catalogue.get("=1+1", context="points/buses/title")
    assert message and message.user_comments == ["checked: ana"]


def test_the_workbook_locks_and_colours_what_must_stay_and_calculates_nothing() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(LINES, "ar", HEADINGS))).active
    assert sheet.protection.sheet and sheet["A2"].protection.locked and not sheet["D2"].protection.locked
    assert sheet["C2"].fill.fgColor.rgb != sheet["D2"].fill.fgColor.rgb
    assert sheet["D3"].data_type == "s" and sheet["D2"].alignment.readingOrder == 2
    assert sheet.column_dimensions["F"].hidden


def test_a_formula_and_a_number_in_a_workbook_are_told_apart() -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(LINES, "es", HEADINGS)))
    book.active["D2"], book.active["D3"] = "=A1", 988  # type: ignore[index]
    file = io.BytesIO()
    book.save(file)
    found = read_wordings(file.getvalue())
    assert [line.formula for line in found] == [True, False, False, False] and found[1].wording == "988"


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_wording_file"), (b"a,b\n1,2\n", "not_a_wording_file"), (b"\x00\xff" * 500, "not_a_wording_file"),
        (b"msgid \"x\nmsgstr 'y'", "nothing"), (b"PK\x03\x04broken", "damaged"), (b"x" * 5_000_001, "too_large"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=nonsense\\n"\n\nmsgid "a"\nmsgstr "b"\n', "damaged"),
        (b'msgid ""\nmsgstr ""\n', "nothing"), (b'msgid "a"\nmsgstr "b"\n' * 20_001, "too_large"),
        (packed(**{"a.txt": "x"}), "not_a_wording_file"), (packed(**{"a.xml": "\0" * 3_000_000}), "too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_a_wording_file"),
    ],
)  # fmt: skip
def test_a_file_that_is_something_else_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(WordingFileError) as refused:
        read_wordings(data)
    assert refused.value.code == code


def test_a_ref_that_stands_twice_in_a_po_file_is_not_merged_in_silence() -> None:
    once = 'msgctxt "points/a/title"\nmsgid "A"\nmsgstr "%s"\n\n'
    found = read_wordings((once % "uno" + once % "dos").encode())
    assert [line.ref for line in found] == ["points/a/title"] * 2
