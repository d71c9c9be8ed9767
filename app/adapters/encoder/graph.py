"""Builds the encoder's twelve layers as an ONNX graph."""

from pathlib import Path

import numpy as np
import onnx

from app.adapters.encoder.changes import Changes, change
from app.adapters.encoder.nodes import FUSED, Nodes
from app.adapters.encoder.weights import Weights


def write_model(weights: Weights, path: Path, changes: Changes, layers: int | None = None) -> None:
    """Write the first `layers` (default: all), with their changes, as a model to `path`.

    The model takes `x`, float32 (texts, tokens, width), the embedded tokens, and `mask`, int32 (texts, tokens); it
    gives `y`, the token states of the last layer, shaped like `x`. It computes in float32: int8 would be a quarter
    faster, but its rounding depends on what else is in the batch, and a theme must not depend on that.
    """
    onnx.save(_Graph(weights, changes).of_layers(layers or weights.layers), str(path))


class _Graph(Nodes):
    def __init__(self, weights: Weights, changes: Changes) -> None:
        super().__init__()
        self._weights = weights
        self._changes = changes

    def of_layers(self, layers: int) -> onnx.ModelProto:
        state = "x"
        for layer in range(layers):
            state = self._add_layer(f"l{layer}.", state)
        self.add("Identity", [state], "y")
        return self.model("multilingual-e5-small", self._weights.width, ["texts", "tokens", self._weights.width])

    def _add_layer(self, name: str, x: str) -> str:
        attended = self._add_attention(name, x)
        projected = self._add_product(name + "ao", attended, self._weights.width, self._weights.width)
        hidden = self._add_norm(name + "aln", projected, x, name + "ao.b")
        inner = self._add_product(name + "fi", hidden, self._weights.inner, self._weights.width)
        active = self.add("BiasGelu", [inner, self._vector(name + "fi.b")], name + "gelu", domain=FUSED)
        outer = self._add_product(name + "fo", active, self._weights.width, self._weights.inner)
        return self._add_norm(name + "oln", outer, hidden, name + "fo.b")

    def _add_attention(self, name: str, x: str) -> str:
        width = self._weights.width
        parts = [self._weights.matrix(f"{name}{part}.w", width, width).T for part in "qkv"]
        bias = np.concatenate([self._weights.vector(f"{name}{part}.b") for part in "qkv"])
        weight = self.constant(name + "qkv.w", self._changed(name + "qkv", np.concatenate(parts, axis=1)))
        inputs = [x, weight, self.constant(name + "qkv.b", bias), "mask"]
        return self.add("Attention", inputs, name + "attended", domain=FUSED, num_heads=self._weights.heads)

    def _add_product(self, name: str, x: str, rows: int, columns: int) -> str:
        weight = self.constant(name + ".w", self._changed(name, self._weights.matrix(name + ".w", rows, columns).T))
        return self.add("MatMul", [x, weight], name + ".product")

    def _add_norm(self, name: str, x: str, skipped: str, bias: str) -> str:
        summed = [x, self._vector(bias), skipped]
        epsilon = float(self._weights.epsilon)
        return self.add_norm(summed, self._vector(name + ".w"), self._vector(name + ".b"), name + ".out", epsilon)

    def _changed(self, name: str, columns_by_rows: np.ndarray) -> np.ndarray:
        added = change(self._changes, name)
        return columns_by_rows if added is None else columns_by_rows + added.T

    def _vector(self, name: str) -> str:
        return self.constant(name, self._weights.vector(name))
