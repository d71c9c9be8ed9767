"""Step 2 of a cycle: comments become themes, and people decide about them."""

import logging
import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from app.analysis.analyze import analyze_comments
from app.analysis.comments import Comment
from app.analysis.following import follow
from app.analysis.matching import keep_ids
from app.analysis.meanings import in_memory
from app.analysis.ports import Engines, Progress, no_progress
from app.analysis.review import KINDS, Decision, counted_once, moved_by_hand
from app.analysis.shortening import shortened
from app.analysis.splitting import Part, propose_split
from app.analysis.themes import Analysis
from app.store import concerns, cycles, meanings, responses, reviewed, reviewing, runs
from app.store.database import transaction
from app.store.tables import AnalysisRun

log = logging.getLogger(__name__)


class DecisionError(ValueError):
    """A decision that cannot be taken.

    `reason` is a word: ``kind`` (there is none such), ``danger`` (nobody may take it), or what `review.objection` says.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def request(cycle_id: int) -> int:
    """Ask for an analysis and return the run's id. A run that still waits or works is returned instead of a second."""
    latest = runs.latest(cycle_id)
    if latest is not None and latest.state in ("waiting", "running"):
        return latest.id
    with transaction():
        return runs.add(cycles.get(cycle_id).id).id


def run(run_id: int, engines: Engines, tell: Progress = no_progress, data_dir: Path | None = None) -> None:
    """Carry out one analysis run and keep what it found; a run that fails says so and loses nothing.

    Progress is recorded for the page, and told to `tell` for whoever waits at a terminal. With `data_dir` the vectors are
    kept there, to be searched.
    """
    row = runs.get(run_id)
    runs.mark(run_id, state="running", message="")
    try:
        comments = responses.comments(row.cycle_id)
        reader = engines.reader(len(comments)).version
        runs.mark(run_id, encoder=reader)
        last = runs.latest_done(row.cycle_id)
        earlier = runs.analysis(last.id) if last else Analysis((), ())
        same_encoder = last is not None and last.encoder == reader
        coded = _coded(row, comments, earlier if same_encoder else Analysis((), ()), engines, tell, data_dir)
        if not same_encoder:
            coded = keep_ids(coded, earlier)
        concerned = _concerns(row.cycle_id, coded)
        with transaction():
            runs.keep(run_id, counted_once(follow(coded, runs.decisions(row.cycle_id), earlier.themes)))
            concerns.put(concerned)
        reviewing.prepare(row.cycle_id, run_id)
        runs.mark(run_id, state="done", finished=runs.now())
        reviewing.current(row.cycle_id)
        if data_dir is not None:
            meanings.forget_all_but(data_dir, runs.newest())
    except Exception:
        # What failed goes to the log without any comment's text; the page says in plain words that it failed.
        log.exception("analysis run %s failed", run_id)
        runs.mark(run_id, state="failed", finished=runs.now(), message="analysis_failed")
        raise


def _coded(
    row: AnalysisRun, comments: list[Comment], known: Analysis, engines: Engines, tell: Progress, data_dir: Path | None
) -> Analysis:
    """Return what an analysis makes of the comments; with `data_dir` its vectors are kept there and not in memory."""
    with meanings.room(data_dir) if data_dir else nullcontext(in_memory) as room:
        found = analyze_comments(
            comments,
            engines,
            codebook=cycles.codebook(row.cycle_id),
            known=known.themes,
            taught=_taught(row.cycle_id),
            progress=_Progress(row.id, tell),
            room=room,
        )
        if data_dir is not None and found.meanings is not None:
            meanings.keep(data_dir, row.id, found.meanings)
    return found


def _taught(cycle_id: int) -> dict[str, list[str]]:
    before = runs.reviewed(cycle_id)
    return moved_by_hand(before, runs.decisions(cycle_id)) if before else {}


def decide(cycle_id: int, kind: str, payload: Mapping[str, Any], by: str) -> None:
    """Keep one decision of a person about themes or quotes.

    Raises DecisionError on an unknown kind, and for a quote (``danger``) that may tell of danger.
    """
    _check(cycle_id, kind, payload)
    with transaction():
        runs.add_decision(cycle_id, kind, payload, by)
        reviewing.current(cycle_id)


def decide_now(cycle_id: int, kind: str, payload: Mapping[str, Any], by: str) -> None:
    """Keep one decision about themes as they are at this moment: of two who decide at once, the second hears of the first.

    Raises DecisionError.
    """
    _check(cycle_id, kind, payload)
    with transaction():
        if reason := reviewing.decide(cycle_id, Decision(kind, payload, by, "")):
            raise DecisionError(reason)


def decide_once(cycle_id: int, kind: str, payload: Mapping[str, Any], by: str) -> bool:
    """Keep one decision about a quote, unless it has come before: a browser sends again what it got no answer to.

    ``key`` of the payload tells. Return whether it is new. Raises DecisionError; ``gone`` when there is no such comment,
    or its words are not those that were shortened.
    """
    _check(cycle_id, kind, payload)
    with transaction():
        if runs.has_decision(cycle_id, payload["key"]):
            return False
        if kind != "undo":
            text = runs.redacted(cycle_id, str(payload["comment"]))
            if text is None or (payload.get("parts") and shortened(text, payload["parts"]) is None):
                raise DecisionError("gone")
        runs.add_decision(cycle_id, kind, payload, by)
        reviewing.current(cycle_id)
    return True


def _check(cycle_id: int, kind: str, payload: Mapping[str, Any]) -> None:
    if kind not in KINDS:
        raise DecisionError("kind")
    if kind == "approve_quote" and runs.tells_of_danger(cycle_id, str(payload.get("comment", ""))):
        raise DecisionError("danger")


def split_proposal(cycle_id: int, theme_id: str, engines: Engines, data_dir: Path) -> tuple[Part, ...]:
    """Return how a theme might be split, for people to change. Nothing is kept."""
    found = reviewed.outcome(cycle_id)
    if found is None:
        return ()
    return propose_split(found.comments_of(theme_id), found.codings, engines, meanings.load(data_dir, found.run_id))


def _concerns(cycle_id: int, found: Analysis) -> list[dict[str, Any]]:
    """Return what the queue of concerns gains from an analysis: what it flags and nobody knew of."""
    known = concerns.known(cycle_id)
    return concerns.rows(
        [
            concerns.Found(each.comment_id, each.safety, each.redacted_text, each.language)
            for each in found.codings
            if each.safety and each.comment_id not in known
        ],
        runs.now(),
    )


class _Progress:
    """Records progress at most twice a second, so that telling about the work does not become the work."""

    def __init__(self, run_id: int, tell: Progress) -> None:
        self.run_id, self.tell, self.last = run_id, tell, 0.0

    def __call__(self, stage: str, done: int, of: int) -> None:
        self.tell(stage, done, of)
        if done == of or time.monotonic() - self.last > 0.5:
            self.last = time.monotonic()
            runs.mark(self.run_id, stage=stage, done=done, of=of)
