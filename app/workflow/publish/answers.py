"""*You said, we will*: every accepted and every rejected revision, answered to the community with its reason."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.analysis.review import Reviewed
from app.planning.revision import Kind
from app.planning.wording import KIND_SENTENCES
from app.store.tables import RevisionRow
from app.workflow.publish.opposed import opposed
from reports import contents
from translations import catalogue


def _(message: str) -> str:
    """Mark a message for extraction; it is translated once per offered language below."""
    return message


YOU_SAID = _("You told us about: %(theme)s.")
WE_KEEP = _("We will keep this in our plan.")
WE_RETIRE = _("We will end this part of our plan.")


@dataclass(frozen=True)
class Told:
    """What the answers are made of: the themes that may be told, what people decided about quotes, the languages."""

    themes: Mapping[str, contents.ThemeFinding]
    reviewed: Reviewed
    languages: Sequence[str]
    minimum_n: int


def answers(rows: Iterable[RevisionRow], told: Told, school: str = "") -> Iterator[contents.Answer]:
    """Yield one answer per decided revision of one plan, in the order of the plan's page."""
    return (_answer(row, told, school) for row in rows if row.decision != "proposed")


def without_repeats(told: Iterable[contents.Answer]) -> tuple[contents.Answer, ...]:
    """Let each quote speak once, at the first answer that it belongs to."""
    return tuple(_without_repeats(told))


def _without_repeats(told: Iterable[contents.Answer]) -> Iterator[contents.Answer]:
    """Let each quote speak once, at the first answer that it belongs to."""
    used: set[str] = set()
    for answer in told:
        fresh = tuple(quote for quote in answer.quotes if quote.text not in used)[:1]
        used.update(quote.text for quote in fresh)
        yield dataclasses.replace(answer, quotes=fresh)


def _answer(row: RevisionRow, told: Told, school: str) -> contents.Answer:
    theme = next((told.themes[each] for each in row.proposal["themes"] if each in told.themes), None)
    audiences = row.proposal["evidence"].get("audiences", {})
    return contents.Answer(
        kind=row.kind,
        you_said={**_default_said(theme, told.languages), **_filled(row.you_said)},
        we_will={**_default_will(row, told.languages), **_filled(row.we_will)},
        reason=_reason(row, told.languages),
        accepted=row.decision == "accepted",
        comments=theme.comments if theme else None,
        audiences=tuple(key for key, n in audiences.items() if n >= told.minimum_n),
        quotes=theme.quotes if theme and not school else (),
        opposed=opposed(row.proposal.get("opposed"), told.reviewed, told.minimum_n, told.languages),
        school=school,
    )


def _reason(row: RevisionRow, languages: Sequence[str]) -> dict[str, str]:
    """Return why: in people's own words where they gave any, else what the kind of change stands for."""
    own = _filled(row.reason)
    if row.decision == "rejected":
        return own or {"en": row.rationale}
    return own or {tag: catalogue(tag).gettext(KIND_SENTENCES[Kind(row.kind)]) for tag in languages}


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {tag: text for tag, text in texts.items() if text.strip()}


def _default_said(theme: contents.ThemeFinding | None, languages: Sequence[str]) -> dict[str, str]:
    if theme is None:
        return {}
    return {
        tag: catalogue(tag).gettext(YOU_SAID) % {"theme": theme.label[tag]} for tag in languages if tag in theme.label
    }


def _default_will(row: RevisionRow, languages: Sequence[str]) -> dict[str, str]:
    usual = {"keep": WE_KEEP, "retire": WE_RETIRE}.get(row.kind)
    if row.decision == "accepted" and usual:
        return {tag: catalogue(tag).gettext(usual) for tag in languages}
    # In the language of the plan: readers of another see it marked as not translated.
    return {row.proposal.get("language", "en"): row.text} if row.text else {}
