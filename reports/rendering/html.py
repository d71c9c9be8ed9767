"""HTML documents: complete pages to download, and the summary's body to stand in the public page."""

from markupsafe import Markup

from reports.contents import CommunitySummary, PlanDraft, ThemedReport
from reports.rendering.pages import page


def themed_report_html(report: ThemedReport) -> str:
    """Return the themed report as a page that stands alone."""
    return page("themed_report.html", report, "page")


def plan_draft_html(draft: PlanDraft) -> str:
    """Return the plan with its changes marked as a page that stands alone."""
    return page("plan_draft.html", draft, "page")


def community_summary_html(summary: CommunitySummary) -> str:
    """Return the community summary in its language as a page that stands alone."""
    return page("community_summary.html", summary, "page")


def community_summary_body(summary: CommunitySummary) -> Markup:
    """Return the summary without a page around it. Safe to embed: every text in it went through autoescape."""
    return Markup(page("community_summary.html", summary, "body"))
