"""Finds in which columns of the district's own tables it is said who carries a step out and by when."""

from collections.abc import Mapping
from typing import Any

from reports.contents import PlanDraft
from reports.rendering.docx.find import Place, folded

CARRIED_OUT = ("owner", "timeline")  # fields of a step and of a revision


def columns(draft: PlanDraft, places: Mapping[str, Place | None]) -> dict[Any, dict[str, int]]:
    """Return for each table (its w:tbl) the column of each of CARRIED_OUT, as far as the words of its own steps tell."""
    found: dict[Any, dict[str, int]] = {}
    for step in (step for goal in draft.goals for strategy in goal.strategies for step in strategy.steps):
        place = places.get(step.id)
        if place is None or place.row is None:
            continue
        known = found.setdefault(place.row.table._tbl, {})
        for name in CARRIED_OUT:
            words = folded(getattr(step, name))
            if words and name not in known:
                at = next((at for at, cell in enumerate(place.row.cells) if folded(cell.text) == words), None)
                known.update({} if at is None else {name: at})
    return found
