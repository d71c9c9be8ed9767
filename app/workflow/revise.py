"""Step 3 of a cycle: the current plans and the themes become proposed revisions, and people decide about each."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.adapters.plan_files import read_plan_file
from app.analysis.coding import Coding
from app.analysis.copies import once
from app.analysis.ports import Engines
from app.planning import weighing
from app.planning.export import plan_from_dict, plan_to_dict, revisions_to_list
from app.planning.folding import fold
from app.planning.heard_at_school import Heard, at_school
from app.planning.history import last_change
from app.planning.renumbered import new_ids
from app.planning.revision import Kind
from app.planning.sequence import change
from app.planning.tongue import language_of
from app.store import cycles, plans, publications, responses, runs
from app.store.database import transaction
from app.store.tables import PlanFile, RevisionRow

log = logging.getLogger(__name__)

DECISIONS = ("proposed", "accepted", "rejected")
LONGEST_NOTE = 5_000  # characters


class NotAnalysed(Exception):
    """There are no themes yet that revisions could rest on."""


class RevisionError(ValueError):
    """A decision or kind that does not exist."""


class EditedMeanwhile(Exception):
    """Somebody else changed the revision first; `current` is what it is now. Nothing was overwritten."""

    def __init__(self, current: RevisionRow) -> None:
        super().__init__("edited meanwhile")
        self.current = current


def upload(cycle_id: int, filename: str, data: bytes, school: str = "") -> int:
    """Keep an uploaded plan of the district or a school with what was understood of it; return its id.

    Raises PlanFileError.
    """
    read = read_plan_file(data, filename)
    with transaction():
        return plans.add(cycle_id, filename, data, read.plan, school, read.original).id


def correct(plan_id: int, plan: Mapping[str, Any], by: str = "") -> None:
    """Keep what people corrected of what was understood. Raises ValueError when it is no plan."""
    corrected = plan_from_dict(dict(plan))
    with transaction():
        before = plans.understood(plan_id)
        plans.correct(plan_id, corrected)
        plans.follow(plan_id, before, corrected, new_ids(before, corrected), by)


def change_part(plan_id: int, part: str, fields: Mapping[str, str], by: str) -> None:
    """Say of one part of a plan what it is (kind), what it says (text) and where it stands (under). Raises PlanDataError."""
    kind, text, under = (fields.get(name, "") for name in ("kind", "text", "under"))
    correct(plan_id, plan_to_dict(change(plans.understood(plan_id), part, kind, text, under)), by)


def undo_correction(plan_id: int, by: str) -> bool:
    """Take the last correction of a plan back; return False when there is none. Revisions follow their elements."""
    with transaction():
        before, after = plans.understood(plan_id), plans.take_back(plan_id)
        if after is not None:
            plans.follow(plan_id, before, after, new_ids(before, after), by)
    return after is not None


def request(plan_id: int) -> int:
    """Ask for proposals and return the job's id. Raises NotAnalysed."""
    cycle_id = plans.get(plan_id).cycle_id
    if runs.latest_done(cycle_id) is None:
        raise NotAnalysed
    with transaction():
        return publications.add_job(cycle_id, "propose", {"plan": plan_id}).id


def run(job_id: int, engines: Engines, minimum_n: int) -> None:
    """Carry out a request for proposals; a job that fails says so."""
    publications.mark_job(job_id, state="running", done=0, of=1)
    try:
        job = publications.get_job(job_id)
        plan = plans.current(job.cycle_id)
        plan_id = job.payload.get("plan", plan.id if plan else None)
        if plan_id is not None:
            propose(plan_id, engines, minimum_n)
        publications.mark_job(job_id, state="done", done=1)
    except Exception:
        log.exception("proposing revisions failed in job %s", job_id)
        publications.mark_job(job_id, state="failed", message="proposing_failed")
        raise


