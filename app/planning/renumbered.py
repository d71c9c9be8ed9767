"""Where the elements of a plan went when people corrected it: ids are by place, so a removal moves all that follow."""

from collections import defaultdict
from collections.abc import Iterator

from app.planning.plan import Plan


def new_ids(before: Plan, after: Plan) -> dict[str, str | None]:
    """Return {id in `before`: id in `after`}, or None for an element that is gone.

    An element is known by its level and wording; one whose wording was corrected is known by its place.
    """
    free: dict[tuple[int, str], list[str]] = defaultdict(list)
    for element_id, text in elements(after):
        free[element_id.count("."), text].append(element_id)
    found: dict[str, str | None] = {}
    for element_id, text in elements(before):
        same = free[element_id.count("."), text]
        found[element_id] = same.pop(0) if same else None
    left = {element_id for ids in free.values() for element_id in ids}
    for element_id, new in found.items():
        if new is None and element_id in left:
            found[element_id] = element_id
    return found


def elements(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield (id, wording) of every goal, strategy and step."""
    for goal in plan.goals:
        yield goal.id, goal.title
        for strategy in goal.strategies:
            yield strategy.id, strategy.title
            yield from ((step.id, step.text) for step in strategy.steps)
