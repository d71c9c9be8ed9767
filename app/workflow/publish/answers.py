"""*You said, we will*: every accepted and every rejected revision, answered to the community with its reason."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.store.tables import RevisionRow
from reports import contents
from translations import catalogue


def _(message: str) -> str:
    """Mark a message for extraction; it is translated once per offered language below."""
    return message


YOU_SAID = _("You told us about: %(theme)s.")
WE_KEEP = _("We will keep this in our plan.")


def answers(
    rows: Iterable[RevisionRow], themes: Sequence[contents.ThemeFinding], languages: Sequence[str], minimum_n: int
) -> tuple[contents.Answer, ...]:
    """Return one answer per decided revision, in the order of the plan's page."""
    by_id = {theme.id: theme for theme in themes}
    told = [_answer(row, by_id, languages, minimum_n) for row in rows if row.decision != "proposed"]
    return tuple(_without_repeats(told))


def _without_repeats(told: Iterable[contents.Answer]) -> Iterator[contents.Answer]:
    """Let each quote speak once, at the first answer that it belongs to."""
    used: set[str] = set()
    for answer in told:
        fresh = tuple(quote for quote in answer.quotes if quote.text not in used)[:1]
        used.update(quote.text for quote in fresh)
        yield dataclasses.replace(answer, quotes=fresh)


def _answer(
    row: RevisionRow, themes: Mapping[str, contents.ThemeFinding], languages: Sequence[str], minimum_n: int
) -> contents.Answer:
    theme = next((themes[each] for each in row.proposal["themes"] if each in themes), None)
    audiences = row.proposal["evidence"].get("audiences", {})
    return contents.Answer(
        kind=row.kind,
        you_said={**_default_said(theme, languages), **_filled(row.you_said)},
        we_will={**_default_will(row, languages), **_filled(row.we_will)},
        reason=_filled(row.reason) or {"en": row.rationale},
        accepted=row.decision == "accepted",
        comments=theme.comments if theme else None,
        audiences=tuple(key for key, n in audiences.items() if n >= minimum_n),
        quotes=theme.quotes if theme else (),
    )


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {tag: text for tag, text in texts.items() if text.strip()}


def _default_said(theme: contents.ThemeFinding | None, languages: Sequence[str]) -> dict[str, str]:
    if theme is None:
        return {}
    return {
        tag: catalogue(tag).gettext(YOU_SAID) % {"theme": theme.label[tag]} for tag in languages if tag in theme.label
    }


def _default_will(row: RevisionRow, languages: Sequence[str]) -> dict[str, str]:
    if row.decision == "accepted" and row.kind == "keep":
        return {tag: catalogue(tag).gettext(WE_KEEP) for tag in languages}
    return {"en": row.text} if row.text else {}
