"""The encoder and its student, who read together: what both say of a text, side by side."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from app.analysis.ports import AND, Encoder, KnowsWhatItReads, Progress, no_progress


class Reads(Encoder, KnowsWhatItReads, Protocol):
    """An encoder that can also say how much of a text it can read."""


class EncoderAndStudent:
    """Fulfils `ports.Encoder` and `ports.LeadsAnother`.

    The student costs a thirtieth of the encoder, has read more of schools, and errs elsewhere. What each of them makes of school
    life is kept under its own version (`school.learn_school_talk`).
    """

    def __init__(self, encoder: Reads, student: Encoder) -> None:
        """Read with both."""
        self.alone, self._student = encoder, student
        self.version = f"{encoder.version}{AND}{student.version}"

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return two float32 unit vectors for each text in a row, the encoder's and the student's, shape (len(texts), 384 + 384)."""
        return np.hstack([self.alone.encode(texts, progress), self._student.encode(texts)])

    def known_share(self, text: str) -> float:
        """Return the share of a text's pieces that stand in the vocabulary, 0..1."""
        return self.alone.known_share(text)
