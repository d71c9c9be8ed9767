"""Responses that were collected with another tool: read, given a meaning by people, stored in batches, taken back whole."""

from app.workflow.imports.mapping import (
    AlreadyHere,
    Busy,
    NotReady,
    known_items,
    open_columns,
    preview,
    remove,
    save,
    set_column,
    start,
    undo,
    upload,
)
from app.workflow.imports.meaning import KINDS, OUT, OWN, ROLES, Meaning, Reading, reading_of
from app.workflow.imports.running import work

__all__ = [
    "KINDS", "OUT", "OWN", "ROLES", "AlreadyHere", "Busy", "Meaning", "NotReady", "Reading", "known_items", "open_columns", "preview",
    "reading_of", "remove", "save", "set_column", "start", "undo", "upload", "work",
]  # fmt: skip
