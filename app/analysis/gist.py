"""The gist of a theme: one statement of somebody's own that says what the theme is about, in each language it is spoken of.

It is extractive: nothing is put into anybody's mouth. The statement lies near the middle of its theme and far from the
middles of the others, many comments say nearly the same, and nothing in it could be a name.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.coding import Coding
from app.analysis.grouping import Voices
from app.analysis.redaction import redact
from app.analysis.school import Placed
from app.analysis.space import some_at_a_time, widened
from app.analysis.themes import Gist, Theme

SHORTEST, BEST, LONGEST = 25, 60, 140  # characters of a statement that can stand for a theme, and that does so best
WIDE = 2.5  # characters that one of Chinese or Korean writing counts as
DISTINCT = 0.6  # what likeness to the next theme takes away, beside what likeness to the own one gives
LONG_WINDED = 0.002  # what each character beyond the best length takes away: the shorter of two says it better
ECHO = 0.04  # what each doubling of the comments that say nearly the same adds
NEARLY = 0.25  # likeness in meaning from which a comment says nearly the same
CONSIDERED = 20  # statements of one language that are looked at closely
KEPT = 3  # of a language, so that another one is there when people hide the first


@dataclass(frozen=True)
class Told:
    """The statements of all comments that can be coded, and where each lies: `row` of its coding, `place` in it, and
    `source`, its row among the comments, or after them among the statements. `spoken` are those of each theme, by its id."""

    codings: Sequence[Coding]
    voices: Voices
    row: np.ndarray
    place: np.ndarray
    source: np.ndarray
    spoken: Mapping[str, np.ndarray]

    def lie(self, which: np.ndarray) -> Placed:
        """Return where statements lie, of which only `meaning` and `codes` are known."""
        found = (self._lie(name, self.source[which]) for name in ("meaning", "codes"))
        return Placed(*found, *[np.zeros((len(which), 0), np.float32)] * 3)

    def _lie(self, name: str, source: np.ndarray) -> np.ndarray:
        whole, parts = getattr(self.voices.comments, name), getattr(self.voices.statements, name)
        found = np.empty((len(source), widened(whole[:0]).shape[1]), np.float32)
        found[source < len(whole)] = widened(whole[source[source < len(whole)]])
        found[source >= len(whole)] = widened(parts[source[source >= len(whole)] - len(whole)])
        return found


def tell(codings: Sequence[Coding], voices: Voices) -> Told:
    """Return the statements of comments that count: once each, without those that tell of danger."""
    numbers = [
        len(coding.statements) if coding.themes and not coding.copy_of and not coding.safety else 0
        for coding in codings
    ]
    row = np.repeat(np.arange(len(codings)), numbers)
    place = np.arange(len(row)) - np.repeat(np.cumsum(numbers) - numbers, numbers).astype(int)
    starts = np.searchsorted(voices.owners, np.arange(len(codings) + 1))
    source = np.where(starts[row] < starts[row + 1], len(codings) + starts[row] + place, row)
    spoken: dict[str, list[int]] = defaultdict(list)
    for at, (of, which) in enumerate(zip(row.tolist(), place.tolist(), strict=True)):
        for theme in codings[of].statements[which].themes:
            spoken[theme].append(at)
    return Told(codings, voices, row, place, source, {theme: np.array(each) for theme, each in spoken.items()})


def choose_gists(theme_id: str, told: Told, centres: Mapping[str, np.ndarray]) -> tuple[Gist, ...]:
    """Return the gists of a theme, the best first, up to three of each language.

    `centres` are those of the themes that are spoken of, unit vectors of features, by their ids.
    """
    if theme_id not in told.spoken:
        return ()
    which = told.spoken[theme_id]
    score = np.concatenate([_score(theme_id, told.lie(some).features, centres) for some in some_at_a_time(which)])
    considered: list[tuple[int, str, Coding]] = []
    looked_at: dict[str, int] = defaultdict(int)
    for at in np.argsort(-score, kind="stable"):
        coding = told.codings[told.row[which[at]]]
        text = _text(coding, int(told.place[which[at]]))
        if _weight(text) < SHORTEST or _weight(text) > LONGEST or looked_at[coding.language] >= CONSIDERED:
            continue
        looked_at[coding.language] += 1
        if names_nobody(text, coding.language):
            considered.append((int(at), text, coding))
    heard = _heard(told, which, which[[at for at, *_ in considered]])
    found: list[tuple[float, Gist]] = []
    for (at, text, coding), number in zip(considered, heard, strict=True):
        value = float(score[at]) + ECHO * float(np.log2(number)) - LONG_WINDED * max(0.0, _weight(text) - BEST)
        found.append((value, Gist(coding.comment_id, text, coding.language, number)))
    found.sort(key=lambda each: -each[0])
    kept: dict[str, int] = defaultdict(int)
    gists = []
    for _value, gist in found:
        kept[gist.language] += 1
        if kept[gist.language] <= KEPT:
            gists.append(gist)
    return tuple(gists)


def best_gist(theme: Theme, languages: Sequence[str], without: Container[str] = ()) -> Gist | None:
    """Return the gist of a theme in the first of these languages that has one, otherwise the best in whatever language.

    `without` are ids of comments that are never quoted.
    """
    left = [gist for gist in theme.gists if gist.comment_id not in without]
    for tag in languages:
        if found := next((gist for gist in left if gist.language == tag), None):
            return found
    return next(iter(left), None)


def names_nobody(text: str, language: str) -> bool:
    """Tell whether redaction leaves the text as it is, and nothing was redacted in it before."""
    return "[" not in text and redact(text, language)[0] == text


def _heard(told: Told, which: np.ndarray, statements: np.ndarray) -> list[int]:
    """Return how many comments, of those whose statements are `which`, say nearly the same as each of these statements."""
    if not len(statements):
        return []
    said = told.lie(statements).meaning
    near = np.concatenate([told.lie(some).meaning @ said.T >= NEARLY for some in some_at_a_time(which)])
    comments = np.flatnonzero(
        np.diff(told.row[which], prepend=-1)
    )  # where those of each comment begin: they are in order
    return [int(number) for number in np.logical_or.reduceat(near, comments).sum(axis=0)]


def _score(theme_id: str, features: np.ndarray, centres: Mapping[str, np.ndarray]) -> np.ndarray:
    others = [centre for theme, centre in centres.items() if theme != theme_id]
    score: np.ndarray = features @ centres[theme_id]
    return score - DISTINCT * (features @ np.stack(others).T).max(axis=1) if others else score


def _text(coding: Coding, place: int) -> str:
    statement = coding.statements[place]
    return " ".join(coding.redacted_text[statement.start : statement.end].split())


def _weight(text: str) -> float:
    return len(text) + (WIDE - 1) * sum(
        "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in text
    )
