"""JSON: one object per response, exactly as it is stored, and every wording of every version in every language."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from app.adapters.exports import codebook
from app.adapters.exports.table import Block, Table
from forms.variables import Kind, Row, chosen

_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def write(folder: Path, table: Table) -> list[Path]:
    """Write responses.json: {title, language, codebook, responses}, each response on a line of its own. Memory stays flat."""
    path = folder / "responses.json"
    # A half character (a lone surrogate) becomes the escape that JSON has for it.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        variables = ",\n".join(_json(codebook.described(each)) for each in table.variables)
        head = f'"title":{_json(table.title)},"language":{_json(table.words.tag)}'
        file.write(f'{{{head},"codebook":[\n{variables}\n],"responses":[\n')
        between = ""
        for row in table.rows:
            file.write(between + _json(_object(row, table)))
            between = ",\n"
        file.write("\n]}\n")
    return [path]


def _object(row: Row, table: Table) -> dict[str, Any]:
    found = {**row.facts, "answers": dict(row.answers)}
    if table.labels:
        found["labels"] = {
            block.variable.id: _labels(block, row.answers[block.variable.id])
            for block in table.blocks
            if block.labels and block.variable.kind is not Kind.TEXT and block.variable.id in row.answers
        }
    return found


def _labels(block: Block, value: Any) -> Any:
    names = [block.labels.get(each, each) for each in chosen(value)]
    return names if isinstance(value, list) else names[0]
