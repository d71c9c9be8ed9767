import numpy as np
import pytest

from app.adapters import cluster
from app.adapters.cluster import LeidenClusterer


def blobs(groups: int, each: int, spread: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    centres = random.normal(size=(groups, 64))
    wanted = np.repeat(np.arange(groups), each)
    vectors = centres[wanted] / 8 + spread * random.normal(size=(len(wanted), 64))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), wanted


def agrees(labels: np.ndarray, wanted: np.ndarray) -> bool:
    return len(set(zip(labels.tolist(), wanted.tolist(), strict=True))) == len(set(wanted.tolist()))


def test_clear_groups_are_found_without_being_told_how_many():
    vectors, wanted = blobs(6, 40)
    assert agrees(LeidenClusterer().cluster(vectors), wanted)


def test_the_same_vectors_give_the_same_groups():
    vectors, _ = blobs(4, 30, spread=0.3)
    assert np.array_equal(LeidenClusterer().cluster(vectors), LeidenClusterer().cluster(vectors))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 9])
def test_few_vectors_all_get_a_group(count):
    labels = LeidenClusterer().cluster(blobs(1, count)[0] if count else np.zeros((0, 64), np.float32))
    assert len(labels) == count
    assert set(labels.tolist()) == set(range(labels.max(initial=-1) + 1))


def test_equal_vectors_are_no_trouble():
    assert len(LeidenClusterer().cluster(np.ones((50, 8), np.float32) / np.sqrt(8))) == 50


def test_many_islands_are_joined_to_as_many_groups_as_people_read():
    vectors, _ = blobs(80, 12, spread=0.01)
    assert LeidenClusterer().cluster(vectors).max() < 40


def test_beyond_the_landmarks_the_rest_follows_the_nearest_group(monkeypatch):
    monkeypatch.setattr(cluster, "LANDMARKS", 120)
    vectors, wanted = blobs(3, 400)
    labels = LeidenClusterer().cluster(vectors)
    assert all(len(set(wanted[labels == label].tolist())) == 1 for label in set(labels.tolist()))


def test_neighbours_keep_no_larger_table_alive():
    vectors, _ = blobs(2, 600)
    found = cluster._nearest_of(vectors, 0, 5)
    assert found.base is None and found.shape == (cluster.ROWS_AT_ONCE, 6)
