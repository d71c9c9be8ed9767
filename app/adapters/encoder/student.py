"""The encoder's student: a small network, so that very many comments are read in minutes.

It learned from the encoder (teaching_student.py; Hinton et al. 2015): on all statements of the codebook and its practice tables it
answers as the encoder does, less language. A word is what the encoder begins with for its pieces, and what was learned of those
that stand in these tables often; two narrow layers of attention (student_graph.py) mix words where the encoder has twelve wide
ones for pieces.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from app.adapters.encoder.batching import LONGEST_TEXT, batches, padded
from app.adapters.encoder.session import open_session
from app.adapters.encoder.tokens import begins_word, bundled_tokenizer
from app.adapters.encoder.weights import Weights, bundled_file, unpack
from app.analysis.ports import STUDENT, Progress, no_progress

FILE = "student.npz"
AT_ONCE = 2_000  # texts
TOGETHER = 48  # windows: what they take stays in the cache of a core
WINDOW = 96  # words that are read together; longer texts are read in several windows
STEPS = 127  # whole numbers that what was added to a piece is kept in, either side of 0


@dataclass(frozen=True)
class Learned:
    """What a student learned: `parts` of its network by name (see student_graph.py), and what it `added` (pieces, width) to `pieces`."""

    parts: Mapping[str, np.ndarray]
    pieces: np.ndarray
    added: np.ndarray


def student_file() -> Path:
    """Return where the student is kept."""
    return Path(str(resources.files("app.adapters.encoder").joinpath(FILE)))


def save_student(learned: Learned, encoder: str, digest: str) -> None:
    """Keep what was learned: pieces in 8 bits a number, the rest in 16, with the encoder and the digest of the data it is from."""
    scales = np.abs(learned.added).max(axis=0) / STEPS
    arrays: dict[str, Any] = {f"part.{name}": values.astype(np.float16) for name, values in learned.parts.items()}
    arrays |= {
        "pieces": learned.pieces.astype(np.int32), "added": np.round(learned.added / scales).astype(np.int8),
        "scales": scales.astype(np.float32), "encoder": np.array(encoder), "digest": np.array(digest),
    }  # fmt: skip
    np.savez_compressed(student_file(), **arrays)


def learned_from() -> tuple[str, str]:
    """Return the version of the encoder and the digest of the data that the student learned from."""
    with np.load(student_file(), allow_pickle=False) as kept:
        return str(kept["encoder"]), str(kept["digest"])


class StudentEncoder:
    """Fulfils `ports.Encoder`; loads what it learned at the first text."""

    def __init__(self, path: Path | None = None, threads: int | None = None) -> None:
        """Read the student at `path`, the bundled one unless given, on `threads` cores (default: all)."""
        self._path = path or student_file()
        self._threads = threads
        self.version = f"{STUDENT}{hashlib.sha256(self._path.read_bytes()).hexdigest()[:12]}"

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return float32 unit vectors in the space of the encoder less language, shape (len(texts), 384)."""
        found = [np.zeros((0, self._parts["out.w"].shape[1]), np.float32)]
        for first in range(0, len(texts), AT_ONCE):
            some = texts[first : first + AT_ONCE]
            found.append(self._vectors(some))
            progress("encode", first + len(some), len(texts))
        return np.concatenate(found)

    def _vectors(self, texts: Sequence[str]) -> np.ndarray:
        read = bundled_tokenizer().encode_batch_fast(
            [text[:LONGEST_TEXT].replace("\0", " ") for text in texts], add_special_tokens=False
        )
        windows = [(row, some) for row, each in enumerate(read) for some in _windows(words_of(each.ids, self._begins))]
        vectors = np.zeros((len(texts), self._parts["out.w"].shape[1]), np.float32)
        for batch in batches([len(words) for _, words in windows], TOGETHER):
            rows, words = [windows[at][0] for at in batch], [windows[at][1] for at in batch]
            sizes = np.array([len(each) for each in words], np.float32)
            np.add.at(vectors, rows, _unit(self._answers(words)) * sizes[:, None])
        return _unit(vectors)

    def _answers(self, texts: Sequence[Sequence[list[int]]]) -> np.ndarray:
        _, mask = padded([[0] * len(words) for words in texts], 0)
        pieces = np.array([piece for words in texts for word in words for piece in word], int)
        sizes = np.array([len(word) for words in texts for word in words], int)
        distinct, place = np.unique(pieces, return_inverse=True)
        x = np.zeros((*mask.shape, self._parts["in.b"].size), np.float32)
        x[mask > 0] = np.add.reduceat(self._embedded(distinct)[place], np.cumsum(sizes) - sizes) + self._parts["in.b"]
        x += self._parts["places"][: x.shape[1]]
        answers: np.ndarray = self._session.run(None, {"x": x, "mask": mask.astype(np.int32)})[0]
        return answers

    def _embedded(self, pieces: np.ndarray) -> np.ndarray:
        x = unpack(self._words[pieces]) @ self._parts["in.w"]
        at = np.minimum(np.searchsorted(self._kept["pieces"], pieces), len(self._kept["pieces"]) - 1)
        known = self._kept["pieces"][at] == pieces
        x[known] += self._kept["added"][at[known]] * self._kept["scales"]
        return x

    @cached_property
    def _begins(self) -> np.ndarray:
        return begins_word(Weights(bundled_file()).vocabulary)

    @cached_property
    def _kept(self) -> dict[str, Any]:
        with np.load(self._path, allow_pickle=False) as kept:
            return dict(kept)

    @cached_property
    def _parts(self) -> dict[str, np.ndarray]:
        parts = {name: values for name, values in self._kept.items() if name.startswith("part.")}
        return {name.removeprefix("part."): values.astype(np.float32) for name, values in parts.items()}

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        from app.adapters.encoder.student_graph import student_model  # onnx itself is needed for building only

        return open_session(student_model(self._parts), self._threads)

    @cached_property
    def _words(self) -> np.ndarray:
        weights = Weights(bundled_file())
        return weights.blocks("emb.word", weights.width)


def words_of(pieces: Sequence[int], begins: np.ndarray) -> list[list[int]]:
    """Return the pieces of each word in order; `begins` (pieces,) says which begin one."""
    words: list[list[int]] = []
    for piece in pieces:
        if not words or begins[piece]:
            words.append([])
        words[-1].append(piece)
    return words


def _windows(words: list[list[int]]) -> list[list[list[int]]]:
    return [words[at : at + WINDOW] for at in range(0, len(words), WINDOW)]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
