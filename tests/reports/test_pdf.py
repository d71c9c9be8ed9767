"""PDFs: readable, searchable and accessible in every language, and safe with anybody's words."""

import functools
import io
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest

from reports import contents as c
from reports.rendering.pdf import plan_draft_pdf
from reports.summary import community_summary_pdf
from reports.themed import themed_report_pdf
from tests.reports import samples

LANGUAGES = ["en", "es", "ar", "zh-Hans", "vi"]


@functools.cache
def summary(language: str) -> bytes:
    return community_summary_pdf(samples.summary(language))


def words(data: bytes) -> str:
    return "\n".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data))


def folded(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_is_small_and_passes_the_pdf_ua_checks(language: str, tmp_path: Path) -> None:
    file = tmp_path / "summary.pdf"
    file.write_bytes(summary(language))
    assert len(summary(language)) <= 100_000
    assert page.is_pdf_compliant(str(file), profile="ua1"), page.validate_pdf(str(file), profile="ua1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_district_will_do_can_be_found_and_copied(language: str) -> None:
    told = next(iter(samples.ANSWERS.values()))["we_will"][language]
    start = told.split(".")[0].split("。")[0].split("،")[0][:30]
    assert folded(start) in folded(words(summary(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_carries_its_language_and_title_and_no_font_from_outside(language: str) -> None:
    with pikepdf.open(io.BytesIO(summary(language))) as pdf:
        assert str(pdf.Root.Lang) == language
        assert samples.TITLE[language] in str(pdf.docinfo["/Title"])
        fonts = [f for p in pdf.pages for f in p.Resources.Font.values()]
        assert fonts and all("/FontFile2" in f.DescendantFonts[0].FontDescriptor for f in fonts)


def test_quotes_of_a_dozen_languages_stand_in_one_report_without_a_missing_letter() -> None:
    text = folded(words(themed_report_pdf(samples.report())))
    quotes = [
        q for theme in samples.themes() for q in theme.quotes if q.language in {"ko", "uk", "so", "vi", "zh-Hans"}
    ]
    assert len({q.language for q in quotes}) == 5
    missing = [q.text for q in quotes if folded(q.text)[:12] not in text]
    assert missing == []
    assert "□" not in text


def test_two_documents_in_one_process_keep_their_own_letters() -> None:
    first = words(community_summary_pdf(samples.summary("ar")))
    words(community_summary_pdf(samples.summary("vi")))
    assert words(community_summary_pdf(samples.summary("ar"))) == first


def test_a_plan_draft_shows_what_is_new_and_why() -> None:
    text = folded(words(plan_draft_pdf(samples.draft())))
    assert folded("Publish bus delays by text message in every home language") in text
    assert folded("51 comments in 12 languages ask for shorter waits.") in text


HOSTILE = [
    "<img src='file:///etc/passwd'><script>alert(1)</script>{{7*7}}",
    "<img src=http://127.0.0.1:9/x.png> <link rel=stylesheet href=http://127.0.0.1:9/x.css>",
    '=HYPERLINK("http://127.0.0.1:9")',
    "\u202eright to left\u202c \ue000\U00010800 \0\x0b end",
    "w" * 20_000,
    "没有空格的一句话，" * 900,
    "👩‍👩‍👧‍👦🎉 ok",
    "🎉🎉",
]


@pytest.mark.parametrize("words_of_somebody", HOSTILE)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_nobodys_words_break_a_document_or_make_it_fetch_anything(words_of_somebody: str, language: str) -> None:
    tag = "zh-Hans" if "没" in words_of_somebody else "en"
    theme = c.ThemeFinding(
        "t", {"en": words_of_somebody[:300]}, "", (), 12, 0.5, 0.0, (), (c.Quote(words_of_somebody, tag, "families"),)
    )
    data = themed_report_pdf(samples.report(language, themes=(theme,)))
    assert data.startswith(b"%PDF")
    text = words(data)
    assert "root:" not in text
    assert "{{7*7}}" not in words_of_somebody or folded("{{7*7}}") in folded(text)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not [p for p in pdf.pages if "/XObject" in p.Resources and len(p.Resources.XObject)]


def test_a_report_that_is_drawn_part_by_part_is_one_document(tmp_path: Path) -> None:
    report = samples.report()
    data = themed_report_pdf(report)
    (tmp_path / "report.pdf").write_bytes(data)
    assert page.is_pdf_compliant(str(tmp_path / "report.pdf"), profile="ua1")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_outline() as outline:
            (top,) = outline.root
            themes = [each.title for each in top.children]
        fonts = {font.objgen for each in pdf.pages for font in each.Resources.Font.values()}
        assert str(pdf.Root.StructTreeRoot.K.S) == "/Document" and len(fonts) == 2
    labels = [theme.label["en"] for theme in report.themes]
    assert [title for title in themes if title in labels] == labels
    assert themes[-1] == "How this report was made"
    text = folded(words(data))
    assert all(text.count(folded(theme.definition)) == 1 for theme in report.themes)


def test_a_quote_and_whose_it_is_stand_on_one_page() -> None:
    # Texts of every length move the quotes about, so that some would come to the end of a page.
    for sentences in range(1, 9):
        quotes = tuple(c.Quote(f"The bus is late. {'We wait. ' * sentences}", "ht", "community") for _ in range(25))
        report = samples.report()
        told = replace(report, themes=(replace(report.themes[0], quotes=quotes), *report.themes[1:]))
        for each in pypdfium2.PdfDocument(themed_report_pdf(told)):
            said = folded(each.get_textpage().get_text_range())
            assert said.count("Thebusislate") == said.count("communitypartners·HaitianCreole")
