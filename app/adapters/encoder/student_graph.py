"""Builds the student's layers as an ONNX graph."""

from collections.abc import Mapping

import numpy as np
import onnx

from app.adapters.encoder.nodes import FUSED, Nodes

LAYERS, HEADS = 1, 4
EPSILON = 1e-5
BITS, BLOCK = 8, 256  # of a weight of the layers' products; weights of a column that share a scale
IN_WHOLE_NUMBERS = 4  # onnxruntime's name for it


def student_model(parts: Mapping[str, np.ndarray], whole_numbers: bool) -> bytes:
    """Return a model that reads the words of texts in their places and gives `y`, float32 (texts, 2 * members, width + 1).

    It holds for each member the sum of a text's words, once as they count and once all alike, and in the last column how much all of them
    count: the sums of the parts of a text add up to its own. `parts` are what the members learned, by name. in.w (384, members * width),
    in.b: from the encoder's words to theirs, side by side; places (window, members * width). Of each member, by its number: 0.norm.w,
    0.norm.b: words in their places brought to one scale. 0.l0.qkv.., 0.l0.ao.., 0.l0.middle.., 0.l0.fi.., 0.l0.fo.., 0.l0.last..: a layer
    of attention (Vaswani et al. 2017) with the norms after its two halves; by what words ask of one another they may be narrower than they
    are. 0.pool.w (width, 1): how much a word counts. 0.out.w (2 * width, 384), 0.out.b: from the sums to the answer (`student.answers`).
    The layers' products are computed in `whole_numbers` or in floats: the answers are the same but for 0.0001, which is faster depends
    on the CPU.
    """
    model: bytes = _Graph(parts, whole_numbers).of_members().SerializeToString()
    return model


class _Graph(Nodes):
    def __init__(self, parts: Mapping[str, np.ndarray], whole_numbers: bool) -> None:
        super().__init__()
        self._parts, self._whole_numbers = parts, whole_numbers
        for name, values in parts.items():
            if not name.startswith(("in.", "places")) and not name.endswith(("ao.w", "fi.w", "fo.w", "out.w", "out.b")):
                self.constant(name, values)
        self._width = parts["0.pool.w"].shape[0]
        self._asked = (parts["0.l0.qkv.b"].size - self._width) // 2
        self._members = [str(number) for number in range(parts["in.b"].size // self._width)]

    def of_members(self) -> onnx.ModelProto:
        real = self.add("Cast", ["mask"], "real", to=1)
        self.add("Unsqueeze", [real, self.constant("second axis", np.array([1]))], "alike")
        self.constant("third axis", np.array([2]))
        sizes = self.constant("widths", np.array([self._width] * len(self._members)))
        first, *others = [f"{member}.x" for member in self._members]
        self.add("Split", ["x", sizes], first, *others, axis=2)
        self.add("Concat", [self._add_member(member) for member in self._members], "y", axis=1)
        return self.model(
            "student", self._width * len(self._members), ["texts", 2 * len(self._members), self._width + 1]
        )

    def _add_member(self, member: str) -> str:
        said = self.add_norm([f"{member}.x"], f"{member}.norm.w", f"{member}.norm.b", f"{member}.words", EPSILON)
        for layer in range(LAYERS):
            said = self._add_layer(f"{member}.l{layer}.", said)
        return self._add_sums(f"{member}.", said)

    def _add_layer(self, name: str, x: str) -> str:
        inputs = [x, f"{name}qkv.w", f"{name}qkv.b", "mask"]
        sizes = [self._asked, self._asked, self._width]
        attended = self.add(
            "Attention", inputs, f"{name}attended", domain=FUSED, num_heads=HEADS, qkv_hidden_sizes=sizes
        )
        said = self._add_half(f"{name}ao", attended, x, f"{name}middle")
        inner = self._add_product(f"{name}fi", said)
        active = self.add("BiasGelu", [inner, f"{name}fi.b"], f"{name}active", domain=FUSED)
        return self._add_half(f"{name}fo", active, said, f"{name}last")

    def _add_half(self, half: str, x: str, carried: str, norm: str) -> str:
        """Add the last product of a half of the layer to what is carried past it, and bring the sum to one scale."""
        product = self._add_product(half, x)
        return self.add_norm([product, f"{half}.b", carried], f"{norm}.w", f"{norm}.b", f"{norm}.out", EPSILON)

    def _add_product(self, name: str, x: str) -> str:
        if self._whole_numbers:
            return self._add_product_in_whole_numbers(name, x)
        return self.add("MatMul", [x, self.constant(f"{name}.w", self._parts[f"{name}.w"])], f"{name}.product")

    def _add_product_in_whole_numbers(self, name: str, x: str) -> str:
        """Add a product of whole numbers in float scales.

        Each row has a scale of its own, so that what a text is given hardly depends on what is read beside it: by 0.0001.
        """
        columns = self._parts[f"{name}.w"].T
        blocks = columns.reshape(len(columns), -1, BLOCK)
        scales = np.abs(blocks).max(axis=2) / (2 ** (BITS - 1) - 1)
        levels = np.round(blocks / scales[..., None]) + 2 ** (BITS - 1)
        inputs = [x, self.constant(f"{name}.levels", levels.astype(np.uint8)), self.constant(f"{name}.scales", scales)]
        sizes = {"K": columns.shape[1], "N": columns.shape[0], "bits": BITS, "block_size": BLOCK}
        return self.add(
            "MatMulNBits", inputs, f"{name}.product", domain=FUSED, accuracy_level=IN_WHOLE_NUMBERS, **sizes
        )

    def _add_sums(self, name: str, said: str) -> str:
        """Add the sums of words, as they count and all alike, with how much all count. The norm keeps the odds small: under 3 either way."""
        odds = self.add("MatMul", [said, f"{name}pool.w"], f"{name}odds")
        counts = self.add("Exp", [odds], f"{name}counts")
        counts = self.add("Transpose", [counts], f"{name}counts of rows", perm=[0, 2, 1])
        counted = self.add("Mul", [counts, "alike"], f"{name}counted")
        weights = self.add("Concat", [counted, "alike"], f"{name}weights", axis=1)
        sums = self.add("MatMul", [weights, said], f"{name}sums")
        all_of_them = self.add("ReduceSum", [weights, "third axis"], f"{name}all", keepdims=1)
        return self.add("Concat", [sums, all_of_them], f"{name}pooled", axis=2)
