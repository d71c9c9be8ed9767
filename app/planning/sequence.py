"""A plan as the sequence of its parts, so that a person can say of each what it is and where it belongs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.planning.export import LONGEST_TEXT, PlanDataError, renumber
from app.planning.plan import ActionStep, Goal, Plan, Strategy

FIELDS = ("owner", "timeline", "measure", "status")
LEVELS = {"goal": 0, "strategy": 1, "step": 2, **dict.fromkeys(FIELDS, 3)}
KINDS = (*LEVELS, "note")
NOTE = "note"


@dataclass(frozen=True)
class Part:
    """One part of a plan. `id` is '1', '1.2', '1.2.3', '1.2.3/owner' or 'note/4' (counted from 1)."""

    id: str
    kind: str
    text: str


def parts(plan: Plan) -> list[Part]:
    """Return every part in the order of the page, the notes last."""
    return [*_structure(plan), *(Part(f"note/{at}", NOTE, text) for at, text in enumerate(plan.notes, start=1))]


def plan_of(title: str, sequence: Sequence[Part]) -> Plan:
    """Return the plan that the parts make up, numbered anew; a part that nothing stands above gets something above it."""
    goals: list[Goal] = []
    notes: list[str] = []
    for part in sequence:
        if not part.text:
            continue
        if part.kind == "goal":
            goals.append(Goal("", part.text))
        elif part.kind == NOTE or not _add(goals, part, title):
            notes.append(part.text)
    return renumber(Plan(title, tuple(goals), tuple(notes)))


def change(plan: Plan, part_id: str, kind: str, text: str, under: str = "") -> Plan:
    """Return the plan in which one part is of `kind` and says `text`; with `under`, it moves there with all below it.

    `under` is the id of a goal, strategy or step: a lower part becomes the last one in it, others come right after it.
    Each further line of `text` becomes a part of its own; without any text the part goes away, not what is below it.
    Raises PlanDataError.
    """
    sequence = parts(plan)
    ids = [part.id for part in sequence]
    if part_id not in ids or kind not in KINDS or (under and under not in ids) or len(text) > LONGEST_TEXT:
        raise PlanDataError(part_id)
    at = ids.index(part_id)
    end = _end(sequence, at)
    block, rest = sequence[at:end], [*sequence[:at], *sequence[end:]]
    if under and (under == part_id or under in [part.id for part in block]):
        raise PlanDataError(under)
    place = at
    if under:
        place = _last_place(rest, under, kind)
    elif block[0].kind in FIELDS and kind not in FIELDS and kind != NOTE:
        place = _end(rest, [part.id for part in rest].index(part_id.partition("/")[0]))
    elif block[0].kind == NOTE and kind != NOTE:
        place = len(list(_structure(plan)))
    return plan_of(plan.title, [*rest[:place], *_changed(block, kind, text), *rest[place:]])


def _structure(plan: Plan) -> Iterator[Part]:
    for goal in plan.goals:
        yield Part(goal.id, "goal", goal.title)
        for strategy in goal.strategies:
            yield Part(strategy.id, "strategy", strategy.title)
            for step in strategy.steps:
                yield Part(step.id, "step", step.text)
                yield from (Part(f"{step.id}/{name}", name, text) for name in FIELDS if (text := getattr(step, name)))


def _end(sequence: Sequence[Part], at: int) -> int:
    """Return the place behind a part and all that stands below it."""
    level = LEVELS.get(sequence[at].kind)
    end = at + 1
    while level is not None and end < len(sequence) and LEVELS.get(sequence[end].kind, -1) > level:
        end += 1
    return end


def _last_place(sequence: Sequence[Part], under: str, kind: str) -> int:
    """Return where a part of `kind` that is to stand under (or after) another one goes."""
    at = [part.id for part in sequence].index(under)
    while kind in LEVELS and LEVELS[sequence[at].kind] > LEVELS[kind]:
        at -= 1  # what is to stand "under" something lower comes after what that stands in
    return _end(sequence, at)


def _changed(block: Sequence[Part], kind: str, text: str) -> Iterator[Part]:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    below = list(block[1:])
    if block[0].kind == "step" and (kind != "step" or not lines):  # they belong to no other step
        below = [replace(part, kind=NOTE) for part in below]
    yield from (Part("", kind, line) for line in lines[:1])
    yield from below
    yield from (Part("", kind, line) for line in lines[1:])


def _add(goals: list[Goal], part: Part, title: str) -> bool:
    """Add a part under what came last; return False for a field that there is no step for."""
    if part.kind in FIELDS:
        return _add_field(goals, part)
    if not goals:
        goals.append(Goal("", title or part.text))
    goal = goals[-1]
    strategies = goal.strategies
    if part.kind == "strategy":
        strategies = (*strategies, Strategy("", part.text))
    else:
        strategies = strategies or (Strategy("", goal.title),)
        steps = (*strategies[-1].steps, ActionStep("", part.text))
        strategies = (*strategies[:-1], replace(strategies[-1], steps=steps))
    goals[-1] = replace(goal, strategies=strategies)
    return True


def _add_field(goals: list[Goal], part: Part) -> bool:
    strategies = goals[-1].strategies if goals else ()
    if not strategies or not strategies[-1].steps:
        return False
    steps = strategies[-1].steps
    known = getattr(steps[-1], part.kind)
    step = replace(steps[-1], **{part.kind: f"{known}; {part.text}" if known else part.text})
    goals[-1] = replace(goals[-1], strategies=(*strategies[:-1], replace(strategies[-1], steps=(*steps[:-1], step))))
    return True
