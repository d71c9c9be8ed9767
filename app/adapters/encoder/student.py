"""The encoder's student: a small network, so that very many comments are read in minutes.

It learned from the encoder (teaching_student.py; Hinton et al. 2015): on all statements of the codebook and its practice tables it
answers as the encoder does, less language. A word is what the encoder begins with for its pieces, and what was learned of those
that stand in these tables often; one narrow layer of attention (student_graph.py) mixes words where the encoder has twelve wide
ones for pieces. It is made of members that differ only in where they began and in what order they read: they err in different
places, so what they answer together errs less.
"""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from scipy.sparse import csr_array

from app.adapters.encoder.batching import LONGEST_TEXT, batches
from app.adapters.encoder.session import allowed_cores, counts_in_whole_numbers, open_session
from app.adapters.encoder.tokens import begins_word, bundled_tokenizer
from app.adapters.encoder.weights import Weights, bundled_file, unpack
from app.analysis.ports import STUDENT, Progress, no_progress

FILE = "student.npz"
AT_ONCE = 8_000  # texts: each piece of theirs is looked up once
TOGETHER = 24  # windows: what they take stays in the cache of a core
WINDOW = 96  # words that are read together; longer texts are read in several windows
STEPS = 127  # whole numbers that what was added to a piece is kept in, either side of 0


class _Window(NamedTuple):
    """Words that are read together: those from `begin` to `end` of all, of the text that is the `row`."""

    row: int
    begin: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.begin


class _Words(NamedTuple):
    """Words as the pieces they are made of: `places` (pieces,) are rows of `embedded`, `firsts` where each word begins, and the end."""

    embedded: np.ndarray
    places: np.ndarray
    firsts: np.ndarray

    def padded(self, windows: Sequence[_Window]) -> tuple[np.ndarray, np.ndarray]:
        """Return what the network is given for the words of each window, (windows, longest, width), and which are real, int32."""
        longest = max(each.size for each in windows)
        numbers = np.zeros((len(windows), longest), int)
        for row, each in enumerate(windows):
            numbers[row, : each.size] = np.diff(self.firsts[each.begin : each.end + 1])
        places = np.concatenate([self.places[self.firsts[each.begin] : self.firsts[each.end]] for each in windows])
        ends = np.concatenate([[0], np.cumsum(numbers)])
        made_of = csr_array((np.ones(len(places), np.float32), places, ends), (numbers.size, len(self.embedded)))
        x: np.ndarray = (made_of @ self.embedded).reshape(*numbers.shape, -1)
        return x, (numbers > 0).astype(np.int32)


