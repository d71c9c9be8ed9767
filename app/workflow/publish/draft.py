"""The plan draft: the current plan with its accepted revisions and their evidence, as reports may say it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.analysis.review import Reviewed
from app.planning.export import revision_from_dict
from app.planning.folding import rationale
from app.planning.plan import Goal, Plan, Strategy
from app.store.tables import RevisionRow
from app.workflow.publish.opposed import may_be_quoted, opposed
from reports import contents


def goals(plan: Plan) -> tuple[contents.PlanGoal, ...]:
    """Return the plan's goals in the report room's own words."""
    return tuple(contents.PlanGoal(goal.id, goal.title, _strategies(goal)) for goal in plan.goals)


def _strategies(goal: Goal) -> tuple[contents.PlanStrategy, ...]:
    return tuple(contents.PlanStrategy(each.id, each.title, _steps(each)) for each in goal.strategies)


def _steps(strategy: Strategy) -> tuple[contents.PlanStep, ...]:
    return tuple(
        contents.PlanStep(step.id, step.text, step.owner, step.timeline, step.measure, step.status)
        for step in strategy.steps
    )


def revisions(
    rows: Iterable[RevisionRow],
    themes: Sequence[contents.ThemeFinding],
    reviewed: Reviewed,
    minimum_n: int,
    language: str = "en",
) -> tuple[contents.DraftRevision, ...]:
    """Return the accepted revisions with their evidence suppressed below the minimum n.

    One whose element is no longer in the plan has no place in a draft of it.
    """
    by_id = {theme.id: theme for theme in themes}
    return tuple(
        contents.DraftRevision(
            id=str(row.id),
            kind=row.kind,
            target=row.proposal["target"],
            under=row.proposal["under"],
            text=row.text,
            rationale=_rationale(row, language),
            evidence=replace(
                _evidence([by_id[each] for each in row.proposal["themes"] if each in by_id]),
                opposed=opposed(row.proposal.get("opposed"), reviewed, minimum_n, (language,)),
            ),
            owner=row.owner,
            timeline=row.timeline,
        )
        for row in rows
        if row.decision == "accepted" and not row.gone
    )


def of_school(rows: Iterable[RevisionRow], reviewed: Reviewed, language: str) -> tuple[contents.DraftRevision, ...]:
    """Return the accepted revisions of a school's plan; their evidence was suppressed when they were proposed."""
    found = revisions(rows, (), reviewed, 0, language)
    proposals = {str(row.id): row.proposal for row in rows}
    return tuple(replace(each, evidence=_at_school(proposals[each.id], reviewed, language)) for each in found)


def _at_school(proposal: Mapping, reviewed: Reviewed, language: str) -> contents.Evidence:
    evidence = proposal["evidence"]
    return contents.Evidence(
        comments=evidence["comments"],
        themes=tuple(labels.get(language) or labels.get("en", "") for labels in proposal.get("topics", ())),
        audiences=evidence["audiences"],
        languages=evidence["languages"],
        quotes=tuple(
            contents.Quote(each["text"], each["language"])
            for each in evidence["quotes"]
            if may_be_quoted(each["comment_id"], reviewed)
        ),
    )


def _rationale(row: RevisionRow, language: str) -> str:
    """Return people's own words, or the machine's in the language of the draft."""
    if row.rationale != row.proposal["rationale"] or not row.proposal.get("topics"):
        return row.rationale
    return rationale(revision_from_dict(row.proposal), language)


def _evidence(themes: Sequence[contents.ThemeFinding]) -> contents.Evidence:
    shown = [theme.comments for theme in themes if theme.comments is not None]
    return contents.Evidence(
        comments=sum(shown) if shown else None,
        themes=tuple(theme.label.get("en", theme.id) for theme in themes),
        audiences=_by_group(themes, "audience"),
        languages=_by_group(themes, "language"),
        quotes=tuple(quote for theme in themes for quote in theme.quotes[:3]),
    )


def _by_group(themes: Sequence[contents.ThemeFinding], dimension: str) -> Mapping[str, int | None]:
    found: dict[str, int | None] = {}
    for theme in themes:
        for share in theme.groups:
            if share.dimension == dimension and share.comments is not None:
                found[share.group] = (found.get(share.group) or 0) + share.comments
    return found
