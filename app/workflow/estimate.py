"""Beside step 2 of a cycle: who says what, counted anew whenever people decided something or the enrolment changed."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from app.analysis.copies import once
from app.analysis.estimates import DIMENSIONS, Figure, ThemeEstimate, Voices, changes, estimate
from app.analysis.review import Decision, Reviewed, standing
from app.store import cycles, enrolment, estimates, questionnaires, responses, reviewing, runs
from app.store.database import transaction
from app.store.estimates import Behind

log = logging.getLogger(__name__)
CLOSED = ("rating", "choice", "choices")


def refresh(cycle_id: int, minimum_n: int) -> bool:
    """Count who says what, unless nothing changed since it was counted; return whether it was."""
    stamp = estimates.stamp(cycle_id, minimum_n)
    known = estimates.counted(cycle_id)
    if stamp is None or (known is not None and known.stamp == stamp):
        return False
    reviewed = runs.reviewed(cycle_id)
    if reviewed is None:
        return False
    people = responses.people(cycle_id)
    voices, behind = _heard(people, reviewed)
    found = estimate(voices, enrolment.enrolled(), minimum_n)
    found = replace(found, themes=_since_before(cycle_id, found.themes, reviewed))
    for position, each in enumerate(found.themes):
        # One by one: whoever sends a form in the meantime waits for one theme at most.
        with transaction():
            estimates.put(cycle_id, position, each, behind[each.theme])
    answers = {name: Counter(each[name] for each in people.values() if each.get(name)) for name in DIMENSIONS}
    closed = _closed(cycle_id, people, minimum_n)
    with transaction():
        estimates.finish(cycle_id, stamp, found, answers, closed)
    return True


def refresh_all(minimum_n: int) -> None:
    """Count again, for every cycle, what changed since it was counted: the oldest first, as later ones compare with it.

    What people made of a run is stored here too, where nobody has looked at it since an upgrade.
    """
    for cycle in reversed(cycles.everything()):
        try:
            responses.keep_tally(cycle.id)
            reviewing.current(cycle.id)
            refresh(cycle.id, minimum_n)
        except Exception:
            log.exception("who says what in cycle %s could not be counted", cycle.id)


def _heard(people: Mapping[str, Mapping[str, str]], reviewed: Reviewed) -> tuple[Voices, Mapping[str, Behind]]:
    """Return the people with at least one comment that is in a theme, and the comments behind each theme.

    Words that were copied count once, as everywhere: who sent nothing but copies is not counted again.
    """
    coded = [each for each in once(each for each in reviewed.codings if each.themes) if _who(each.comment_id) in people]
    places = {who: at for at, who in enumerate(dict.fromkeys(_who(each.comment_id) for each in coded))}
    members: dict[str, list[tuple[int, float, str]]] = {theme.id: [] for theme in reviewed.themes}
    for each in coded:
        for rank, theme in enumerate(each.themes):
            members[theme].append((rank, -each.margin, each.comment_id))
    ordered = {theme: [comment for _rank, _margin, comment in sorted(each)] for theme, each in members.items()}
    themes = {theme: [places[_who(comment)] for comment in each] for theme, each in ordered.items()}
    named = {theme.id: {"en": theme.label, **theme.labels} for theme in reviewed.themes}
    behind = {
        theme: Behind(named[theme], tuple(each), tuple(people[_who(comment)] for comment in each))
        for theme, each in ordered.items()
    }
    return Voices([people[who] for who in places], themes), behind


def _closed(
    cycle_id: int, people: Mapping[str, Mapping[str, str]], minimum_n: int
) -> dict[str, dict[str, Figure]]:  # fmt: skip
    """Return the figures of every choice of the closed items, among those who answered the item."""
    asked = questionnaires.asked(cycles.waves(cycle_id)).values()
    items = [each.id for each in asked if each.type in CLOSED and each.id not in (*DIMENSIONS, "home_language")]
    answered: dict[str, dict[str, list[str]]] = {item: {} for item in items}
    for response_id, item, choices in responses.chosen(cycle_id, items):
        answered[item][response_id] = choices
    found = {}
    for item, by_person in answered.items():
        of_choice: dict[str, list[int]] = {}
        for at, choices in enumerate(by_person.values()):
            for choice in choices:
                of_choice.setdefault(choice, []).append(at)
        groups = [people[who] for who in by_person]
        counted = estimate(Voices(groups, of_choice), enrolment.enrolled(), minimum_n, dimensions=())
        found[item] = {each.theme: each.everybody for each in counted.themes}
    return found


def _who(comment_id: str) -> str:
    return comment_id.split(".")[0]


def _since_before(
    cycle_id: int, now: tuple[ThemeEstimate, ...], reviewed: Reviewed
) -> tuple[ThemeEstimate, ...]:  # fmt: skip
    """Compare with the cycle before, where the same software found the same themes and nobody merged or split them."""
    earlier, run = estimates.before(cycle_id), runs.latest_done(cycle_id)
    last = runs.latest_done(earlier.cycle_id) if earlier else None
    if earlier is None or last is None or run is None or last.encoder != run.encoder:
        return now
    lasting = {theme.id for theme in reviewed.themes if theme.code or theme.id.startswith("about-")}
    changed = _remade(runs.decisions(cycle_id)) | _remade(runs.decisions(earlier.cycle_id))
    then = {each.theme: each.everybody for each in estimates.themes(earlier.cycle_id)}
    return changes(now, {theme: then[theme] for theme in lasting - changed if theme in then})


def _remade(decisions: list[Decision]) -> set[str]:
    """Return the themes that people made of several, or of a part."""
    found: set[str] = set()
    for each in standing(decisions):
        if each.kind in ("merge", "split"):
            found |= {str(each.payload.get(name)) for name in ("into", "theme")} | set(each.payload.get("parts") or ())
    return found
