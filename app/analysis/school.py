"""What the analysis knows of school life beforehand: the school-voice codebook, as heads on the encoder's vectors.

A general encoder keeps the words of a school day too close together. The exemplars of the codebook, balanced over
codes in eighteen languages, teach linear heads on its vectors; the means of the languages tell what of a vector is
language and not meaning, and that is removed first.
"""

import hashlib
import tempfile
from collections.abc import Sequence
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
from app.analysis.ports import Encoder, HasMemory, OfSomeLanguages
from app.analysis.space import language_axes, unit, without
from app.analysis.typical import Typical, find_typical

CODES_WEIGHT = 3.5  # of a comment's codes beside its free meaning, where comments are grouped
SAID = "said"  # the class of comments that say something
KEPT = school_voice.FOLDER / "heads.npz"
LEARNED_AS = 1  # change it whenever heads would be learned otherwise from the same codebook with the same encoder


@dataclass(frozen=True)
class Placed:
    """Texts in the space, one row each.

    `features` are unit vectors that group well: meaning and codes side by side. `meaning` is what the encoder says,
    less language; `codes` shares of the codes of the school-voice codebook; `stances` shares of praise, complaint,
    suggestion, question and mixed; `emptiness` shares of saying nothing in this or that way; `risk` shares of telling
    of this or that danger.
    """

    features: np.ndarray
    meaning: np.ndarray
    codes: np.ndarray
    stances: np.ndarray
    emptiness: np.ndarray
    risk: np.ndarray

    def rows(self, which: np.ndarray) -> "Placed":
        """Return only these rows."""
        return Placed(*(getattr(self, each.name)[which] for each in fields(self)))


@dataclass(frozen=True)
class SchoolTalk:
    """What was learned from the codebook with one encoder.

    `middle` (dimensions,) is the centre of all exemplars, `language` (directions, dimensions) what only tells the
    language, `centres` (codes, dimensions) the unit centre of each code's exemplars. `fine` and `coarse` are typical
    statements of the codes, many and few of each; with the fine ones stand those that say nothing.
    """

    middle: np.ndarray
    language: np.ndarray
    centres: np.ndarray
    codes: Head
    stances: Head
    emptiness: Head
    risk: Head
    fine: Typical
    coarse: Typical

    def place(self, vectors: np.ndarray) -> Placed:
        """Place encoder vectors, shape (n, dimensions)."""
        meaning = self.meaning(vectors)
        fine, size = self.fine.shares(meaning), len(self.codes.classes)
        near = fine[:, :size] / np.maximum(fine[:, :size].sum(axis=1, keepdims=True), 1e-9)
        codes = (self.codes.shares(meaning) + near + self.coarse.shares(meaning)) / 3
        return Placed(
            features=features_of(meaning, codes),
            meaning=meaning,
            codes=codes,
            stances=self.stances.shares(meaning),
            emptiness=(_without_class(self.emptiness, meaning, SAID) + fine[:, size:]) / 2,
            risk=_without_class(self.risk, meaning, school_voice.NO_RISK),
        )

    def place_comments(
        self, comments: np.ndarray, languages: Sequence[str], parts: np.ndarray, owners: np.ndarray
    ) -> tuple[Placed, Placed]:
        """Place whole comments and parts of them, whose comments are the rows `owners`, fitted to what all of them say."""
        whole, part = self.place(comments), self.place(parts)
        member = school_voice.members()
        says = 1 - whole.emptiness.sum(axis=1)
        weights = fitting(whole.codes @ member, member.mean(axis=0), languages, says) @ member.T
        codes, part_codes = fitted(whole.codes, weights), fitted(part.codes, weights[owners])
        return (
            replace(whole, codes=codes, features=features_of(whole.meaning, codes)),
            replace(part, codes=part_codes, features=features_of(part.meaning, part_codes)),
        )

    def meaning(self, vectors: np.ndarray) -> np.ndarray:
        """Return unit vectors around the middle of school life, less what only tells the language."""
        return unit(without(vectors - self.middle, self.language))

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


@lru_cache(maxsize=2)
def learn_school_talk(encoder: Encoder) -> SchoolTalk:
    """Return what was learned with this encoder: kept beside the codebook or in the encoder's memory, or learned now.

    Learning takes minutes, and is done once for an encoder that has a memory, otherwise once a process.
    """
    remembered = _remembered(encoder)
    for path in filter(None, (KEPT, remembered)):
        if (kept := _read(path, encoder)) is not None:
            return kept
    talk = teach_heads(encoder)
    if remembered is not None:
        with suppress(OSError):  # a full or read-only disk: it is learned anew the next time
            _write(remembered, talk, encoder)
    return talk


