"""What the analysis knows of school life beforehand: the school-voice codebook, as heads on the encoder's vectors.

A general encoder keeps the words of a school day too close together. The exemplars of the codebook, balanced over
codes in eighteen languages, teach linear heads on its vectors; the means of the languages tell what of a vector is
language and not meaning, and that is removed first.
"""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from app.analysis import school_voice, typical
from app.analysis.evening import fitted, fitting
from app.analysis.heads import Head, fit, from_arrays
from app.analysis.ports import AND, Encoder, HasMemory, OfSomeLanguages
from app.analysis.school_voice import Exemplar
from app.analysis.sentiment import BELIEF, BELIEF_IN_TWO
from app.analysis.space import (
    AT_ONCE,
    in_parts,
    language_axes,
    packed,
    slices,
    some_at_a_time,
    unit,
    widened,
    without,
)
from app.analysis.typical import Typical, find_typical

CODES_WEIGHT = 3.5  # of a comment's codes beside its free meaning, where comments are grouped
SAID = "said"  # the class of comments that say something
KEPT = school_voice.FOLDER / "heads.npz"
KEPT_OF_STUDENT = school_voice.FOLDER / "student_heads.npz"
LEARNED_AS = 1  # change it whenever heads would be learned otherwise from the same codebook with the same encoder


