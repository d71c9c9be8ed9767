"""Leiden communities on the graph of shared nearest neighbours: no preset number of groups, no leftovers.

Traag, Waltman and van Eck (2019), "From Louvain to Leiden"; shared neighbours after Jarvis and Patrick (1973). Above
`LANDMARKS` vectors an even sample is clustered and the others follow their nearest group.
"""

import math

import graspologic_native
import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage

MOST_NEIGHBOURS = 15
LANDMARKS = 20_000
RESOLUTIONS = (4.0, 2.8, 2.0, 1.4, 1.0, 0.7, 0.5)
MOST_GROUPS = 40  # more than that nobody reads
SEED = 20240607
ROWS_AT_ONCE = 1000
PLACED_AT_ONCE = 50_000


class LeidenClusterer:
    """Fulfils `ports.Clusterer`; equal vectors in equal order give equal groups."""

    def cluster(self, vectors: np.ndarray) -> np.ndarray:
        """Return group numbers, largest group first, for unit vectors of shape (n, dimensions)."""
        if len(vectors) < 4:
            return np.zeros(len(vectors), int)
        if len(vectors) <= LANDMARKS:
            return _communities(np.asarray(vectors, np.float32))
        chosen = np.random.default_rng(SEED).choice(len(vectors), LANDMARKS, replace=False)
        landmarks = np.asarray(vectors[chosen], np.float32)
        return _by_size(_nearest(vectors, _centroids(landmarks, _communities(landmarks))))


def _communities(vectors: np.ndarray) -> np.ndarray:
    graph = _shared_neighbours(vectors)
    wanted = min(MOST_GROUPS, max(1, round(0.8 * math.sqrt(len(vectors)))))
    labels = np.zeros(len(vectors), int)
    for resolution in RESOLUTIONS:
        labels = _without_tiny(vectors, _leiden(graph, len(vectors), resolution))
        if labels.max() < wanted:
            return labels
    return _joined(vectors, labels, wanted)


def _leiden(graph: sparse.coo_array, size: int, resolution: float) -> np.ndarray:
    edges = list(zip(map(str, graph.row), map(str, graph.col), graph.data.tolist(), strict=True))
    _, found = graspologic_native.leiden(
        edges, resolution=resolution, seed=SEED, iterations=3, trials=5 if size < 5000 else 1
    )
    return np.array([found[str(at)] for at in range(size)])


def _shared_neighbours(vectors: np.ndarray) -> sparse.coo_array:
    """Return the upper half of the graph whose weights are the Jaccard overlaps of neighbourhoods."""
    size = len(vectors)
    k = min(MOST_NEIGHBOURS, max(2, round(math.sqrt(size))), size - 1)
    nearest = np.concatenate([_nearest_of(vectors, at, k) for at in range(0, size, ROWS_AT_ONCE)])
    rows = np.repeat(np.arange(size), k + 1)
    near = sparse.csr_array((np.ones(size * (k + 1), np.float32), (rows, nearest.ravel())), shape=(size, size))
    back = near.T.tocsr()
    linked = (near + back).astype(bool)
    # Some at a time: where many are neighbours of the same few, far more pairs share one than are linked.
    parts = [
        (near[at : at + ROWS_AT_ONCE] @ back).multiply(linked[at : at + ROWS_AT_ONCE])
        for at in range(0, size, ROWS_AT_ONCE)
    ]
    shared = sparse.triu(sparse.vstack(parts), k=1).tocoo()
    shared.data = shared.data / (2 * (k + 1) - shared.data)
    return shared


def _nearest_of(vectors: np.ndarray, start: int, k: int) -> np.ndarray:
    rows = vectors[start : start + ROWS_AT_ONCE]
    likeness = rows @ vectors.T
    likeness[np.arange(len(rows)), start + np.arange(len(rows))] = np.inf  # each is its own first neighbour
    # A copy, or what is seen of it would keep the whole of the table: three gigabytes in all.
    return np.argpartition(-likeness, k, axis=1)[:, : k + 1].copy()


def _without_tiny(vectors: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Move the members of groups too small to be a theme to the nearest group that is not."""
    sizes = np.bincount(labels)
    smallest = min(sizes.max(), max(2, round(math.sqrt(len(labels)) / 4)))
    kept = np.flatnonzero(sizes >= smallest)
    centroids = _centroids(vectors, labels)[kept]
    moved = np.isin(labels, kept, invert=True)
    labels = np.where(moved, -1, np.searchsorted(kept, labels))
    labels[moved] = _nearest(vectors[moved], centroids)
    return _by_size(labels)


def _joined(vectors: np.ndarray, labels: np.ndarray, wanted: int) -> np.ndarray:
    """Join groups until `wanted` are left: near-copies fall into islands that no resolution brings together."""
    tree = linkage(_centroids(vectors, labels), "average", metric="cosine")
    return _by_size(fcluster(tree, wanted, "maxclust")[labels] - 1)


def _centroids(vectors: np.ndarray, labels: np.ndarray) -> np.ndarray:
    sums = np.zeros((labels.max() + 1, vectors.shape[1]), np.float32)
    np.add.at(sums, labels, vectors)
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)


def _nearest(vectors: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Return the nearest centroid of each vector; vectors of any precision, some of them computed with at a time."""
    nearest = np.zeros(len(vectors), int)
    for at in range(0, len(vectors), PLACED_AT_ONCE):
        some = vectors[at : at + PLACED_AT_ONCE].astype(np.float32, copy=False)
        nearest[at : at + PLACED_AT_ONCE] = (some @ centroids.T).argmax(axis=1)
    return nearest


def _by_size(labels: np.ndarray) -> np.ndarray:
    present, first, counts = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    rank = np.empty(present.max() + 1, int)
    rank[present[order]] = np.arange(len(order))
    return rank[labels]
