"""``python -m tests.bench.scale [COMMENTS]``: what a state's worth of comments takes, and what the fast path loses.

Prints, each beside what it must be: how many times as fast as the encoder alone the fast path reads, on such comments in the same run,
with what the encoder reads again; what it loses of bcubed_f1 on both districts with gold codings beside the usual way to read; the
CPU-seconds of discovery, which is the grouping of so many vectors without knowing anything of them; and the peak memory and the
seconds of `yousaid themes` over so many comments (1,000,000 unless given), twice if fewer than 100,000: the same comments give the same
files. The comments are made of the statements of the codebook and of the example district, in all languages.
"""

import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.adapters.comment_files import read_comments
from app.adapters.encoder import BundledEncoder, EncoderAndStudent, StudentEncoder
from app.adapters.engines import bundled_engines
from app.analysis import school_voice
from app.analysis.analyze import analyze_comments
from app.analysis.comments import Comment
from app.analysis.ports import Engines, Progress, no_progress
from app.analysis.school import learn_school_talk
from app.analysis.understanding import understand
from tests.bench.analysis import Timed
from tests.bench.exports import ROOT
from tests.evals.score import EXAMPLE, read_district
from tests.evals.scoring import figures

COMMENTS, TWICE_BELOW = 1_000_000, 100_000
TIMES_AS_FAST, MOST_LOST, MOST_CPU, MOST_MEMORY = 20, 0.05, 60, 4096  # the last in MB
TIMED, TIMED_OF_STUDENT, TURNS = 300, 5_000, 4  # comments; turns, for a machine may be busy for seconds
OFTEN = {"en": 40, "es": 20}  # as often as every other language is 3
PLACES = {"audience": ("families", "students", "staff", "community"), "school": tuple(f"School {n}" for n in range(60))}


