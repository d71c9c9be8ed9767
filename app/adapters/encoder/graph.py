"""Builds the encoder's twelve layers as an ONNX graph."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from app.adapters.encoder.changes import Changes, change
from app.adapters.encoder.weights import Weights

FUSED = "com.microsoft"  # onnxruntime's own fused operators: the fastest way on a CPU


def write_model(weights: Weights, path: Path, changes: Changes, layers: int | None = None) -> None:
    """Write the first `layers` (default: all), with their changes, as a model to `path`.

    The model takes `x`, float32 (texts, tokens, width), the embedded tokens, and `mask`, int32 (texts, tokens); it
    gives `y`, the token states of the last layer, shaped like `x`. It computes in float32: int8 would be a quarter
    faster, but its rounding depends on what else is in the batch, and a theme must not depend on that.
    """
    onnx.save(_Graph(weights, changes).model(layers or weights.layers), str(path))


class _Graph:
    def __init__(self, weights: Weights, changes: Changes) -> None:
        self._weights = weights
        self._changes = changes
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def model(self, layers: int) -> onnx.ModelProto:
        state = "x"
        for layer in range(layers):
            state = self._add_layer(f"l{layer}.", state)
        self._add("Identity", [state], "y")
        shape = ["texts", "tokens", self._weights.width]
        graph = helper.make_graph(
            self._nodes,
            "multilingual-e5-small",
            [
                helper.make_tensor_value_info("x", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info("mask", TensorProto.INT32, shape[:2]),
            ],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def _add_layer(self, name: str, x: str) -> str:
        attended = self._add_attention(name, x)
        projected = self._add_product(name + "ao", attended, self._weights.width, self._weights.width)
        hidden = self._add_norm(name + "aln", projected, x, name + "ao.b")
        inner = self._add_product(name + "fi", hidden, self._weights.inner, self._weights.width)
        active = self._add("BiasGelu", [inner, self._vector(name + "fi.b")], name + "gelu", domain=FUSED)
        outer = self._add_product(name + "fo", active, self._weights.width, self._weights.inner)
        return self._add_norm(name + "oln", outer, hidden, name + "fo.b")

    def _add_attention(self, name: str, x: str) -> str:
        width = self._weights.width
        parts = [self._weights.matrix(f"{name}{part}.w", width, width).T for part in "qkv"]
        bias = np.concatenate([self._weights.vector(f"{name}{part}.b") for part in "qkv"])
        weight = self._constant(name + "qkv.w", self._changed(name + "qkv", np.concatenate(parts, axis=1)))
        inputs = [x, weight, self._constant(name + "qkv.b", bias), "mask"]
        return self._add("Attention", inputs, name + "attended", domain=FUSED, num_heads=self._weights.heads)

    def _add_product(self, name: str, x: str, rows: int, columns: int) -> str:
        weight = self._constant(name + ".w", self._changed(name, self._weights.matrix(name + ".w", rows, columns).T))
        return self._add("MatMul", [x, weight], name + ".product")

    def _add_norm(self, name: str, x: str, skipped: str, bias: str) -> str:
        inputs = [x, skipped, self._vector(name + ".w"), self._vector(name + ".b"), self._vector(bias)]
        epsilon = float(self._weights.epsilon)
        return self._add("SkipLayerNormalization", inputs, name + ".out", domain=FUSED, epsilon=epsilon)

    def _changed(self, name: str, columns_by_rows: np.ndarray) -> np.ndarray:
        added = change(self._changes, name)
        return columns_by_rows if added is None else columns_by_rows + added.T

    def _vector(self, name: str) -> str:
        return self._constant(name, self._weights.vector(name))

    def _constant(self, name: str, values: np.ndarray) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output
