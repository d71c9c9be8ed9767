"""HTML documents: complete pages to download."""

from reports.contents import PlanDraft, ThemedReport
from reports.rendering.pages import page


def themed_report_html(report: ThemedReport) -> str:
    """Return the themed report as a page that stands alone."""
    return page("themed_report.html", report, "page")


def plan_draft_html(draft: PlanDraft) -> str:
    """Return the plan with its changes marked as a page that stands alone."""
    return page("plan_draft.html", draft, "page")