def comments(number: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield comments of one to three statements each; in one of a single statement a word is another's, so few are copies."""
    chance = random.Random(seed)
    said: dict[str, list[str]] = {}
    for each in school_voice.exemplars():
        said.setdefault(each.language, []).append(each.text)
    for comment in read_comments(EXAMPLE / "comments.jsonl"):
        said["en"].append(comment.text)
    languages = sorted(said)
    weights = [OFTEN.get(language, 3) for language in languages]
    for at in range(number):
        own = said[chance.choices(languages, weights)[0]]
        text = " ".join(chance.choices(own, k=chance.choices((1, 2, 3), (5, 3, 2))[0]))
        words = text.split(" ")
        words[chance.randrange(len(words))] = chance.choice(chance.choice(own).split(" "))
        yield {"id": f"R{at}", "text": " ".join(words)} | {name: chance.choice(of) for name, of in PLACES.items()}


def rates() -> float:
    """Return how many times as many comments the fast path reads in a second as the encoder does, in turns.

    Reading is all that either reads in a run: comments, their statements, and what the encoder reads again.
    """
    fast = bundled_engines(fast_path="always")
    encoder, again, student = Timed(BundledEncoder()), Timed(BundledEncoder()), _TimedStudent(StudentEncoder())
    both = replace(fast, encoder=EncoderAndStudent(again, student), student=student)
    ways = [
        _Way(replace(fast, encoder=encoder, student=None), [encoder], TIMED),
        _Way(both, [again, student], TIMED_OF_STUDENT),
    ]
    for _ in range(TURNS):
        for way in ways:
            way.read()
    slow, quick = (TURNS * len(way.given) / way.seconds for way in ways)
    print(f"read by the encoder {slow:.0f} comments/s, by the fast path {quick:.0f}/s")
    return quick / slow


class _TimedStudent(Timed):
    """The encoder's student, which reads comments with their statements."""

    def encode_in_parts(
        self, texts: Sequence[Sequence[str]], progress: Progress = no_progress
    ) -> tuple[np.ndarray, np.ndarray]:
        with self._counting():
            return self.encoder.encode_in_parts(texts, progress)


class _Way:
    """A way to read so many comments, and the seconds that its readers took."""

    def __init__(self, engines: Engines, readers: Sequence[Timed], number: int) -> None:
        self.given = [Comment(each["id"], each["text"]) for each in comments(number)]
        self._engines, self._readers = engines, readers
        self._school = learn_school_talk(engines.reader(number))
        understand(self.given[:20], engines, self._school, no_progress)  # the models are loaded
        for each in self._readers:
            each.seconds = 0.0

    @property
    def seconds(self) -> float:
        return sum(each.seconds for each in self._readers)

    def read(self) -> None:
        understand(self.given, self._engines, self._school, no_progress)


def lost(district: Path, with_codebook: bool) -> float:
    """Return the share that the student loses of the bcubed_f1 of encoder and student together, which is the usual way to read a district.

    What the encoder alone reaches, whose student it is, is less and printed beside it.
    """
    given, gold, codebook = read_district(district)
    fast = bundled_engines(fast_path="always")
    alone, student, both = (
        figures(gold, analyze_comments(given, each, codebook if with_codebook else ()).codings)["bcubed_f1"]
        for each in (_alone(fast), fast, replace(fast, student=None))
    )
    named = "with codebook" if with_codebook else "explored"
    print(
        f"{district.name}, {named}: bcubed_f1 by the encoder {alone:.3f}, by its student {student:.3f}, by both {both:.3f}"
    )
    return 1 - student / both


def _alone(engines: Engines) -> Engines:
    """Return the engines with the encoder alone, without its student."""
    return replace(engines, encoder=BundledEncoder(), student=None)


def discovery(number: int) -> float:
    """Return the CPU-seconds that the grouping of so many vectors takes."""
    chance = np.random.default_rng(1)
    engines = bundled_engines(fast_path="always")
    known = engines.reader(1).encode([each["text"] for each in comments(20_000)])
    vectors = np.empty((number, known.shape[1]), np.float16)
    for first in range(0, number, len(known)):
        some = known[chance.permutation(len(known))][: number - first]
        moved = some + 0.02 * chance.normal(size=some.shape)
        vectors[first : first + len(some)] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    began = time.process_time()
    groups = engines.clusterer.cluster(vectors)
    spent = time.process_time() - began
    print(f"{number:,} vectors: {groups.max() + 1} groups")
    return spent


def whole(number: int) -> float:
    """Run `yousaid themes` over so many comments in a process of its own; return its peak memory in MB."""
    digests, peak = set(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "comments.jsonl")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in comments(number))
        for _ in range(2 if number < TWICE_BELOW else 1):
            out, began = Path(folder, "out"), time.monotonic()
            command = [sys.executable, "-m", "tests.bench.scale", "--themes", str(path), str(out)]
            told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
            peak = max(peak, float(told.splitlines()[-1]))
            print(f"{number:,} comments: {time.monotonic() - began:.0f} s; {told.splitlines()[-2]}")
            kept = (out / "coding.csv").read_bytes() + (out / "themes.json").read_bytes()
            digests.add(hashlib.sha256(kept).hexdigest())
    if len(digests) > 1:
        raise AssertionError("the same comments gave other themes")
    return peak


def themes(path: str, out: str) -> None:
    """Do what `yousaid themes` does with the fast path, and print the peak memory of this process in MB."""
    from app.cli.analysis import themes as command

    command([path, "--out", out, "--fast-path", "always"], standalone_mode=False)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(number: int = COMMENTS) -> bool:
    """Print every figure beside what it must be; return whether all hold."""
    larkspur = ROOT / "tests" / "evals" / "larkspur"
    checks = [
        ("fast path : encoder", rates, lambda value: value >= TIMES_AS_FAST, f">= {TIMES_AS_FAST}"),
        *(
            (
                f"bcubed_f1 lost, {place.name}",
                lambda p=place, b=book: lost(p, b),
                lambda v: v <= MOST_LOST,
                f"<= {MOST_LOST}",
            )
            for place in (EXAMPLE, larkspur)
            for book in (False, True)
        ),
        ("CPU-seconds of discovery", lambda: discovery(number), lambda value: value <= MOST_CPU, f"<= {MOST_CPU}"),
        ("peak MB of yousaid themes", lambda: whole(number), lambda value: value <= MOST_MEMORY, f"<= {MOST_MEMORY}"),
    ]
    held = True
    for name, measure, holds, must in checks:
        value = measure()
        held &= holds(value)
        print(f"  {name:32} {value:8.2f}, must be {must:8} {'ok' if holds(value) else 'DOES NOT HOLD'}", flush=True)
    return held


if __name__ == "__main__":
    if "--themes" in sys.argv:
        themes(*sys.argv[2:4])
    else:
        sys.exit(not main(*map(int, sys.argv[1:])))
