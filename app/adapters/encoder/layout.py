"""Finds out what a folder with somebody else's encoder holds: its model, tokenizer, pooling, prefix and longest text.

Understood are folders as sentence-transformers writes them (modules.json, 1_Pooling/config.json, onnx/model.onnx ...)
and plain ones (model.onnx and tokenizer.json). Nothing is fetched and no code of the folder is run.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.adapters.encoder.errors import EncoderFolderError

# The first that is there: the whole model, then quantised ones that every CPU of a server runs.
MODEL_NAMES = (
    "model.onnx", "model_quantized.onnx", "model_int8.onnx", "model_qint8.onnx", "model_uint8.onnx", "model_quint8_avx2.onnx",
    "model_qint8_avx512_vnni.onnx", "model_qint8_avx512.onnx", "model_q4.onnx", "model_fp16.onnx",
)  # fmt: skip
POOLING_FLAGS = {
    "pooling_mode_cls_token": "cls", "pooling_mode_mean_tokens": "mean", "pooling_mode_lasttoken": "lasttoken",
}  # fmt: skip
FURTHER_POOLING_FLAG = "pooling_mode_"
BESIDE_THE_TRANSFORMER = ("Transformer", "Pooling", "Normalize")
MOST_TOKENS = 512  # of one text: comments are short, and the time for one grows with the square
POINTER = b"version https://git-lfs"
E5 = re.compile(r"(?:^|[\W_])e5(?:$|[\W_])", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """What a folder holds. `pooling` is ``mean``, ``cls`` or ``lasttoken``; `prefix` stands before every text."""

    model: Path
    tokenizer: Path
    pooling: str
    prefix: str
    tokens: int
    padding: str
    finished: bool  # False when layers follow that are not in the folder's module list as we know them

    def version(self, name: str) -> str:
        """Return a short name that no encoder with another model, tokenizer or setting has."""
        digest = hashlib.sha256(f"{self.pooling}\0{self.prefix}\0{self.tokens}".encode())
        for path in (self.model, *_weights_beside(self.model), self.tokenizer):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"{re.sub(r'[^A-Za-z0-9.]+', '-', name).strip('-') or 'encoder'}-{digest.hexdigest()[:16]}"


def read_layout(folder: Path, prefix: str | None = None) -> Layout:
    """Return what `folder` holds; `prefix` overrides what it says of itself. Raises EncoderFolderError."""
    if not folder.exists():
        raise EncoderFolderError(f"There is no folder {folder}. Name the folder that holds the encoder.")
    if not folder.is_dir():
        raise EncoderFolderError(f"{folder} is a file. Name the folder that holds model.onnx and tokenizer.json.")
    model = _checked(_model(folder))
    tokenizer = next(
        (each for each in (folder / "tokenizer.json", model.parent / "tokenizer.json") if each.exists()), None
    )
    if tokenizer is None:
        raise EncoderFolderError(
            f"There is no tokenizer.json in {folder}. Download it from where the model came from, or save the tokenizer again"
            " as a “fast” one."
        )
    config, tokens = _json(folder / "config.json"), _json(folder / "tokenizer_config.json")
    modules = _modules(folder)
    return Layout(
        model=model,
        tokenizer=_checked(tokenizer),
        pooling=_pooling(folder, modules),
        prefix=_own_prefix(folder, config) if prefix is None else prefix,
        tokens=_longest(config, tokens, _json(folder / "sentence_bert_config.json")),
        padding=str(_content(tokens.get("pad_token")) or ""),
        finished=all(_kind(module) in BESIDE_THE_TRANSFORMER for module in modules),
    )


def _model(folder: Path) -> Path:
    places = [folder / "onnx", folder]
    named = [place / name for name in MODEL_NAMES for place in places]
    others = [path for place in places for path in sorted(place.glob("*.onnx")) if "decoder" not in path.name]
    found = next((path for path in (*named, *others) if path.exists()), None)
    if found is None:
        raise EncoderFolderError(
            f"There is no ONNX model in {folder}. YouSaid needs model.onnx, in the folder itself or in onnx/ below it; a"
            " model of PyTorch (.safetensors, .bin) has to be exported to ONNX first."
        )
    return found


def _weights_beside(model: Path) -> Iterator[Path]:
    """Yield the files that a model keeps its weights in when they are too large for one."""
    yield from sorted({*model.parent.glob(f"{model.name}[_.]*"), *model.parent.glob(f"{model.stem}.data")})


def _checked(path: Path) -> Path:
    for each in (path, *_weights_beside(path)):
        with each.open("rb") as file:
            start = file.read(len(POINTER))
        if start == POINTER:
            raise EncoderFolderError(
                f"{each} is not the file itself but a pointer of git-lfs. Run `git lfs pull` in the folder, or download the"
                " file with a browser."
            )
        if not start:
            raise EncoderFolderError(f"{each} is empty. Download it again.")
    return path


def _json(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise EncoderFolderError(f"{path} is not readable JSON ({error}). Download it again.") from error
    if not isinstance(found, dict):
        raise EncoderFolderError(f"{path} does not hold settings. Download it again.")
    return found


def _modules(folder: Path) -> list[dict[str, Any]]:
    path = folder / "modules.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    except (ValueError, RecursionError) as error:
        raise EncoderFolderError(f"{path} is not readable JSON ({error}). Download it again.") from error
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _kind(module: dict[str, Any]) -> str:
    return str(module.get("type", "")).rsplit(".", 1)[-1]


def _pooling(folder: Path, modules: list[dict[str, Any]]) -> str:
    named = next((str(each.get("path", "")) for each in modules if _kind(each) == "Pooling"), "1_Pooling")
    config = _json(folder / Path(named).name / "config.json")
    flags = [name for name, on in config.items() if name.startswith(FURTHER_POOLING_FLAG) and on is True]
    modes = [POOLING_FLAGS.get(flag, flag) for flag in flags] or [str(config.get("pooling_mode", "mean"))]
    if len(modes) != 1 or modes[0] not in POOLING_FLAGS.values():
        raise EncoderFolderError(
            f"The encoder in {folder} pools its tokens by {' and '.join(modes)}. YouSaid knows mean, cls and lasttoken."
        )
    return modes[0]


def _own_prefix(folder: Path, config: dict[str, Any]) -> str:
    """Return what the folder says should stand before texts that are compared with one another."""
    told = _json(folder / "config_sentence_transformers.json")
    prompts = {str(name).lower(): str(text) for name, text in (told.get("prompts") or {}).items()}
    default = str(told.get("default_prompt_name") or "").lower()
    for name in (default, "clustering", "sts"):
        if prompts.get(name):
            return prompts[name]
    if prompts.get("query") and (prompts.get("passage") or prompts.get("document")):
        return prompts["query"]  # both sides have a prefix: without one the model is not itself
    named = f"{folder.resolve().name} {config.get('_name_or_path', '')}"
    return "query: " if E5.search(named) and not prompts else ""


def _longest(config: dict[str, Any], tokenizer: dict[str, Any], sentences: dict[str, Any]) -> int:
    positions = config.get("max_position_embeddings")
    if isinstance(positions, int) and "roberta" in str(config.get("model_type", "")):
        positions -= 2  # the first two of that family are never used for text
    told = (positions, tokenizer.get("model_max_length"), sentences.get("max_seq_length"))
    return max(8, min(int(each) for each in (*told, MOST_TOKENS) if isinstance(each, int | float) and each > 0))


def _content(token: Any) -> Any:
    return token.get("content") if isinstance(token, dict) else token
