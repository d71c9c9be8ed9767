"""Makes every document of a publication from contents, one at a time, so that progress can be told."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports import contents
from reports.rendering.docx import plan_draft_docx
from reports.rendering.html import (
    community_summary_body,
    community_summary_html,
    plan_draft_html,
    themed_report_html,
)
from reports.rendering.pdf import plan_draft_pdf, themed_report_pdf
from reports.rendering.xlsx import themed_report_xlsx
from reports.summary import community_summary_pdf

HTML, PDF = "text/html; charset=utf-8", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Material:
    """The contents that all documents of one publication are made of; `original` is the plan as it was uploaded."""

    report: contents.ThemedReport
    draft: contents.PlanDraft | None
    summary: contents.CommunitySummary
    original: bytes | None = None


@dataclass(frozen=True)
class Document:
    """One document that is still to be made."""

    name: str
    kind: str
    media_type: str
    make: Callable[[], bytes]
    language: str = ""
    public: bool = False

    def row(self) -> dict:
        """Make the document and return it as the store keeps it."""
        fields = {each: getattr(self, each) for each in ("name", "kind", "media_type", "language", "public")}
        return {**fields, "data": self.make()}


def documents(material: Material) -> list[Document]:
    """Return all documents of a publication, in the order in which they are made and shown."""
    return [*_team(material), *_public(material.summary)]


def _team(material: Material) -> Iterator[Document]:
    report, draft = material.report, material.draft
    yield Document("themed-report.pdf", "report_pdf", PDF, lambda: themed_report_pdf(report))
    yield Document("themed-report.xlsx", "report_xlsx", XLSX, lambda: themed_report_xlsx(report))
    yield Document("themed-report.html", "report_html", HTML, lambda: themed_report_html(report).encode())
    if draft is not None:
        yield Document("plan-draft.docx", "draft_docx", DOCX, lambda: plan_draft_docx(draft, material.original))
        yield Document("plan-draft.pdf", "draft_pdf", PDF, lambda: plan_draft_pdf(draft))
        yield Document("plan-draft.html", "draft_html", HTML, lambda: plan_draft_html(draft).encode())


def _public(summary: contents.CommunitySummary) -> Iterator[Document]:
    for tag in summary.languages:
        told = dataclasses.replace(summary, cover=dataclasses.replace(summary.cover, language=tag))
        name = f"community-summary-{tag}"
        yield Document(f"{name}.body.html", "summary_page", HTML, _body(told), tag, True)
        yield Document(f"{name}.pdf", "summary_pdf", PDF, _pdf(told), tag, True)
        yield Document(f"{name}.html", "summary_html", HTML, _page(told), tag, True)


def _body(summary: contents.CommunitySummary) -> Callable[[], bytes]:
    return lambda: str(community_summary_body(summary)).encode()


def _pdf(summary: contents.CommunitySummary) -> Callable[[], bytes]:
    return lambda: community_summary_pdf(summary)


def _page(summary: contents.CommunitySummary) -> Callable[[], bytes]:
    return lambda: community_summary_html(summary).encode()