def propose(plan_id: int, engines: Engines, minimum_n: int = 10) -> None:
    """Fold the reviewed themes into the plan. What somebody worked on stays as it is, with its evidence brought up to date.

    The plan of a school rests on what was said at that school, where at least `minimum_n` people stand behind a theme.
    """
    plan = plans.get(plan_id)
    understood, heard = plans.understood(plan_id), _heard(plan, minimum_n)
    tag = language_of(understood, engines.identifier)
    found = fold(
        understood, heard.themes, heard.codings, heard.comments, engines.encoder, tag, minimum_n if plan.school else 0
    )
    told = [{**each, "language": tag} for each in revisions_to_list(found)]
    proposals = _weighed(plan.cycle_id, told, heard)
    by_key = {_key(each): each for each in proposals}
    with transaction():
        kept = plans.worked_on(plan_id)
        for row in kept:
            newest = by_key.pop(_key(row.proposal), None)
            if newest is not None:
                plans.put_evidence(row.id, {name: newest[name] for name in ("evidence", "parts", "topics", "opposed")})
        plans.put_proposals(plan_id, [_row(each) for each in by_key.values()])


def decide(revision_id: int, decision: str, fields: Mapping[str, Any], version: int, by: str) -> None:
    """Accept, edit or reject one revision as it stood at `version`.

    `fields` may hold text, rationale, kind, reason, you_said, we_will, owner, timeline, and (to move it) target, under
    and gone. Raises EditedMeanwhile, RevisionError.
    """
    if decision not in DECISIONS or fields.get("kind", "keep") not in list(Kind):
        raise RevisionError(decision)
    with transaction():
        if not plans.change(revision_id, version, {**fields, "decision": decision}, by):
            raise EditedMeanwhile(plans.revision(revision_id))


def undo(revision_id: int, version: int, by: str) -> bool:
    """Take the last change back that still stands, whoever made it. Return False when there is none.

    Raises EditedMeanwhile.
    """
    with transaction():
        change = last_change(plans.events(revision_id))
        if change is None:
            return False
        if not plans.change(revision_id, version, change.before, by, "undone"):
            raise EditedMeanwhile(plans.revision(revision_id))
        return True


def say(revision_id: int, text: str, by: str) -> None:
    """Keep what a member of the team says about a revision. Raises RevisionError when it is empty or very long."""
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise RevisionError("note")
    with transaction():
        plans.add_note(revision_id, text.strip(), by)


def weigh(cycle_id: int, weights: Mapping[str, object]) -> None:
    """Keep what puts one revision before another, for everybody who works on the cycle."""
    with transaction():
        cycles.put_weights(cycle_id, weighing.checked(weights))


def _heard(plan: PlanFile, minimum_n: int) -> Heard:
    reviewed = runs.reviewed(plan.cycle_id)
    if reviewed is None:
        raise NotAnalysed
    themes = tuple(theme for theme in reviewed.themes if theme.id not in reviewed.hidden_themes)
    comments = responses.comments(plan.cycle_id)
    if plan.school:
        quoted = reviewed.approved - reviewed.hidden_quotes
        return at_school(plan.school, themes, reviewed.codings, comments, quoted, minimum_n)
    return Heard(themes, reviewed.codings, tuple(comments))


def _weighed(cycle_id: int, proposals: list[dict[str, Any]], heard: Heard) -> list[dict[str, Any]]:
    """Return the proposals with the parts that say why one comes before another."""
    voices = once(coding for coding in heard.codings if coding.themes)
    languages = {coding.comment_id: coding.language for coding in voices}
    groups = {
        each.id: {**each.groups, "language": languages[each.id]} for each in heard.comments if each.id in languages
    }
    less = weighing.unheard(groups, weighing.heard_less(responses.counts(cycle_id), cycles.people()))
    usual = sum(less.values()) / len(less) if less else 0.0
    return [
        each | {"parts": weighing.raw_parts(_about(each, voices), len(voices), less, usual, each["likeness"])}
        for each in proposals
    ]


def _about(proposal: Mapping[str, Any], voices: Iterable[Coding]) -> Sequence[Coding]:
    themes = set(proposal["themes"])
    return [coding for coding in voices if themes & set(coding.themes)]


def _key(proposal: Mapping[str, Any]) -> tuple:
    """Tell whether two proposals are the same; where something new was put does not make it another."""
    return proposal["target"], tuple(proposal["themes"])


def _row(proposal: Mapping[str, Any]) -> dict[str, Any]:
    return {key: proposal[key] for key in ("kind", "text", "rationale")} | {"proposal": dict(proposal)}
