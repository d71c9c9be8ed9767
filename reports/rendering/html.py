"""HTML documents: complete pages to download."""

from reports.contents import PlanDraft
from reports.rendering.pages import page


def plan_draft_html(draft: PlanDraft) -> str:
    """Return the plan with its changes marked as a page that stands alone."""
    return page("plan_draft.html", draft, "page")
