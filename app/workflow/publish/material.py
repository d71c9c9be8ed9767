"""Assembles what a publication says: everything leaves the store here, suppressed and approved, as reports.contents."""

import datetime as dt
from dataclasses import replace
from importlib.metadata import version

from app.analysis.agreement import standing_of, telling
from app.analysis.review import Reviewed
from app.config import Settings
from app.store import cycles, estimates, plans, publications, questionnaires, readings, responses, runs
from app.store.tables import Cycle, District, PlanFile
from app.workflow.publish import draft, findings
from app.workflow.publish.answers import Told, answers, without_repeats
from app.workflow.publish.closed import closed_findings
from app.workflow.publish.documents import Material
from app.workflow.publish.findings import Heard
from app.workflow.publish.opposed import opposed
from reports import contents
from reports.rendering.docx import plan_draft_docx
from translations import LANGUAGES


class NotReady(Exception):
    """There is nothing yet that could be published: no finished analysis."""


def edition_slug(cycle: Cycle, edition: int) -> str:
    """Return the lasting address of a cycle's first, second ... edition."""
    return cycle.slug if edition == 1 else f"{cycle.slug}-v{edition}"


def assemble(cycle_id: int, settings: Settings, changes: contents.Texts | None = None) -> Material:
    """Return the contents of all documents; `changes` is what a later edition says about itself.

    Raises NotReady before the first analysis.
    """
    reviewed = runs.reviewed(cycle_id)
    if reviewed is None:
        raise NotReady
    district = cycles.district()
    heard = Heard(
        reviewed,
        responses.comments(cycle_id),
        settings.minimum_n,
        district.language if district else "en",
        {each.theme: each for each in estimates.themes(cycle_id)},
        questionnaires.grade_bands(cycles.waves(cycle_id)),
        estimates.sample(cycle_id),
    )
    report = _report(cycle_id, heard, changes or {})
    plan = plans.current(cycle_id)
    return Material(
        report,
        _draft(plan, report, heard) if plan else None,
        _summary(cycle_id, report, heard, settings),
        _original(plan) if plan else None,
        tuple(school.name for school in cycles.schools()),
        {
            each.school: (_of_school(each, reviewed, report.cover), _original(each))
            for each in plans.of_cycle(cycle_id)
            if each.school
        },
    )


def school_draft(plan_id: int) -> bytes:
    """Return the draft of a school's plan with its accepted revisions, as DOCX. Raises NotReady."""
    plan = plans.get(plan_id)
    reviewed, district = runs.reviewed(plan.cycle_id), cycles.district()
    if reviewed is None:
        raise NotReady
    cover = _cover(cycles.get(plan.cycle_id), district, {})
    return plan_draft_docx(_of_school(plan, reviewed, cover), _original(plan))


def _of_school(plan: PlanFile, reviewed: Reviewed, cover: contents.Cover) -> contents.PlanDraft:
    understood = plans.understood(plan.id)
    changes = draft.of_school(plans.revisions(plan.id), reviewed, cover.language)
    return contents.PlanDraft(
        replace(cover, district=plan.school), draft.goals(understood), changes, notes=understood.notes
    )


def _original(plan: PlanFile) -> bytes | None:
    """Return the plan as it was uploaded where changes can be tracked in it, else None."""
    return bytes(plan.data) if plan.filename.lower().endswith(".docx") else None


def _report(cycle_id: int, heard: Heard, changes: contents.Texts) -> contents.ThemedReport:
    counts, run = responses.counts(cycle_id), runs.latest_done(cycle_id)
    return contents.ThemedReport(
        cover=_cover(cycles.get(cycle_id), cycles.district(), changes),
        responses=findings.hide(sum(counts["audience"].values()), heard.minimum_n),
        rates=findings.rates(counts, cycles.people(), heard.minimum_n),
        closed=closed_findings(cycle_id, heard.minimum_n),
        themes=findings.theme_findings(heard),
        method=findings.method(heard, run.encoder if run else "", f"YouSaid {version('yousaid')}", _agreed(cycle_id)),
        opposed=_opposed(cycle_id, heard),
    )


def _opposed(cycle_id: int, heard: Heard) -> tuple[contents.Opposed, ...]:
    """Return every pair of opposite wishes that the district's plan was confronted with, whatever was decided."""
    plan, languages = plans.current(cycle_id), offered_languages(cycles.district())
    rows = plans.revisions(plan.id) if plan else []
    found = (opposed(row.proposal.get("opposed"), heard.reviewed, heard.minimum_n, languages) for row in rows)
    return tuple(each for each in found if each is not None)


def _agreed(cycle_id: int) -> contents.Agreement | None:
    samples = readings.of_cycle(cycle_id)
    found = telling([standing_of(each.comments, each.machine, readings.of_sample(each.id)) for each in samples])
    if found is None:
        return None
    between, software = (
        contents.Alpha(each.alpha, each.low, each.high) if each else None
        for each in (found.between, found.with_software)
    )
    return contents.Agreement(found.of, len(found.finished), between, software)


def _draft(plan: PlanFile, report: contents.ThemedReport, heard: Heard) -> contents.PlanDraft:
    understood, rows = plans.understood(plan.id), plans.revisions(plan.id)
    changes = draft.revisions(rows, report.themes, heard.reviewed, heard.minimum_n, report.cover.language)
    return contents.PlanDraft(report.cover, draft.goals(understood), changes, notes=understood.notes)


def _summary(
    cycle_id: int, report: contents.ThemedReport, heard: Heard, settings: Settings
) -> contents.CommunitySummary:
    district = cycles.district()
    languages = offered_languages(district)
    told = tuple(theme for theme in report.themes if theme.comments is not None)
    return contents.CommunitySummary(
        cover=report.cover,
        responses=report.responses,
        audiences={rate.group: rate.responses for rate in report.rates if rate.dimension == "audience"},
        spoken=report.method.languages,
        themes=told,
        answers=_answers(
            cycle_id, Told({theme.id: theme for theme in told}, heard.reviewed, languages, heard.minimum_n)
        ),
        languages=languages,
        address=f"{settings.base_url}/p/{edition_slug(cycles.get(cycle_id), report.cover.version)}",
        contact=district.name if district else "",
        minimum_n=settings.minimum_n,
    )


def _answers(cycle_id: int, told: Told) -> tuple[contents.Answer, ...]:
    """Answer for the district's plan first, then for each school's."""
    every = (answers(plans.revisions(plan.id), told, plan.school) for plan in plans.of_cycle(cycle_id))
    return without_repeats(answer for of_plan in every for answer in of_plan)


def _cover(cycle: Cycle, district: District | None, changes: contents.Texts) -> contents.Cover:
    return contents.Cover(
        district=district.name if district else "",
        title=cycle.title,
        language=district.language if district else "en",
        date=dt.date.today().isoformat(),
        version=1 + max((each.version for each in publications.of_cycle(cycle.id)), default=0),
        synthetic=bool(district and district.synthetic),
        changes=changes,
    )


def offered_languages(district: District | None) -> tuple[str, ...]:
    """Return the languages in which a district publishes."""
    wanted = district.languages if district else []
    return tuple(each.tag for each in LANGUAGES if each.tag in wanted) or ("en",)
