"""From comments to themes: the stages of the method, strung together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
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
from app.analysis.meanings import Room, in_memory, meanings_of
from app.analysis.ports import Engines, Progress, no_progress
from app.analysis.quotes import choose_quotes
from app.analysis.review import recount
from app.analysis.safety import find_risks
from app.analysis.school import Placed, SchoolTalk, learn_school_talk
from app.analysis.sentiment import feeling
from app.analysis.statement_coding import code_statements, give_themes
from app.analysis.themes import Analysis, Theme
from app.analysis.understanding import Understood, understand

__all__ = ["Engines", "analyze_comments"]


def analyze_comments(
    comments: Sequence[Comment],
    engines: Engines,
    codebook: Codebook = (),
    known: Sequence[Theme] = (),
    taught: Mapping[str, Sequence[str]] = MappingProxyType({}),
    progress: Progress = no_progress,
    room: Room | None = in_memory,
) -> Analysis:
    """Return a coding for every comment, in order, and the themes, largest first.

    `known` are the themes of the last analysis: those found again keep their ids. `taught` are comments that people moved to
    a theme by hand, by its id: comments like them follow, in every language. `progress` hears of the stages
    ``redact``, ``encode``, ``group`` and ``describe``. Where the comments lie in the space, about 1 KB each, goes to `room`; None: it
    is not kept, and nobody can search them. Equal comments in equal order give an equal result.
    """
    school = learn_school_talk(engines.encoder)
    reader = engines.reader(len(comments))
    as_read = learn_school_talk(reader)
    understood = understand(comments, engines, as_read, progress)
    codings = _first_codings(understood, school, as_read.belief)
    meanings = None
    if room is not None:
        ids = [each.id for each in comments]
        meanings = meanings_of(ids, understood.placed, understood.statements, understood.owners, room)

    progress("group", 0, 1)
    lessons = _lessons(codebook, taught, school, engines)
    rows = [row for row, coding in enumerate(codings) if coding.uncoded is None]  # copies too: they follow the first
    understood.keep(np.array(rows, int))
    grouped = _group(understood, lessons, school, engines)
    progress("group", 1, 1)

    progress("describe", 0, 1)
    coded = [codings[row] for row in rows]
    for row in rows:
        codings[row] = _IN_WORK  # of a million there is no room for two
    _give_groups(coded, grouped, known)
    give_themes(coded, understood.owners, grouped.likeness(understood.statements))
    themes = _describe(coded, [comments[row] for row in rows], grouped, understood.voices(), school, engines)
    for row, coding in zip(rows, coded, strict=True):
        codings[row] = coding
    progress("describe", 1, 1)
    return Analysis(tuple(codings), recount(themes, codings), meanings)


@dataclass
class _Grouped:
    """The groups, the membership of each comment that is coded, and the ids that the groups were given."""

    groups: list[Group]
    memberships: list[Membership]
    known: KnownCodes | None = None
    ids: list[str] = field(default_factory=list)

    @cached_property
    def rows(self) -> list[np.ndarray]:
        """The rows of each group's comments."""
        rows: list[list[int]] = [[] for _ in self.groups]
        for row, membership in enumerate(self.memberships):
            for group in membership.groups:
                rows[group].append(row)
        return [np.array(each, int) for each in rows]

    def likeness(self, placed: Placed) -> dict[str, np.ndarray]:
        """Return how much each text speaks of each theme, shape (n,), by the theme's id; to be compared within a comment."""
        codes = self.known.likeness(placed) if self.known else np.zeros((len(placed.codes), 0))
        found = {}
        for at, (theme, group) in enumerate(zip(self.ids, self.groups, strict=True)):
            if group.code is not None:  # the codes of the codebook come first
                found[theme] = codes[:, at]
            elif group.family is not None:
                own = [code.family == group.family for code in school_voice.codes()]
                found[theme] = placed.codes[:, own].sum(axis=1, dtype=np.float32)
            else:
                found[theme] = placed.likeness(group.centre)
        return found


def _first_codings(understood: Understood, school: SchoolTalk, belief: float) -> list[Coding]:
    """Return what can be said of each comment by itself, themes still empty."""
    prepared, placed = understood.prepared, understood.placed
    felt = feeling(placed.stances)
    places = [each.places for each in prepared]
    statements = code_statements(places, placed, understood.statements, understood.owners, belief)
    risks = find_risks([each.text for each in prepared], placed.risk, school.risk_kinds)
    reasons = why_uncoded(prepared, placed.emptiness, school.empty_kinds)
    codes = [school.codes.classes[best] for best in placed.codes.argmax(axis=1)]
    return [
        Coding(
            each.comment.id, each.language, (), float(feeling), each.text, risk, uncoded=None if risk else reason,
            copy_of=each.copy_of, code=code, statements=told,
        )
        for each, feeling, risk, reason, code, told in zip(
            prepared, felt, risks, reasons, codes, statements, strict=True
        )
    ]  # fmt: skip


def _group(understood: Understood, lessons: "_Lessons", school: SchoolTalk, engines: Engines) -> _Grouped:
    if not understood.languages:
        return _Grouped([], [])
    known = place_codebook(lessons.codebook, school, engines.encoder)
    groups, memberships = group_comments(understood.voices(), known, engines.clusterer, lessons.shown)
    return _Grouped(groups, memberships, known)


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


_IN_WORK = Coding("", "", (), 0.0, "")


def _give_groups(codings: list[Coding], grouped: _Grouped, known: Sequence[Theme]) -> None:
    """Name the groups' ids and write them into the codings."""
    members = [[codings[row].redacted_text for row in rows] for rows in grouped.rows]
    grouped.ids = name_ids(grouped.groups, members, known)
    shared: dict[tuple[int, ...], tuple[str, ...]] = {}  # of a million comments most are in the same few groups
    for row, each in enumerate(grouped.memberships):
        themes = shared.setdefault(each.groups, tuple(grouped.ids[group] for group in each.groups))
        codings[row] = replace(codings[row], themes=themes, margin=each.margin)


def _describe(
    codings: Sequence[Coding],
    comments: Sequence[Comment],
    grouped: _Grouped,
    voices: Voices,
    school: SchoolTalk,
    engines: Engines,
) -> list[Theme]:
    """Return the themes that somebody spoke of, with names and quotes; sizes are counted later."""
    spoken_of = [at for at in range(len(grouped.groups)) if len(grouped.rows[at])]
    members = {at: grouped.rows[at] for at in spoken_of}
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
            quotes=choose_quotes(members[at], codings, comments, voices.comments, group.centre),
            labels=group.code.labels if group.code else names[at].labels,
            definition=group.code.definition if group.code else "",
            code=group.code is not None,
            centroid=group.centre.astype(np.float32).tobytes(),
            gists=choose_gists(grouped.ids[at], told, centres),
        )
        for at, group in ((at, grouped.groups[at]) for at in spoken_of)
    ]
