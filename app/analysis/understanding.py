"""Where comments and their statements lie in the space: read some at a time, so that a million fit into a small server."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.comments import Comment
from app.analysis.grouping import Voices
from app.analysis.ports import MANY, Encoder, Engines, Progress, ReadsInParts, alone
from app.analysis.preparation import Prepared, mark_copied, prepare
from app.analysis.safety import risk_in_words
from app.analysis.school import Placed, SchoolTalk, learn_school_talk
from app.analysis.sentiment import weigh_stances

AT_ONCE = 4_000  # comments that are read together
USUAL_STATEMENTS = 2  # of a comment, for which room is made
# Share of dangers, as a student sees it, from which the encoder reads a statement again: it gave those of both districts 0.37 and more.
SECOND_LOOK = 0.25


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
        tell = _encoding(progress, first, len(some), len(comments))
        if isinstance(reader, ReadsInParts):
            placed, vectors, of_parts = _read_in_parts(some, reader, school, engines.encoder, tell)
        else:
            placed, vectors, of_parts = _read_whole(some, reader, school, tell)
        placed = _weighed(placed, [each.comment for each in some], [each.language for each in some])
        whole = (placed.packed() if many else placed).put(whole, first, len(comments))
        said = [replace(some[row - first].comment, text=statement) for row, statement in several]
        around = vectors[[row - first for row, _ in several]]
        of_said = _weighed(
            school.place_parts(of_parts, around), said, [some[row - first].language for row, _ in several]
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


def _read_whole(
    some: Sequence[Prepared], encoder: Encoder, school: SchoolTalk, tell: Progress
) -> tuple[Placed, np.ndarray, np.ndarray]:
    """Return where comments lie, each read as a whole, their vectors, and those of the statements of comments with several."""
    parts = [statement for each in some if len(each.statements) > 1 for statement in each.statements]
    vectors = encoder.encode([" ".join(each.statements) for each in some] + parts, tell)
    return school.place(vectors[: len(some)]), vectors[: len(some)], vectors[len(some) :]


def _read_in_parts(
    some: Sequence[Prepared], student: ReadsInParts, school: SchoolTalk, encoder: Encoder, tell: Progress
) -> tuple[Placed, np.ndarray, np.ndarray]:
    """Return the same where a student reads comments and their statements at once.

    A comment tells of danger as far as any of its statements does.
    """
    numbers = np.array([len(each.statements) for each in some], int)
    wholes, vectors = student.encode_in_parts([each.statements for each in some], tell)
    owners, parts = np.repeat(np.arange(len(some)), numbers), [part for each in some for part in each.statements]
    risk = _with_second_look(school.risks(vectors), parts, [some[row].text for row in owners.tolist()], encoder)
    order = np.lexsort((-risk.sum(axis=1), owners))
    worst = order[np.cumsum(numbers) - numbers]  # the statement of each comment that most likely tells of danger
    return replace(school.place(wholes), risk=risk[worst]), wholes, vectors[numbers[owners] > 1]


def _with_second_look(risk: np.ndarray, parts: Sequence[str], wholes: Sequence[str], encoder: Encoder) -> np.ndarray:
    """Return the shares of dangers, of parts that may tell of one as the encoder itself sees them: a student misses more.

    Where the words of the whole comment tell of it already, shares do not matter (`safety.find_risks`).
    """
    rows = [row for row in np.flatnonzero(risk.sum(axis=1) >= SECOND_LOOK).tolist() if not risk_in_words(wholes[row])]
    looked = risk.copy()
    looked[rows] = learn_school_talk(encoder).risks(alone(encoder).encode([parts[row] for row in rows]))
    return looked


def _weighed(placed: Placed, comments: Sequence[Comment], languages: Sequence[str]) -> Placed:
    return replace(placed, stances=weigh_stances(comments, languages, placed.stances))


def _of_all(progress: Progress, first: int, of: int) -> Progress:
    return lambda stage, done, _of: progress(stage, first + done, of)


def _encoding(progress: Progress, first: int, some: int, of: int) -> Progress:
    """Tell what is encoded in comments of all: a part's texts are more than its comments."""
    if some == of:
        return progress
    return lambda stage, done, texts: progress(stage, first + some * done // max(1, texts), of)
