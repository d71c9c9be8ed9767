"""Each school gets what was said there and what the plan says about it by name: nothing of another school."""

import csv
import io
import zipfile
from dataclasses import replace

import pypdfium2

from app.workflow.publish.schools import for_school
from reports import contents as c
from reports.school import school_pack_zip
from tests.reports import samples

SCHOOL = "Juniper Elementary"


def pack(tag: str = "en", school: str = SCHOOL) -> c.SchoolPack:
    first, second, *others = samples.themes()
    groups = (c.GroupShare("school", SCHOOL, 15, 0.23), c.GroupShare("school", "Ridgeline High School", 31, 0.3))
    hidden = (c.GroupShare("school", SCHOOL, None, None), c.GroupShare("school", "Ridgeline High School", 12, 0.1))
    themes = (replace(first, groups=groups), replace(second, groups=hidden), *others)
    report = samples.report(themes=themes)
    return for_school(school, report, samples.draft(), samples.summary(tag, themes=themes))


def test_a_school_sees_its_own_figures_and_no_hidden_ones() -> None:
    (theme,) = pack().themes
    assert (theme.comments, theme.share) == (15, 0.23)
    assert pack().responses == 71
    assert pack(school="Ponderosa Middle School").themes == ()


def test_its_part_of_the_plan_is_what_names_it_also_by_its_short_name() -> None:
    own = pack()
    assert own.changes and all("Juniper" in answer.we_will["en"] for answer in own.changes)
    assert "Hire one counselor for Juniper and one for Willow Creek Elementary" in [step.text for step in own.steps]
    assert own.elsewhere > 0
    assert pack(school="Larch Academy").changes == () and pack(school="Larch Academy").steps == ()


def test_the_archive_holds_every_language_and_the_evidence_and_is_the_same_each_time() -> None:
    packs = [pack(tag) for tag in ("en", "ar")]
    archive = zipfile.ZipFile(io.BytesIO(school_pack_zip(packs)))
    assert archive.namelist() == ["evidence.csv", "school-en.pdf", "school-ar.pdf"]
    rows = list(csv.DictReader(io.StringIO(archive.read("evidence.csv").decode("utf-8-sig"))))
    assert [(row["comments_at_school"], row["percent_at_school"]) for row in rows] == [("15", "23")]
    text = "".join(
        each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(archive.read("school-en.pdf"))
    )
    assert "Juniper Elementary" in text and "23%" in text and "Ridgeline" not in text
