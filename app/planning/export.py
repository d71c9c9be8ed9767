"""Plans and revisions as plain data: the JSON that scripts, the store and the correction page exchange."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from app.analysis.themes import Quote
from app.planning.plan import ActionStep, Goal, Plan, Strategy
from app.planning.revision import Evidence, Kind, Opposition, Revision, Side

STEP_FIELDS = ("text", "owner", "timeline", "measure", "status")
LONGEST_TEXT = 5_000  # characters
MOST_ELEMENTS = 2_000  # on one level under one element
MOST_NOTES = 20_000


class PlanDataError(ValueError):
    """Data that is no plan or revision; the message names the place."""


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """Return the plan as ``{"title", "goals": [{"id", "title", "strategies": [... "steps": [...]]}], "notes"}``."""
    return {
        "title": plan.title,
        "goals": [
            {
                "id": goal.id,
                "title": goal.title,
                "strategies": [
                    {"id": each.id, "title": each.title, "steps": [asdict(step) for step in each.steps]}
                    for each in goal.strategies
                ],
            }
            for goal in plan.goals
        ],
        "notes": list(plan.notes),
    }


def plan_from_dict(data: Mapping[str, Any]) -> Plan:
    """Return the plan that `plan_to_dict` (or a person correcting it) wrote, numbered anew by place.

    Elements without any text are left out. Raises PlanDataError.
    """
    goals = tuple(_goal(each, f"goals[{at}]") for at, each in enumerate(_list(data, "goals", "plan")))
    notes = tuple(_words(note, "notes") for note in _list(data, "notes", "plan", MOST_NOTES))
    return renumber(Plan(_word(data, "title", "plan"), goals, notes))


def renumber(plan: Plan) -> Plan:
    """Return the plan with ids by place and without elements that hold nothing."""
    goals = [goal for goal in map(_filled_goal, plan.goals) if goal.title or goal.strategies]
    return replace(plan, goals=tuple(_numbered_goal(str(at), goal) for at, goal in enumerate(goals, start=1)))


def correct(
    plan: Plan,
    edits: Mapping[str, Mapping[str, str] | None],
    additions: Sequence[tuple[str, Mapping[str, str]]] = (),
) -> Plan:
    """Return the plan as people corrected it, numbered anew.

    `edits` maps an element's id to its new fields (``title`` of a goal or strategy; ``text``, ``owner``, ``timeline``,
    ``measure``, ``status`` of a step) or to None, which removes it with all below it. `additions` are (id of the
    element above, fields); the id '' adds a goal. Ids are those before the change; unknown ones raise PlanDataError.
    """
    data = plan_to_dict(plan)
    places = _places(data)
    for under, fields in additions:
        _children(places, under).append(dict(fields))
    for element_id, changed in edits.items():
        element, siblings = _place(places, element_id)
        if changed is None:
            siblings[:] = [each for each in siblings if each is not element]
        else:
            element.update(changed)
    return plan_from_dict(data)


def revisions_to_list(revisions: Iterable[Revision]) -> list[dict[str, Any]]:
    """Return revisions as ``{kind, target, under, text, rationale, themes, evidence, topics, likeness, partly, opposed}``."""
    return [
        {
            "kind": each.kind.value,
            "target": each.target,
            "under": each.under,
            "text": each.text,
            "rationale": each.rationale,
            "themes": list(each.themes),
            "evidence": _evidence_to_dict(each.evidence),
            "topics": [dict(labels) for labels in each.topics],
            "likeness": each.likeness,
            "partly": each.partly,
            "opposed": _opposed_to_dict(each.opposed),
        }
        for each in revisions
    ]


def revision_from_dict(data: Mapping[str, Any], revision_id: str = "") -> Revision:
    """Return one revision that `revisions_to_list` wrote. Raises PlanDataError."""
    try:
        return Revision(
            id=revision_id or str(data.get("id", "")),
            kind=Kind(data["kind"]),
            target=data["target"],
            under=data["under"],
            text=_word(data, "text", "revision"),
            rationale=_word(data, "rationale", "revision"),
            themes=tuple(_words(theme, "themes") for theme in _list(data, "themes", "revision")),
            evidence=_evidence_from_dict(data["evidence"]),
            topics=tuple(dict(labels) for labels in data.get("topics", ())),
            likeness=float(data.get("likeness", 0.0)),
            partly=bool(data.get("partly", False)),
            opposed=_opposed_from_dict(data.get("opposed")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PlanDataError(f"revision: {error}") from error
    except ValueError as error:
        raise PlanDataError(str(error)) from error


def _evidence_to_dict(evidence: Evidence) -> dict[str, Any]:
    return {
        "comments": evidence.comments,
        "audiences": dict(evidence.audiences),
        "languages": dict(evidence.languages),
        "sentiment": evidence.sentiment,
        "quotes": _quotes_to_list(evidence.quotes),
    }


def _quotes_to_list(quotes: Iterable[Quote]) -> list[dict[str, Any]]:
    return [{**asdict(replace(quote, groups={})), "groups": dict(quote.groups)} for quote in quotes]


def _quotes_from_list(data: Iterable[Mapping[str, Any]]) -> tuple[Quote, ...]:
    return tuple(Quote(q["comment_id"], q["text"], q["language"], q.get("groups", {})) for q in data)


def _opposed_to_dict(opposed: Opposition | None) -> dict[str, Any] | None:
    if opposed is None:
        return None
    both = {
        side.key: {
            "comments": side.comments, "audiences": dict(side.audiences), "quotes": _quotes_to_list(side.quotes),
        }
        for side in (opposed.more, opposed.less)
    }  # fmt: skip
    return {"axis": opposed.axis, "code": opposed.code, **both}


def _opposed_from_dict(data: Mapping[str, Any] | None) -> Opposition | None:
    if data is None:
        return None
    more, less = (
        Side(key, int(data[key]["comments"]), data[key]["audiences"], _quotes_from_list(data[key]["quotes"]))
        for key in ("more", "less")
    )
    return Opposition(data["axis"], data["code"], more, less)


def _evidence_from_dict(data: Mapping[str, Any]) -> Evidence:
    return Evidence(
        comments=int(data["comments"]),
        audiences=dict(data.get("audiences", {})),
        languages=dict(data.get("languages", {})),
        sentiment=float(data.get("sentiment", 0.0)),
        quotes=_quotes_from_list(data.get("quotes", ())),
    )


def _goal(data: Any, where: str) -> Goal:
    strategies = _list(data, "strategies", where)
    found = (_strategy(each, f"{where}.strategies[{at}]") for at, each in enumerate(strategies))
    return Goal("", _word(data, "title", where), tuple(found))


def _strategy(data: Any, where: str) -> Strategy:
    steps = (_step(each, f"{where}.steps[{at}]") for at, each in enumerate(_list(data, "steps", where)))
    return Strategy("", _word(data, "title", where), tuple(steps))


def _step(data: Any, where: str) -> ActionStep:
    return ActionStep("", **{name: _word(data, name, where) for name in STEP_FIELDS})


def _list(data: Any, key: str, where: str, most: int = MOST_ELEMENTS) -> list:
    if not isinstance(data, Mapping):
        raise PlanDataError(f"{where}: must be an object")
    found = data.get(key, [])
    if not isinstance(found, list | tuple) or len(found) > most:
        raise PlanDataError(f"{where}: {key} must be a list of at most {most}")
    return list(found)


def _word(data: Any, key: str, where: str) -> str:
    if not isinstance(data, Mapping):
        raise PlanDataError(f"{where}: must be an object")
    return _words(data.get(key, ""), f"{where}: {key}")


def _words(found: Any, where: str) -> str:
    if not isinstance(found, str | None) or len(found or "") > LONGEST_TEXT:
        raise PlanDataError(f"{where} must be text of at most {LONGEST_TEXT} characters")
    return " ".join((found or "").replace("\0", "").split())


def _filled_goal(goal: Goal) -> Goal:
    strategies = (replace(each, steps=tuple(filter(_says_something, each.steps))) for each in goal.strategies)
    return replace(goal, strategies=tuple(each for each in strategies if each.title or each.steps))


def _says_something(step: ActionStep) -> bool:
    return any(getattr(step, name) for name in STEP_FIELDS)


def _numbered_goal(place: str, goal: Goal) -> Goal:
    strategies = (_numbered_strategy(f"{place}.{at}", each) for at, each in enumerate(goal.strategies, start=1))
    return replace(goal, id=place, strategies=tuple(strategies))


def _numbered_strategy(place: str, strategy: Strategy) -> Strategy:
    steps = (replace(step, id=f"{place}.{at}") for at, step in enumerate(strategy.steps, start=1))
    return replace(strategy, id=place, steps=tuple(steps))


def _places(data: dict[str, Any]) -> dict[str, tuple[dict, list]]:
    """Return each element with the list that it stands in, by id; '' is the plan itself."""
    places: dict[str, tuple[dict, list]] = {"": (data, [])}
    for goal in data["goals"]:
        places[goal["id"]] = (goal, data["goals"])
        for strategy in goal["strategies"]:
            places[strategy["id"]] = (strategy, goal["strategies"])
            places.update({step["id"]: (step, strategy["steps"]) for step in strategy["steps"]})
    return places


def _place(places: Mapping[str, tuple[dict, list]], element_id: str) -> tuple[dict, list]:
    if element_id not in places or not element_id:
        raise PlanDataError(f"{element_id}: no such element")
    return places[element_id]


def _children(places: Mapping[str, tuple[dict, list]], under: str) -> list:
    element = places.get(under, ({}, []))[0]
    for key in ("goals", "strategies", "steps"):
        if key in element:
            return element[key]
    raise PlanDataError(f"{under}: nothing can be added here")
