"""Builds the student's layers as an ONNX graph."""

from collections.abc import Mapping

import numpy as np
import onnx

from app.adapters.encoder.nodes import FUSED, Nodes

LAYERS, HEADS = 1, 4
EPSILON = 1e-5
FAR = 1e4  # taken from the odds of what only fills up


def student_model(parts: Mapping[str, np.ndarray]) -> bytes:
    """Return a model that gives, for the words of texts in their places, its answer `y`, float32 (texts, 384), of any length.

    `parts` are what the student learned, by name. in.w (384, width), in.b: from the encoder's words to its own; places (window, width);
    norm.w, norm.b: these brought to one scale. l0.qkv.., l0.ao.., l0.middle.., l0.fi.., l0.fo.., l0.last..: a layer of attention (Vaswani
    et al. 2017) with the norms after its two halves; by what words ask of one another they may be narrower than they are. pool.w
    (width, 1): how much a word counts. out.w (2 * width, 384), out.b: the answer.
    """
    model: bytes = _Graph(parts).of_layers().SerializeToString()
    return model


class _Graph(Nodes):
    def __init__(self, parts: Mapping[str, np.ndarray]) -> None:
        super().__init__()
        for name, values in parts.items():
            if not name.startswith(("in.", "places")):
                self.constant(name, values)
        self._width = parts["pool.w"].shape[0]
        self._asked = (parts["l0.qkv.b"].size - self._width) // 2
        self._answer = parts["out.w"].shape[1]

    def of_layers(self) -> onnx.ModelProto:
        said = self.add("LayerNormalization", ["x", "norm.w", "norm.b"], "words", epsilon=EPSILON)
        for layer in range(LAYERS):
            said = self._add_layer(f"l{layer}.", said)
        self._add_answer(said)
        return self.model("student", self._width, ["texts", self._answer])

    def _add_layer(self, name: str, x: str) -> str:
        inputs = [x, f"{name}qkv.w", f"{name}qkv.b", "mask"]
        sizes = [self._asked, self._asked, self._width]
        attended = self.add(
            "Attention", inputs, f"{name}attended", domain=FUSED, num_heads=HEADS, qkv_hidden_sizes=sizes
        )
        said = self._add_half(f"{name}ao", attended, x, f"{name}middle")
        inner = self.add("MatMul", [said, f"{name}fi.w"], f"{name}inner")
        active = self.add("BiasGelu", [inner, f"{name}fi.b"], f"{name}active", domain=FUSED)
        return self._add_half(f"{name}fo", active, said, f"{name}last")

    def _add_half(self, half: str, x: str, carried: str, norm: str) -> str:
        """Add the last product of a half of the layer to what is carried past it, and bring the sum to one scale."""
        product = self.add("MatMul", [x, f"{half}.w"], f"{half}.product")
        inputs = [product, carried, f"{norm}.w", f"{norm}.b", f"{half}.b"]
        return self.add("SkipLayerNormalization", inputs, f"{norm}.out", domain=FUSED, epsilon=EPSILON)

    def _add_answer(self, said: str) -> None:
        """Pool the words twice, as they count and all alike, and answer."""
        self.constant("one", np.array(1, np.float32))
        self.constant("far", np.array(FAR, np.float32))
        self.constant("one row", np.array([0, 2 * self._width]))
        real = self.add("Cast", ["mask"], "real", to=1)
        rows = self.add("Unsqueeze", [real, self.constant("second axis", np.array([1]))], "rows")
        few = self.add("ReduceSum", [rows, self.constant("third axis", np.array([2]))], "few", keepdims=1)
        alike = self.add("Div", [rows, few], "alike")
        odds = self.add("Transpose", [self.add("MatMul", [said, "pool.w"], "odds")], "odds of rows", perm=[0, 2, 1])
        off = self.add("Mul", [self.add("Sub", [rows, "one"], "filled"), "far"], "off")
        counted = self.add("Softmax", [self.add("Add", [odds, off], "odds of real")], "counted", axis=-1)
        weights = self.add("Concat", [counted, alike], "weights", axis=1)
        pooled = self.add("MatMul", [weights, said], "pooled")
        flat = self.add("Reshape", [pooled, "one row"], "flat")
        self.add("Add", [self.add("MatMul", [flat, "out.w"], "answer"), "out.b"], "y")
