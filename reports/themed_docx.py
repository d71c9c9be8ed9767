"""The themed report as a document of Word, made from its page."""

from reports.contents import ThemedReport
from reports.rendering.docx.page import docx_of
from reports.rendering.pages import title
from reports.themed import themed_report_html


def themed_report_docx(report: ThemedReport) -> bytes:
    """Return the report in its own words and charts, to be edited."""
    return docx_of(themed_report_html(report), title(report), report.cover.language)