@dataclass(frozen=True)
class Placed:
    """Texts in the space, one row each.

    `meaning` is what the encoder says, less language, unit vectors, packed where there are very many (space.widened gives
    them back); `codes` shares of the codes of the school-voice codebook; `stances`
    shares of praise, complaint, suggestion, question and mixed; `emptiness` shares of saying nothing in this or that way;
    `risk` shares of telling of this or that danger. What nobody asks for has no columns.
    """

    meaning: np.ndarray
    codes: np.ndarray
    stances: np.ndarray
    emptiness: np.ndarray
    risk: np.ndarray

    def rows(self, which: np.ndarray | slice) -> "Placed":
        """Return only these rows."""
        return Placed(*(getattr(self, each.name)[which] for each in fields(self)))

    def only(self, which: np.ndarray) -> "Placed":
        """Return only these rows, which are in order, in the room of all: nothing else may still need the others."""
        for each in fields(self):
            values = getattr(self, each.name)
            for at, part in enumerate(some_at_a_time(which)):
                values[at * AT_ONCE : at * AT_ONCE + len(part)] = values[part]
        return Placed(*(getattr(self, each.name)[: len(which)] for each in fields(self)))

    def put(self, among: "Placed | None", first: int, of: int) -> "Placed":
        """Return `among` with these rows from the `first` on; where it has no room for them, room for `of` more is made.

        Room costs nothing before something is written into it.
        """
        if among is None or first + len(self.codes) > len(among.codes):
            rows = first + max(of, len(self.codes))
            wider = Placed(*(np.empty((rows, values.shape[1]), values.dtype) for values in self._arrays()))
            among = wider if among is None else among.up_to(first).put(wider, 0, 0)
        for values, mine in zip(among._arrays(), self._arrays(), strict=True):
            values[first : first + len(mine)] = mine
        return among

    def up_to(self, end: int) -> "Placed":
        """Return the rows before `end`, in their room."""
        return Placed(*(values[:end] for values in self._arrays()))

    def _arrays(self) -> list[np.ndarray]:
        return [getattr(self, each.name) for each in fields(self)]

    def packed(self) -> "Placed":
        """Return the same in a third of a kilobyte a row: the meaning packed, the codes in half precision."""
        return replace(self, meaning=packed(self.meaning), codes=self.codes.astype(np.float16))

    @property
    def features(self) -> np.ndarray:
        """Return unit vectors that group well, float32: meaning and codes side by side. Large: ask for some rows."""
        return features_of(widened(self.meaning), widened(self.codes))

    def features_summed(self, rows: np.ndarray) -> np.ndarray:
        """Return the sum of the features of these rows, shape (d,), zeros for none."""
        return np.sum([self.rows(part).features.sum(axis=0) for part in some_at_a_time(rows)], axis=0)

    def likeness(self, features: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
        """Return how near these rows (None: all) are to a vector of features, shape (n,)."""
        parts = some_at_a_time(np.arange(len(self.codes)) if rows is None else rows)
        return np.concatenate([self.rows(part).features @ features for part in parts])


@dataclass(frozen=True)
class SchoolTalk:
    """What was learned from the codebook with one encoder.

    `middle` (dimensions,) is the centre of all exemplars, `language` (directions, dimensions) what only tells the
    language, `centres` (codes, dimensions) the unit centre of each code's exemplars. `fine` and `coarse` are typical
    statements of the codes, many and few of each; with the fine ones stand those that say nothing, but for a student.
    `second` is what was learned with one that reads beside this encoder: both say what a text speaks of and how it is meant, and
    their shares are averaged (Dietterich 2000), for they err in different places. All else is as the first says.
    """

    middle: np.ndarray
    language: np.ndarray
    centres: np.ndarray
    codes: Head
    stances: Head
    emptiness: Head
    risk: Head
    typical: "tuple[Typical, Typical] | tuple[()]" = ()
    softness: float = 1.0  # power of the shares of codes: below 1 for a reader that is surer than it is right
    second: "SchoolTalk | None" = None

    def place(self, vectors: np.ndarray) -> Placed:
        """Place encoder vectors, shape (n, dimensions); of two that read together both vectors, side by side."""
        meaning = self.meaning(vectors)
        codes, nothing_said = self._codes(vectors)
        emptiness = _without_class(self.emptiness, meaning, SAID)
        return Placed(
            meaning=meaning,
            codes=codes,
            stances=self._stances(vectors),
            emptiness=emptiness if nothing_said is None else (emptiness + nothing_said) / 2,
            risk=_without_class(self.risk, meaning, school_voice.NO_RISK),
        )

    def risks(self, vectors: np.ndarray) -> np.ndarray:
        """Return the shares of telling of this or that danger alone, shape (n, kinds)."""
        return _without_class(self.risk, self.meaning(vectors), school_voice.NO_RISK)

    def place_parts(self, vectors: np.ndarray, around: np.ndarray) -> Placed:
        """Place statements of comments, whose own vectors are `around` them: which code a statement speaks of, these say too.

        Nobody asks whether one of them is empty or tells of danger.
        """
        both, width = vectors + AROUND * around, self.middle.size
        of_both = np.hstack([unit(both[:, at : at + width]) for at in range(0, both.shape[1], width)])
        none = np.zeros((len(vectors), 0), np.float32)
        return Placed(self.meaning(vectors), self._codes(of_both)[0], self._stances(vectors), none, none)

    def _codes(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Return shares of the codes, by the second too, and of saying nothing, of each kind, by typical statements."""
        codes, nothing_said = self._own_codes(self.meaning(vectors))
        if self.second is None:
            return codes, nothing_said
        return (codes + self.second._codes(self._of_second(vectors))[0]) / 2, nothing_said

    def _stances(self, vectors: np.ndarray) -> np.ndarray:
        """Return shares of the stances, by the second too."""
        own = self.stances.shares(self.meaning(vectors))
        return own if self.second is None else (own + self.second._stances(self._of_second(vectors))) / 2

    def _of_second(self, vectors: np.ndarray) -> np.ndarray:
        return vectors[:, self.middle.size :]

    def _own_codes(self, meaning: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Return shares of the codes by the head and by typical statements, and by these of saying nothing, of each kind."""
        by_head = self.codes.shares(meaning)
        if not self.typical:
            return by_head, None
        fine, size = self.typical[0].shares(meaning), len(self.codes.classes)
        near = fine[:, :size] / np.maximum(fine[:, :size].sum(axis=1, keepdims=True), 1e-9)
        shares = ((by_head + near + self.typical[1].shares(meaning)) / 3) ** self.softness
        return shares / shares.sum(axis=1, keepdims=True), fine[:, size:] if fine.shape[1] > size else None

    def fit_to_all(self, whole: Placed, languages: Sequence[str], parts: Placed, owners: np.ndarray) -> None:
        """Fit the codes of whole comments, and of parts of them, whose comments are the rows `owners`, to what all of them say.

        It is written into both: of very many there is no room for two.
        """
        member = school_voice.members()
        families = in_parts(whole.codes, lambda some: some @ member)
        says = 1 - whole.emptiness.sum(axis=1)
        weights = fitting(families, member.mean(axis=0), languages, says)
        for placed, of in ((whole, np.arange(len(whole.codes))), (parts, owners)):
            for some in slices(len(of)):
                placed.codes[some] = fitted(widened(placed.codes[some]), weights[of[some]] @ member.T)

    def meaning(self, vectors: np.ndarray) -> np.ndarray:
        """Return unit vectors around the middle of school life, less what only tells the language."""
        return unit(without(vectors[:, : self.middle.size] - self.middle, self.language))

    @property
    def belief(self) -> float:
        """Return how much of the sureness of its shares of stances is believed (`sentiment.calibrated`)."""
        return BELIEF if self.second is None else BELIEF_IN_TWO

    @property
    def empty_kinds(self) -> tuple[str, ...]:
        """Return what the columns of `Placed.emptiness` stand for."""
        return tuple(kind for kind in self.emptiness.classes if kind != SAID)

    @property
    def risk_kinds(self) -> tuple[str, ...]:
        """Return what the columns of `Placed.risk` stand for."""
        return tuple(kind for kind in self.risk.classes if kind != school_voice.NO_RISK)


def features_of(meaning: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return meaning, shape (n, dimensions), and shares of codes (n, codes) side by side, as unit vectors."""
    return unit(np.hstack([meaning, CODES_WEIGHT * np.sqrt(codes)])).astype(np.float32)


@lru_cache(maxsize=4)
def learn_school_talk(encoder: Encoder) -> SchoolTalk:
    """Return what was learned with this encoder: kept beside the codebook or in the encoder's memory, or learned now.

    Learning takes minutes, and is done once for an encoder that has a memory, otherwise once a process.
    """
    own, _, second = encoder.version.partition(AND)
    if (kept := _kept(own)) is not None:
        return replace(kept, second=_kept(second)) if second else kept
    remembered = _remembered(encoder)
    if remembered is not None and (kept := _read(remembered, own, school_voice.digest())) is not None:
        return kept
    talk = teach_heads(encoder)
    if remembered is not None:
        with suppress(OSError):  # a full or read-only disk: it is learned anew the next time
            _write(remembered, talk, encoder, school_voice.digest())
    return talk


def _kept(version: str) -> SchoolTalk | None:
    """Return what is kept beside the codebook of the encoder of this version."""
    for path, practice in ((KEPT, school_voice.PRACTICE_OF_HEADS), (KEPT_OF_STUDENT, school_voice.PRACTICE_OF_STUDENT)):
        if (kept := _read(path, version, school_voice.digest(*practice))) is not None:
            return kept
    return None


def teach_heads(encoder: Encoder, practice: Sequence[Exemplar] = ()) -> SchoolTalk:
    """Learn the heads from the codebook with this encoder, codes and stances from the statements of `practice` too."""
    of = encoder.languages if isinstance(encoder, OfSomeLanguages) else None
    told = list(school_voice.exemplars(of))
    blank, risky = list(school_voice.uncodable(of)), list(school_voice.risks(of))
    texts = [each.text for each in told] + [text for _kind, text in blank + risky]
    vectors = encoder.encode(texts)
    middle, language = language_axes(vectors[: len(told)], [each.language for each in told])
    of_told, of_blank, of_risky = np.split(
        unit(without(vectors - middle, language)), np.cumsum([len(told), len(blank)])
    )
    order = [code.id for code in school_voice.codes()]
    place = np.array([order.index(each.code) for each in told])
    centres = unit(np.stack([of_told[place == code].mean(axis=0) for code in range(len(order))]))
    said, of_said = [*told, *practice], of_told
    if practice:
        practised = encoder.encode([each.text for each in practice])
        of_said = np.vstack([of_told, unit(without(practised - middle, language))])
    codes, kinds = [each.code for each in said], [kind for kind, _ in blank]
    freedom, fine, coarse = PRACTISED if practice else UNPRACTISED
    return SchoolTalk(
        middle, language, centres.astype(np.float32),
        codes=_ordered(fit(of_said, codes, freedom), order),
        stances=_ordered(fit(of_said, [each.stance for each in said], STANCES_FREEDOM), school_voice.STANCES),
        emptiness=fit(
            np.vstack([of_blank, of_told]), kinds + [SAID] * len(told), EMPTY_FREEDOM, True
        ),
        risk=fit(
            np.vstack([of_risky, of_told]),
            [kind for kind, _ in risky] + [school_voice.NO_RISK] * len(told), RISK_FREEDOM, True,
        ),
        typical=(
            find_typical(of_said, codes, order, fine).counted_as(len(told))
            .and_also(find_typical(of_blank, kinds, sorted(set(kinds)), len(kinds))),
            find_typical(of_said, codes, order, coarse),
        ),
    )  # fmt: skip


def keep_heads(encoder: Encoder) -> None:
    """Learn the heads with this encoder from all that the codebook has, and keep them beside it."""
    digest = school_voice.digest(*school_voice.PRACTICE_OF_HEADS)
    _write(KEPT, teach_heads(encoder, list(school_voice.practice())), encoder, digest)


def keep_heads_of_student(student: Encoder, teacher: SchoolTalk, heads: Mapping[str, Head]) -> None:
    """Keep the heads that a student learned with its vectors, which lie where its teacher's lie once language is removed.

    The codes are learned from their writers: what a student errs in, its teacher's answers do not tell it. Danger is learned from both,
    which rank it better than either.
    """
    nothing = np.zeros((0, teacher.middle.size), np.float32)
    told, order = list(school_voice.told_to_student()), teacher.codes.classes
    vectors, of = unit(student.encode([each.text for each in told])), [each.code for each in told]
    freedom, fine, coarse = PRACTISED
    exemplars = sum(1 for _ in school_voice.exemplars())
    talk = SchoolTalk(
        np.zeros_like(teacher.middle), nothing, teacher.centres,
        codes=_ordered(fit(vectors, of, freedom), order),
        stances=heads["stances"], emptiness=heads["emptiness"], risk=heads["risk"].and_also(_risk_of_student(student, vectors)),
        typical=(find_typical(vectors, of, order, fine).counted_as(exemplars), find_typical(vectors, of, order, coarse)),
        softness=SOFTNESS_OF_STUDENT,
    )  # fmt: skip
    _write(KEPT_OF_STUDENT, talk, student, school_voice.digest(*school_voice.PRACTICE_OF_STUDENT))


def _risk_of_student(student: Encoder, calm: np.ndarray) -> Head:
    """Return a head for danger that is fitted to what writers say of statements; `calm` are the vectors of those about school life.

    Danger is as rare among them as it stands there: a head that counts it more sees it wherever somebody is unhappy.
    """
    risky = [*school_voice.risks(), *school_voice.practice_of_risks()]
    vectors = student.encode([text for _kind, text in risky] + [text for _kind, text in school_voice.uncodable()])
    kinds = [kind for kind, _text in risky]
    none = [school_voice.NO_RISK] * (len(vectors) - len(risky) + len(calm))
    return fit(np.vstack([unit(vectors), calm]), kinds + none, RISK_FREEDOM)


def _remembered(encoder: Encoder) -> Path | None:
    """Return the file in the encoder's memory for it and this codebook; None when it has no memory."""
    if not isinstance(encoder, HasMemory) or encoder.memory is None:
        return None
    key = f"{LEARNED_AS} {encoder.version} {school_voice.digest()}"
    return encoder.memory / f"heads-{hashlib.sha256(key.encode()).hexdigest()[:24]}.npz"


def _read(path: Path, version: str, digest: str) -> SchoolTalk | None:
    """Return what a file keeps, if it was learned with the encoder of this version and this codebook and is whole."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if str(kept["encoder"]) == version and str(kept["digest"]) == digest:
                return _from_arrays(kept)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None  # not there yet, broken off, or of another edition
    return None


def _write(path: Path, talk: SchoolTalk, encoder: Encoder, digest: str) -> None:
    """Write a file in one go: two processes may learn at once, and neither reads half of what the other wrote."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {"encoder": np.array(encoder.version), "digest": np.array(digest)}
    arrays["softness"] = np.array(talk.softness)
    for name in _HEADS:
        arrays |= getattr(talk, name).arrays(name)
    for name, typical_statements in zip(_TYPICAL, talk.typical, strict=False):
        arrays |= typical_statements.arrays(name)
    halves = {name: getattr(talk, name).astype(np.float16) for name in ("middle", "language", "centres")}
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        try:
            np.savez_compressed(file, **arrays, **halves)
            file.close()
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        finally:
            Path(file.name).unlink(missing_ok=True)


SOFTNESS_OF_STUDENT = 0.75
# Of a comment's vector for 1 of its statement's. With 0.7 the figures of both districts are nearly the same.
AROUND = 0.4
STANCES_FREEDOM, EMPTY_FREEDOM, RISK_FREEDOM = 1.0, 10.0, 10.0
# The freedom of the codes' head, and fine and coarse typical statements of each code: more where more was read.
UNPRACTISED, PRACTISED = (5.0, 20, 10), (3.0, 40, 15)
_HEADS, _TYPICAL = ("codes", "stances", "emptiness", "risk"), ("fine", "coarse")


def _from_arrays(kept: Any) -> SchoolTalk:
    middle, language, centres = (kept[name].astype(np.float32) for name in ("middle", "language", "centres"))
    codes, stances, emptiness, risk = (from_arrays(kept, name) for name in _HEADS)
    read = [typical.from_arrays(kept, name) for name in _TYPICAL if f"{name}.each" in kept]
    softness = float(kept["softness"]) if "softness" in kept else 1.0
    return SchoolTalk(
        middle, language, centres, codes, stances, emptiness, risk, (read[0], read[1]) if read else (), softness
    )


def _ordered(head: Head, order: "list[str] | tuple[str, ...]") -> Head:
    places = [head.classes.index(name) for name in order]
    return Head(tuple(order), head.weights[places], head.bias[places])


def _without_class(head: Head, vectors: np.ndarray, name: str) -> np.ndarray:
    return np.delete(head.shares(vectors), head.classes.index(name), axis=1)
