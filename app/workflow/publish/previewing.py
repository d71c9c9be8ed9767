"""What a publication made now would hold, from figures that are stored: looked at before anything is made."""

from dataclasses import dataclass

from app.analysis.review import Reviewed
from app.config import Settings
from app.store import cycles, plans, reviewed
from app.store.reviewed import Outcome
from app.workflow.publish.answers import Told, answers
from app.workflow.publish.material import NotReady, offered_languages
from reports import contents


@dataclass(frozen=True)
class Preview:
    """What a publication made now would hold, and what is `missing` (words: ``quotes``, ``decisions``, ``plan`` ...).

    Themes tell their size only, and answers their words: quotes and groups are chosen when the publication is made.
    """

    missing: tuple[str, ...]
    themes: tuple[contents.ThemeFinding, ...]
    answers: tuple[contents.Answer, ...]
    languages: tuple[str, ...]


def preview(cycle_id: int, settings: Settings) -> Preview:
    """Show what would be published. Raises NotReady."""
    found = reviewed.outcome(cycle_id)
    if found is None:
        raise NotReady
    languages, themes = offered_languages(cycles.district()), _themes(found, settings.minimum_n)
    told = Told({theme.id: theme for theme in themes}, Reviewed((), ()), languages, settings.minimum_n)
    said = tuple(
        answer for plan in plans.of_cycle(cycle_id) for answer in answers(plans.revisions(plan.id), told, plan.school)
    )
    missing = _missing(cycle_id, {theme.id for theme in themes} <= found.quoted(), said, languages)
    return Preview(missing, themes, said, languages)


def _themes(found: Outcome, minimum_n: int) -> tuple[contents.ThemeFinding, ...]:
    """Return the themes that enough people speak of and nobody hid, largest first."""
    return tuple(
        contents.ThemeFinding(
            theme.id, {"en": theme.label, **theme.labels}, theme.definition, theme.keyphrases, theme.size,
            theme.prevalence, theme.sentiment,
        )
        for theme in found.themes
        if theme.id not in found.hidden_themes and found.speakers(theme.id, minimum_n) >= minimum_n
    )  # fmt: skip


def _missing(
    cycle_id: int, all_quoted: bool, said: tuple[contents.Answer, ...], languages: tuple[str, ...]
) -> tuple[str, ...]:
    plan = plans.current(cycle_id)
    rows = [row for each in plans.of_cycle(cycle_id) for row in plans.revisions(each.id)]
    gaps = {
        "plan": plan is None,
        "revisions": plan is not None and not rows,
        "gone": any(row.decision == "accepted" and row.gone for row in rows),
        "decisions": any(row.decision == "proposed" for row in rows),
        "quotes": not all_quoted,
        "wording": any(set(languages) - set(answer.we_will) for answer in said if answer.accepted),
        "cycle_open": cycles.get(cycle_id).state == "open",
    }
    return tuple(name for name, is_missing in gaps.items() if is_missing)
