"""What analysis needs from outside engines: one small Protocol each. Real adapters live in app.adapters."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

# Called as progress(stage, done, of) while long work runs; stage is a short plain word such as "encode".
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, of: int) -> None:
    """Report progress to nobody."""


class Encoder(Protocol):
    """Turns texts of any language into vectors of one space of meaning."""

    version: str

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return one float32 unit vector per text, shape (len(texts), dimensions)."""
        ...


class LanguageIdentifier(Protocol):
    """Tells the language of a text."""

    def identify(self, text: str) -> tuple[str, float]:
        """Return the BCP 47 tag (``und`` when it cannot be told) and a confidence 0..1."""
        ...
