"""Teaches the encoder's student to answer as the encoder does, less language (student.py). Needs torch: ``make coder``.

The encoder's answers are the lesson (Hinton et al. 2015): where a text lies, how near texts of a batch lie to one another (Park et al.
2019), and the shares that its heads give. So no statement needs to have been coded, and many can be read. Then what people wrote is
gone through once more, with the codes that its writers set. What a piece of text adds to the encoder's own word for it is learned too,
for the pieces that stand in the texts often enough. Members are taught one by one, from different beginnings; the heads last, on what
all of them answer.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.adapters.encoder.batching import padded, random_batches
from app.adapters.encoder.student import WINDOW, Learned, words_of
from app.adapters.encoder.student_graph import HEADS, LAYERS

WIDTH, ASKED, INNER = 256, 64, 512  # of words, of what they ask of one another, of what follows from it
BATCH = 128
DROPOUT = 0.1  # of what a layer says, of pieces of a text, and of what was added to a piece
OFTEN = 3  # texts that a piece stands in before it is learned what it adds
SHARPNESS = 16.0  # of the heads: cosines are small numbers
PLACE_COUNTS, LIKENESS_COUNTS = 4.0, 2.0
HEADS_COUNT = {"stances": 0.2, "emptiness": 0.3, "risk": 1.0}
SEED = 20240607
MEMBERS = 2
STEPS_OF_HEADS = 100


@dataclass(frozen=True)
class Course:
    """How texts are gone through: how often, how fast the network and what pieces add learn, and how much codes count."""

    epochs: int
    rate: float
    rate_of_pieces: float
    codes_count: float


FIRST, LAST = Course(5, 2e-3, 4e-3, 2.0), Course(1, 6e-4, 1e-3, 3.0)


@dataclass(frozen=True)
class Answers:
    """The encoder's answers to some texts: `meaning`, unit vectors (n, 384), and the shares of its heads, by name, (n, classes).

    `written` (n,) says which texts somebody wrote; of these `codes` holds the codes that the writer set, of the rest what the encoder says.
    """

    meaning: np.ndarray
    shares: Mapping[str, np.ndarray]
    codes: np.ndarray
    written: np.ndarray


@dataclass(frozen=True)
class Pieces:
    """The pieces of the vocabulary that stand in the texts, in order.

    `numbers` (n,) are theirs in the vocabulary, `words` (n, 384) what the encoder begins with for each, `begins` (n,) which begin a word.
    """

    numbers: np.ndarray
    words: np.ndarray
    begins: np.ndarray


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.ao = nn.Linear(WIDTH, 2 * ASKED + WIDTH), nn.Linear(WIDTH, WIDTH)
        self.fi, self.fo = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.middle, self.last = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.middle(x + self._some(self.ao(self._attended(x, mask))))
        inner: Tensor = self._some(F.gelu(self.fi(x)))
        found: Tensor = self.last(x + self._some(self.fo(inner)))
        return found

    def _attended(self, x: Tensor, mask: Tensor) -> Tensor:
        texts, words, width = x.shape
        query, key, value = (
            each.view(texts, words, HEADS, -1).transpose(1, 2) for each in self.qkv(x).split([ASKED, ASKED, width], 2)
        )
        attended = F.scaled_dot_product_attention(query, key, value, mask[:, None, None, :])
        return attended.transpose(1, 2).reshape(texts, words, width)

    def _some(self, x: Tensor) -> Tensor:
        return F.dropout(x, DROPOUT, self.training)


class _Student(nn.Module):
    """What student_graph.py runs, with the heads that learn beside it. Something is added to the pieces that are `common` (n,)."""

    def __init__(self, pieces: Pieces, common: np.ndarray, answers: Answers) -> None:
        super().__init__()
        self.register_buffer("words", torch.from_numpy(pieces.words))
        self.register_buffer("common", torch.from_numpy(common.astype(np.float32)))
        width = answers.meaning.shape[1]
        self.into = nn.Linear(pieces.words.shape[1], WIDTH)
        self.added = nn.Embedding(len(pieces.words), WIDTH, sparse=True)
        nn.init.zeros_(self.added.weight)
        self.places = nn.Parameter(torch.randn(WINDOW, WIDTH) * 0.02)
        self.norm = nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList(_Layer() for _ in range(LAYERS))
        self.pool = nn.Linear(WIDTH, 1, bias=False)
        nn.init.zeros_(self.pool.weight)
        self.out = nn.Linear(2 * WIDTH, width)
        self.heads = nn.ModuleDict({name: nn.Linear(width, of.shape[1]) for name, of in answers.shares.items()})

    def forward(self, pieces: Tensor, word: Tensor, mask: Tensor) -> Tensor:
        """Answer for pieces, each of the `word` (pieces,) of all words in their order, of texts whose words fill the mask."""
        added = self.added(pieces) * self.common[pieces][:, None]
        if self.training:
            added = added * (torch.rand(len(pieces), 1) > DROPOUT) / (1 - DROPOUT)
        words = int(mask.sum())
        summed = self.into(_summed(self.words[pieces], word, words)) + _summed(added, word, words)
        x = torch.zeros(*mask.shape, WIDTH).masked_scatter(mask[..., None], summed)
        x = self.norm(x + self.places[: mask.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        counted = torch.softmax(self.pool(x)[..., 0].masked_fill(~mask, -math.inf), 1)
        alike = mask / mask.sum(1, keepdim=True)
        pooled = (torch.stack([counted, alike], 1) @ x).flatten(1)
        return F.normalize(self.out(F.dropout(pooled, DROPOUT, self.training)), dim=1)


def _summed(values: Tensor, word: Tensor, words: int) -> Tensor:
    return torch.zeros(words, values.shape[1]).index_add_(0, word, values)


def teach_student(
    texts: Sequence[list[int]], pieces: Pieces, answers: Answers, tell: Callable[[int, int, float], None]
) -> tuple[Learned, dict[str, tuple[np.ndarray, np.ndarray]]]:
    """Return what the student learns, and the weights and bias of each head on its answers.

    `texts` are positions in `pieces`, of at least one each. `tell` hears epoch, epochs and the mean loss. Equal lessons give an equal
    student on one machine.
    """
    taught = [teach_member(number, texts, pieces, answers, tell) for number in range(MEMBERS)]
    return joined([learned for learned, _ in taught]), heads_on(np.sum([said for _, said in taught], axis=0), answers)


def teach_member(
    number: int, texts: Sequence[list[int]], pieces: Pieces, answers: Answers, tell: Callable[[int, int, float], None]
) -> tuple[Learned, np.ndarray]:
    """Return what the member of this number learns, and what it answers to the texts that somebody wrote, in order, unit vectors."""
    torch.manual_seed(SEED + number)
    chance = np.random.default_rng(SEED + number)
    stands_in = np.bincount(
        np.concatenate([np.unique(np.array(text, int)) for text in texts]), minlength=len(pieces.numbers)
    )
    common, written = stands_in >= OFTEN, np.flatnonzero(answers.written)
    student = _Student(pieces, common, answers)
    lesson = _Lesson(student, texts, pieces.begins, answers, chance)
    lesson.go_through(FIRST, np.arange(len(texts)), (answers.shares["codes"] + answers.codes) / 2, tell)
    lesson.go_through(LAST, written, answers.codes, tell)
    return _learned(student, pieces.numbers, common), lesson.said_of(written)


def joined(members: Sequence[Learned]) -> Learned:
    """Return members that learned from the same texts as one student, whose words stand side by side."""
    shared = {
        name: np.concatenate([each.parts[name] for each in members], axis=-1) for name in ("in.w", "in.b", "places")
    }
    own = {
        f"{at}.{name}": part
        for at, each in enumerate(members)
        for name, part in each.parts.items()
        if name not in shared
    }
    return Learned(shared | own, members[0].pieces, np.hstack([each.added for each in members]))


def heads_on(said: np.ndarray, answers: Answers) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return weights and bias of each head on vectors of the texts that somebody wrote, of any length, learned from the encoder's shares."""
    vectors, found = F.normalize(torch.from_numpy(said), dim=1), {}
    for name, shares in answers.shares.items():
        wanted = torch.from_numpy(shares[answers.written].astype(np.float32))
        head = nn.Linear(vectors.shape[1], wanted.shape[1])
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        _fit(head, vectors, wanted)
        found[name] = SHARPNESS * _array(head.weight), SHARPNESS * _array(head.bias)
    return found


def _fit(head: nn.Linear, vectors: Tensor, wanted: Tensor) -> None:
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=STEPS_OF_HEADS, line_search_fn="strong_wolfe")

    def step() -> Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(SHARPNESS * head(vectors), wanted)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(step)


@dataclass(frozen=True)
class _Lesson:
    student: _Student
    texts: Sequence[list[int]]
    begins: np.ndarray
    answers: Answers
    chance: np.random.Generator

    def go_through(
        self, course: Course, rows: np.ndarray, codes: np.ndarray, tell: Callable[[int, int, float], None]
    ) -> None:
        """Go through these rows of the texts, of which `codes` (texts, codes) are to be learned."""
        own = [each for name, each in self.student.named_parameters() if name != "added.weight"]
        optimizers = (
            torch.optim.AdamW(own, lr=course.rate, weight_decay=0.01),
            torch.optim.SparseAdam([self.student.added.weight], lr=course.rate_of_pieces),
        )
        steps = course.epochs * (math.ceil(len(rows) / BATCH) + 1)
        paces = [
            torch.optim.lr_scheduler.OneCycleLR(each, rate, total_steps=steps, pct_start=0.1, cycle_momentum=False)
            for each, rate in zip(optimizers, (course.rate, course.rate_of_pieces), strict=True)
        ]
        lengths = [len(self.texts[row]) for row in rows]
        for epoch in range(course.epochs):
            losses = []
            for some in random_batches(lengths, self.chance, BATCH):
                loss = self._loss(rows[some], codes, course.codes_count)
                for each in optimizers:
                    each.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(own, 1.0)
                for each, pace in zip(optimizers, paces, strict=True):
                    each.step()
                    pace.step()
                losses.append(float(loss.detach()))
            tell(epoch + 1, course.epochs, float(np.mean(losses)))

    @torch.no_grad()
    def said_of(self, rows: np.ndarray) -> np.ndarray:
        """Return the student's answers to these rows of the texts, as they are, unit vectors."""
        self.student.eval()
        lengths = [len(self.texts[row]) for row in rows]
        found = np.zeros((len(rows), self.answers.meaning.shape[1]), np.float32)
        for some in random_batches(lengths, self.chance, BATCH):
            found[some] = _array(self._vectors([self.texts[row] for row in rows[some]]))
        return found

    def _loss(self, rows: np.ndarray, codes: np.ndarray, codes_count: float) -> Tensor:
        vectors = self._vectors([_thinned(self.texts[row], self.chance) for row in rows])
        wanted = torch.from_numpy(self.answers.meaning[rows].astype(np.float32))
        loss = PLACE_COUNTS * (1 - (vectors * wanted).sum(1)).mean()
        loss = loss + LIKENESS_COUNTS * ((vectors @ vectors.T - wanted @ wanted.T) ** 2).mean()
        for name, head in self.student.heads.items():
            shares = codes if name == "codes" else self.answers.shares[name]
            count = codes_count if name == "codes" else HEADS_COUNT[name]
            target = torch.from_numpy(shares[rows].astype(np.float32))
            loss = loss + count * F.cross_entropy(SHARPNESS * head(vectors), target)
        return loss

    def _vectors(self, some: Sequence[list[int]]) -> Tensor:
        texts = [words_of(text, self.begins)[:WINDOW] for text in some]
        _, mask = padded([[0] * len(words) for words in texts], 0)
        words = [word for text in texts for word in text]
        pieces = torch.tensor([piece for word in words for piece in word])
        of = torch.repeat_interleave(torch.arange(len(words)), torch.tensor([len(word) for word in words]))
        vectors: Tensor = self.student(pieces, of, torch.from_numpy(mask > 0))
        return vectors


def _thinned(text: list[int], chance: np.random.Generator) -> list[int]:
    """Return a text less some of its pieces, so that none is leaned on alone."""
    return [piece for piece in text if chance.random() > DROPOUT] or text


def _learned(student: _Student, numbers: np.ndarray, common: np.ndarray) -> Learned:
    parts = {"places": _array(student.places), "pool.w": _array(student.pool.weight).T}
    parts |= _of_norm("norm", student.norm) | _of_product("in", student.into) | _of_product("out", student.out)
    for number, layer in enumerate(student.layers):
        for name in ("qkv", "ao", "fi", "fo"):
            parts |= _of_product(f"l{number}.{name}", getattr(layer, name))
        for name in ("middle", "last"):
            parts |= _of_norm(f"l{number}.{name}", getattr(layer, name))
    return Learned(parts, numbers[common], _array(student.added.weight)[common])


def _of_product(name: str, product: nn.Linear) -> dict[str, np.ndarray]:
    return {f"{name}.w": _array(product.weight).T, f"{name}.b": _array(product.bias)}


def _of_norm(name: str, norm: nn.LayerNorm) -> dict[str, np.ndarray]:
    return {f"{name}.w": _array(norm.weight), f"{name}.b": _array(norm.bias)}


def _array(tensor: Tensor) -> np.ndarray:
    found: np.ndarray = tensor.detach().numpy()
    return found
