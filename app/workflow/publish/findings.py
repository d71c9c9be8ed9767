"""From the store's figures to figures that may be said: suppressed below the minimum n, quotes approved only."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import once
from app.analysis.gist import best_gist, names_nobody
from app.analysis.review import Decision, Reviewed
from app.analysis.suppression import suppress
from app.analysis.themes import Theme
from reports import contents

DIMENSIONS = ("audience", "school", "language")
_QUOTES = 6


@dataclass(frozen=True)
class Heard:
    """Everything that was said and how it was coded, with the minimum n that holds for every figure made of it.

    `language` is the one in which the district's own documents speak.
    """

    reviewed: Reviewed
    comments: Sequence[Comment]
    minimum_n: int
    language: str = "en"

    def groups(self) -> dict[str, Mapping[str, str]]:
        """Return each comment's groups by its id, the language as it was written instead of the form's."""
        languages = {coding.comment_id: coding.language for coding in self.reviewed.codings}
        return {c.id: {**c.groups, "language": languages.get(c.id, "und")} for c in self.comments}


def people(comment_ids: Iterable[str]) -> int:
    """Return how many responses stand behind comments: two comments of one response are one person."""
    return len({comment_id.split(".")[0] for comment_id in comment_ids})


def hide(n: int, minimum_n: int) -> int | None:
    """Return n, or None when it is too small to be said."""
    return n if n >= minimum_n else None


def theme_findings(heard: Heard) -> tuple[contents.ThemeFinding, ...]:
    """Return every theme that people did not hide, largest first."""
    groups = heard.groups()
    sizes = {name: _sizes(heard.reviewed.codings, groups, name) for name in DIMENSIONS}
    shown = [theme for theme in heard.reviewed.themes if theme.id not in heard.reviewed.hidden_themes]
    found = [_theme(heard, theme, groups, sizes) for theme in shown]
    return tuple(sorted(found, key=lambda each: -(each.comments or 0)))


def _sizes(codings: Iterable[Coding], groups: Mapping, dimension: str) -> Counter:
    return Counter(
        groups[c.comment_id].get(dimension, "") for c in once(c for c in codings if c.themes and c.comment_id in groups)
    )


def _theme(heard: Heard, theme: Theme, groups: Mapping, sizes: Mapping[str, Counter]) -> contents.ThemeFinding:
    copied = [coding for coding in heard.reviewed.codings if theme.id in coding.themes]
    copied.sort(
        key=lambda coding: (coding.themes.index(theme.id), -coding.margin)
    )  # those that are most about it first
    said = once(copied)
    enough = people(coding.comment_id for coding in said) >= heard.minimum_n
    shares = [
        share for name in DIMENSIONS for share in _shares(said, groups, name, sizes[name], heard.minimum_n)
    ] if enough else []  # fmt: skip
    gist = _gist(heard, theme) if enough else None
    if gist is not None:  # said at the head of the theme, and not once more below
        copied = [coding for coding in copied if coding.redacted_text != gist.text]
    return contents.ThemeFinding(
        id=theme.id,
        label={"en": theme.label, **theme.labels},
        definition=theme.definition,
        keyphrases=theme.keyphrases if enough else (),
        comments=len(said) if enough else None,
        prevalence=theme.prevalence if enough else None,
        sentiment=theme.sentiment if enough else None,
        groups=tuple(shares),
        quotes=quotes(heard, copied, groups, _QUOTES) if enough else (),
        gist=gist,
    )


def _gist(heard: Heard, theme: Theme) -> contents.Quote | None:
    """Return the approved statement that sums a theme up; redaction has to leave it as it is, now as when it was found."""
    may_be_said = heard.reviewed.approved - heard.reviewed.hidden_quotes
    gists = tuple(
        each for each in theme.gists if each.comment_id in may_be_said and names_nobody(each.text, each.language)
    )
    found = best_gist(replace(theme, gists=gists), (heard.language, "en"))
    return contents.Quote(found.text, found.language) if found else None


def _shares(
    said: Sequence[Coding], groups: Mapping, dimension: str, totals: Counter, minimum_n: int
) -> list[contents.GroupShare]:
    counts = Counter(groups[coding.comment_id].get(dimension, "") for coding in said if coding.comment_id in groups)
    visible = suppress({group: counts.get(group, 0) for group in totals if group}, minimum_n)
    return [
        contents.GroupShare(dimension, group, n, None if n is None else n / totals[group])
        for group, n in sorted(visible.items(), key=lambda each: -(each[1] or 0))
        if totals[group] >= minimum_n
    ]


def quotes(heard: Heard, said: Iterable[Coding], groups: Mapping, most: int) -> tuple[contents.Quote, ...]:
    """Return approved, redacted quotes, one language and audience after the other so that all are heard."""
    approved = once(
        coding
        for coding in said
        if coding.comment_id in heard.reviewed.approved
        and coding.comment_id not in heard.reviewed.hidden_quotes
        and not coding.safety
    )
    seen: Counter = Counter()
    chosen: list[contents.Quote] = []
    while approved and len(chosen) < most:
        voice = {c.comment_id: (c.language, groups.get(c.comment_id, {}).get("audience")) for c in approved}
        best = min(
            approved, key=lambda c: (len(c.themes) > 1, seen[voice[c.comment_id][0]], seen[voice[c.comment_id][1]])
        )
        language, audience = voice[best.comment_id]
        seen.update([language, audience])
        approved.remove(best)
        chosen.append(contents.Quote(best.redacted_text, language, audience))
    return tuple(chosen)


def rates(
    counts: Mapping[str, Mapping[str, int]], enrolled: Mapping, minimum_n: int
) -> tuple[contents.ResponseRate, ...]:
    """Return who answered against enrolment. `enrolled` maps (dimension, group) to people."""
    found = []
    for dimension, groups in counts.items():
        visible = suppress(dict(groups), minimum_n)
        for group, n in visible.items():
            of = enrolled.get((dimension, group))
            found.append(contents.ResponseRate(dimension, group, n, of, n / of if n is not None and of else None))
    return tuple(found)


def choices(labels: Sequence[tuple[str, contents.Texts]], tally: Mapping[str, int], minimum_n: int) -> tuple:
    """Return (answered, ChoiceShares) of one closed item from its tally by choice id."""
    answered = sum(tally.get(choice, 0) for choice, _ in labels)
    if answered < minimum_n:
        return None, tuple(contents.ChoiceShare(label, None, None) for _, label in labels)
    visible = suppress({choice: tally.get(choice, 0) for choice, _ in labels}, minimum_n)
    shares = []
    for choice, label in labels:
        n = visible[choice]
        shares.append(contents.ChoiceShare(label, n, None if n is None else n / answered))
    return answered, tuple(shares)


def method(heard: Heard, encoder: str, software: str) -> contents.Method:
    """Return how the figures came about."""
    codings = heard.reviewed.codings
    languages = Counter(coding.language for coding in codings)
    return contents.Method(
        comments=len(codings),
        coded=sum(bool(coding.themes) for coding in codings),
        uncoded=dict(Counter(coding.uncoded or "not_understood" for coding in codings if not coding.themes)),
        languages=suppress(dict(languages), heard.minimum_n),
        minimum_n=heard.minimum_n,
        encoder=encoder,
        software=software,
        copies=len(codings) - len(once(codings)),
    )


def approval(comment_id: str) -> Decision:
    """Return the approval of one quote by nobody in particular, for reports that the team alone reads."""
    return Decision("approve_quote", {"comment": comment_id}, "", "")
