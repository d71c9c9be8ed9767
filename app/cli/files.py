"""The files that `yousaid themes` and `yousaid fold` write and read: a contract that scripts depend on."""

import csv
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.adapters.exports.guard import unguard, write_table
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import mark_copies, times, voice
from app.analysis.parts import code_label, sub_themes
from app.analysis.ports import Progress
from app.analysis.review import Reviewed, apply_decisions
from app.analysis.themes import Analysis, Gist, Quote, Theme
from app.planning.export import plan_to_dict, revisions_to_list
from app.planning.plan import Plan
from app.planning.revision import Revision
from app.workflow.publish import draft, findings
from reports import contents
from reports.rendering.docx import plan_draft_docx
from reports.rendering.html import plan_draft_html
from reports.rendering.pdf import plan_draft_pdf
from reports.themed import themed_report_html, themed_report_pdf

CODING = ("id", "language", "themes", "sentiment", "redacted_text", "safety", "code")
STATEMENTS = ("id", "start", "end", "themes", "stance", "sure", "sentiment", "text")


def write_themes(
    out: Path, found: Analysis, comments: Sequence[Comment], title: str, minimum_n: int, tell: Progress
) -> None:
    """Write coding.csv, statements.csv, groups.csv, themes.json, report.html and report.pdf."""
    out.mkdir(parents=True, exist_ok=True)
    write_table(out / "coding.csv", CODING, map(_coding_row, found.codings))
    write_table(out / "statements.csv", STATEMENTS, _statement_rows(found.codings))
    names = sorted({name for comment in comments for name in comment.groups})
    rows = ([comment.id, *(comment.groups.get(name, "") for name in names)] for comment in comments)
    write_table(out / "groups.csv", ("id", *names), rows)
    counted = times(found.codings)
    sent = {coding.comment_id: counted[voice(coding)] for coding in found.codings}
    _write_json(out / "themes.json", [_theme(theme, sent, found) for theme in found.themes])
    report = _report(found, comments, title, minimum_n)
    tell("documents", 0, 2)
    (out / "report.html").write_text(themed_report_html(report), encoding="utf-8")
    tell("documents", 1, 2)
    (out / "report.pdf").write_bytes(themed_report_pdf(report))
    tell("documents", 2, 2)


def read_themes(folder: Path) -> tuple[Analysis, list[Comment]]:
    """Read back what write_themes wrote. Raises OSError, KeyError or ValueError when it is something else."""
    codings = mark_copies([_read_coding(row) for row in _read_csv(folder / "coding.csv")])
    groups = (
        {row.pop("id"): row for row in _read_csv(folder / "groups.csv")} if (folder / "groups.csv").exists() else {}
    )
    comments = [
        Comment(c.comment_id, c.redacted_text, c.language, {k: v for k, v in of.items() if v}, of.get("question"))
        for c in codings
        for of in [groups.get(c.comment_id, {})]
    ]
    themes = json.loads((folder / "themes.json").read_text(encoding="utf-8"))
    return Analysis(codings, tuple(_read_theme(each) for each in themes)), comments


def write_fold(
    out: Path, plan_file: Path, plan: Plan, found: Analysis, revisions: Sequence[Revision], tell: Progress
) -> None:
    """Write plan.json, revisions.json and the draft as DOCX, PDF and HTML."""
    out.mkdir(parents=True, exist_ok=True)
    _write_json(out / "plan.json", plan_to_dict(plan))
    _write_json(out / "revisions.json", revisions_to_list(revisions))
    labels = {theme.id: theme.label for theme in found.themes}
    changes = tuple(_draft_revision(each, labels) for each in revisions)
    content = contents.PlanDraft(_cover(plan.title or plan_file.stem), draft.goals(plan), changes, notes=plan.notes)
    original = plan_file.read_bytes() if plan_file.suffix.lower() == ".docx" else None
    makers = {
        "plan-draft.docx": lambda: plan_draft_docx(content, original),
        "plan-draft.pdf": lambda: plan_draft_pdf(content),
        "plan-draft.html": lambda: plan_draft_html(content).encode(),
    }
    for made, (name, make) in enumerate(makers.items(), start=1):
        (out / name).write_bytes(make())
        tell("documents", made, len(makers))


