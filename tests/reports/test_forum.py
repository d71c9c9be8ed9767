"""What a public talk needs: slides with charts that can be edited, and a guide, in every direction of writing."""

import io
from pathlib import Path

import page
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from app.workflow.publish.retold import for_a_forum
from reports.guide import QUESTION, RULES, forum_guide_docx, forum_guide_pdf, guide
from reports.slides import forum_slides
from reports.words import Words
from tests.reports import samples

TAGS = ("en", "ar", "zh-Hans", "am")


def kit(tag: str, **changes: object):  # type: ignore[no-untyped-def]
    return for_a_forum(samples.summary(tag, **changes))


@pytest.mark.parametrize("tag", TAGS)
def test_each_chart_can_be_edited_says_the_same_in_a_table_and_in_words(tag: str) -> None:
    slides = list(Presentation(io.BytesIO(forum_slides(kit(tag)))).slides)
    heard = next(slide for slide in slides if any(shape.has_chart for shape in slide.shapes))
    chart = next(shape for shape in heard.shapes if shape.has_chart)
    table = next(shape for shape in heard.shapes if shape.has_table)
    bars = guide(kit(tag)).heard.bars
    assert list(chart.chart.plots[0].categories) == [each.label for each in bars]
    assert list(chart.chart.plots[0].series[0].values) == [each.value for each in bars]
    told = [[cell.text for cell in row.cells] for row in table.table.rows][1:]
    assert told == [[each.label, each.shown] for each in bars]
    described = chart._element.nvGraphicFramePr.cNvPr.get("descr")
    assert all(each.label in described and each.shown in described for each in bars)


@pytest.mark.parametrize("tag", TAGS)
def test_every_slide_has_a_title_and_notes_in_the_language(tag: str) -> None:
    words = Words(tag)
    deck = Presentation(io.BytesIO(forum_slides(kit(tag))))
    for slide in deck.slides:
        assert slide.shapes.title.text and slide.notes_slide.notes_text_frame.text
        runs = [run for each in (slide.shapes.title,) for p in each.text_frame.paragraphs for run in p.runs]
        assert {run._r.rPr.get("lang") for run in runs} == {tag}
        mirrored = {p._p.pPr.get("rtl") for p in slide.shapes.title.text_frame.paragraphs}
        assert mirrored == ({"1"} if words.language.direction == "rtl" else {None})
    assert words.say(RULES[0]) in deck.slides[0].notes_slide.notes_text_frame.text
    assert any(words.say(QUESTION) in slide.notes_slide.notes_text_frame.text for slide in deck.slides)


@pytest.mark.parametrize("tag", TAGS)
def test_the_guide_says_the_same_on_paper_and_in_word(tag: str, tmp_path: Path) -> None:
    told = guide(kit(tag))
    pdf, document = forum_guide_pdf(kit(tag)), Document(io.BytesIO(forum_guide_docx(kit(tag))))
    on_paper = "".join("".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(pdf)).split())
    in_word = "\n".join(p.text for p in document.paragraphs)
    for heading, lines in (*told.lists, *told.after):
        for text in (heading, *lines):
            assert text in in_word
            assert "".join(text.split())[:20] in on_paper
    assert len(document.tables[1].rows) == len(told.heard.bars) + 1
    pictures = document.element.body.xpath("//wp:docPr")
    assert [each.get("descr") for each in pictures] == [f"{bar.label}: {bar.shown}" for bar in told.heard.bars]
    assert bool(document.element.body.findall(f".//{qn('w:bidi')}")) == (tag == "ar")
    (tmp_path / "guide.pdf").write_bytes(pdf)
    assert page.is_pdf_compliant(str(tmp_path / "guide.pdf"), profile="ua1")


def test_hidden_figures_have_no_bar_and_no_themes_make_no_chart() -> None:
    deck = Presentation(io.BytesIO(forum_slides(kit("en", themes=(), answers=()))))
    assert not any(shape.has_chart for slide in deck.slides for shape in slide.shapes)
    assert any(
        "No themes were found" in shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
