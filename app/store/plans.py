"""Uploaded action plans and the revisions proposed for them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.planning.export import plan_from_dict, plan_to_dict
from app.planning.plan import Plan
from app.store.database import NotFound
from app.store.tables import PlanChange, PlanFile, RevisionRow

MOST_CHANGES = 50  # corrections of a plan that can be taken back


def current(cycle_id: int) -> PlanFile | None:
    """Return the plan that the cycle revises: the one uploaded last."""
    return PlanFile.select().where(PlanFile.cycle == cycle_id).order_by(PlanFile.id.desc()).first()


def get(plan_id: int) -> PlanFile:
    """Return one uploaded plan. Raises NotFound."""
    plan = PlanFile.get_or_none(PlanFile.id == plan_id)
    if plan is None:
        raise NotFound(f"plan {plan_id}")
    return plan


def understood(plan_id: int) -> Plan:
    """Return what was understood of an uploaded plan, as people corrected it."""
    return plan_from_dict(get(plan_id).understood)


def revisions(plan_id: int) -> list[RevisionRow]:
    """Return the revisions of a plan in the order they were proposed."""
    return list(RevisionRow.select().where(RevisionRow.plan == plan_id).order_by(RevisionRow.position))


def revision(revision_id: int) -> RevisionRow:
    """Return one revision. Raises NotFound."""
    row = RevisionRow.get_or_none(RevisionRow.id == revision_id)
    if row is None:
        raise NotFound(f"revision {revision_id}")
    return row


def add(cycle_id: int, filename: str, data: bytes, plan: Plan, original: Sequence[Sequence[str]] = ()) -> PlanFile:
    """Keep an uploaded plan with what was understood of it, and the text of its file."""
    return PlanFile.create(
        cycle=cycle_id, filename=filename, data=data, understood=plan_to_dict(plan), original=list(original)
    )


def correct(plan_id: int, plan: Plan) -> None:
    """Keep what people corrected of what was understood, and what it was before."""
    PlanChange.create(plan=plan_id, before=get(plan_id).understood)
    oldest = PlanChange.select(PlanChange.id).where(PlanChange.plan == plan_id).order_by(PlanChange.id.desc())
    too_old = [row.id for row in oldest.offset(MOST_CHANGES).limit(1_000)]
    PlanChange.delete().where(PlanChange.id.in_(too_old)).execute()
    PlanFile.update(understood=plan_to_dict(plan)).where(PlanFile.id == plan_id).execute()


def changes(plan_id: int) -> int:
    """Return how many corrections can be taken back."""
    return PlanChange.select().where(PlanChange.plan == plan_id).count()


def take_back(plan_id: int) -> Plan | None:
    """Put what was understood back as it was before the last correction, and return it; None when there was none."""
    last = PlanChange.select().where(PlanChange.plan == plan_id).order_by(PlanChange.id.desc()).first()
    if last is None:
        return None
    PlanFile.update(understood=last.before).where(PlanFile.id == plan_id).execute()
    last.delete_instance()
    return understood(plan_id)


def follow(plan_id: int, places: Mapping[str, str | None]) -> None:
    """Let revisions follow their elements to new ids; undecided ones about an element that is gone go with it."""
    for row in revisions(plan_id):
        old = row.proposal["target"] or row.proposal["under"]
        new = places.get(old, old)
        if new is None and row.decision == "proposed":
            row.delete_instance()
        elif new != old:
            part = "target" if row.proposal["target"] else "under"
            RevisionRow.update(proposal={**row.proposal, part: new}).where(RevisionRow.id == row.id).execute()


def put_proposals(plan_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write new proposals in place of those that nobody decided; decided ones stay, before the new ones."""
    undecided = (RevisionRow.plan == plan_id) & (RevisionRow.decision == "proposed")
    RevisionRow.delete().where(undecided).execute()
    kept = revisions(plan_id)
    for position, row in enumerate(kept):
        RevisionRow.update(position=position).where(RevisionRow.id == row.id).execute()
    for position, fields in enumerate(rows, start=len(kept)):
        RevisionRow.create(plan=plan_id, position=position, **fields)


def decide(revision_id: int, version: int, fields: Mapping[str, Any]) -> bool:
    """Write a decision if the revision still has `version`; return whether it had."""
    same = (RevisionRow.id == revision_id) & (RevisionRow.version == version)
    return RevisionRow.update(version=version + 1, **fields).where(same).execute() == 1
