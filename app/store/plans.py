"""Uploaded action plans and the revisions proposed for them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.planning.export import plan_from_dict, plan_to_dict
from app.planning.plan import Plan
from app.planning.renumbered import elements
from app.store.database import NotFound
from app.store.runs import now
from app.store.tables import PlanChange, PlanFile, RevisionEvent, RevisionRow

PLACES = ("target", "under")
FIELDS = ("kind", "text", "rationale", "decision", "reason", "you_said", "we_will", "owner", "timeline", "gone")
MOST_CHANGES = 50  # corrections of a plan that can be taken back


def current(cycle_id: int, school: str = "") -> PlanFile | None:
    """Return the plan that the cycle revises: the one of the district (or of a school) that was uploaded last."""
    of_it = (PlanFile.cycle == cycle_id) & (PlanFile.school == school)
    return PlanFile.select().where(of_it).order_by(PlanFile.id.desc()).first()


def of_cycle(cycle_id: int) -> list[PlanFile]:
    """Return the newest plan of the district and of each school that has one, the district's first."""
    newest: dict[str, PlanFile] = {}
    for row in PlanFile.select().where(PlanFile.cycle == cycle_id).order_by(PlanFile.id):
        newest[row.school] = row
    return [newest[school] for school in sorted(newest)]


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


def events(revision_id: int) -> list[RevisionEvent]:
    """Return everything that was done about a revision, oldest first."""
    rows = RevisionEvent.select().where(RevisionEvent.revision == revision_id)
    return list(rows.order_by(RevisionEvent.number))


def notes(plan_id: int) -> dict[int, int]:
    """Return how many notes each revision of a plan has."""
    rows: Any = RevisionEvent.select(RevisionEvent.revision).join(RevisionRow)
    found: dict[int, int] = {}
    for (revision_id,) in rows.where((RevisionRow.plan == plan_id) & (RevisionEvent.kind == "note")).tuples():
        found[revision_id] = found.get(revision_id, 0) + 1
    return found


def worked_on(plan_id: int) -> list[RevisionRow]:
    """Return the revisions that somebody decided, changed or said something about: a new proposal leaves them alone."""
    of_plan: Any = RevisionEvent.select(RevisionEvent.revision).join(RevisionRow).where(RevisionRow.plan == plan_id)
    known = {row[0] for row in of_plan.tuples()}
    return [row for row in revisions(plan_id) if row.decision != "proposed" or row.version or row.id in known]


def add(
    cycle_id: int, filename: str, data: bytes, plan: Plan, school: str = "", original: Sequence[Sequence[str]] = ()
) -> PlanFile:
    """Keep an uploaded plan with what was understood of it."""
    return PlanFile.create(
        cycle=cycle_id,
        filename=filename,
        data=data,
        understood=plan_to_dict(plan),
        school=school,
        original=list(original),
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


def follow(plan_id: int, before: Plan, after: Plan, places: Mapping[str, str | None], by: str = "") -> None:
    """Let revisions follow their elements to new ids (`places`); those whose element is gone keep its wording.

    One whose element stands in the plan again is about it again.
    """
    was, again = dict(elements(before)), {text: element_id for element_id, text in elements(after)}
    for row in revisions(plan_id):
        part = "target" if row.proposal["target"] else "under"
        old = row.proposal[part]
        if row.gone:
            if row.gone in again:
                _write(row, {"gone": "", part: again[row.gone]}, "gone", by)
            continue
        new = places.get(old, old)
        if old is None:
            continue
        if new is None:
            _write(row, {"gone": was.get(old) or old}, "gone", by)
        elif new != old:
            RevisionRow.update(proposal={**row.proposal, part: new}).where(RevisionRow.id == row.id).execute()
        _follow_events(row.id, was, places)


def _follow_events(revision_id: int, was: Mapping[str, str], places: Mapping[str, str | None]) -> None:
    """Let what Undo would put back follow to new ids as well, so that it never lands on another element."""
    for event in events(revision_id):
        changed = {}
        for side in ("before", "after"):
            fields = dict(getattr(event, side))
            for part in set(PLACES) & fields.keys():
                old = fields[part]
                if old is not None and places.get(old, old) is None:
                    fields["gone"] = was.get(old) or old
                elif old is not None:
                    fields[part] = places.get(old, old)
            if fields != getattr(event, side):
                changed[side] = fields
        if changed:
            here = (RevisionEvent.revision == revision_id) & (RevisionEvent.number == event.number)
            RevisionEvent.update(**changed).where(here).execute()


def put_proposals(plan_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write new proposals in place of those that nobody worked on; the others stay, before the new ones."""
    kept = worked_on(plan_id)
    untouched = (RevisionRow.plan == plan_id) & RevisionRow.id.not_in([row.id for row in kept])
    RevisionRow.delete().where(untouched).execute()
    for position, row in enumerate(kept):
        RevisionRow.update(position=position).where(RevisionRow.id == row.id).execute()
    for position, fields in enumerate(rows, start=len(kept)):
        RevisionRow.create(plan=plan_id, position=position, **fields)


def put_evidence(revision_id: int, evidence: Mapping[str, Any]) -> None:
    """Bring what a revision rests on up to date (keys of the proposal); what people decided stays as it is."""
    row = revision(revision_id)
    RevisionRow.update(proposal={**row.proposal, **evidence}).where(RevisionRow.id == revision_id).execute()


def change(revision_id: int, version: int, fields: Mapping[str, Any], by: str, kind: str = "changed") -> bool:
    """Write a change and its event if the revision still has `version`; return whether it had.

    `fields` may hold FIELDS and PLACES.
    """
    row = revision(revision_id)
    return row.version == version and _write(row, fields, kind, by)


def add_note(revision_id: int, text: str, by: str) -> None:
    """Keep what somebody says about a revision."""
    # Takes hold of the row, so that two who speak at once get one number after the other.
    RevisionRow.update(position=RevisionRow.position).where(RevisionRow.id == revision_id).execute()
    _add_event(revision(revision_id).id, "note", text, {}, {}, by)


def state(row: RevisionRow) -> dict[str, Any]:
    """Return the fields of a revision that people change."""
    return {name: getattr(row, name) for name in FIELDS} | {part: row.proposal[part] for part in PLACES}


def _write(row: RevisionRow, fields: Mapping[str, Any], kind: str, by: str) -> bool:
    before = state(row)
    after = {name: value for name, value in fields.items() if name in before and before[name] != value}
    changed: dict[str, Any] = {name: value for name, value in after.items() if name in FIELDS}
    if set(PLACES) & after.keys():
        changed["proposal"] = row.proposal | {part: after[part] for part in PLACES if part in after}
    same = (RevisionRow.id == row.id) & (RevisionRow.version == row.version)
    changed["by"] = row.by if kind == "gone" else by
    if RevisionRow.update(version=row.version + 1, **changed).where(same).execute() != 1:
        return False
    if after:
        _add_event(row.id, kind, "", {name: before[name] for name in after}, after, by)
    return True


def _add_event(revision_id: int, kind: str, text: str, before: Mapping, after: Mapping, by: str) -> None:
    number = 1 + max((event.number for event in events(revision_id)), default=0)
    RevisionEvent.create(
        revision=revision_id,
        number=number,
        kind=kind,
        text=text,
        before=dict(before),
        after=dict(after),
        by=by,
        at=now(),
    )
