"""Teaches the encoder what schools mean: low-rank changes to its last layers, learned from the school-voice codebook.

Hu et al. (2021), "LoRA". A general encoder keeps the words of a school day close together whatever they are about; taught
with exemplars in eighteen languages, statements that mean the same come near one another in any language. The changes
are added to the weights when the model is built, so they cost nothing at run time. Needs torch, which nothing else does:
``make coder``.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.adapters.encoder.batching import random_batches
from app.adapters.encoder.changes import PARTS, SCALE, TAUGHT, Changes
from app.adapters.encoder.weights import Weights

RANK = 8
EPOCHS = 5
BATCH = 64
RATE = 3e-3
DROPOUT = 0.1
SHARPNESS = 16.0  # of the classes: cosines are small numbers
STANCE_COUNTS = 0.3
SMOOTHING = 0.05
SEED = 20240607
SOME = 128


@dataclass(frozen=True)
class Lesson:
    """What is taught: token states before the layers that learn, one array (tokens, width) a text, and its targets.

    `classes` are shares of each class, shape (n, classes); `stances` are numbers, -1 where nothing is known of it.
    """

    states: Sequence[np.ndarray]
    classes: np.ndarray
    stances: np.ndarray


class _Product(nn.Module):
    """A frozen matrix product with a learned low-rank change."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray) -> None:
        super().__init__()
        self.weight, self.bias = _fixed(weight), _fixed(bias)
        self.down = nn.Parameter(torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight, self.bias) + SCALE * F.linear(F.linear(x, self.down), self.up)


class _Layer(nn.Module):
    def __init__(self, weights: Weights, layer: int) -> None:
        super().__init__()
        self.heads = weights.heads
        parts = {}
        for part, names in PARTS.items():
            matrices = [weights.matrix(f"l{layer}.{name}.w", *_shape(weights, name)) for name in names]
            biases = [weights.vector(f"l{layer}.{name}.b") for name in names]
            parts[part] = _Product(np.concatenate(matrices), np.concatenate(biases))
        self.parts = nn.ModuleDict(parts)
        self.first, self.second = (_norm(weights, f"l{layer}.{name}") for name in ("aln", "oln"))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, width = x.shape
        split = self.parts["qkv"](x).view(texts, tokens, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(query, key, value, mask[:, None, None, :])
        attended = self.parts["ao"](attended.transpose(1, 2).reshape(texts, tokens, width))
        x = self.first(x + F.dropout(attended, DROPOUT, self.training))
        inner = self.parts["fo"](F.gelu(self.parts["fi"](x)))
        return self.second(x + F.dropout(inner, DROPOUT, self.training))


class _Learner(nn.Module):
    def __init__(self, weights: Weights, classes: int, stances: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(_Layer(weights, layer) for layer in TAUGHT)
        self.classes = nn.Linear(weights.width, classes)
        self.stances = nn.Linear(weights.width, stances)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x, mask)
        means = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return F.normalize(means, dim=1)


def teach(weights: Weights, lesson: Lesson, tell: Callable[[int, int, float], None]) -> Changes:
    """Return the changes that the lesson makes to the last layers; `tell` hears epoch, epochs and the mean loss.

    Equal lessons give equal changes on one machine.
    """
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    learner = _Learner(weights, lesson.classes.shape[1], int(lesson.stances.max()) + 1)
    middle = _start(learner, lesson)
    changing = [each for each in learner.layers.parameters() if each.requires_grad]
    heads = [*learner.classes.parameters(), *learner.stances.parameters()]
    optimizer = torch.optim.AdamW([{"params": changing}, {"params": heads}], lr=RATE, weight_decay=0.01)
    steps = EPOCHS * math.ceil(len(lesson.states) / BATCH) + EPOCHS
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, [RATE, RATE], total_steps=steps, pct_start=0.1)
    for epoch in range(EPOCHS):
        losses = []
        for rows in random_batches([len(each) for each in lesson.states], chance, BATCH):
            loss = _loss(learner, lesson, rows, middle)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(changing, 1.0)
            optimizer.step()
            pace.step()
            losses.append(float(loss.detach()))
        tell(epoch + 1, EPOCHS, float(np.mean(losses)))
    return {
        f"l{layer}.{part}": (product.up.detach().numpy(), product.down.detach().numpy())
        for layer, taught in zip(TAUGHT, learner.layers, strict=True)
        for part, product in taught.parts.items()
    }


def _loss(learner: _Learner, lesson: Lesson, rows: np.ndarray, middle: Tensor) -> Tensor:
    vectors = F.normalize(learner(*_padded([lesson.states[row] for row in rows])) - middle, dim=1)
    classes = torch.from_numpy(lesson.classes[rows])
    loss = F.cross_entropy(SHARPNESS * learner.classes(vectors), classes, label_smoothing=SMOOTHING)
    stances = torch.from_numpy(lesson.stances[rows])
    if (stances >= 0).any():
        loss = loss + STANCE_COUNTS * F.cross_entropy(SHARPNESS * learner.stances(vectors), stances, ignore_index=-1)
    return loss


@torch.no_grad()
def _start(learner: _Learner, lesson: Lesson) -> Tensor:
    """Begin with each class at the mean of its texts; return the middle of all."""
    learner.eval()
    vectors = np.zeros((len(lesson.states), learner.classes.in_features), np.float32)
    order = np.argsort([len(each) for each in lesson.states], kind="stable")
    for at in range(0, len(order), SOME):
        rows = order[at : at + SOME]
        vectors[rows] = learner(*_padded([lesson.states[row] for row in rows])).numpy()
    learner.train()
    middle = vectors.mean(axis=0)
    centres = lesson.classes.T @ (vectors - middle)
    learner.classes.weight.copy_(torch.from_numpy(centres / np.linalg.norm(centres, axis=1, keepdims=True)))
    learner.classes.bias.zero_()
    return torch.from_numpy(middle)


def _padded(states: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
    x = np.zeros((len(states), max(map(len, states)), states[0].shape[1]), np.float32)
    mask = np.zeros(x.shape[:2], bool)
    for row, each in enumerate(states):
        x[row, : len(each)] = each
        mask[row, : len(each)] = True
    return torch.from_numpy(x), torch.from_numpy(mask)


def _shape(weights: Weights, name: str) -> tuple[int, int]:
    return {"fi": (weights.inner, weights.width), "fo": (weights.width, weights.inner)}.get(
        name, (weights.width, weights.width)
    )


def _norm(weights: Weights, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(weights.width, float(weights.epsilon))
    norm.weight, norm.bias = _fixed(weights.vector(f"{name}.w")), _fixed(weights.vector(f"{name}.b"))
    return norm


def _fixed(values: np.ndarray) -> nn.Parameter:
    return nn.Parameter(torch.from_numpy(np.array(values, np.float32)), requires_grad=False)
