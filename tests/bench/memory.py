"""``python -m tests.bench.memory [COMMENTS]``: the peak memory of `yousaid themes` over so many comments, with reading made quick.

Reading a million comments takes most of two hours, and holds a few thousand of them at a time; all the rest holds every one. So
here engines that need no time stand where the encoder, its student, language identification and the segmenter would: the
student's vectors are those of the codebook's statements, moved a little. Everything else is what runs, redaction too; the real engines
are loaded and used beforehand, so that what they take is counted. The comments are those of tests.bench.scale.
"""

import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.adapters.engines import bundled_engines
from app.analysis import school_voice
from app.analysis.analyze import analyze_comments
from app.analysis.comments import Comment
from app.analysis.ports import Encoder, Progress, no_progress
from app.analysis.review import counted_once
from app.cli.files import write_themes
from tests.bench.scale import COMMENTS, MOST_MEMORY, comments

READ_FOR_REAL = 500
MOVED = 0.02  # standard deviation of each component
ENDS = re.compile(r"(?<=[.!?。？！…])\s*(?=\S)")
LANGUAGES = ("es", "ar", "zh-Hans", "vi", "so", "ko", "ru")


class Drawn:
    """An encoder whose vectors are drawn from those of the codebook's statements."""

    def __init__(self, of: Encoder, vectors: np.ndarray) -> None:
        """Stand where this one would, with its version: what was learned with it holds."""
        self.version, self._vectors, self._chance = of.version, vectors, np.random.default_rng(1)

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return one unit vector per text, whatever it says."""
        drawn = self._vectors[self._chance.integers(0, len(self._vectors), len(texts))]
        moved = drawn + MOVED * self._chance.standard_normal(drawn.shape, np.float32)
        return moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)

    def encode_in_parts(
        self, texts: Sequence[Sequence[str]], progress: Progress = no_progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the same for texts and for all their parts."""
        return self.encode([text[0] for text in texts]), self.encode([part for text in texts for part in text])


class Quick:
    """Tells languages and statements without looking closely."""

    def identify(self, text: str) -> tuple[str, float]:
        """Return a language by the length of the text."""
        return LANGUAGES[len(text) % len(LANGUAGES)], 1.0

    def statements(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return where sentences stand."""
        ends = [found.start() for found in ENDS.finditer(text)]
        return list(zip([0, *ends], [*ends, len(text)], strict=True))

    def words(self, text: str, language: str) -> list[str]:
        """Return what stands between spaces."""
        return text.split()


def main(number: int = COMMENTS) -> bool:
    """Print the peak after each step, and the last beside what it must be; return whether it holds."""
    real = bundled_engines(fast_path="always")
    analyze_comments(list(_given(READ_FOR_REAL)), real)
    assert real.student is not None
    vectors = real.student.encode([each.text for each in school_voice.exemplars()])
    quick = Quick()
    engines = replace(
        real,
        encoder=Drawn(real.encoder, np.hstack([vectors, vectors])),
        student=Drawn(real.student, vectors),
        identifier=quick,
        segmenter=quick,
    )
    _say("engines loaded")
    given = list(_given(number))
    _say(f"{number:,} comments held")
    found = counted_once(analyze_comments(given, engines, progress=_stages(), room=None))
    _say(f"{len(found.themes)} themes, {sum(len(each.statements) for each in found.codings):,} statements")
    with tempfile.TemporaryDirectory() as folder:
        write_themes(Path(folder), found, given, "comments", 10, no_progress)
    peak = _say("files written")
    print(f"  peak MB {peak:.0f}, must be <= {MOST_MEMORY}  {'ok' if peak <= MOST_MEMORY else 'DOES NOT HOLD'}")
    return peak <= MOST_MEMORY


def _given(number: int) -> Iterator[Comment]:
    places: dict[tuple[str, str], dict[str, str]] = {}
    for each in comments(number):
        place = (each["audience"], each["school"])
        yield Comment(
            each["id"],
            each["text"],
            groups=places.setdefault(place, dict(zip(("audience", "school"), place, strict=True))),
        )


def _stages() -> Progress:
    told: set[tuple[str, int]] = set()

    def tell(stage: str, done: int, of: int) -> None:
        if (step := (stage, 10 * done // max(1, of))) not in told:
            told.add(step)
            _say(f"{stage} {done:,} of {of:,}")

    return tell


def _say(what: str) -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.strftime('%H:%M:%S')} {what}: peak {peak:.0f} MB, {time.process_time():.0f} CPU-s", flush=True)
    return peak


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
