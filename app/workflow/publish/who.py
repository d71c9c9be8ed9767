"""Who says it, as reports may tell it: estimates in the report room's own words, suppressed alike in every table."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.analysis.estimates import Change, Figure, Sample, ThemeEstimate
from reports import contents

DIMENSIONS = ("audience", "school", "grade_band", "language")


def hidden(estimate: ThemeEstimate | None, dimension: str) -> frozenset[str]:
    """Return the groups that the table of people hides: no other table may show them."""
    found = (each for each in (estimate.comparisons if estimate else ()) if each.dimension == dimension)
    return frozenset(one.group for each in found for one in each.groups if not one.figure.shown)


def told(
    estimate: ThemeEstimate, shares: Sequence[contents.GroupShare], bands: Mapping[str, contents.Texts]
) -> dict[str, Any]:
    """Return the fields of a finding that say who speaks of it. A group that the table of comments hides is hidden here too."""
    # Languages are those spoken at home here and those written there: other groups.
    apart = {(each.dimension, each.group) for each in shares if each.comments is None and each.dimension != "language"}
    return {
        "everybody": _group("everybody", "", estimate.everybody),
        "who": tuple(
            _group(
                each.dimension,
                one.group,
                Figure() if (each.dimension, one.group) in apart else one.figure,
                one.differs,
                bands.get(one.group, {}) if each.dimension == "grade_band" else {},
            )
            for each in estimate.comparisons
            if each.dimension in DIMENSIONS
            for one in sorted(each.groups, key=lambda one: list(bands).index(one.group) if one.group in bands else 0)
        ),
        "change": _change(estimate.change) if estimate.change else None,
    }


def weighting(sample: Sample) -> contents.Weighting:
    """Return what the shares rest on."""
    return contents.Weighting(
        sample.people, sample.enrolled, sample.weighted, round(sample.effective), sample.trimmed, sample.raked
    )


def of_choices(
    choices: Sequence[str], shares: Sequence[contents.ChoiceShare], figures: Mapping[str, Figure]
) -> tuple[contents.GroupEstimate, ...]:
    """Return the choices of a closed item as they were estimated; what is hidden among its shares is hidden here too."""
    return tuple(
        _group(
            "choice",
            choice,
            figures.get(choice, Figure()) if share.responses is not None else Figure(),
            name=share.label,
        )
        for choice, share in zip(choices, shares, strict=True)
        if figures
    )


def _group(
    dimension: str, group: str, figure: Figure, differs: str = "", name: contents.Texts | None = None
) -> contents.GroupEstimate:
    return contents.GroupEstimate(
        dimension,
        group,
        figure.said,
        _between(figure.share, figure.low, figure.high),
        _between(figure.weighted, figure.weighted_low, figure.weighted_high),
        differs if figure.shown else "",
        name or {},
    )


def _between(share: float | None, low: float | None, high: float | None) -> tuple[float, float, float] | None:
    return None if share is None or low is None or high is None else (share, low, high)


def _change(change: Change) -> contents.Change:
    before = change.before.weighted if change.weighted else change.before.share
    return contents.Change(before or 0.0, change.gap, change.low, change.high, change.real)
