"""Encodes any number of texts in batches of like lengths, each distinct text once."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.analysis.ports import Progress

TOKENS_PER_BATCH = 4096
TEXTS_PER_BATCH = 16  # little is padded then, also of few texts; more at once are not read faster
POOL = 20  # random batches that are sorted by length together, so that little is padded
LONGEST_TEXT = 4000  # characters that are looked at: more than 512 tokens in any language

Vectors = Callable[[Sequence[list[int]]], np.ndarray]


def encode_in_batches(
    texts: Sequence[str], tokens_of: Callable[[str], list[int]], vectors_of: Vectors, width: int, progress: Progress
) -> np.ndarray:
    """Return float32 unit vectors, shape (len(texts), width), in the order of the texts.

    `tokens_of` numbers the pieces of one text, `vectors_of` turns the tokens of a batch into vectors (batch, width).
    """
    distinct = list(dict.fromkeys(texts))
    row = {text: at for at, text in enumerate(distinct)}
    vectors = np.zeros((len(distinct), width), np.float32)
    tokens = [tokens_of(text[:LONGEST_TEXT].replace("\0", " ")) for text in distinct]
    done = 0
    for batch in batches([len(ids) for ids in tokens]):
        found = vectors_of([tokens[at] for at in batch])
        vectors[batch] = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        done += len(batch)
        progress("encode", done, len(distinct))
    return vectors[[row[text] for text in texts]] if len(texts) else vectors


def random_batches(lengths: Sequence[int], chance: np.random.Generator, size: int) -> Iterator[np.ndarray]:
    """Yield positions in random batches of like lengths, in random order: what learners are taught with."""
    length, order = np.array(lengths), chance.permutation(len(lengths))
    found = []
    for at in range(0, len(order), size * POOL):
        pool = order[at : at + size * POOL]
        pool = pool[np.argsort(length[pool], kind="stable")]
        found += [pool[first : first + size] for first in range(0, len(pool), size)]
    for which in chance.permutation(len(found)):
        yield found[which]


def padded(tokens: Sequence[list[int]], padding: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the ids, filled up with `padding` on the right, and the mask (1 for a token), both int64 (texts, longest)."""
    longest = max(map(len, tokens))
    ids = np.full((len(tokens), longest), padding, np.int64)
    mask = np.zeros((len(tokens), longest), np.int64)
    for row, numbers in enumerate(tokens):
        ids[row, : len(numbers)] = numbers
        mask[row, : len(numbers)] = 1
    return ids, mask


def mean_of_tokens(states: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the mean of each text's token states, shape (texts, width), what only fills up left out."""
    return (states * mask[..., None]).sum(1) / np.maximum(mask.sum(1, keepdims=True), 1)


def batches(lengths: Sequence[int], texts: int = TEXTS_PER_BATCH) -> Iterator[list[int]]:
    """Yield positions in batches of like lengths, so that little is padded."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == texts or (len(batch) + 1) * lengths[at] > TOKENS_PER_BATCH):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch
