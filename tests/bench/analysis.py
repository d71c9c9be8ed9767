"""``python -m tests.bench.analysis``: what the whole analysis takes beside the encoder alone, on the example district six times over."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from app.adapters.comment_files import read_comments
from app.adapters.encoder import BundledEncoder, EncoderAndStudent, StudentEncoder
from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from app.analysis.ports import Encoder, Progress, no_progress
from app.analysis.school import learn_school_talk
from tests.evals.score import EXAMPLE

COPIES, MOST = 6, 1.25
FIRST = (
    60  # comments that are analysed before: models and lists of words are loaded then, of the encoder as of all else
)


class Timed:
    """An encoder that counts the seconds it takes."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.version, self.seconds = encoder, encoder.version, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.encoder, name)

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Encode and count."""
        with self._counting():
            return self.encoder.encode(texts, progress)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - began


def main() -> bool:
    """Print the seconds of both and their ratio; return whether it holds."""
    timed = Timed(BundledEncoder())
    engines = replace(bundled_engines(), encoder=EncoderAndStudent(timed, StudentEncoder()))
    learn_school_talk(engines.encoder)
    example = read_comments(EXAMPLE / "comments.jsonl")
    comments = [
        replace(each, id=f"{copy}-{each.id}", text=f"{each.text} {copy}") for copy in range(COPIES) for each in example
    ]
    analyze_comments(comments[:FIRST], engines)
    timed.seconds, began = 0.0, time.perf_counter()
    analyze_comments(comments, engines)
    seconds = time.perf_counter() - began
    ratio = seconds / timed.seconds
    print(
        f"{len(comments)} comments: {seconds:.1f} s, the encoder {timed.seconds:.1f} s of it; {ratio:.2f}, must be <= {MOST}  "
        f"{'ok' if ratio <= MOST else 'DOES NOT HOLD'}"
    )
    return ratio <= MOST


if __name__ == "__main__":
    sys.exit(not main())
