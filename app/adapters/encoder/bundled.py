"""Runs the encoder: builds its model when it is not there yet, then turns texts into vectors."""

import hashlib
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from platformdirs import user_cache_path
from tokenizers import Tokenizer

from app.adapters.encoder.batching import (
    LONGEST_TEXT,
    batches,
    encode_in_batches,
    mean_of_tokens,
    padded,
)
from app.adapters.encoder.changes import bundled_changes, bundled_changes_file
from app.adapters.encoder.session import open_session
from app.adapters.encoder.tokens import begins_word, bundled_tokenizer
from app.adapters.encoder.weights import Weights, bundled_file, unpack
from app.analysis.ports import Progress, no_progress

# Change it whenever the built model would differ for another reason than what it was taught.
UNTAUGHT = "multilingual-e5-small-q4-2"
# Change it whenever the built model answers the same by other operators.
BUILT = 2
PREFIX = "query: "  # multilingual-e5 was trained with it on texts that are compared with one another


def default_cache_dir() -> Path:
    """Return the folder of this account where the built model is kept."""
    return user_cache_path("yousaid")


def version() -> str:
    """Return what tells this encoder from every other, and from itself before it was taught anew."""
    return f"{UNTAUGHT}-{hashlib.sha256(bundled_changes_file().read_bytes()).hexdigest()[:12]}"


def build_model(cache_dir: Path, layers: int | None = None) -> Path:
    """Return the model of this version in `cache_dir`, building it first if needed (some seconds).

    With `layers` it ends after so many, which were taught nothing. Two processes may build at once: each writes a file of
    its own and renames it into place.
    """
    path = cache_dir / f"{version() if layers is None else f'{UNTAUGHT}-{layers}'}.{BUILT}.onnx"
    if path.exists():
        return path
    from app.adapters.encoder.graph import write_model  # onnx itself is needed for building only

    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix="building-") as folder:
        unfinished = Path(folder, "model.onnx")
        changes = bundled_changes() if layers is None else {}
        write_model(Weights(bundled_file()), unfinished, changes, layers)
        unfinished.replace(path)
    return path


class BundledEncoder:
    """Fulfils `ports.Encoder`; loads its model at the first text."""

    def __init__(self, cache_dir: Path | None = None, threads: int | None = None, layers: int | None = None) -> None:
        """Keep the built model in `cache_dir` (default: this account's cache); use `threads` (default: all cores).

        With `layers` only so many are run: what `states` gives then is what the layers that learn are taught with.
        """
        self.version = version()
        self._layers = layers
        self._cache_dir = cache_dir or default_cache_dir()
        self._threads = threads

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), 384); equal texts are encoded once."""
        return encode_in_batches(texts, self._tokens, self._vectors, self._weights.width, progress)

    def known_share(self, text: str) -> float:
        """Return the share of a text's pieces that stand in the vocabulary, 0..1."""
        ids = self._tokenizer.encode(text[:LONGEST_TEXT], add_special_tokens=False).ids
        return 1 - ids.count(self._weights.vocabulary.unknown) / max(1, len(ids))

    def states(self, texts: Sequence[str], longest: int) -> list[np.ndarray]:
        """Return the token states of each text after the last layer, float16 (tokens, 384), at most `longest` tokens."""
        tokens = [self._tokens(text)[:longest] for text in texts]
        found: dict[int, np.ndarray] = {}
        for batch in batches([len(ids) for ids in tokens]):
            states = self._states([tokens[at] for at in batch])[0]
            found |= {at: states[row, : len(tokens[at])].astype(np.float16) for row, at in enumerate(batch)}
        return [found[at] for at in range(len(texts))]

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the pieces that each text is made of, without what stands around every text."""
        return [each.ids for each in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

    def known(self, pieces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what the encoder begins with for each of these pieces, float32 (n, 384), and which begin a word, bool (n,)."""
        return unpack(self._words[pieces]), begins_word(self._weights.vocabulary)[pieces]

    @cached_property
    def _weights(self) -> Weights:
        return Weights(bundled_file())

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return bundled_tokenizer()

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        return open_session(build_model(self._cache_dir, self._layers), self._threads)

    @cached_property
    def _positions(self) -> np.ndarray:
        positions = self._weights.vector("emb.pos").reshape(-1, self._weights.width)
        return positions + self._weights.vector("emb.type")[: self._weights.width]

    @cached_property
    def _words(self) -> np.ndarray:
        return self._weights.blocks("emb.word", self._weights.width)

    def _tokens(self, text: str) -> list[int]:
        return self._tokenizer.encode(PREFIX + text).ids

    def _vectors(self, tokens: Sequence[list[int]]) -> np.ndarray:
        return mean_of_tokens(*self._states(tokens))

    def _states(self, tokens: Sequence[list[int]]) -> tuple[np.ndarray, np.ndarray]:
        ids, mask = padded(tokens, self._weights.vocabulary.padding)
        return self._session.run(None, {"x": self._embed(ids), "mask": mask.astype(np.int32)})[0], mask

    def _embed(self, ids: np.ndarray) -> np.ndarray:
        distinct, place = np.unique(ids, return_inverse=True)  # unpacks each word once
        x = unpack(self._words[distinct])[place.reshape(ids.shape)] + self._positions[: ids.shape[1]]
        x -= x.mean(-1, keepdims=True)
        x /= np.sqrt(x.var(-1, keepdims=True) + self._weights.epsilon)
        return (x * self._weights.vector("emb.ln.w") + self._weights.vector("emb.ln.b")).astype(np.float32)
