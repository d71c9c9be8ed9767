"""Runs the encoder: builds its model when it is not there yet, then turns texts into vectors."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from platformdirs import user_cache_path
from tokenizers import Tokenizer

from app.adapters.encoder.changes import bundled_changes, bundled_changes_file
from app.adapters.encoder.tokens import build_tokenizer
from app.adapters.encoder.weights import Weights, bundled_file, unpack
from app.analysis.ports import Progress, no_progress

# Change it whenever the built model would differ for another reason than what it was taught.
UNTAUGHT = "multilingual-e5-small-q4-int8-1"
PREFIX = "query: "  # multilingual-e5 was trained with it on texts that are compared with one another
TOKENS_PER_BATCH = 4096
TEXTS_PER_BATCH = 128
LONGEST_TEXT = 4000  # characters that are looked at: more than 512 tokens in any language


def default_cache_dir() -> Path:
    """Return the folder of this account where the built model is kept."""
    return user_cache_path("yousaid")


def version() -> str:
    """Return what tells this encoder from every other, and from itself before it was taught anew."""
    return f"{UNTAUGHT}-{hashlib.sha256(bundled_changes_file().read_bytes()).hexdigest()[:12]}"


def build_model(cache_dir: Path, layers: int | None = None) -> Path:
    """Return the int8 model of this version in `cache_dir`, building it first if needed (about half a minute).

    With `layers` it ends after so many, which were taught nothing. Two processes may build at once: each writes a file of
    its own and renames it into place.
    """
    path = cache_dir / (f"{version()}.onnx" if layers is None else f"{UNTAUGHT}-{layers}.onnx")
    if path.exists():
        return path
    from app.adapters.encoder.graph import write_int8_model  # onnx itself is needed for building only

    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix="building-") as folder:
        unfinished = Path(folder, "model.onnx")
        changes = bundled_changes() if layers is None else {}
        write_int8_model(Weights(bundled_file()), unfinished, changes, layers)
        unfinished.replace(path)
    return path


class BundledEncoder:
    """Fulfils `ports.Encoder`; loads its model at the first text."""

    def __init__(self, cache_dir: Path | None = None, threads: int | None = None, layers: int | None = None) -> None:
        """Keep the built model in `cache_dir` (default: this account's cache); use `threads` (default: all cores).

        With `layers` only so many are run: what `states` gives then is what the layers that learn are taught with.
        """
        self._layers = layers
        self._cache_dir = cache_dir or default_cache_dir()
        self._threads = threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else threads or 0

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), 384); equal texts are encoded once."""
        distinct = list(dict.fromkeys(texts))
        row = {text: at for at, text in enumerate(distinct)}
        vectors = np.zeros((len(distinct), self._weights.width), np.float32)
        tokens = [self._tokens(text) for text in distinct]
        done = 0
        for batch in _batches([len(ids) for ids in tokens]):
            states, mask = self._states([tokens[at] for at in batch])
            means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            vectors[batch] = means / np.linalg.norm(means, axis=1, keepdims=True)
            done += len(batch)
            progress("encode", done, len(distinct))
        return vectors[[row[text] for text in texts]] if len(texts) else vectors

    def states(self, texts: Sequence[str], longest: int) -> list[np.ndarray]:
        """Return the token states of each text after the last layer, float16 (tokens, 384), at most `longest` tokens."""
        tokens = [self._tokens(text)[:longest] for text in texts]
        found: dict[int, np.ndarray] = {}
        for batch in _batches([len(ids) for ids in tokens]):
            states, _mask = self._states([tokens[at] for at in batch])
            found |= {at: states[row, : len(tokens[at])].astype(np.float16) for row, at in enumerate(batch)}
        return [found[at] for at in range(len(texts))]

    @property
    def version(self) -> str:
        """Return what tells this encoder from every other."""
        return version()

    @cached_property
    def _weights(self) -> Weights:
        return Weights(bundled_file())

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return build_tokenizer(self._weights.vocabulary)

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leaves the cores to web workers
        model = str(build_model(self._cache_dir, self._layers))
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _positions(self) -> np.ndarray:
        positions = self._weights.vector("emb.pos").reshape(-1, self._weights.width)
        return positions + self._weights.vector("emb.type")[: self._weights.width]

    @cached_property
    def _words(self) -> np.ndarray:
        return self._weights.blocks("emb.word", self._weights.width)

    def _tokens(self, text: str) -> list[int]:
        return self._tokenizer.encode(PREFIX + text[:LONGEST_TEXT].replace("\0", " ")).ids

    def _states(self, tokens: Sequence[list[int]]) -> tuple[np.ndarray, np.ndarray]:
        longest = max(map(len, tokens))
        ids = np.full((len(tokens), longest), self._weights.vocabulary.padding)
        mask = np.zeros((len(tokens), longest), np.int32)
        for row, numbers in enumerate(tokens):
            ids[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        return self._session.run(None, {"x": self._embed(ids), "mask": mask})[0], mask

    def _embed(self, ids: np.ndarray) -> np.ndarray:
        distinct, place = np.unique(ids, return_inverse=True)  # unpacks each word once
        x = unpack(self._words[distinct])[place.reshape(ids.shape)] + self._positions[: ids.shape[1]]
        x -= x.mean(-1, keepdims=True)
        x /= np.sqrt(x.var(-1, keepdims=True) + self._weights.epsilon)
        return (x * self._weights.vector("emb.ln.w") + self._weights.vector("emb.ln.b")).astype(np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield positions in batches of like lengths, so that little is padded."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == TEXTS_PER_BATCH or (len(batch) + 1) * lengths[at] > TOKENS_PER_BATCH):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch
