"""From comments to themes: the stages of the method, strung together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from app.analysis import school_voice
from app.analysis.codebook import Codebook
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.content import why_uncoded
from app.analysis.gist import choose_gists, tell
from app.analysis.grouping import Group, KnownCodes, Membership, Voices, group_comments, place_codebook
from app.analysis.labels import name_groups
from app.analysis.matching import name_ids, theme_of_family
from app.analysis.ports import Engines, Progress, no_progress
from app.analysis.preparation import Prepared, prepare
from app.analysis.quotes import choose_quotes
from app.analysis.review import recount
from app.analysis.safety import find_risks
from app.analysis.school import Placed, SchoolTalk, learn_school_talk
from app.analysis.sentiment import feeling, weigh_stances
from app.analysis.statement_coding import code_statements
from app.analysis.themes import Analysis, Theme

__all__ = ["Engines", "analyze_comments"]


def analyze_comments(
    comments: Sequence[Comment],
    engines: Engines,
    codebook: Codebook = (),
    known: Sequence[Theme] = (),
    taught: Mapping[str, Sequence[str]] = MappingProxyType({}),
    progress: Progress = no_progress,
) -> Analysis:
    """Return a coding for every comment, in order, and the themes, largest first.

    `known` are the themes of the last analysis: those found again keep their ids. `taught` are comments that people moved to
    a theme by hand, by its id: comments like them follow, in every language. `progress` hears of the stages
    ``redact``, ``encode``, ``group`` and ``describe``. Equal comments in equal order give an equal result.
    """
    school = learn_school_talk(engines.encoder)
    prepared = prepare(comments, engines, progress)
    understood = _understand(prepared, school, engines, progress)
    stances = weigh_stances([each.comment for each in prepared], understood.languages, understood.placed.stances)
    codings = _first_codings(prepared, understood.placed, stances, school)

    progress("group", 0, 1)
    lessons = _lessons(codebook, taught, school, engines)
    grouped = _group(codings, understood, lessons, school, engines)
    progress("group", 1, 1)

    progress("describe", 0, 1)
    codings = _with_groups(codings, grouped, known)
    codings = code_statements(codings, prepared, understood.voices, stances, grouped.likeness(understood.statements))
    themes = _describe(codings, comments, grouped, understood.voices, school, engines)
    progress("describe", 1, 1)
    return Analysis(tuple(codings), recount(themes, codings))


@dataclass(frozen=True)
class _Understood:
    """Where comments and their statements lie in the space; `owners` says whose each statement is."""

    placed: Placed
    languages: list[str]
    statements: Placed
    owners: np.ndarray

    @property
    def voices(self) -> Voices:
        """All comments and their statements."""
        return Voices(self.placed, self.languages, self.statements, self.owners)

    def of(self, rows: Sequence[int]) -> Voices:
        """Return the comments of these rows, and their statements."""
        place = {row: at for at, row in enumerate(rows)}
        kept = np.array([at for at, owner in enumerate(self.owners) if int(owner) in place], int)
        owners = np.array([place[int(self.owners[at])] for at in kept], int)
        languages = [self.languages[row] for row in rows]
        return Voices(self.placed.rows(np.array(rows, int)), languages, self.statements.rows(kept), owners)


@dataclass
class _Grouped:
    """The groups, the membership of each comment that is coded (by its row), and the ids that the groups were given."""

    groups: list[Group]
    memberships: dict[int, Membership]
    known: KnownCodes | None = None
    ids: list[str] = field(default_factory=list)

    def rows(self, group: int) -> np.ndarray:
        return np.array([row for row, membership in self.memberships.items() if group in membership.groups], int)

    def likeness(self, placed: Placed) -> dict[str, np.ndarray]:
        """Return how much each text speaks of each theme, shape (n,), by the theme's id; to be compared within a comment."""
        codes = self.known.likeness(placed) if self.known else np.zeros((len(placed.codes), 0))
        found = {}
        for at, (theme, group) in enumerate(zip(self.ids, self.groups, strict=True)):
            if group.code is not None:  # the codes of the codebook come first
                found[theme] = codes[:, at]
            elif group.family is not None:
                own = [code.family == group.family for code in school_voice.codes()]
                found[theme] = placed.codes[:, own].sum(axis=1)
            else:
                found[theme] = placed.features @ group.centre
        return found