def teach_heads(encoder: Encoder) -> SchoolTalk:
    """Learn the heads from the codebook with this encoder."""
    of = encoder.languages if isinstance(encoder, OfSomeLanguages) else None
    told = list(school_voice.exemplars(of))
    blank, risky = list(school_voice.uncodable(of)), list(school_voice.risks(of))
    texts = [each.text for each in told] + [text for _kind, text in blank + risky]
    vectors = encoder.encode(texts)
    middle, language = language_axes(vectors[: len(told)], [each.language for each in told])
    of_told, of_blank, of_risky = np.split(
        unit(without(vectors - middle, language)), np.cumsum([len(told), len(blank)])
    )
    codes, kinds = [each.code for each in told], [kind for kind, _ in blank]
    order = [code.id for code in school_voice.codes()]
    place = np.array([order.index(code) for code in codes])
    centres = unit(np.stack([of_told[place == code].mean(axis=0) for code in range(len(order))]))
    return SchoolTalk(
        middle, language, centres.astype(np.float32),
        codes=_ordered(fit(of_told, codes, CODES_FREEDOM), order),
        stances=_ordered(fit(of_told, [each.stance for each in told], STANCES_FREEDOM), school_voice.STANCES),
        emptiness=fit(
            np.vstack([of_blank, of_told]), kinds + [SAID] * len(told), EMPTY_FREEDOM, True
        ),
        risk=fit(
            np.vstack([of_risky, of_told]),
            [kind for kind, _ in risky] + [school_voice.NO_RISK] * len(told), RISK_FREEDOM, True,
        ),
        fine=find_typical(of_told, codes, order, FINE).and_also(
            find_typical(of_blank, kinds, sorted(set(kinds)), len(kinds))
        ),
        coarse=find_typical(of_told, codes, order, COARSE),
    )  # fmt: skip


def keep_heads(encoder: Encoder) -> None:
    """Learn the heads with this encoder and keep them beside the codebook."""
    _write(KEPT, teach_heads(encoder), encoder)


def _remembered(encoder: Encoder) -> Path | None:
    """Return the file in the encoder's memory for it and this codebook; None when it has no memory."""
    if not isinstance(encoder, HasMemory) or encoder.memory is None:
        return None
    key = f"{LEARNED_AS} {encoder.version} {school_voice.digest()}"
    return encoder.memory / f"heads-{hashlib.sha256(key.encode()).hexdigest()[:24]}.npz"


def _read(path: Path, encoder: Encoder) -> SchoolTalk | None:
    """Return what a file keeps, if it was learned with this encoder and codebook and is whole."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if str(kept["encoder"]) == encoder.version and str(kept["digest"]) == school_voice.digest():
                return _from_arrays(kept)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None  # not there yet, broken off, or of another edition
    return None


def _write(path: Path, talk: SchoolTalk, encoder: Encoder) -> None:
    """Write a file in one go: two processes may learn at once, and neither reads half of what the other wrote."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {"encoder": np.array(encoder.version), "digest": np.array(school_voice.digest())}
    for name in (*_HEADS, *_TYPICAL):
        arrays |= getattr(talk, name).arrays(name)
    halves = {name: getattr(talk, name).astype(np.float16) for name in ("middle", "language", "centres")}
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        try:
            np.savez_compressed(file, **arrays, **halves)
            file.close()
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        finally:
            Path(file.name).unlink(missing_ok=True)


CODES_FREEDOM, STANCES_FREEDOM, EMPTY_FREEDOM, RISK_FREEDOM = 5.0, 1.0, 10.0, 10.0
FINE, COARSE = 20, 10  # typical statements of each code
_HEADS, _TYPICAL = ("codes", "stances", "emptiness", "risk"), ("fine", "coarse")


def _from_arrays(kept: Any) -> SchoolTalk:
    middle, language, centres = (kept[name].astype(np.float32) for name in ("middle", "language", "centres"))
    codes, stances, emptiness, risk = (from_arrays(kept, name) for name in _HEADS)
    fine, coarse = (typical.from_arrays(kept, name) for name in _TYPICAL)
    return SchoolTalk(middle, language, centres, codes, stances, emptiness, risk, fine, coarse)


def _ordered(head: Head, order: "list[str] | tuple[str, ...]") -> Head:
    places = [head.classes.index(name) for name in order]
    return Head(tuple(order), head.weights[places], head.bias[places])


def _without_class(head: Head, vectors: np.ndarray, name: str) -> np.ndarray:
    return np.delete(head.shares(vectors), head.classes.index(name), axis=1)
