"""Searching everything that was said in a cycle, by meaning in any language and by words. Writes nothing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from app.analysis import school_voice
from app.analysis.coding import Coding
from app.analysis.copies import times, voice
from app.analysis.meanings import Meanings, vectors_of
from app.analysis.ports import Encoder, Engines
from app.analysis.review import Reviewed
from app.analysis.school import learn_school_talk
from app.analysis.searching import NEAR, WORDS, Library, marked, part_of
from app.store import concerns, meanings, responses, runs
from app.store import reviewed as reviewed_runs

PER_PAGE, MOST = 20, 200
LONGEST = 300  # characters of a search


@dataclass(frozen=True)
class Wish:
    """What is looked for. Empty filters let everything through; `dangers` shows what may tell of danger, too.

    `text` may be empty: then everything that the filters let through is listed.
    """

    text: str
    audience: str = ""
    language: str = ""
    theme: str = ""
    page: int = 1
    dangers: bool = False
    minimum_n: int = 10


@dataclass(frozen=True)
class Hit:
    """A comment that was found. `marks` are [start, end] in the text; `audience` is '' where too few people share it and
    the language; `sent` says how often the same words came."""

    comment: str
    text: str
    language: str
    audience: str
    themes: tuple[str, ...]
    safety: str | None
    likeness: float
    marks: tuple[tuple[int, int], ...] = ()
    sent: int = 1


@dataclass(frozen=True)
class Named:
    """A theme that can be filtered by."""

    id: str
    label: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What a search found: one page of hits, nearest first, and what can be filtered by.

    `by` is meaning, words (there was no encoder, or no vectors) or all (nothing was looked for). `too_few` says that the
    filters leave fewer people than can be shown.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    by: str = "all"
    too_few: bool = False
    themes: tuple[Named, ...] = ()
    audiences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def as_json(found: Found) -> dict[str, Any]:
    """Return what was found as plain values."""
    return asdict(found)


def from_json(found: Mapping[str, Any]) -> Found:
    """Return what `as_json` was made of."""
    fields = dict(found)
    hits = tuple(Hit(**{**hit, "themes": tuple(hit["themes"])}) for hit in fields.pop("hits"))
    themes = tuple(Named(**theme) for theme in fields.pop("themes"))
    return Found(hits=hits, themes=themes, **fields)


class Searcher:
    """Searches with what it remembers of the newest run of a cycle, so that the next search need not read it again.

    Safe to use from several threads.
    """

    def __init__(self, data_dir: Path, engines: Callable[[], Engines] | None) -> None:
        """Read vectors in `data_dir`; without `engines` only words are looked for."""
        self._data_dir, self._engines = data_dir, engines
        self._shelf: _Shelf | None = None
        self._turn = Lock()

    def find(self, cycle_id: int, wish: Wish) -> Found | None:
        """Return what fits the wish, or None before the first analysis."""
        with self._turn:
            self._shelf = shelf = _shelved(cycle_id, self._data_dir, self._shelf)
        return shelf.find(wish, self._engines) if shelf else None


@dataclass(frozen=True, eq=False)
class _Shelf:
    """What is remembered of a cycle; `state` tells whether it is still so.

    `meanings` is None when there are no vectors; `places` says where in them each coding stands.
    """

    state: tuple
    reviewed: Reviewed
    audiences: Sequence[str]
    meanings: Meanings | None
    places: np.ndarray
    encoder: str
    library: Library
    _members: dict[str, np.ndarray] = field(default_factory=dict)

    def find(self, wish: Wish, engines: Callable[[], Engines] | None) -> Found:
        about = self._about
        rows = self._rows(wish)
        if (wish.audience or wish.language) and 0 < self._people(rows) < wish.minimum_n:
            return Found(too_few=True, **about)
        scores, parts, by = self._scores(wish, rows, engines)
        if by != "all":
            # By words alone, one of them is enough; nearest first, and what is equally near in the order of its ids.
            rows = rows[scores[rows] >= (NEAR if by == "meaning" else 0.01)]
            rows = rows[np.argsort(-scores[rows], kind="stable")]
        found = self._once(rows)[:MOST]
        pages = max(1, -(-len(found) // PER_PAGE))
        page = min(max(wish.page, 1), pages)
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        hits = tuple(self._hit(int(row), wish, scores, parts, engines, by) for row in shown)
        return Found(hits, len(found), page, pages, by, **about)

    @cached_property
    def _about(self) -> dict[str, Any]:
        """What every answer says of the cycle."""
        return {
            "themes": tuple(Named(each.id, each.label, dict(each.labels)) for each in self.reviewed.themes),
            "audiences": tuple(sorted({each for each in self.audiences if each})),
            "languages": tuple(tag for tag, _n in Counter(self._tongues.tolist()).most_common()),
        }

    @property
    def _codings(self) -> Sequence[Coding]:
        return self.reviewed.codings

    @cached_property
    def _tongues(self) -> np.ndarray:
        return np.array([coding.language for coding in self._codings], object)

    @cached_property
    def _groups(self) -> np.ndarray:
        return np.array(self.audiences, object)

    @cached_property
    def _dangers(self) -> np.ndarray:
        return np.array([bool(coding.safety) for coding in self._codings], bool)

    @cached_property
    def _sent(self) -> Counter[str]:
        return times(self._codings)

    @cached_property
    def _crowds(self) -> Counter[tuple[str, str]]:
        """How many people said something, by audience and language."""
        people = {
            (coding.comment_id.split(".")[0], group, coding.language)
            for coding, group in zip(self._codings, self.audiences, strict=True)
        }
        return Counter((group, language) for _id, group, language in people)

    def _rows(self, wish: Wish) -> np.ndarray:
        fits = np.ones(len(self._codings), bool) if wish.dangers else ~self._dangers
        if wish.audience:
            fits = fits & (self._groups == wish.audience)
        if wish.language:
            fits = fits & (self._tongues == wish.language)
        if wish.theme:
            fits = fits & self._of_theme(wish.theme)
        return np.flatnonzero(fits)

    def _of_theme(self, theme: str) -> np.ndarray:
        if theme not in self._members:
            self._members[theme] = np.array([theme in coding.themes for coding in self._codings], bool)
        return self._members[theme]

    def _people(self, rows: np.ndarray) -> int:
        return len({self._codings[row].comment_id.split(".")[0] for row in rows[:10_000]})

    def _scores(
        self, wish: Wish, rows: np.ndarray, engines: Callable[[], Engines] | None
    ) -> tuple[np.ndarray, np.ndarray | None, str]:
        if not wish.text:
            return np.ones(len(self._codings), np.float32), None, "all"
        words = WORDS * self.library.shares(wish.text)
        found = self.meanings
        encoder = engines().encoder if engines and found else None
        # A search must lie in the same space as the comments of this run.
        if not encoder or not found or (self.encoder, found.codebook) != (encoder.version, school_voice.digest()):
            return words, None, "words"
        among = np.zeros(len(found.ids), bool)
        among[self.places[rows]] = True
        near, parts = found.nearest(_meaning(wish.text, encoder), among)
        return near[self.places] + words, parts[self.places], "meaning"

    def _once(self, rows: np.ndarray) -> list[int]:
        """Return the first row of each voice, until there are enough."""
        seen: set[str] = set()
        found: list[int] = []
        for row in rows:
            if (said := voice(self._codings[row])) not in seen:
                seen.add(said)
                found.append(int(row))
                if len(found) == MOST:
                    break
        return found

    def _hit(
        self, row: int, wish: Wish, scores: np.ndarray, parts: np.ndarray | None,
        engines: Callable[[], Engines] | None, by: str,
    ) -> Hit:  # fmt: skip
        coding, audience = self._codings[row], self.audiences[row]
        part = None
        if engines and parts is not None and parts[row] >= 0:
            statements = engines().segmenter.statements(coding.redacted_text, coding.language)
            part = part_of(statements, int(parts[row]))
        return Hit(
            comment=coding.comment_id,
            text=coding.redacted_text,
            language=coding.language,
            audience=audience if self._crowds[audience, coding.language] >= wish.minimum_n else "",
            themes=coding.themes,
            safety=coding.safety,
            likeness=round(float(scores[row]), 3),
            marks=tuple(marked(coding.redacted_text, wish.text, part)) if by != "all" else (),
            sent=self._sent[voice(coding)],
        )


def _meaning(text: str, encoder: Encoder) -> np.ndarray:
    """Return where a search lies in the space of meaning, a unit vector (dimensions,)."""
    return vectors_of(learn_school_talk(encoder).place(encoder.encode([text[:LONGEST]])))[0]


def _shelved(cycle_id: int, data_dir: Path, last: _Shelf | None) -> _Shelf | None:
    """Return what is to be remembered now: what was, if nobody decided anything since, or as much of it as still holds."""
    run = runs.latest_done(cycle_id)
    if run is None:
        return None
    state = (run.id, runs.decided(cycle_id), tuple(sorted(concerns.known(cycle_id).items(), key=str)))
    if last and last.state == state:
        return last
    outcome = reviewed_runs.outcome(cycle_id)
    assert outcome is not None
    reviewed = Reviewed(outcome.themes, outcome.everything())
    if last and last.state[0] == run.id:  # the texts and vectors of a run never change
        return replace(last, state=state, reviewed=reviewed, _members={})
    where = responses.places(cycle_id)
    ids = [coding.comment_id for coding in reviewed.codings]
    kept = meanings.load(data_dir, run.id)
    place = {each: at for at, each in enumerate(kept.ids)} if kept else {}
    return _Shelf(
        state,
        reviewed,
        [where.get(each.split(".")[0], {}).get("audience", "") for each in ids],
        kept if all(each in place for each in ids) else None,
        np.array([place.get(each, 0) for each in ids], int),
        run.encoder,
        Library([coding.redacted_text for coding in reviewed.codings]),
    )
