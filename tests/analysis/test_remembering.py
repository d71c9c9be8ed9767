"""What is learned with a district's own encoder is kept on disk, so that the next process need not learn it anew."""

from pathlib import Path

import numpy as np
import pytest

from app.adapters.encoder import FolderEncoder
from app.adapters.engines import bundled_engines
from app.analysis.ports import Progress, no_progress
from app.analysis.school import learn_school_talk
from tests.analysis.fakes import BagOfWords
from tests.small_encoder import small_encoder


class OwnEncoder(BagOfWords):
    """An encoder with a memory, which counts what it is asked."""

    version = "own"

    def __init__(self, memory: Path) -> None:
        self.memory, self.asked = memory, 0

    def encode(self, texts, progress: Progress = no_progress) -> np.ndarray:
        self.asked += len(texts)
        return super().encode(texts, progress)


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache") / "not there yet"
    learn_school_talk(OwnEncoder(folder))
    return folder


def test_the_next_process_learns_nothing_anew_and_knows_the_same(memory: Path) -> None:
    next_one = OwnEncoder(memory)  # another instance, as in another process
    talk = learn_school_talk(next_one)
    assert next_one.asked == 0
    vectors = next_one.encode(["the bus is late", "lunch is cold"])
    learned = learn_school_talk(OwnEncoder(memory)).place(vectors)
    assert np.array_equal(talk.place(vectors).codes, learned.codes) and learned.codes.shape[0] == 2


def test_a_file_that_broke_off_is_learned_anew(memory: Path) -> None:
    (kept,) = memory.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    after_a_crash = OwnEncoder(memory)
    learn_school_talk(after_a_crash)
    assert after_a_crash.asked > 0 and len(kept.read_bytes()) == len(whole)


def test_the_installation_gives_its_encoder_a_memory_beside_the_data(tmp_path: Path) -> None:
    encoder = bundled_engines(tmp_path / "cache", small_encoder(tmp_path / "own")).encoder
    assert isinstance(encoder, FolderEncoder) and encoder.memory == tmp_path / "cache"
