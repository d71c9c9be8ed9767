"""What analysis needs from outside engines: one small Protocol each. Real adapters live in app.adapters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

MANY = 50_000  # comments; the encoder takes long for more, and its student may read where a district chose so
STUDENT = "student-"
AND = "+"  # between the versions of two that read together

# Called as progress(stage, done, of) while long work runs; stage is a short plain word such as "encode".
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, of: int) -> None:
    """Report progress to nobody."""


class Encoder(Protocol):
    """Turns texts of any language into vectors of one space of meaning."""

    version: str

    def __hash__(self) -> int:
        """Tell encoders apart, so that what was learned with one can be kept."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return one float32 unit vector per text, shape (len(texts), dimensions); two in a row where two read together."""
        ...


@runtime_checkable
class ReadsInParts(Encoder, Protocol):
    """An encoder that reads texts and their parts at once."""

    def encode_in_parts(
        self, texts: Sequence[Sequence[str]], progress: Progress = no_progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return unit vectors of texts, shape (len(texts), dimensions), each given in one part or more, and of all parts in order."""
        ...


@runtime_checkable
class OfSomeLanguages(Protocol):
    """An encoder that was made for some languages only: it is taught with these."""

    languages: Sequence[str]


@runtime_checkable
class HasMemory(Protocol):
    """An encoder with a folder beside which what was learned with it can be kept for the next process."""

    memory: Path | None


@runtime_checkable
class KnowsWhatItReads(Protocol):
    """An encoder that can also say how much of a text it can read at all."""

    def known_share(self, text: str) -> float:
        """Return the share of a text's pieces that stand in the vocabulary, 0..1; 1 for a text of nothing."""
        ...


@runtime_checkable
class LeadsAnother(Protocol):
    """An encoder that reads with another; `alone` it says where a text lies in the space, and whether it tells of danger."""

    alone: Encoder


def alone(encoder: Encoder) -> Encoder:
    """Return what reads texts of which nobody asks what they speak of or how they are meant, only where they lie."""
    return encoder.alone if isinstance(encoder, LeadsAnother) else encoder


class LanguageIdentifier(Protocol):
    """Tells the language of a text."""

    def identify(self, text: str) -> tuple[str, float]:
        """Return the BCP 47 tag (``und`` when it cannot be told) and a confidence 0..1."""
        ...


class Segmenter(Protocol):
    """Breaks text where its language breaks it, also where no spaces are written."""

    def statements(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return where each statement of a text starts and ends (text[start:end]), in order, none overlapping."""
        ...

    def words(self, text: str, language: str) -> list[str]:
        """Return the words of a text, in order, without punctuation."""
        ...


class Clusterer(Protocol):
    """Groups vectors by likeness, without being told how many groups there are."""

    def cluster(self, vectors: np.ndarray) -> np.ndarray:
        """Return the group of each vector as integers 0..k-1, shape (len(vectors),); every vector gets one."""
        ...


@dataclass(frozen=True)
class Engines:
    """The outside engines that one analysis works with.

    `student` is a far faster reader that learned from the encoder and places texts in its space, less exactly; it reads the
    comments of an analysis of more than `student_above`. None where the encoder has no student, or nobody chose it. Its
    version begins with STUDENT.
    """

    encoder: Encoder
    identifier: LanguageIdentifier
    segmenter: Segmenter
    clusterer: Clusterer
    student: ReadsInParts | None = None
    student_above: int = MANY

    def reader(self, comments: int) -> Encoder:
        """Return what reads so many comments."""
        return self.student if self.student is not None and comments > self.student_above else self.encoder
