"""Reads responses that were collected with another tool: CSV, TSV, Excel, or a ZIP with one of them."""

from app.adapters.response_tables.errors import ResponseTableError
from app.adapters.response_tables.identity import NEVER, PERSONAL, TOOL
from app.adapters.response_tables.layout import Column, Layout, answers_of, layout_of, study

__all__ = ["NEVER", "PERSONAL", "TOOL", "Column", "Layout", "ResponseTableError", "answers_of", "layout_of", "study"]
