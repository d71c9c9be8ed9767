"""The plan draft in Word's own format: changes are tracked, nothing of the district's document is lost."""

import io
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.oxml.ns import qn

from reports import contents as c
from reports.composing import composed
from reports.rendering.docx import plan_draft_docx
from reports.rendering.html import plan_draft_html
from reports.themed import themed_report_html
from reports.themed_docx import themed_report_docx
from tests.machine import office
from tests.reports import samples

ORIGINAL = (samples.EXAMPLE / "plan.docx").read_bytes()


def text(data: bytes, view: str) -> list[str]:
    """All paragraphs of a document with every change rejected (``original``) or accepted."""
    gone = {"original": "ins", "accepted": "del"}[view]
    paragraphs = []
    for paragraph in Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        if paragraph.xpath(f"ancestor::w:tr[w:trPr/w:{gone}] | ./w:pPr/w:rPr/w:{gone}"):
            continue
        parts = paragraph.xpath(f".//w:t[not(ancestor::w:{gone})] | .//w:delText[not(ancestor::w:{gone})]")
        paragraphs.append("".join(part.text or "" for part in parts))
    return paragraphs


def test_rejecting_all_changes_gives_back_the_districts_text_to_the_letter() -> None:
    made = plan_draft_docx(samples.draft(), ORIGINAL)
    assert text(made, "original") == text(ORIGINAL, "original")


def test_accepting_all_changes_gives_the_revised_plan() -> None:
    accepted = "\n".join(text(plan_draft_docx(samples.draft(), ORIGINAL), "accepted"))
    assert "Hire one counselor for Juniper and one for Willow Creek Elementary" in accepted
    assert "two days a week at each school" not in accepted
    assert "Publish bus delays by text message in every home language" in accepted
    assert "Show the Bright Minutes slide lesson" not in accepted
    assert "2.1 Improve advisory in grades 6-12" in accepted  # its first step went, the strategy stays
    assert "3.1 Repair harm the same way in every school" in accepted


def test_an_added_step_stands_after_the_last_step_of_its_strategy() -> None:
    accepted = text(plan_draft_docx(samples.draft(), ORIGINAL), "accepted")
    added = accepted.index("Publish bus delays by text message in every home language")
    assert accepted.index("Run a late bus on Tuesdays and Thursdays") < added
    assert added < accepted.index("4.3 Welcome every culture and every newcomer")


def test_every_change_is_signed_dated_and_explained_by_a_comment() -> None:
    document = Document(io.BytesIO(plan_draft_docx(samples.draft(), ORIGINAL)))
    changes = document.element.body.xpath("//w:ins | //w:del")
    assert {change.get(qn("w:author")) for change in changes} == {"YouSaid"}
    assert {change.get(qn("w:date")) for change in changes} == {"2026-05-12T09:00:00Z"}
    assert len({change.get(qn("w:id")) for change in changes}) == len(changes)
    comments = [comment.text for comment in document.comments]
    assert len(comments) == len(samples.draft().revisions)
    assert all("51 comments in 12 languages" in comment for comment in comments)


def test_two_accepted_changes_of_one_step_are_one_change_with_the_reasons_of_both() -> None:
    was = next(step.text for goal in samples.goals() for s in goal.strategies for step in s.steps if step.id == "1.1.1")
    one, other = (
        c.DraftRevision(
            f"r{n}", "amend", "1.1.1", None, f"{was.rstrip('.')}. {more}", f"because {n}", c.Evidence(12, ("T",))
        )
        for n, more in enumerate(("Begin in Juniper", "Tell families in spring"))
    )
    made = plan_draft_docx(samples.draft(revisions=(one, other)), ORIGINAL)
    assert text(made, "original") == text(ORIGINAL, "original")
    assert f"{was.rstrip('.')}. Begin in Juniper. Tell families in spring" in "\n".join(text(made, "accepted"))
    document = Document(io.BytesIO(made))
    assert len(document.element.body.xpath("//w:ins[w:r/w:t]")) == 1
    assert [comment.text.splitlines()[0][-9:] for comment in document.comments] == ["because 0", "because 1"]
    shown = plan_draft_html(samples.draft(revisions=(one, other)))
    assert shown.count("<ins>") == 1 and "Begin in Juniper. Tell families in spring</ins>" in shown


