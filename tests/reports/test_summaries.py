"""What the community is told back: short, readable and accessible, in each of the offered languages."""

import functools
import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from app.workflow.publish.retold import for_students, for_the_wall
from reports import contents as c
from reports.results_poster import results_poster_pdf
from reports.students import student_summary_body, student_summary_pdf
from reports.summary import community_summary_body, community_summary_html, community_summary_pdf
from reports.words import Words
from tests.reports import samples
from tests.reports.reading import grade, syllables
from translations import LANGUAGES

TAGS = tuple(each.tag for each in LANGUAGES)
# One of each kind of script and wording: Latin, Arabic, Han, Devanagari, Ethiopic, Hangul, Cyrillic, long words.
SCRIPTS = ("en", "ar", "zh-Hant", "ne", "am", "ko", "uk", "hmn")


def told(tag: str, **changes: object) -> c.CommunitySummary:
    return samples.summary(tag, languages=TAGS, **changes)


@functools.cache
def summary(tag: str) -> bytes:
    return community_summary_pdf(told(tag))


def text_of(data: bytes) -> str:
    return "\n".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data))


def folded(text: str) -> str:
    return "".join(text.split())


def pages_of(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def failures(data: bytes, folder: Path) -> object:
    (folder / "document.pdf").write_bytes(data)
    return page.validate_pdf(str(folder / "document.pdf"), profile="ua1")


def accessible(data: bytes, folder: Path) -> bool:
    (folder / "document.pdf").write_bytes(data)
    return page.is_pdf_compliant(str(folder / "document.pdf"), profile="ua1")


@pytest.mark.parametrize("tag", TAGS)
def test_a_summary_is_two_small_pages_that_pass_the_pdf_ua_checks(tag: str, tmp_path: Path) -> None:
    assert pages_of(summary(tag)) == 2
    assert len(summary(tag)) <= 100_000
    assert accessible(summary(tag), tmp_path), failures(summary(tag), tmp_path)


@pytest.mark.parametrize("tag", TAGS)
def test_every_answer_can_be_found_and_copied_as_it_was_written(tag: str) -> None:
    text = text_of(summary(tag))
    said = [(a.we_will if a.accepted else a.reason)[tag] for a in told(tag).answers]
    said += [label for theme in told(tag).themes[:8] if not re.search("[A-Z]", label := theme.label[tag])]
    if Words(tag).language.direction == "rtl":
        # pdfium itself turns round the order of neighbouring Latin words in a right-to-left line; each is whole.
        assert all(name in text for name in ("Juniper", "Willow", "Creek", "Bright", "Minutes"))
        text, *said = (re.sub("[A-Za-z']+", "", each) for each in (text, *said))
    # Chinese lines end anywhere; elsewhere each space counts.
    between = "" if tag.startswith("zh") else " "
    found, *wanted = (between.join(each.split()) for each in (text, *said))
    assert [each for each in wanted if each[:60] not in found] == []
    assert "□" not in found and "\ufffd" not in found


@pytest.mark.parametrize("tag", TAGS)
def test_marks_stand_by_themselves_so_that_pdfjs_counts_no_word_as_one(tag: str) -> None:
    with pikepdf.open(io.BytesIO(summary(tag))) as pdf:
        maps = [font.ToUnicode.read_bytes().decode() for font in pdf.pages[0].Resources.Font.values()]
    assert len(maps) == 2  # one font for each weight, however many letters
    texts = [bytes.fromhex(code).decode("utf-16-be") for each in maps for code in re.findall(r"> <([0-9A-F]+)>", each)]
    marks = [[unicodedata.category(character) == "Mn" for character in text] for text in texts]
    assert len(texts) > 60 and all(len(set(each)) == 1 for each in marks)


@pytest.mark.parametrize("tag", SCRIPTS)
def test_students_and_the_wall_get_one_page_each(tag: str, tmp_path: Path) -> None:
    for data in (student_summary_pdf(for_students(told(tag))), results_poster_pdf(for_the_wall(told(tag)))):
        assert pages_of(data) == 1 and len(data) <= 100_000
        assert accessible(data, tmp_path), failures(data, tmp_path)
        assert "□" not in text_of(data)


def test_students_see_what_students_said_and_only_their_voices() -> None:
    retold = for_students(told("en"))
    counts = [next(g.comments for g in theme.groups if g.group == "students") for theme in retold.heard]
    assert counts == sorted(counts, reverse=True) and len(counts) == 5
    assert {quote.audience for quote in retold.quotes} == {"students"}
    body = str(student_summary_body(retold))
    assert "140 students told us" in body
    assert all(str(each) in body for each in counts)


def test_the_page_sums_up_themes_in_peoples_own_short_words_once() -> None:
    first, second, third, *others = told("en").themes
    brief, long = c.Quote("The bus never comes", "en"), c.Quote("word " * 60, "en")
    spoken = told("en").answers[0].quotes[0]
    themes = (replace(first, gist=brief), replace(second, gist=long), replace(third, gist=spoken))
    soup = BeautifulSoup(str(community_summary_body(told("en", themes=themes))), "html.parser")
    assert [each.get_text(" ", strip=True) for each in soup.select(".heard dd")] == ["“The bus never comes”"]
    assert str(soup).count(spoken.text) == 1
    none = tuple(replace(theme, gist=None) for theme in others)
    assert 'class="heard"' not in str(community_summary_body(told("en", themes=none)))


def prose(html: str) -> str:
    """What is read as sentences: no tables of figures, no names, nothing in another language."""
    soup = BeautifulSoup(html, "html.parser")
    for each in soup.select("table.data, .quote, .kicker, .meta, .synthetic, h1, [lang]"):
        each.decompose()
    return "\n".join(each.get_text(" ", strip=True) for each in soup.select("p, h2, h3, li"))


def test_a_sixth_grader_can_read_it() -> None:
    assert grade(prose(str(community_summary_body(told("en"))))) <= 6
    assert grade(prose(str(student_summary_body(for_students(told("en")))))) <= 6


def test_the_measure_of_reading_tells_easy_from_hard() -> None:
    assert [syllables(word) for word in ("bus", "late", "counselor", "table", "asked", "wanted", "elementary")] == [
        1,
        1,
        3,
        2,
        1,
        2,
        5,
    ]
    assert grade("The bus is late. We wait in the rain.") < 2
    hard = "The district's multidisciplinary implementation committee will operationalize comprehensive interventions."
    assert grade(hard) > 15


def test_no_line_of_chinese_begins_with_a_comma_or_a_full_stop() -> None:
    for tag in ("zh-Hans", "zh-Hant"):
        lines = [line.strip() for line in text_of(summary(tag)).splitlines()]
        assert [line for line in lines if len(line) > 1 and line[0] in "，。、；：！？）」"] == []


def test_many_scripts_stand_in_one_line_of_each_document() -> None:
    mixed = "Waan mahadsanahay مدرسة 谢谢 धन्यवाद 감사 አመሰግናለሁ дякую"
    answer = replace(told("en").answers[0], quotes=(c.Quote(mixed, "so", "families"),))
    for tag in ("ar", "zh-Hans", "am"):
        found = folded(text_of(community_summary_pdf(told(tag, answers=(answer, *told(tag).answers[1:])))))
        for word in ("Waan", "مدرسة", "谢谢", "धन्यवाद", "감사", "አመሰግናለሁ", "дякую"):
            assert word in found, (tag, word)


def test_a_language_without_a_translation_says_so_once_and_shows_what_there_is() -> None:
    only_english = tuple(
        replace(a, you_said={"en": a.you_said["en"]}, we_will={"en": a.we_will["en"]}, reason={"en": a.reason["en"]})
        for a in told("so").answers
    )
    untold = told("so", answers=only_english)
    said = Words("so").say(
        "What the district decided is not translated into this language yet. You read it in: %(tongue)s."
    )
    for html in (community_summary_html(untold), str(student_summary_body(for_students(untold)))):
        soup = BeautifulSoup(html, "html.parser").get_text(" ", strip=True)
        assert soup.count(said.split("%")[0]) == 1
        assert "Hire one counselor for Juniper" in soup
        assert Words("so").say("not translated yet") not in soup
    found = folded(text_of(community_summary_pdf(untold)))
    assert folded(said.split("%")[0]) in found and folded("Hire one counselor for Juniper") in found


def test_one_missing_wording_is_marked_where_it_stands() -> None:
    first, *others = told("so").answers
    html = community_summary_html(told("so", answers=(replace(first, we_will={"en": "Hire two"}), *others)))
    assert html.count(f"({Words('so').say('not translated yet')})") == 1


def test_without_themes_and_answers_the_summary_says_what_is_missing() -> None:
    empty = told("en", themes=(), answers=())
    for text in (text_of(community_summary_pdf(empty)), str(community_summary_body(empty))):
        assert "No themes were found" in text and "has not decided yet" in text
    assert "has not decided yet" in text_of(student_summary_pdf(for_students(empty)))


def test_a_corrected_edition_says_what_is_new() -> None:
    corrected = replace(samples.cover("ar"), version=2, changes={"en": "The number of buses was wrong."})
    for text in (
        community_summary_html(told("ar", cover=corrected)),
        text_of(community_summary_pdf(told("ar", cover=corrected))),
    ):
        assert "The number of buses was wrong." in text


HOSTILE = "<img src='file:///etc/passwd'> <img src=http://127.0.0.1:9/x.png> <link rel=stylesheet href=http://127.0.0.1:9/x.css>"


def test_a_quote_with_markup_a_file_and_a_remote_picture_is_shown_as_it_is_and_fetches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import socket

    def refuse(*arguments: object) -> None:
        raise AssertionError(f"a document reached out to {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    opened: list[str] = []
    plain = io.open

    def watched(file: object, *arguments: object, **options: object):  # type: ignore[no-untyped-def]
        opened.append(str(file))
        return plain(file, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", watched)
    quote = c.Quote(HOSTILE, "en", "students")
    answers = tuple(replace(a, quotes=(quote,), we_will={"en": HOSTILE}) for a in told("en").answers[:2])
    hostile = told("en", answers=answers, themes=tuple(replace(t, quotes=(quote,)) for t in told("en").themes))
    for data in (
        community_summary_pdf(hostile), student_summary_pdf(for_students(hostile)), results_poster_pdf(for_the_wall(hostile)),
    ):  # fmt: skip
        text = text_of(data)
        assert "root:" not in text and "<img" in text
        with pikepdf.open(io.BytesIO(data)) as pdf:
            drawn = [name for each in pdf.pages for name in each.Resources.get("/XObject", {})]
        assert len(drawn) <= 1  # the QR code, where it is a picture
    assert not [each for each in opened if "passwd" in each]
    html = community_summary_html(hostile)
    assert "<img" not in html and "&lt;img" in html
