"""Posters, letters and paper forms: right in every language, found by a phone's camera, read by a screen reader."""

import unicodedata
from pathlib import Path

import page
import pypdfium2
import pytest
import zxingcpp

from reports.letter import grouped, letters_pdf
from reports.paper import paper_pdf
from reports.poster import poster_pdf
from tests.reports import printed_samples as samples
from translations import LANGUAGES, language

MARKS = "☐☒🙂😐🙁"


def pages(data: bytes) -> list[str]:
    return [each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data)]


def folded(text: str) -> str:
    return "".join(
        each for each in unicodedata.normalize("NFC", text) if not each.isspace() and each not in "\u2066\u2069"
    )


def codes(data: bytes) -> list[str]:
    """Return what a camera reads on each page, at the sharpness of a cheap one."""
    shown = (each.render(scale=100 / 72).to_pil() for each in pypdfium2.PdfDocument(data))
    return [found.text for picture in shown for found in zxingcpp.read_barcodes(picture)]


def check(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "printed.pdf"
    file.write_bytes(data)
    assert page.is_pdf_compliant(str(file), profile="ua1"), page.validate_pdf(str(file), profile="ua1")
    assert "□" not in "".join(pages(data))
    assert len(data) < 150_000


@pytest.mark.parametrize("tag", samples.TAGS)
def test_a_poster_is_one_page_that_a_camera_and_a_reader_find_their_way_by(tag: str, tmp_path: Path) -> None:
    poster = samples.poster(tag)
    data = poster_pdf(poster)
    check(data, tmp_path)
    (text,) = map(folded, pages(data))
    assert folded(poster.cover.title[tag]) in text and folded(poster.link.shown) in text
    assert folded("We do not ask your name.") in text and "Larkspur" in text and "Birch" in text
    assert [each.tag for each in LANGUAGES if folded(each.autonym) not in text] == []
    assert codes(data) == [poster.link.scanned]


@pytest.mark.parametrize("tag", samples.TAGS)
def test_each_letter_is_one_page_with_its_own_code_and_the_same_words(tag: str, tmp_path: Path) -> None:
    run = samples.letters(tag)
    data = letters_pdf(run)
    check(data, tmp_path)
    texts = list(map(folded, pages(data)))
    for text, letter in zip(texts, run.letters, strict=True):
        assert grouped(letter.code) in text and folded(run.shown) in text and "555-0142" in text
        assert [each.tag for each in LANGUAGES if folded(each.autonym) not in text and each.tag != tag] == []
    assert len({text.replace(grouped(letter.code), "") for text, letter in zip(texts, run.letters, strict=True)}) == 1
    assert codes(data) == [letter.scanned for letter in run.letters]


@pytest.mark.parametrize("tag", samples.TAGS)
def test_everything_that_is_asked_stands_on_the_paper_form(tag: str, tmp_path: Path) -> None:
    sheet = samples.paper(tag)
    data = paper_pdf(sheet)
    check(data, tmp_path)
    text = folded("".join(pages(data)))
    (section,) = sheet.sections
    for item in section.items:
        wordings = [item.label, *(row.label for row in item.rows), *(choice.label for choice in item.choices)]
        assert [each[tag] for each in wordings if folded(each[tag]) not in text] == []
    boxes = sum(len(item.choices) * max(1, item.places, len(item.rows)) for item in section.items)
    assert text.count("☐") == boxes and text.count("☒") == 1
    assert text.count("🙂") == text.count("🙁") == 1 and text.count("😐") == 3
    assert folded(sheet.link.shown) in text and "555-0142" in text and codes(data) == [sheet.link.scanned]


def test_numbers_and_addresses_keep_their_order_from_right_to_left() -> None:
    for tag in ("ar", "ur"):
        text = "".join(pages(letters_pdf(samples.letters(tag))))
        assert "555-0142" in text and "larkspur-school-district.example/" in text and language(tag).direction == "rtl"


def test_an_item_is_never_split_from_its_choices() -> None:
    from dataclasses import replace

    sheet = samples.paper("en")
    (section,) = sheet.sections
    item = section.items[3]
    many = tuple(replace(item, number=number, label={"en": f"Ask {number}."}) for number in range(1, 25))
    for text in pages(paper_pdf(replace(sheet, sections=(replace(section, items=many),)))):
        asked = text.count("Ask ")
        assert text.count("☐") == asked * len(item.choices) * item.places


def test_a_choice_of_two_hundred_goes_on_over_the_page() -> None:
    from dataclasses import replace

    sheet = samples.paper("en")
    (section,) = sheet.sections
    schools = tuple(
        replace(section.items[0].choices[0], number=n, label={"en": f"School no. {n}"}) for n in range(1, 201)
    )
    long = replace(section.items[6], choices=schools)
    text = "".join(pages(paper_pdf(replace(sheet, sections=(replace(section, items=(long,)),)))))
    assert "School no. 1" in text and "School no. 200" in text


def test_a_letter_without_a_code_says_nothing_of_codes() -> None:
    (text,) = pages(letters_pdf(samples.letters("en", ("",))))
    assert "Your code" not in text and "opens the form once" not in text


def test_more_than_a_thousand_letters_are_not_one_document() -> None:
    with pytest.raises(ValueError, match="1001"):
        letters_pdf(samples.letters("en", ("A" * 12,) * 1001))
