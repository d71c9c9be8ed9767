"""Revisions as pages show them: in the page's language, weighed, and with no more evidence than the reader may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g

from app.analysis.suppression import suppress
from app.planning import weighing, wishes
from app.planning.export import revision_from_dict
from app.planning.folding import rationale
from app.planning.history import words_changed
from app.planning.plan import Plan
from app.planning.weighing import Weighed
from app.store.tables import PlanFile, RevisionRow
from app.web.i18n import current
from app.web.i18n import gettext as _


@dataclass(frozen=True)
class Shown:
    """One revision on the list, with its weight and the evidence that this reader may see."""

    row: RevisionRow
    weighed: Weighed | None
    evidence: Mapping[str, Any]
    opposed: Mapping[str, Any] | None
    notes: int = 0


def shown(
    rows: Sequence[RevisionRow], plan: PlanFile, weights: Mapping[str, int], notes: Mapping[int, int]
) -> list[Shown]:
    """Return the rows of a plan in their order; those from before there were weights have none."""
    weighed = weighing.weigh([row.proposal.get("parts", {}) for row in rows], weights)
    return [
        Shown(
            row,
            weight if "parts" in row.proposal else None,
            _evidence(row.proposal["evidence"], plan),
            _opposed(row.proposal.get("opposed"), plan),
            notes.get(row.id, 0),
        )
        for row, weight in zip(rows, weighed, strict=True)
    ]


def by_weight(found: Sequence[Shown]) -> list[Shown]:
    """Return the heaviest first; equals stay in the order in which they were proposed."""
    return sorted(found, key=lambda each: -(each.weighed.score if each.weighed else 0.0))


def by_goal(plan: Plan, found: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Return (goal, its revisions) in the order of the plan; those that belong to no goal come last."""
    groups: dict[str, list[Shown]] = {key: [] for key in (*(goal.id for goal in plan.goals), "")}
    for each in found:
        proposal = each.row.proposal
        goal = "" if each.row.gone else (proposal["target"] or proposal["under"] or "").split(".")[0]
        groups[goal if goal in groups else ""].append(each)
    return [(goal, rows) for goal, rows in groups.items() if rows]


def rationale_words(row: RevisionRow) -> str:
    """Return why: people's own words, or the machine's in the page's language."""
    if row.rationale != row.proposal["rationale"] or not row.proposal.get("topics"):
        return row.rationale
    return rationale(revision_from_dict(row.proposal), current().tag)


def level(share: float) -> str:
    """Say in a word how much 0..1 is."""
    return _("little") if share < 1 / 3 else _("some") if share < 2 / 3 else _("much")


def part(name: str) -> str:
    """Name a part of the weight."""
    return {
        "size": _("How many say it"), "equity": _("Groups heard less"), "severity": _("How hard it is"),
        "fit": _("Fits the plan"),
    }[name]  # fmt: skip


def wish(axis: str, side: str) -> str:
    """Say what one of two opposite sides wants."""
    return wishes.wish(axis, side, current().tag)


def _evidence(evidence: Mapping[str, Any], plan: PlanFile) -> Mapping[str, Any]:
    """Return the evidence; a school's team sees of the district's no quotes and no small figures."""
    if not _from_outside(plan):
        return evidence
    least = _minimum_n()
    counts = {name: _large(evidence.get(name, {}), least) for name in ("audiences", "languages")}
    return {
        **evidence,
        **counts,
        "comments": evidence["comments"] if evidence["comments"] >= least else 0,
        "quotes": [],
    }


def _opposed(opposed: Mapping[str, Any] | None, plan: PlanFile) -> Mapping[str, Any] | None:
    if opposed is None or not _from_outside(plan):
        return opposed
    least = _minimum_n()
    sides: dict[str, Any] = {
        key: {
            "comments": opposed[key]["comments"] if opposed[key]["comments"] >= least else 0,
            "audiences": _large(opposed[key]["audiences"], least) if opposed[key]["comments"] >= least else {},
            "quotes": [],
        }
        for key in ("more", "less")
    }  # fmt: skip
    return {**opposed, **sides}


def _large(counts: Mapping[str, int], least: int) -> dict[str, int]:
    return {group: n for group, n in suppress(counts, least).items() if n is not None}


def _from_outside(plan: PlanFile) -> bool:
    return bool(g.member.school) and g.member.school != plan.school


def _minimum_n() -> int:
    least: int = current_app.extensions["yousaid"].settings.minimum_n
    return least


def init_app(app: Flask) -> None:
    """Give templates a filter for each."""
    app.jinja_env.filters.update(
        rationale_words=rationale_words, level=level, weight_part=part, words_changed=words_changed
    )
    app.jinja_env.globals["wish"] = wish
