"""Step 3 of a cycle: the current plan and the themes become proposed revisions, and people decide about each."""

import logging
from collections.abc import Mapping
from typing import Any

from app.adapters.plan_files import read_plan_file
from app.analysis.ports import Engines
from app.planning.export import plan_from_dict, plan_to_dict, revisions_to_list
from app.planning.folding import fold
from app.planning.renumbered import new_ids
from app.planning.revision import Kind
from app.planning.sequence import change
from app.store import plans, publications, responses, runs
from app.store.database import transaction
from app.store.tables import RevisionRow

log = logging.getLogger(__name__)

DECISIONS = ("proposed", "accepted", "rejected")


class NotAnalysed(Exception):
    """There are no themes yet that revisions could rest on."""


class RevisionError(ValueError):
    """A decision or kind that does not exist."""


class EditedMeanwhile(Exception):
    """Somebody else changed the revision first; `current` is what it is now. Nothing was overwritten."""

    def __init__(self, current: RevisionRow) -> None:
        super().__init__("edited meanwhile")
        self.current = current


def upload(cycle_id: int, filename: str, data: bytes) -> int:
    """Keep an uploaded plan with what was understood of it; return its id. Raises PlanFileError."""
    read = read_plan_file(data, filename)
    with transaction():
        return plans.add(cycle_id, filename, data, read.plan, read.original).id


def correct(plan_id: int, plan: Mapping[str, Any]) -> None:
    """Keep what people corrected of what was understood. Raises ValueError when it is no plan."""
    corrected = plan_from_dict(dict(plan))
    places = new_ids(plans.understood(plan_id), corrected)
    with transaction():
        plans.correct(plan_id, corrected)
        plans.follow(plan_id, places)


def change_part(plan_id: int, part_id: str, kind: str, text: str, under: str = "") -> None:
    """Say of one part of a plan what it is, what it says and where it stands. Raises PlanDataError."""
    correct(plan_id, plan_to_dict(change(plans.understood(plan_id), part_id, kind, text, under)))


def undo_correction(plan_id: int) -> bool:
    """Take the last correction of a plan back; return False when there is none. Revisions follow their elements."""
    with transaction():
        before, after = plans.understood(plan_id), plans.take_back(plan_id)
        if after is not None:
            plans.follow(plan_id, new_ids(before, after))
    return after is not None


def request(plan_id: int) -> int:
    """Ask for proposals and return the job's id. Raises NotAnalysed."""
    cycle_id = plans.get(plan_id).cycle_id
    if runs.latest_done(cycle_id) is None:
        raise NotAnalysed
    with transaction():
        return publications.add_job(cycle_id, "propose").id


def run(job_id: int, engines: Engines) -> None:
    """Carry out a request for proposals; a job that fails says so."""
    publications.mark_job(job_id, state="running", done=0, of=1)
    try:
        plan = plans.current(publications.get_job(job_id).cycle_id)
        if plan is not None:
            propose(plan.id, engines)
        publications.mark_job(job_id, state="done", done=1)
    except Exception:
        log.exception("proposing revisions failed in job %s", job_id)
        publications.mark_job(job_id, state="failed", message="proposing_failed")
        raise


def propose(plan_id: int, engines: Engines) -> None:
    """Fold the reviewed themes into the plan; proposals that somebody decided already stay as they are."""
    plan = plans.get(plan_id)
    reviewed = runs.reviewed(plan.cycle_id)
    if reviewed is None:
        raise NotAnalysed
    themes = [theme for theme in reviewed.themes if theme.id not in reviewed.hidden_themes]
    comments = responses.comments(plan.cycle_id)
    found = fold(plans.understood(plan_id), themes, reviewed.codings, comments, engines.encoder)
    decided = {_key(row.proposal) for row in plans.revisions(plan_id) if row.decision != "proposed"}
    fresh = [each for each in revisions_to_list(found) if _key(each) not in decided]
    with transaction():
        plans.put_proposals(plan_id, [_row(each) for each in fresh])


def decide(revision_id: int, decision: str, fields: Mapping[str, Any], version: int, by: str) -> None:
    """Accept, edit or reject one revision as it stood at `version`.

    `fields` may hold text, rationale, kind, reason, you_said and we_will. Raises EditedMeanwhile, RevisionError.
    """
    if decision not in DECISIONS or fields.get("kind", "keep") not in list(Kind):
        raise RevisionError(decision)
    with transaction():
        if not plans.decide(revision_id, version, {**fields, "decision": decision, "by": by}):
            raise EditedMeanwhile(plans.revision(revision_id))


def _key(proposal: Mapping[str, Any]) -> tuple:
    return proposal["target"], proposal["under"], tuple(proposal["themes"])


def _row(proposal: Mapping[str, Any]) -> dict[str, Any]:
    return {key: proposal[key] for key in ("kind", "text", "rationale")} | {"proposal": dict(proposal)}
