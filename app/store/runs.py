"""Analysis runs: what each found, how far a running one is, and what people decided about the results."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from typing import Any

from peewee import fn

from app.analysis.coding import Coding
from app.analysis.review import Decision as ReviewDecision
from app.analysis.review import Reviewed, apply_decisions
from app.analysis.screening import with_concerns
from app.analysis.statements import Statement
from app.analysis.themes import Analysis, Gist, Quote, Theme
from app.store import concerns
from app.store.database import NotFound
from app.store.tables import (
    AnalysisRun,
    Decision,
    ListedComment,
    Review,
    ReviewedCoding,
    ReviewedList,
    RunCoding,
    RunTheme,
    database,
)


def now() -> dt.datetime:
    """Return the time in UTC without a zone, as the tables keep it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def get(run_id: int) -> AnalysisRun:
    """Return one run. Raises NotFound."""
    run = AnalysisRun.get_or_none(AnalysisRun.id == run_id)
    if run is None:
        raise NotFound(f"analysis run {run_id}")
    return run


def latest(cycle_id: int) -> AnalysisRun | None:
    """Return the newest run of a cycle, whatever its state."""
    return AnalysisRun.select().where(AnalysisRun.cycle == cycle_id).order_by(AnalysisRun.id.desc()).first()


def latest_done(cycle_id: int) -> AnalysisRun | None:
    """Return the newest run of a cycle that was finished."""
    done = (AnalysisRun.cycle == cycle_id) & (AnalysisRun.state == "done")
    return AnalysisRun.select().where(done).order_by(AnalysisRun.id.desc()).first()


def add(cycle_id: int) -> AnalysisRun:
    """Add a run that waits for the worker."""
    return AnalysisRun.create(cycle=cycle_id, started=now())


def mark(run_id: int, **fields: Any) -> None:
    """Record how far a run is."""
    AnalysisRun.update(**fields).where(AnalysisRun.id == run_id).execute()


def keep(run_id: int, analysis: Analysis) -> None:
    """Write what a run found. A run that is started again writes the same rows anew; what was made of them goes."""
    for table in (Review, ReviewedList, ReviewedCoding, ListedComment, RunTheme, RunCoding):
        table.delete().where(table.run == run_id).execute()
    with database.atomic():
        for position, each in enumerate(analysis.themes):
            RunTheme.create(run=run_id, theme=each.id, position=position, body=theme_body(each), centroid=each.centroid)
        for start in range(0, len(analysis.codings), 500):
            part = analysis.codings[start : start + 500]
            RunCoding.insert_many([_coding_row(run_id, coding) for coding in part]).execute()


def analysis(run_id: int) -> Analysis:
    """Return what a run found, as analysis returned it."""
    codings = RunCoding.select().where(RunCoding.run == run_id).order_by(RunCoding.comment)
    return Analysis(tuple(map(coding, codings)), themes(run_id))


def themes(run_id: int) -> tuple[Theme, ...]:
    """Return the themes that a run found."""
    rows: Any = RunTheme.select(RunTheme.theme, RunTheme.body, RunTheme.centroid).where(RunTheme.run == run_id)
    return tuple(theme(*row) for row in rows.order_by(RunTheme.position).tuples())


def reviewed(cycle_id: int) -> Reviewed | None:
    """Return the newest finished run with everything people decided applied to it, or None before the first run.

    What is on the queue of concerns tells of danger whatever the run says, a false alarm does not, and nothing that
    tells of danger is approved as a quote.
    """
    run = latest_done(cycle_id)
    if run is None:
        return None
    found = apply_decisions(with_concerns(analysis(run.id), concerns.known(cycle_id)), decisions(cycle_id))
    return replace(found, approved=found.approved - {each.comment_id for each in found.codings if each.safety})


def tells_of_danger(cycle_id: int, comment: str) -> bool:
    """Tell whether a comment is on the queue of concerns, or flagged by the newest run and no false alarm."""
    known = concerns.known(cycle_id)
    if comment in known:
        return known[comment] is not None
    run = latest_done(cycle_id)
    coded = run and RunCoding.get_or_none((RunCoding.run == run.id) & (RunCoding.comment == comment))
    return bool(coded and coded.safety)


def decisions(cycle_id: int) -> list[ReviewDecision]:
    """Return everything that people decided about a cycle's themes and quotes, oldest first."""
    rows = Decision.select().where(Decision.cycle == cycle_id).order_by(Decision.id)
    return [ReviewDecision(row.kind, row.payload, row.by, row.at.isoformat()) for row in rows]


