"""Assembles what a publication says: everything leaves the store here, suppressed and approved, as reports.contents."""

import datetime as dt
from importlib.metadata import version

from app.config import Settings
from app.store import cycles, plans, publications, responses, runs
from app.store.tables import Cycle, District, PlanFile
from app.workflow.publish import draft, findings
from app.workflow.publish.answers import answers
from app.workflow.publish.closed import closed_findings
from app.workflow.publish.documents import Material
from app.workflow.publish.findings import Heard
from reports import contents
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
    heard = Heard(reviewed, responses.comments(cycle_id), settings.minimum_n)
    report = _report(cycle_id, heard, changes or {})
    plan = plans.current(cycle_id)
    return Material(
        report,
        _draft(plan, report, settings.minimum_n) if plan else None,
        _summary(cycle_id, report, plan, settings),
        bytes(plan.data) if plan and plan.filename.lower().endswith(".docx") else None,
        tuple(school.name for school in cycles.schools()),
    )


def _report(cycle_id: int, heard: Heard, changes: contents.Texts) -> contents.ThemedReport:
    counts, run = responses.counts(cycle_id), runs.latest_done(cycle_id)
    return contents.ThemedReport(
        cover=_cover(cycles.get(cycle_id), cycles.district(), changes),
        responses=findings.hide(sum(counts["audience"].values()), heard.minimum_n),
        rates=findings.rates(counts, _enrolled(), heard.minimum_n),
        closed=closed_findings(cycle_id, heard.minimum_n),
        themes=findings.theme_findings(heard),
        method=findings.method(heard, run.encoder if run else "", f"YouSaid {version('yousaid')}"),
    )


def _draft(plan: PlanFile, report: contents.ThemedReport, minimum_n: int) -> contents.PlanDraft:
    understood = plans.understood(plan.id)
    changes = draft.revisions(plans.revisions(plan.id), report.themes, minimum_n)
    return contents.PlanDraft(report.cover, draft.goals(understood), changes, notes=understood.notes)


def _summary(
    cycle_id: int, report: contents.ThemedReport, plan: PlanFile | None, settings: Settings
) -> contents.CommunitySummary:
    district = cycles.district()
    languages = _languages(district)
    told = tuple(theme for theme in report.themes if theme.comments is not None)
    return contents.CommunitySummary(
        cover=report.cover,
        responses=report.responses,
        audiences={rate.group: rate.responses for rate in report.rates if rate.dimension == "audience"},
        spoken=report.method.languages,
        themes=told,
        answers=answers(plans.revisions(plan.id) if plan else [], told, languages, settings.minimum_n),
        languages=languages,
        address=f"{settings.base_url}/p/{edition_slug(cycles.get(cycle_id), report.cover.version)}",
        contact=district.name if district else "",
        minimum_n=settings.minimum_n,
    )


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


def _languages(district: District | None) -> tuple[str, ...]:
    wanted = district.languages if district else []
    return tuple(each.tag for each in LANGUAGES if each.tag in wanted) or ("en",)


def _enrolled() -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in cycles.enrolment():
        if not row.school and not row.language:
            found["audience", row.audience] = found.get(("audience", row.audience), 0) + row.people
        elif row.school:
            found["school", row.school] = found.get(("school", row.school), 0) + row.people
        else:
            found["language", row.language] = found.get(("language", row.language), 0) + row.people
    return found
