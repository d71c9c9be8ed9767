"""The codebook that goes with an export: what each column asked, what each value means, and which versions asked it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from app.adapters.exports import words
from app.adapters.exports.table import Table
from forms.variables import Asked, Variable, Wording, best


def header(table: Table) -> list[str]:
    """Return the headings of the codebook."""
    return [table.words.say(heading) for heading in words.HEADINGS]


def lines(table: Table) -> Iterator[list[str]]:
    """Yield one line per wording of each question, then one per wording of each of its values."""
    for block in table.blocks:
        variable, names = block.variable, [column.name for column in block.columns]
        kind = table.words.say(words.KINDS[variable.kind])
        for wording in variable.wordings or (Wording({}, ()),):
            yield [names[0], kind, best(wording.text, table.words.tag), "", "", where(wording.asked, table)]
        # One column for each of several choices stands in the same order as its values.
        single = names[1:] if variable.kind == "several" else [names[0]] * len(variable.values)
        for name, value in zip(single, variable.values, strict=True):
            for wording in value.wordings or (Wording({}, ()),):
                label = best(wording.text, table.words.tag)
                yield [name, kind, "", value.id, label, where(wording.asked, table)]


def where(asked: tuple[Asked, ...], table: Table) -> str:
    """Say which versions of which forms asked something: ``families 1-3, students 2``."""
    if not asked:
        return table.words.say(words.NEVER_ASKED)
    forms: dict[str, list[int]] = {}
    for form, version in asked:
        forms.setdefault(form, []).append(version)
    return ", ".join(f"{form} {_spans(sorted(set(found)))}" for form, found in forms.items())


def described(variable: Variable) -> dict[str, Any]:
    """Return a variable with every wording in every language, as data."""
    return {
        "item": variable.id,
        "type": str(variable.kind),
        "wordings": [_wording(each) for each in variable.wordings],
        "values": [{"value": each.id, "wordings": [_wording(one) for one in each.wordings]} for each in variable.values],
    }  # fmt: skip


def _wording(wording: Wording) -> dict[str, Any]:
    asked = [{"form": form, "version": version} for form, version in wording.asked]
    return {"text": dict(wording.text), "asked": asked}


def _spans(numbers: list[int]) -> str:
    spans = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        spans.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return "+".join(spans)
