"""Closed items and reactions to the reflection summary, tallied over all audiences that were asked the same."""

from collections import Counter
from collections.abc import Mapping

from app.analysis.estimates import Figure
from app.store import cycles, estimates, questionnaires, responses
from app.workflow.publish import who
from app.workflow.publish.findings import choices
from forms.questionnaire import MATTERS, Item
from reports import contents

_TYPES = ("rating", "choice", "choices")
# Where somebody goes to school or which language they speak places a response; it is not a finding.
_PLACING = ("school", "grade_band", "home_language")


def closed_findings(cycle_id: int, minimum_n: int) -> tuple[contents.ClosedFinding, ...]:
    """Return each closed item once, with the answers of every audience that was asked it."""
    points, figures = cycles.points(cycle_id), estimates.closed(cycle_id)
    kinds = {f"point-{point.key}": point.kind for point in points}
    tally: dict[str, Counter] = {}
    for counts in responses.tallies(cycle_id).values():
        for item, by_choice in counts.items():
            tally.setdefault(item, Counter()).update(by_choice)
    items = [item for item in questionnaires.asked(cycles.waves(cycle_id)).values() if _is_finding(item)]
    titles = {f"point-{point.key}": point.title for point in points}
    return tuple(
        _finding(item, kinds, titles, tally.get(item.id, Counter()), minimum_n, figures.get(item.id, {}))
        for item in items
    )


def _is_finding(item: Item) -> bool:
    return item.type in _TYPES and item.id not in _PLACING and not item.id.endswith(MATTERS)


def _finding(
    item: Item, kinds: dict, titles: dict, tally: Counter, minimum_n: int, figures: Mapping[str, Figure]
) -> contents.ClosedFinding:
    answered, shares = choices([(choice.id, choice.label) for choice in item.choices], tally, minimum_n)
    return contents.ClosedFinding(
        kind=kinds.get(item.id, "item"),
        question=titles.get(item.id, item.label),
        answered=answered,
        choices=shares,
        estimates=who.of_choices([choice.id for choice in item.choices], shares, figures) if answered else (),
    )
