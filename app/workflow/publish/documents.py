"""Makes every document of a publication from contents, one at a time, so that progress can be told."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.workflow.publish.retold import for_a_forum, for_students, for_the_wall
from app.workflow.publish.schools import for_school
from reports import contents
from reports.guide import forum_guide_docx, forum_guide_pdf
from reports.open_data import open_data, open_data_zip
from reports.rendering.docx import plan_draft_docx
from reports.rendering.html import plan_draft_html
from reports.rendering.pdf import plan_draft_pdf
from reports.rendering.xlsx import themed_report_xlsx
from reports.results_poster import results_poster_pdf
from reports.school import school_pack_zip
from reports.slides import forum_slides
from reports.students import student_summary_body, student_summary_pdf
from reports.summary import community_summary_body, community_summary_html, community_summary_pdf
from reports.themed import themed_report_html, themed_report_pdf
from reports.themed_docx import themed_report_docx

HTML, PDF = "text/html; charset=utf-8", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
CSV, MARKDOWN, ZIP = "text/csv; charset=utf-8", "text/markdown; charset=utf-8", "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Material:
    """The contents that all documents of one publication are made of; `original` is the plan as it was uploaded, `schools` are
    those that get a pack of their own, `own` the drafts of the plans that schools have themselves, each with its original."""

    report: contents.ThemedReport
    draft: contents.PlanDraft | None
    summary: contents.CommunitySummary
    original: bytes | None = None
    schools: tuple[str, ...] = ()
    own: Mapping[str, tuple[contents.PlanDraft, bytes | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """One document that is still to be made. `seconds` is about how long that takes, against the others."""

    name: str
    kind: str
    media_type: str
    make: Callable[[], bytes]
    language: str = ""
    public: bool = False
    seconds: float = 0.1

    def row(self) -> dict:
        """Make the document and return it as the store keeps it."""
        fields = {each: getattr(self, each) for each in ("name", "kind", "media_type", "language", "public")}
        return {**fields, "data": self.make()}


def documents(material: Material) -> list[Document]:
    """Return all documents of a publication, in the order in which they are made and shown."""
    told = [_in(material.summary, tag) for tag in material.summary.languages]
    return [
        *_team(material),
        *(document for summary in told for document in _public(summary)),
        *_open_data(material.report),
        *(document for summary in told for document in _forum(summary)),
        *_schools(material, told),
    ]


def _in(summary: contents.CommunitySummary, tag: str) -> contents.CommunitySummary:
    return dataclasses.replace(summary, cover=dataclasses.replace(summary.cover, language=tag))


def _team(material: Material) -> Iterator[Document]:
    report, draft = material.report, material.draft
    yield Document("themed-report.pdf", "report_pdf", PDF, lambda: themed_report_pdf(report), seconds=3)
    yield Document("themed-report.docx", "report_docx", DOCX, lambda: themed_report_docx(report), seconds=0.5)
    yield Document("themed-report.xlsx", "report_xlsx", XLSX, lambda: themed_report_xlsx(report))
    yield Document("themed-report.html", "report_html", HTML, lambda: themed_report_html(report).encode())
    if draft is not None:
        yield Document("plan-draft.docx", "draft_docx", DOCX, lambda: plan_draft_docx(draft, material.original))
        yield Document("plan-draft.pdf", "draft_pdf", PDF, lambda: plan_draft_pdf(draft))
        yield Document("plan-draft.html", "draft_html", HTML, lambda: plan_draft_html(draft).encode())


def _public(summary: contents.CommunitySummary) -> Iterator[Document]:
    tag, students = summary.cover.language, for_students(summary)
    name, short = f"community-summary-{tag}", f"student-summary-{tag}"
    yield Document(
        f"{name}.body.html", "summary_page", HTML, lambda: str(community_summary_body(summary)).encode(), tag, True
    )
    yield Document(f"{name}.pdf", "summary_pdf", PDF, lambda: community_summary_pdf(summary), tag, True, 0.7)
    yield Document(f"{name}.html", "summary_html", HTML, lambda: community_summary_html(summary).encode(), tag, True)
    yield Document(
        f"{short}.body.html", "student_page", HTML, lambda: str(student_summary_body(students)).encode(), tag, True
    )
    yield Document(f"{short}.pdf", "student_pdf", PDF, lambda: student_summary_pdf(students), tag, True, 0.6)
    yield Document(
        f"poster-{tag}.pdf", "poster_pdf", PDF, lambda: results_poster_pdf(for_the_wall(summary)), tag, True, 0.5
    )


def _open_data(report: contents.ThemedReport) -> Iterator[Document]:
    for name, data in open_data(report).items():
        media = CSV if name.endswith(".csv") else MARKDOWN
        yield Document(f"open-data-{name}", "open_data", media, partial(bytes, data), public=True)
    yield Document("open-data.zip", "open_data_zip", ZIP, lambda: open_data_zip(report), public=True)


def _forum(summary: contents.CommunitySummary) -> Iterator[Document]:
    tag, kit = summary.cover.language, for_a_forum(summary)
    yield Document(f"forum-slides-{tag}.pptx", "forum_pptx", PPTX, lambda: forum_slides(kit), tag)
    yield Document(f"forum-guide-{tag}.pdf", "forum_pdf", PDF, lambda: forum_guide_pdf(kit), tag)
    yield Document(f"forum-guide-{tag}.docx", "forum_docx", DOCX, lambda: forum_guide_docx(kit), tag)


def _schools(material: Material, told: Sequence[contents.CommunitySummary]) -> Iterator[Document]:
    for place, school in enumerate(material.schools, start=1):
        packs = [for_school(school, material.report, material.draft, summary) for summary in told]
        name = re.sub(r"[^a-z0-9]+", "-", school.lower()).strip("-")
        yield Document(
            f"school-{place}-{name}.zip",
            "school_zip",
            ZIP,
            _packed(packs, material.own.get(school)),
            seconds=0.14 * len(packs),
        )


def _packed(
    packs: Sequence[contents.SchoolPack], own: tuple[contents.PlanDraft, bytes | None] | None
) -> Callable[[], bytes]:
    def make() -> bytes:
        plan = (
            {} if own is None else {"plan-draft.docx": plan_draft_docx(*own), "plan-draft.pdf": plan_draft_pdf(own[0])}
        )
        return school_pack_zip(packs, plan)

    return make
