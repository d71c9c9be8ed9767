"""The example district, taken through its whole cycle once for all tests that look at the result."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from app.cli import main
from app.config import Settings
from app.workflow import team

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "app" / "example" / "cedar_valley"


def yousaid(*words: object, **environ: str) -> subprocess.CompletedProcess:
    """Run the command as a person would; nothing of it is a terminal."""
    command = [sys.executable, "-m", "app.cli", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, timeout=600)


def yousaid_here(*words: object) -> Result:
    """Run the command inside this process, where the encoder is loaded once for all tests."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="session", autouse=True)
def one_encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every installation that a test process makes finds the model built, and shares it."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "cache_dir", folder)
        yield


class _Compiled(BytecodeCache):
    """Templates as they were compiled for the first application of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def quick_applications() -> Iterator[None]:
    """Every test has an application of its own; what takes long and is always the same is done once, and passwords hashed lightly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": _Compiled()})
        patch.setattr(team, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after ``yousaid demo``. Look, but do not change it."""
    folder = tmp_path_factory.mktemp("demo")
    done = yousaid("demo", DATA_DIR=str(folder))
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.fixture(scope="session")
def themes_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``yousaid themes`` writes about the example's comments, with its codebook; the first who needs it makes it for all."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "themes"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "out").exists():
            done = yousaid(
                "themes", EXAMPLE / "comments.jsonl", "--out", folder / "new", "--codebook", EXAMPLE / "codebook.json"
            )
            assert done.returncode == 0, done.stderr[-2000:]
            assert "encode: " in done.stderr and "\r" not in done.stderr  # plain lines where there is no terminal
            (folder / "new").rename(folder / "out")
    return folder / "out"