def decided(cycle_id: int) -> int:
    """Return the number of the last decision about a cycle's themes and quotes, 0 before the first."""
    last = Decision.select(Decision.id).where(Decision.cycle == cycle_id).order_by(Decision.id.desc()).first()
    return int(last.id) if last else 0


def add_decision(cycle_id: int, kind: str, payload: Mapping[str, Any], by: str) -> int:
    """Append one decision and return its number."""
    key = str(payload.get("key", ""))
    row = Decision.create(cycle=cycle_id, kind=kind, payload=dict(payload), by=by, at=now(), key=key)
    return int(row.id)


def has_decision(cycle_id: int, key: str) -> bool:
    """Tell whether a decision came with this key."""
    return bool(Decision.select().where((Decision.cycle == cycle_id) & (Decision.key == key)).exists())


def redacted(cycle_id: int, comment: str) -> str | None:
    """Return a comment as the newest run redacted it, or None."""
    found = said(cycle_id, comment)
    return found[0] if found else None


def said(cycle_id: int, comment: str) -> tuple[str, str] | None:
    """Return a comment as the newest run redacted it, and its language, or None."""
    run = latest_done(cycle_id)
    row = run and RunCoding.get_or_none((RunCoding.run == run.id) & (RunCoding.comment == comment))
    return (row.redacted_text, row.language) if row else None


def newest() -> list[int]:
    """Return the newest finished run of each cycle."""
    done: Any = (
        AnalysisRun.select(fn.MAX(AnalysisRun.id)).where(AnalysisRun.state == "done").group_by(AnalysisRun.cycle)
    )
    return [row[0] for row in done.tuples()]


def unfinished() -> Iterable[AnalysisRun]:
    """Return the runs that a worker was killed in, to be taken up again."""
    return list(AnalysisRun.select().where(AnalysisRun.state == "running"))


def theme_body(theme: Theme) -> dict[str, Any]:
    """Return a theme as its row keeps it, beside its id and centroid."""
    quotes = [[quote.comment_id, quote.text, quote.language, dict(quote.groups)] for quote in theme.quotes]
    return {
        "label": theme.label, "keyphrases": list(theme.keyphrases), "size": theme.size, "prevalence": theme.prevalence,
        "sentiment": theme.sentiment, "labels": dict(theme.labels), "definition": theme.definition, "code": theme.code,
        "quotes": quotes, "gists": [list(astuple(gist)) for gist in theme.gists],
    }  # fmt: skip


def theme(theme_id: str, body: Mapping[str, Any], centroid: bytes = b"") -> Theme:
    """Return the theme of a row."""
    told = dict(body)
    told["quotes"] = tuple(Quote(*quote) for quote in told["quotes"])
    told["keyphrases"] = tuple(told["keyphrases"])
    told["gists"] = tuple(Gist(*gist) for gist in told.get("gists", ()))  # runs of older editions have none
    return Theme(id=theme_id, centroid=bytes(centroid), **told)


def _coding_row(run_id: int, coding: Coding) -> dict[str, Any]:
    return {
        "run": run_id, "comment": coding.comment_id, "language": coding.language, "themes": list(coding.themes),
        "sentiment": coding.sentiment, "redacted_text": coding.redacted_text.replace("\0", ""), "safety": coding.safety,
        "margin": coding.margin, "uncoded": coding.uncoded, "copy_of": coding.copy_of, "code": coding.code,
        "statements": statements_told(coding),
    }  # fmt: skip


def statements_told(coding: Coding) -> list[list[Any]]:
    """Return the statements of a comment as rows keep them."""
    return [[s.start, s.end, list(s.themes), s.stance, s.sure, s.sentiment] for s in coding.statements]


def coding(row: RunCoding) -> Coding:
    """Return the coding of a row."""
    return Coding(
        row.comment,
        row.language,
        tuple(row.themes),
        row.sentiment,
        row.redacted_text,
        row.safety,
        row.margin,
        row.uncoded,
        row.copy_of,
        row.code,
        statements(row.statements),
    )


def statements(told: list[list[Any]]) -> tuple[Statement, ...]:
    """Return what `statements_told` was made of."""
    return tuple(Statement(start, end, tuple(themes), *meant) for start, end, themes, *meant in told)
