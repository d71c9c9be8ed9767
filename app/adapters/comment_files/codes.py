"""Reads a codebook: JSON, a list of objects, or a table with the same columns."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.adapters.comment_files.tables import CommentFileError, decode, read_table
from app.analysis.codebook import Code, Codebook

NEEDED = ("id", "label")


def read_codebook(source: Path | bytes, name: str = "") -> Codebook:
    """Return the codes of a file, given as its path or as its content and name. Raises CommentFileError.

    Each code has an ``id`` and a ``label``, usually a ``definition``; JSON may add ``labels`` by language and
    ``examples``.
    """
    name = name or (source.name if isinstance(source, Path) else "The codebook")
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise CommentFileError(f"{name} cannot be opened ({error.strerror}).") from error
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        rows = _objects(decode(content, name), name)
    else:
        table = read_table(content, name)
        columns = [column.strip().casefold() for column in table.columns]
        rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    codes = tuple(_code(row, at, name) for at, row in enumerate(rows, start=1))
    repeated = {code.id for code in codes if [each.id for each in codes].count(code.id) > 1}
    if repeated:
        raise CommentFileError(f"{name} gives these ids to more than one code: {', '.join(sorted(repeated))}.")
    return codes


def _objects(text: str, name: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise CommentFileError(f"{name} is not readable JSON ({error}).") from error
    if not all(isinstance(each, dict) for each in found):
        raise CommentFileError(f"{name} must be a list of objects with id, label and definition.")
    return found


def _code(row: Mapping[str, Any], at: int, name: str) -> Code:
    missing = [column for column in NEEDED if not str(row.get(column) or "").strip()]
    if missing:
        there = ", ".join(row) or "none"
        raise CommentFileError(f"Code {at} of {name} has no {' and no '.join(missing)}. The columns are: {there}.")
    code_id = str(row["id"]).strip()
    if ";" in code_id:
        raise CommentFileError(f"The id “{code_id}” in {name} holds a semicolon, which separates ids. Choose another.")
    labels, examples = row.get("labels"), row.get("examples")
    return Code(
        id=code_id,
        label=str(row["label"]).strip(),
        definition=str(row.get("definition") or "").strip(),
        labels={str(tag): str(label) for tag, label in labels.items()} if isinstance(labels, dict) else {},
        examples=tuple(map(str, examples)) if isinstance(examples, list) else (),
    )