def test_who_carries_it_out_and_by_when_stand_in_their_columns() -> None:
    evidence, told = c.Evidence(None, ()), {"owner": "Ms. Haddad", "timeline": "By 1 October"}
    changed = c.DraftRevision("a", "keep", "1.1.1", None, "", "", evidence, **told)
    added = c.DraftRevision("b", "add", None, "4.2", "Text families when a bus is late", "", evidence, **told)
    made = plan_draft_docx(samples.draft(revisions=(changed, added)), ORIGINAL)
    assert text(made, "original") == text(ORIGINAL, "original")
    rows = [
        ["".join(cell.xpath("string(.)") for cell in row.xpath(f"./w:tc[{at}]//w:t[not(ancestor::w:del)]")) for at in (2, 3, 4)]
        for row in Document(io.BytesIO(made)).element.body.xpath("//w:tr[.//w:ins]")
    ]  # fmt: skip
    assert [row[1:] for row in rows] == [["Ms. Haddad", "By 1 October"]] * 2
    assert rows[1][0] == "Text families when a bus is late"


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("Place two counselors at each school", "Place one counselor at each big school", "Place two counselors at each big school"),
        ("Place two counselors at each school", "Place three counselors at each school",
         "Place two counselors at each school. Place three counselors at each school"),
        ("Hire a nurse", "Place one counselor at each school daily", "Hire a nurse. Place one counselor at each school daily"),
        ("Place one counselor at each school", "Place one counselor at each school daily", "Place one counselor at each school daily"),
    ],
)  # fmt: skip
def test_wordings_that_exclude_each_other_both_stand(first: str, second: str, both: str) -> None:
    revisions = [c.DraftRevision("r", "amend", "1", None, each, "", c.Evidence(None, ())) for each in (first, second)]
    assert composed("Place one counselor at each school", revisions) == both
    ended = c.DraftRevision("r", "retire", "1", None, "", "", c.Evidence(None, ()))
    assert composed("Place one counselor at each school", [*revisions, ended]) is None


@pytest.mark.parametrize("language", ["en", "ar", "zh-Hans"])
def test_without_a_document_of_the_districts_own_a_clean_one_is_made(language: str) -> None:
    draft = samples.draft(language)
    made = plan_draft_docx(draft)
    before = "\n".join(text(made, "original"))
    for goal in draft.goals:
        for strategy in goal.strategies:
            assert all(step.text in before for step in strategy.steps)
    assert "Publish bus delays" in "\n".join(text(made, "accepted"))
    assert bool(Document(io.BytesIO(made)).element.body.xpath("//w:bidi")) == (language == "ar")


def test_a_change_to_something_that_is_not_in_the_document_is_kept_at_its_end() -> None:
    lost = c.DraftRevision("r", "add", None, None, "Ask students first", "because", c.Evidence(None, ()))
    made = plan_draft_docx(samples.draft(revisions=(lost,)), ORIGINAL)
    assert any("Ask students first" in paragraph for paragraph in text(made, "accepted")[-3:])
    assert text(made, "original") == text(ORIGINAL, "original")


def test_hostile_words_do_not_break_the_document() -> None:
    evil = c.DraftRevision(
        "r", "amend", "1.1.1", None, "a\0b <w:p/> ]]> \u202ereversed & more", "x\x0b", c.Evidence(3, ("<b>",))
    )
    accepted = "\n".join(text(plan_draft_docx(samples.draft(revisions=(evil,)), ORIGINAL), "accepted"))
    assert "ab <w:p/> ]]> reversed & more" in accepted


def test_libreoffice_opens_it_and_shows_the_changes_as_changes(tmp_path: Path) -> None:
    (tmp_path / "draft.docx").write_bytes(plan_draft_docx(samples.draft(), ORIGINAL))
    command = [
        str(office()),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "fodt",
        "draft.docx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=240)
    flat = (tmp_path / "draft.fodt").read_text(encoding="utf-8")
    assert flat.count("<text:changed-region") >= 8
    assert "<text:insertion>" in flat and "<text:deletion>" in flat
    assert flat.count("<office:annotation ") == len(samples.draft().revisions)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_themed_report_in_word_has_the_words_tables_and_bars_of_the_page(language: str) -> None:
    report = samples.report(language)
    document = Document(io.BytesIO(themed_report_docx(report)))
    page = BeautifulSoup(themed_report_html(report), "html.parser")
    assert len(document.tables) == len(page.select("table.data"))
    assert len(document.inline_shapes) == len(page.select("svg.bar"))
    told = "".join("".join(t.text or "" for t in document.element.body.iter(qn("w:t"))).split())
    said = ["".join(each.get_text().split()) for each in page.select("h1, h2, h3, p, li, th, td")]
    assert [each for each in said if each not in told] == []
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert all(pictures) and "14%" in pictures[2] and "60" in pictures[2]
    mirrored = document.element.body.xpath("//w:p[w:pPr/w:bidi]")
    assert bool(mirrored) and bool(document.element.body.xpath("//w:bidiVisual")) == (language == "ar")