def _report(found: Analysis, comments: Sequence[Comment], title: str, minimum_n: int) -> contents.ThemedReport:
    heard = findings.Heard(_everything_shown(found), comments, minimum_n)
    return contents.ThemedReport(
        cover=_cover(title),
        responses=len(comments),
        rates=(),
        closed=(),
        themes=findings.theme_findings(heard),
        method=findings.method(heard, "", f"YouSaid {version('yousaid')}"),
    )


def _everything_shown(found: Analysis) -> Reviewed:
    """Nobody has approved quotes of a file yet: this report is the team's, so it shows what analysis would propose."""
    quotes = [quote.comment_id for theme in found.themes for quote in theme.quotes]
    quotes += [gist.comment_id for theme in found.themes for gist in theme.gists[:1]]
    return apply_decisions(found, [findings.approval(comment_id) for comment_id in quotes])


def _cover(title: str) -> contents.Cover:
    return contents.Cover(district="", title={"en": title}, language="en", date=dt.date.today().isoformat())


def _draft_revision(revision: Revision, labels: Mapping[str, str]) -> contents.DraftRevision:
    evidence = revision.evidence
    return contents.DraftRevision(
        id=revision.id, kind=str(revision.kind), target=revision.target, under=revision.under, text=revision.text,
        rationale=revision.rationale, decision="proposed",
        evidence=contents.Evidence(
            comments=evidence.comments,
            themes=tuple(labels.get(each, each) for each in revision.themes),
            audiences=dict(evidence.audiences),
            languages=dict(evidence.languages),
            quotes=tuple(contents.Quote(q.text, q.language, q.groups.get("audience")) for q in evidence.quotes),
        ),
    )  # fmt: skip


def _coding_row(coding: Coding) -> list[Any]:
    return [
        coding.comment_id, coding.language, ";".join(coding.themes), round(coding.sentiment, 3),
        coding.redacted_text, coding.safety or "", coding.code,
    ]  # fmt: skip


def _statement_rows(codings: Sequence[Coding]) -> Iterator[list[Any]]:
    """Yield a row for each statement of each comment: `start` and `end` are its place in the comment's redacted text."""
    for coding in codings:
        for each in coding.statements:
            yield [
                coding.comment_id, each.start, each.end, ";".join(each.themes), each.stance, each.sure, each.sentiment,
                coding.redacted_text[each.start : each.end],
            ]  # fmt: skip


def _read_coding(row: Mapping[str, str]) -> Coding:
    themes = tuple(filter(None, row["themes"].split(";")))
    return Coding(
        row["id"],
        row["language"],
        themes,
        float(row["sentiment"] or 0),
        unguard(row["redacted_text"]),
        row["safety"] or None,
        code=row.get("code", ""),
    )


def _theme(theme: Theme, sent: Mapping[str, int], found: Analysis) -> dict[str, Any]:
    """Return a theme as JSON; `sent` says how often the words of a comment were sent."""
    parts = [
        {"code": code, "label": code_label(code, "en"), "size": size}
        for code, size in sub_themes(theme.id, found.codings)
    ]
    quotes = [
        {
            "id": q.comment_id,
            "text": q.text,
            "language": q.language,
            "groups": dict(q.groups),
            "times": sent[q.comment_id],
        }
        for q in theme.quotes
    ]
    return {
        "id": theme.id, "label": theme.label, "keyphrases": list(theme.keyphrases), "size": theme.size,
        "prevalence": round(theme.prevalence, 4), "sentiment": round(theme.sentiment, 3), "quotes": quotes,
        "definition": theme.definition, "labels": dict(theme.labels), "code": theme.code,
        "sub_themes": parts, "gists": [asdict(gist) for gist in theme.gists],
    }  # fmt: skip


def _read_theme(body: Mapping[str, Any]) -> Theme:
    quotes = tuple(Quote(q["id"], q["text"], q["language"], q.get("groups", {})) for q in body["quotes"])
    return Theme(
        body["id"], body["label"], tuple(body["keyphrases"]), body["size"], body["prevalence"], body["sentiment"],
        quotes, body.get("labels", {}), body.get("definition", ""), body.get("code", False),
        gists=tuple(Gist(**gist) for gist in body.get("gists", ())),
    )  # fmt: skip


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
