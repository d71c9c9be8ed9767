"""The encoder's student: one vector for each piece of text, so that very many comments are read in minutes.

The idea is model2vec's (Tulkens and van Dongen 2024): the encoder reads every piece of its vocabulary once, beforehand, and a text is
the weighted mean of its pieces. Here the pieces are those of the school-voice codebook, and what they weigh and add was
fitted to what the encoder makes of its statements (teaching_student.py). Negation and word order are lost: a student tells
what a text is about, less well how it is meant.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from tokenizers import Tokenizer

from app.adapters.encoder.batching import LONGEST_TEXT
from app.adapters.encoder.teaching_student import Taught
from app.adapters.encoder.tokens import bundled_tokenizer
from app.analysis.ports import STUDENT, Progress, no_progress

FILE = "student.npz"
AT_ONCE = 2_000  # texts
RANK = 128  # directions that the vectors of pieces are kept in


def student_file() -> Path:
    """Return where the student is kept."""
    return Path(str(resources.files("app.adapters.encoder").joinpath(FILE)))


def save_student(taught: Taught, encoder: str, digest: str) -> None:
    """Keep what was taught in `RANK` directions, 8 bits a number, with the encoder and the digest of the data it was learned from."""
    weighted = taught.vectors * np.sqrt(taught.counts)[:, None]
    _, axes = np.linalg.eigh(weighted.T @ weighted)
    axes = axes[:, ::-1][:, :RANK]  # eigh gives the largest last
    within = taught.vectors @ axes
    scales = np.abs(within).max(axis=0) / 127
    arrays: dict[str, Any] = {
        "pieces": taught.pieces.astype(np.int32), "vectors": np.round(within / scales).astype(np.int8),
        "axes": (axes * scales).T.astype(np.float32), "encoder": np.array(encoder), "digest": np.array(digest),
    }  # fmt: skip
    np.savez_compressed(student_file(), **arrays)


def learned_from() -> tuple[str, str]:
    """Return the version of the encoder and the digest of the data that the student learned from."""
    with np.load(student_file(), allow_pickle=False) as kept:
        return str(kept["encoder"]), str(kept["digest"])


class StudentEncoder:
    """Fulfils `ports.Encoder`; loads what it learned at the first text."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the student at `path`, the bundled one unless given."""
        self._path = path or student_file()
        self.version = f"{STUDENT}{hashlib.sha256(self._path.read_bytes()).hexdigest()[:12]}"

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return float32 unit vectors in the space of the encoder, shape (len(texts), 384)."""
        vectors = np.zeros((len(texts), self._table.shape[1]), np.float32)
        for first in range(0, len(texts), AT_ONCE):
            some = texts[first : first + AT_ONCE]
            vectors[first : first + len(some)] = self._vectors(some)
            progress("encode", first + len(some), len(texts))
        return vectors

    def _vectors(self, texts: Sequence[str]) -> np.ndarray:
        read = self._tokenizer.encode_batch_fast(
            [text[:LONGEST_TEXT].replace("\0", " ") for text in texts], add_special_tokens=False
        )
        pieces = [each.ids for each in read]
        ends = np.concatenate([[0], np.cumsum([len(each) for each in pieces])])
        columns = self._rows[np.fromiter(chain.from_iterable(pieces), np.int64, ends[-1])]
        counts = sparse.csr_array((np.ones(len(columns), np.float32), columns, ends), (len(pieces), len(self._table)))
        found = counts @ self._table
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)

    @cached_property
    def _kept(self) -> dict[str, Any]:
        with np.load(self._path, allow_pickle=False) as kept:
            return dict(kept)

    @cached_property
    def _table(self) -> np.ndarray:
        """The vector of each piece that was learned, float32 (pieces + 1, 384); the last, of all others, is nothing."""
        learned = self._kept["vectors"].astype(np.float32) @ self._kept["axes"]
        return np.vstack([learned, np.zeros((1, learned.shape[1]), np.float32)])

    @cached_property
    def _rows(self) -> np.ndarray:
        """The row of the table for each number of the tokenizer."""
        rows = np.full(self._tokenizer.get_vocab_size(), len(self._table) - 1, np.int64)
        rows[self._kept["pieces"]] = np.arange(len(self._table) - 1)
        return rows

    @property
    def _tokenizer(self) -> Tokenizer:
        return bundled_tokenizer()
