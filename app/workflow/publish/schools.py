"""Each school's own part: its figures, and what the plan says about it by name."""

import re

from reports import contents
from reports.composing import composed

# Words at the end of a school's name that people leave out when they speak of it.
_KIND = re.compile(r"\s+(elementary|middle|high|primary|secondary|charter|school|academy|k-?8|k-?12)$", re.I)


def for_school(
    school: str, report: contents.ThemedReport, draft: contents.PlanDraft | None, summary: contents.CommunitySummary
) -> contents.SchoolPack:
    """Return the pack of one school in the summary's language."""
    named = _named(school)
    rate = next((each for each in report.rates if (each.dimension, each.group) == ("school", school)), None)
    accepted = [answer for answer in summary.answers if answer.accepted]
    changes = tuple(
        answer for answer in accepted if answer.school == school or any(map(named.search, answer.we_will.values()))
    )
    return contents.SchoolPack(
        cover=summary.cover,
        school=school,
        responses=rate.responses if rate else None,
        enrolled=rate.enrolled if rate else None,
        rate=rate.rate if rate else None,
        themes=_themes(school, report.themes),
        steps=_steps(draft, named) if draft else (),
        plan_language=report.cover.language,
        changes=changes,
        elsewhere=len(accepted) - len(changes),
        languages=summary.languages,
        address=summary.address,
        minimum_n=summary.minimum_n,
    )


def _named(school: str) -> re.Pattern[str]:
    """Return what finds the school in a text: its whole name, or the name without what kind of school it is."""
    short = school
    while (cut := _KIND.sub("", short)) != short:
        short = cut
    # Beside letters of other scripts a name may stand without a space.
    return re.compile(rf"(?<![A-Za-z]){re.escape(short)}(?![A-Za-z])")


def _themes(school: str, themes: tuple[contents.ThemeFinding, ...]) -> tuple[contents.SchoolTheme, ...]:
    found = [
        contents.SchoolTheme(theme.label, group.comments, group.share, theme.prevalence)
        for theme in themes
        for group in theme.groups
        if (group.dimension, group.group) == ("school", school) and group.comments is not None
    ]
    return tuple(sorted(found, key=lambda theme: -(theme.comments or 0)))


def _steps(draft: contents.PlanDraft, named: re.Pattern[str]) -> tuple[contents.PlanStep, ...]:
    """Return the steps that name the school, as they will be once the accepted changes are made."""
    steps = []
    for goal in draft.goals:
        for strategy in goal.strategies:
            for step in strategy.steps:
                text = composed(step.text, (each for each in draft.revisions if each.target == step.id))
                if text is None:
                    continue
                if any(named.search(each) for each in (text, step.text, step.owner)):
                    steps.append(contents.PlanStep(step.id, text, step.owner, step.timeline, step.measure, step.status))
    return tuple(steps)
