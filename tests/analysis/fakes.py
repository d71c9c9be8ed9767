"""A fast stand-in for the encoder, and engines around it."""

import re
import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np

from app.adapters.cluster import LeidenClusterer
from app.adapters.language import ComposedIdentifier
from app.adapters.segmenter import IcuSegmenter
from app.analysis.ports import Engines, Progress, no_progress

DIMENSIONS = 384


@cache
def _direction(word: str) -> np.ndarray:
    return np.random.default_rng(zlib.crc32(word.encode())).normal(size=DIMENSIONS)


class BagOfWords:
    """Fulfils `ports.Encoder`: each word points in a direction that its hash decides."""

    version = "bag-of-words"
    languages = ("en", "es")

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return unit vectors, shape (len(texts), 384)."""
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or ["?"]:
                vectors[row] += _direction(word)
        progress("encode", len(texts), len(texts))
        return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)


ENCODER = BagOfWords()  # one for all tests: what is learned with it is kept by encoder


def fast_engines() -> Engines:
    """Return real engines around the fake encoder."""
    return Engines(ENCODER, ComposedIdentifier(), IcuSegmenter(), LeidenClusterer())
