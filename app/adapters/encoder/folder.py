"""Runs an encoder that the district put into a folder of its own, in onnxruntime, beside a tokenizer of `tokenizers`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from app.adapters.encoder.batching import LONGEST_TEXT, encode_in_batches, mean_of_tokens, padded
from app.adapters.encoder.errors import EncoderFolderError
from app.adapters.encoder.layout import Layout, read_layout
from app.adapters.encoder.session import open_session
from app.analysis.ports import Progress, no_progress

KNOWN_INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
WHOLE_TEXT = "sentence_embedding"  # an output that is pooled already
UNKNOWN = ("<unk>", "[UNK]", "<UNK>", "[unk]")
TYPES = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}

States = Callable[[np.ndarray, np.ndarray], np.ndarray]


class FolderEncoder:
    """Fulfils `ports.Encoder` with the model of a folder (see `layout`)."""

    def __init__(
        self, folder: Path, prefix: str | None = None, threads: int | None = None, memory: Path | None = None
    ) -> None:
        """Open the model and try it on one text. Raises EncoderFolderError.

        `prefix` stands before every text; None takes what the folder says. `memory` is where what is learned with it can be
        kept. Two encoders are equal when their models,
        tokenizers and settings are: what was learned with one is then right for the other.
        """
        self._folder = folder
        self.memory = memory
        self._layout: Layout = read_layout(folder, prefix)
        self._tokenizer = _tokenizer(self._layout)
        self._session = _opened(self._layout.model, threads)
        self._inputs = _inputs(self._layout.model, self._session)
        self._output = self._choose_output()
        self._padding = self._tokenizer.token_to_id(self._layout.padding) or 0
        self._unknown = next((each for each in map(self._tokenizer.token_to_id, UNKNOWN) if each is not None), None)
        self._width = self._try_out()
        self.version = self._layout.version(folder.resolve().name)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other encoder gives the same vectors."""
        return isinstance(other, FolderEncoder) and other.version == self.version

    def __hash__(self) -> int:
        """Hash by the version, as `ports.Encoder` asks."""
        return hash(self.version)

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), the model's width); equal texts are encoded once."""
        return encode_in_batches(texts, self._tokens, self._vectors, self._width, progress)

    def known_share(self, text: str) -> float:
        """Return the share of a text's pieces that stand in the vocabulary, 0..1."""
        ids = self._tokenizer.encode(text[:LONGEST_TEXT], add_special_tokens=False).ids
        return 1 - (ids.count(self._unknown) / max(1, len(ids)) if self._unknown is not None else 0)

    def _tokens(self, text: str) -> list[int]:
        return self._tokenizer.encode(self._layout.prefix + text).ids or [self._padding]

    def _vectors(self, tokens: Sequence[list[int]]) -> np.ndarray:
        ids, mask = padded(tokens, self._padding)
        given = {
            "input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids),
            "position_ids": np.maximum(mask.cumsum(1) - 1, 0),
        }  # fmt: skip
        found = self._session.run(
            [self._output], {name: given[name].astype(kind) for name, kind in self._inputs.items()}
        )
        states = np.asarray(found[0], np.float32)
        return states if states.ndim == 2 else self._pooled(states, mask)

    def _pooled(self, states: np.ndarray, mask: np.ndarray) -> np.ndarray:
        if self._layout.pooling == "cls":
            return states[:, 0]
        if self._layout.pooling == "lasttoken":
            return states[np.arange(len(states)), np.maximum(mask.sum(1) - 1, 0)]
        return mean_of_tokens(states, mask)

    def _choose_output(self) -> str:
        """Return the output to read: the whole text's vector if there is one, otherwise the states of its tokens."""
        ranks = {each.name: len(each.shape) for each in self._session.get_outputs()}
        if ranks.get(WHOLE_TEXT) == 2:
            return WHOLE_TEXT
        if not self._layout.finished:
            raise EncoderFolderError(
                f"modules.json in {self._folder} names layers after the pooling that its ONNX model does not hold. Export the"
                f" whole encoder, with an output “{WHOLE_TEXT}”, or choose another one."
            )
        for rank in (3, 2):
            if found := next((name for name, of in ranks.items() if of == rank), None):
                return found
        raise EncoderFolderError(
            f"{self._layout.model} gives {_listed(ranks)}, from which no vector of a text can be made. It should give"
            " last_hidden_state (texts, tokens, width) or sentence_embedding (texts, width)."
        )

    def _try_out(self) -> int:
        """Return the width of the vectors, found on two texts of different lengths."""
        try:
            vectors = self._vectors([self._tokens("a"), self._tokens("the bus is late again")])
        except Exception as error:  # onnxruntime raises classes of its own, all of them bare Exceptions
            raise EncoderFolderError(
                f"{self._layout.model} does not work with {self._layout.tokenizer.name} beside it ({_short(error)}). Do both come"
                " from the same encoder?"
            ) from error
        if vectors.ndim != 2 or len(vectors) != 2 or vectors.shape[1] < 2 or not np.isfinite(vectors).all():
            raise EncoderFolderError(
                f"{self._layout.model} gives no usable vectors (shape {vectors.shape}). Is it a model that encodes texts?"
            )
        return vectors.shape[1]


def _tokenizer(layout: Layout) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(layout.tokenizer))
    except Exception as error:  # the library raises bare Exceptions
        raise EncoderFolderError(
            f"{layout.tokenizer} is not a tokenizer that can be read ({_short(error)})."
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(layout.tokens)
    return tokenizer


def _opened(model: Path, threads: int | None) -> Any:
    try:
        return open_session(model, threads)
    except Exception as error:  # as above
        raise EncoderFolderError(f"{model} is not an ONNX model that can be read ({_short(error)}).") from error


def _inputs(model: Path, session: Any) -> dict[str, Any]:
    """Return the inputs of a model with their types, all of which we can give."""
    wanted = {each.name: each.type for each in session.get_inputs()}
    if "input_ids" not in wanted or any(name not in KNOWN_INPUTS or of not in TYPES for name, of in wanted.items()):
        raise EncoderFolderError(
            f"{model} wants {_listed(wanted)}. YouSaid can give {_listed(KNOWN_INPUTS)} as whole numbers. Is it a model that"
            " encodes texts?"
        )
    return {name: TYPES[of] for name, of in wanted.items()}


def _listed(names: Any) -> str:
    return ", ".join(names) or "nothing"


def _short(error: Exception) -> str:
    """Return the first line of what a library says: the rest is for its developers."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
