"""Where comments and their statements lie in the space: read some at a time, so that a million fit into a small server."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from app.analysis.comments import Comment
from app.analysis.grouping import Voices
from app.analysis.ports import MANY, Encoder, Engines, Progress
from app.analysis.preparation import Prepared, mark_copied, prepare
from app.analysis.school import Placed, SchoolTalk, learn_school_talk
from app.analysis.sentiment import weigh_stances

AT_ONCE = 4_000  # comments that are read together
USUAL_STATEMENTS = 2  # of a comment, for which room is made
SECOND_LOOK = 0.1  # share of what a student reads that the encoder reads again: with a tenth none of Larkspur is missed


@dataclass
class Understood:
    """Where comments and their statements lie in the space; `owners` says whose each statement is.

    `prepared` are the comments as they were read, until `keep`; their statements are not kept.
    """

    prepared: list[Prepared]
    languages: list[str]
    placed: Placed
    statements: Placed
    owners: np.ndarray

    def keep(self, rows: np.ndarray) -> None:
        """Forget how comments were prepared, and all of them but those of these rows, which are in order."""
        self.prepared = []
        if len(rows) == len(self.languages):
            return
        place = np.full(len(self.languages), -1)
        place[rows] = np.arange(len(rows))
        kept = np.flatnonzero(place[self.owners] >= 0)
        self.languages = [self.languages[row] for row in rows]
        self.placed, self.statements = self.placed.only(rows), self.statements.only(kept)
        self.owners = place[self.owners[kept]]

    def voices(self) -> Voices:
        """Return the comments and statements as they are grouped."""
        return Voices(self.placed, self.languages, self.statements, self.owners)


def understand(comments: Sequence[Comment], engines: Engines, school: SchoolTalk, progress: Progress) -> Understood:
    """Prepare the comments and place them; the stances are weighed with what was asked and, in English, with the words."""
    reader = engines.reader(len(comments))
    many = len(comments) > MANY
    prepared: list[Prepared] = []
    whole: Placed | None = None
    parts: Placed | None = None
    filled = 0
    owners: list[np.ndarray] = []
    for first in range(0, max(1, len(comments)), AT_ONCE):
        some = prepare(comments[first : first + AT_ONCE], engines, _of_all(progress, first, len(comments)))
        several = [
            (first + row, statement)
            for row, each in enumerate(some)
            if len(each.statements) > 1
            for statement in each.statements
        ]
        texts = [" ".join(each.statements) for each in some] + [statement for _, statement in several]
        vectors = reader.encode(texts, _encoding(progress, first, len(some), len(comments)))
        placed = school.place(vectors[: len(some)])
        if reader is not engines.encoder:
            placed = _with_second_look(placed, texts[: len(some)], engines.encoder)
        placed = _weighed(placed, [each.comment for each in some], [each.language for each in some])
        whole = (placed.packed() if many else placed).put(whole, first, len(comments))
        said = [replace(some[row - first].comment, text=statement) for row, statement in several]
        of_said = _weighed(
            school.place_parts(vectors[len(some) :]), said, [some[row - first].language for row, _ in several]
        )
        parts = (of_said.packed() if many else of_said).put(parts, filled, USUAL_STATEMENTS * len(comments))
        filled += len(said)
        owners.append(np.array([row for row, _ in several], int))
        prepared += [replace(each, statements=()) for each in some] if len(comments) > AT_ONCE else some
    all_owners = np.concatenate(owners)
    languages = [each.language for each in prepared]
    assert whole is not None and parts is not None  # there was a first part, if only an empty one
    statements = parts.up_to(filled)
    school.fit_to_all(whole, languages, statements, all_owners)
    return Understood(mark_copied(prepared), languages, whole, statements, all_owners)


def _weighed(placed: Placed, comments: Sequence[Comment], languages: Sequence[str]) -> Placed:
    return replace(placed, stances=weigh_stances(comments, languages, placed.stances))


def _with_second_look(placed: Placed, texts: Sequence[str], encoder: Encoder) -> Placed:
    """Return where comments lie, those that most likely tell of danger as the encoder itself places them: a student misses more."""
    rows = np.argsort(-placed.risk.sum(axis=1), kind="stable")[: math.ceil(SECOND_LOOK * len(texts))]
    exact = learn_school_talk(encoder).place(encoder.encode([texts[row] for row in rows]))
    both = {each.name: getattr(placed, each.name).copy() for each in fields(Placed)}
    for name, values in both.items():
        values[rows] = getattr(exact, name)
    return Placed(**both)


def _of_all(progress: Progress, first: int, of: int) -> Progress:
    return lambda stage, done, _of: progress(stage, first + done, of)


def _encoding(progress: Progress, first: int, some: int, of: int) -> Progress:
    """Tell what is encoded in comments of all: a part's texts are more than its comments."""
    if some == of:
        return progress
    return lambda stage, done, texts: progress(stage, first + some * done // max(1, texts), of)
