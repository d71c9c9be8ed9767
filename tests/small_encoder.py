"""Tiny but real encoders: an ONNX model of one look-up table, a tokenizer that knows a few words, and their settings."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "bus", "is", "late", "lunch", "cold", "query", ":", "a")
WIDTH = 8
TABLE = np.random.default_rng(7).normal(size=(len(WORDS), WIDTH)).astype(np.float32)


def small_encoder(folder: Path, model: str = "onnx/model.onnx", pooling: str | None = "mean", **config: Any) -> Path:
    """Write an encoder in the layout of sentence-transformers, or a plain one without `pooling`; return its folder.

    `config` are further settings files by name without ending.
    """
    (folder / model).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(token_model(), str(folder / model))
    small_tokenizer().save(str(folder / "tokenizer.json"))
    if pooling:
        (folder / "1_Pooling").mkdir(exist_ok=True)
        flags = {f"pooling_mode_{name}": name.startswith(pooling) for name in ("cls_token", "mean_tokens", "lasttoken")}
        write(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": WIDTH, **flags})
        names = ("Transformer", "Pooling", "Normalize")
        write(folder / "modules.json", [{"path": f"{at}_{name}" if at else "", "type": f"sentence_transformers.models.{name}"}
                                        for at, name in enumerate(names)])  # fmt: skip
    for name, content in config.items():
        write(folder / f"{name}.json", content)
    return folder


def write(path: Path, content: Any) -> None:
    """Write settings as JSON."""
    path.write_text(json.dumps(content), encoding="utf-8")


def small_tokenizer() -> Tokenizer:
    """Return a tokenizer that puts [CLS] and [SEP] around the words it knows."""
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def token_model(
    inputs: tuple[str, ...] = ("input_ids", "attention_mask"), output: str = "last_hidden_state", mean: bool = False,
    kind: int = TensorProto.INT64,
) -> onnx.ModelProto:  # fmt: skip
    """Return a model that looks each token up; with `mean` it gives one vector for the whole text."""
    nodes = [helper.make_node("Gather", ["table", inputs[0]], ["states"])]
    nodes.append(
        helper.make_node("ReduceMean", ["states"], [output], axes=[1], keepdims=0)
        if mean
        else helper.make_node("Identity", ["states"], [output])
    )
    shape: list[Any] = ["texts", WIDTH] if mean else ["texts", "tokens", WIDTH]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, kind, ["texts", "tokens"]) for name in inputs],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(TABLE, "table")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