@dataclass(frozen=True)
class Learned:
    """What a student learned: `parts` of its network by name (student_graph.py), and what it `added` (pieces, members * width) to `pieces`."""

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

    def __init__(self, path: Path | None = None, threads: int | None = None, whole_numbers: bool | None = None) -> None:
        """Read the student at `path`, the bundled one unless given, on `threads` cores (default: all).

        It computes in `whole_numbers` or in floats, unless given in those that this CPU has instructions for.
        """
        self._path = path or student_file()
        self._threads = threads
        self._whole_numbers = counts_in_whole_numbers() if whole_numbers is None else whole_numbers
        self.version = f"{STUDENT}{hashlib.sha256(self._path.read_bytes()).hexdigest()[:12]}"

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return float32 unit vectors in the space of the encoder less language, shape (len(texts), 384)."""
        return self.encode_in_parts([[text] for text in texts], progress)[0]

    def encode_in_parts(
        self, texts: Sequence[Sequence[str]], progress: Progress = no_progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return such vectors of texts that are given in parts, shape (len(texts), 384), and of all parts in order, (parts, 384).

        A part is read by itself and gets the vector that `encode` gives it; a text is what the words of all its parts say together.
        Raises ValueError when a text has no part.
        """
        found = [self._vectors([])]
        for first in range(0, len(texts), AT_ONCE):
            some = texts[first : first + AT_ONCE]
            found.append(self._vectors(some))
            progress("encode", first + len(some), len(texts))
        wholes, parts = zip(*found, strict=True)
        return np.concatenate(wholes), np.concatenate(parts)

    def _vectors(self, texts: Sequence[Sequence[str]]) -> tuple[np.ndarray, np.ndarray]:
        numbers = np.array([len(text) for text in texts], int)
        if not numbers.all():
            raise ValueError("a text has no part")
        sums = self._sums([part for text in texts for part in text])
        parts, starts, several = answers(self._parts, sums), np.cumsum(numbers) - numbers, numbers > 1
        wholes = parts[starts]
        if several.any():
            wholes[several] = answers(self._parts, np.add.reduceat(sums, starts)[several])
        return wholes, parts

    def _sums(self, texts: Sequence[str]) -> np.ndarray:
        """Return the sums of the words of each of these texts (student_graph.py)."""
        read = bundled_tokenizer().encode_batch_fast(
            [text[:LONGEST_TEXT].replace("\0", " ") for text in texts], add_special_tokens=False
        )
        members, width = self._parts["in.b"].size // len(self._parts["0.pool.w"]), len(self._parts["0.pool.w"])
        sums = np.zeros((len(texts), 2 * members, width + 1), np.float32)
        words, ends = self._words_of([each.ids for each in read])
        windows = [
            _Window(row, at, min(at + WINDOW, end))
            for row, (begin, end) in enumerate(pairwise(ends))
            for at in range(begin, end, WINDOW)
        ]
        together = [[windows[at] for at in batch] for batch in batches([each.size for each in windows], TOGETHER)]
        session = self._session  # opened before several threads ask for it
        with ThreadPoolExecutor(self._threads or allowed_cores() or None) as cores:
            found = cores.map(lambda some: self._sums_of_windows(session, words, some), together)
            for some, of_each in zip(together, found, strict=True):
                np.add.at(sums, [each.row for each in some], of_each)
        return sums

    def _words_of(self, texts: Sequence[list[int]]) -> tuple[_Words, list[int]]:
        """Return the words of all texts in order, and where those of each text end; the ends begin with 0."""
        pieces = np.array([piece for text in texts for piece in text], int)
        begins = self._begins[pieces]
        firsts = np.cumsum([0, *map(len, texts)])
        begins[firsts[:-1][np.diff(firsts) > 0]] = True  # a text begins a word, whatever it begins with
        ends = np.concatenate([[0], np.cumsum(begins)])[firsts].tolist()
        distinct, place = np.unique(pieces, return_inverse=True)
        return _Words(self._embedded(distinct), place, np.append(np.flatnonzero(begins), len(pieces))), ends

    def _sums_of_windows(
        self, session: onnxruntime.InferenceSession, words: _Words, some: Sequence[_Window]
    ) -> np.ndarray:
        x, mask = words.padded(some)
        x += self._places[: x.shape[1]]
        sums: np.ndarray = session.run(None, {"x": x, "mask": mask})[0]
        return sums

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
    def _places(self) -> np.ndarray:
        return self._parts["places"] + self._parts["in.b"]

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        from app.adapters.encoder.student_graph import student_model  # onnx itself is needed for building only

        # A batch for each core is faster than a core for each part of a batch.
        return open_session(student_model(self._parts, self._whole_numbers), threads=1)

    @cached_property
    def _words(self) -> np.ndarray:
        weights = Weights(bundled_file())
        return weights.blocks("emb.word", weights.width)


def answers(parts: Mapping[str, np.ndarray], sums: np.ndarray) -> np.ndarray:
    """Return unit vectors, float32 (n, 384), of texts whose words add up to `sums` (n, 2 * members, width + 1); of no words 0.

    They are the sums of what the members answer, each a unit vector (Dietterich 2000). `parts` is what they learned (student_graph.py).
    """
    means = sums[..., :-1] / np.maximum(sums[..., -1:], 1e-9)
    said = means.reshape(len(means), means.shape[1] // 2, 2 * means.shape[2])
    of_members = [
        _unit(said[:, member] @ parts[f"{member}.out.w"] + parts[f"{member}.out.b"]) for member in range(said.shape[1])
    ]
    vectors: np.ndarray = _unit(np.sum(of_members, axis=0)) * (sums[:, :1, -1] > 0)
    return vectors


def words_of(pieces: Sequence[int], begins: np.ndarray) -> list[list[int]]:
    """Return the pieces of each word in order; `begins` (pieces,) says which begin one."""
    words: list[list[int]] = []
    for piece in pieces:
        if not words or begins[piece]:
            words.append([])
        words[-1].append(piece)
    return words


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
