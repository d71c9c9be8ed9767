"""Linear heads on the encoder's vectors: fitted once, kept as arrays, asked for shares of their classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Head:
    """A multinomial head: `weights` (classes, dimensions), `bias` (classes,), and the names of the classes."""

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    def shares(self, vectors: np.ndarray) -> np.ndarray:
        """Return the share of each class for each vector, shape (n, classes); rows sum to 1."""
        odds = vectors @ self.weights.T + self.bias
        odds = np.exp(odds - odds.max(axis=1, keepdims=True, initial=-np.inf))
        return odds / odds.sum(axis=1, keepdims=True)

    def and_also(self, other: "Head") -> "Head":
        """Return the mean of this head and another of the same classes: the product of their shares, brought to one (Hinton 2002)."""
        places = [other.classes.index(name) for name in self.classes]
        weights, bias = other.weights[places], other.bias[places]
        return Head(self.classes, (self.weights + weights) / 2, (self.bias + bias) / 2)

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """Return the head as named arrays, in half precision."""
        return {
            f"{name}.classes": np.array(self.classes), f"{name}.weights": self.weights.astype(np.float16),
            f"{name}.bias": self.bias.astype(np.float16),
        }  # fmt: skip


def fit(vectors: np.ndarray, classes: Sequence[str], freedom: float, balanced: bool = False) -> Head:
    """Fit a head to unit vectors, shape (n, dimensions), of known classes; `freedom` is the inverse of the penalty."""
    from sklearn.linear_model import LogisticRegression  # takes a second to load, and most processes never learn

    model = LogisticRegression(C=freedom, max_iter=300, class_weight="balanced" if balanced else None)
    model.fit(vectors, classes)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps the odds of the second only
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return Head(tuple(map(str, model.classes_)), weights.astype(np.float32), bias.astype(np.float32))


def from_arrays(arrays: Mapping[str, np.ndarray], name: str) -> Head:
    """Return the head that `Head.arrays` gave."""
    return Head(
        tuple(map(str, arrays[f"{name}.classes"])),
        arrays[f"{name}.weights"].astype(np.float32),
        arrays[f"{name}.bias"].astype(np.float32),
    )