def _understand(prepared: Sequence[Prepared], school: SchoolTalk, engines: Engines, progress: Progress) -> _Understood:
    texts = [" ".join(each.statements) for each in prepared]
    several = [
        (row, statement)
        for row, each in enumerate(prepared)
        if len(each.statements) > 1
        for statement in each.statements
    ]
    vectors = engines.encoder.encode(texts + [statement for _, statement in several], progress)
    whole, parts = vectors[: len(texts)], vectors[len(texts) :]
    owners = np.array([row for row, _ in several], int)
    languages = [each.language for each in prepared]
    placed, of_parts = school.place_comments(whole, languages, parts, owners)
    return _Understood(placed, languages, of_parts, owners)


def _first_codings(
    prepared: Sequence[Prepared], placed: Placed, stances: np.ndarray, school: SchoolTalk
) -> list[Coding]:
    """Return what can be said of each comment by itself, themes still empty; `stances` are shares, shape (n, 5)."""
    felt = feeling(stances)
    risks = find_risks([each.text for each in prepared], placed.risk, school.risk_kinds)
    reasons = why_uncoded(prepared, placed.emptiness, school.empty_kinds)
    codes = [school.codes.classes[best] for best in placed.codes.argmax(axis=1)]
    return [
        Coding(
            each.comment.id, each.language, (), float(feeling), each.text, risk, uncoded=None if risk else reason,
            copy_of=each.copy_of, code=code,
        )
        for each, feeling, risk, reason, code in zip(prepared, felt, risks, reasons, codes, strict=True)
    ]  # fmt: skip


def _group(
    codings: Sequence[Coding], understood: _Understood, lessons: "_Lessons", school: SchoolTalk, engines: Engines
) -> _Grouped:
    rows = [row for row, coding in enumerate(codings) if coding.uncoded is None]  # copies too: they follow the first
    if not rows:
        return _Grouped([], {})
    known = place_codebook(lessons.codebook, school, engines.encoder)
    groups, memberships = group_comments(understood.of(rows), known, engines.clusterer, lessons.shown)
    return _Grouped(groups, dict(zip(rows, memberships, strict=True)), known)


@dataclass(frozen=True)
class _Lessons:
    """What people taught by moving comments: examples of codes, and features of comments moved to a family."""

    codebook: Codebook
    shown: Mapping[str, np.ndarray]


def _lessons(codebook: Codebook, taught: Mapping[str, Sequence[str]], school: SchoolTalk, engines: Engines) -> _Lessons:
    codes = tuple(replace(code, examples=(*code.examples, *taught.get(code.id, ()))) for code in codebook)
    moved = {family: taught.get(theme_of_family(family), ()) for family in school_voice.families()}
    shown = {
        family: school.place(engines.encoder.encode(list(texts))).features for family, texts in moved.items() if texts
    }
    return _Lessons(codes, shown)


def _with_groups(codings: Sequence[Coding], grouped: _Grouped, known: Sequence[Theme]) -> list[Coding]:
    """Name the groups' ids and write them into the codings."""
    members = [[codings[row].redacted_text for row in grouped.rows(group)] for group in range(len(grouped.groups))]
    grouped.ids = name_ids(grouped.groups, members, known)
    coded = list(codings)
    for row, membership in grouped.memberships.items():
        themes = tuple(grouped.ids[group] for group in membership.groups)
        coded[row] = replace(coded[row], themes=themes, margin=membership.margin)
    return coded


def _describe(
    codings: Sequence[Coding],
    comments: Sequence[Comment],
    grouped: _Grouped,
    voices: Voices,
    school: SchoolTalk,
    engines: Engines,
) -> list[Theme]:
    """Return the themes that somebody spoke of, with names and quotes; sizes are counted later."""
    spoken_of = [at for at in range(len(grouped.groups)) if len(grouped.rows(at))]
    members = {at: grouped.rows(at) for at in spoken_of}
    families = [grouped.groups[at].family for at in spoken_of]
    named = name_groups(list(members.values()), codings, voices.comments, school, engines, families)
    names = dict(zip(spoken_of, named, strict=True))
    told = tell(codings, voices)
    centres = {grouped.ids[at]: grouped.groups[at].centre for at in spoken_of}
    return [
        Theme(
            id=grouped.ids[at],
            label=group.code.label if group.code else names[at].label,
            keyphrases=names[at].keyphrases,
            size=0,
            prevalence=0.0,
            sentiment=0.0,
            quotes=choose_quotes(members[at], codings, comments, voices.comments.features, group.centre),
            labels=group.code.labels if group.code else names[at].labels,
            definition=group.code.definition if group.code else "",
            code=group.code is not None,
            centroid=group.centre.astype(np.float32).tobytes(),
            gists=choose_gists(grouped.ids[at], told, centres),
        )
        for at, group in ((at, grouped.groups[at]) for at in spoken_of)
    ]
