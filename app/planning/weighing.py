"""Why this revision before that one: four parts, 0..1, which everybody can see, and weights that people set.

* size: the share of all comments that speak of it, by the largest such share in the plan;
* equity: how much more those speak of it who answered less than others (see `equity`);
* severity: the share of its comments that complain, or tell of danger;
* fit: how much the revision has to do with the part of the plan that it changes, by meaning.

The score is their mean, weighted as people set it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.analysis.coding import Coding

PARTS = ("size", "equity", "severity", "fit")
MOST = 10  # of a weight
USUAL: Mapping[str, int] = {"size": 6, "equity": 4, "severity": 4, "fit": 2}
COMPLAINT = -0.3  # sentiment from which a comment complains
CLOSE = 0.7  # likeness of meaning that counts as a full fit
DIMENSIONS = ("audience", "school", "language")


@dataclass(frozen=True)
class Weighed:
    """One revision's parts (`PARTS`, each 0..1) and their weighted mean."""

    parts: Mapping[str, float]
    score: float


def weigh(parts: Sequence[Mapping[str, float]], weights: Mapping[str, int]) -> list[Weighed]:
    """Return one Weighed for each revision; `parts` as `raw_parts` returned them ({} where nothing is known).

    With all weights 0 nothing comes before anything else.
    """
    largest = max((each.get("size", 0.0) for each in parts), default=0.0) or 1.0
    total = sum(weights.get(name, 0) for name in PARTS)
    found = []
    for each in parts:
        scaled = {name: round(min(max(each.get(name, 0.0), 0.0), 1.0), 4) for name in PARTS}
        scaled["size"] = round(each.get("size", 0.0) / largest, 4)
        score = sum(weights.get(name, 0) * scaled[name] for name in PARTS) / total if total else 0.0
        found.append(Weighed(scaled, round(score, 4)))
    return found


def checked(weights: Mapping[str, object]) -> dict[str, int]:
    """Return weights within 0..MOST; what is missing or no number stands at its usual value."""
    found = {}
    for name in PARTS:
        try:
            found[name] = min(max(int(str(weights.get(name, USUAL[name]))), 0), MOST)
        except ValueError:
            found[name] = USUAL[name]
    return found


def raw_parts(
    said: Sequence[Coding], coded: int, unheard: Mapping[str, float], usual: float, likeness: float
) -> dict[str, float]:
    """Return the parts of one revision, size still as a share.

    `said` are the comments that speak of it, each once; `coded` how many speak of anything; `unheard` how little the
    group of each comment was heard, by its id, with `usual` as the mean over all comments.
    """
    complaints = sum(coding.sentiment <= COMPLAINT or bool(coding.safety) for coding in said)
    return {
        "size": round(len(said) / coded, 4) if coded else 0.0,
        "equity": round(equity([unheard.get(coding.comment_id, 0.0) for coding in said], usual), 4),
        "severity": round(complaints / len(said), 4) if said else 0.0,
        "fit": round(min(max(likeness / CLOSE, 0.0), 1.0), 4),
    }


def equity(unheard: Sequence[float], usual: float) -> float:
    """Return 0.5 where groups heard less speak of it as much as of other things, 1 where twice as much or more.

    Where every group was heard alike, or nobody knows how many people there are, it is 0.5 for all.
    """
    if not unheard or usual <= 0:
        return 0.5
    return min(1.0, 0.5 * (sum(unheard) / len(unheard)) / usual)


def heard_less(
    responses: Mapping[str, Mapping[str, int]], people: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], float]:
    """Return for each (dimension, group) how far its response rate lies below that of everybody, 0..1.

    `responses` are counts by dimension and group, `people` how many belong to a group. Groups of unknown size are 0.
    """
    found: dict[tuple[str, str], float] = {}
    for dimension in DIMENSIONS:
        known = {group: n for (of, group), n in people.items() if of == dimension and n > 0}
        answered = {group: responses.get(dimension, {}).get(group, 0) for group in known}
        overall = sum(answered.values()) / sum(known.values()) if known else 0.0
        for group, n in known.items():
            found[dimension, group] = max(0.0, 1 - (answered[group] / n) / overall) if overall else 0.0
    return found


def unheard(groups: Mapping[str, Mapping[str, str]], less: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Return for each comment id the most that any of its groups was heard less; `groups` by comment id."""
    return {
        comment_id: max((less.get((name, of.get(name, "")), 0.0) for name in DIMENSIONS), default=0.0)
        for comment_id, of in groups.items()
    }


def counts(groups: Iterable[Mapping[str, str]]) -> dict[str, dict[str, int]]:
    """Return how often each group speaks, by dimension."""
    found: dict[str, Counter] = {name: Counter() for name in DIMENSIONS}
    for of in groups:
        for name in DIMENSIONS:
            if of.get(name):
                found[name][of[name]] += 1
    return {name: dict(counted) for name, counted in found.items()}
