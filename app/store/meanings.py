"""The vectors of an analysis run, as files beside the data: a search reads them without opening the database."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from app.analysis.meanings import Meanings, Room

_FOLDER = "meanings"
_WRITING = "writing-"
_BROKEN_OFF = 24 * 60 * 60  # seconds after which nobody still writes


@contextmanager
def room(data_dir: Path) -> Iterator[Room]:
    """Give an analysis room on disk for its vectors, as long as this lasts: of a million comments they are 3 GB."""
    with _new_folder(data_dir) as folder:
        yield partial(_written, folder / "vectors.npy")


def _written(path: Path, parts: Iterable[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    with path.open("wb") as file:
        header = {"descr": np.lib.format.dtype_to_descr(np.dtype(np.float16)), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for part in parts:
            file.write(part.tobytes())
    found: np.ndarray = np.load(path, mmap_mode="r")
    return found


@contextmanager
def _new_folder(data_dir: Path) -> Iterator[Path]:
    home = data_dir / _FOLDER
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in home.glob(f"{_WRITING}*"):  # of a process that was killed
        if time.time() - each.stat().st_mtime > _BROKEN_OFF:
            shutil.rmtree(each, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=_WRITING) as folder:
        yield Path(folder)


def keep(data_dir: Path, run_id: int, meanings: Meanings) -> None:
    """Keep the vectors of a run; one that is started again keeps them anew. They appear whole or not at all."""
    home = data_dir / _FOLDER
    with _new_folder(data_dir) as folder:
        new = folder / "run"
        new.mkdir(mode=0o700)
        if isinstance(meanings.vectors, np.memmap) and meanings.vectors.filename is not None:
            (new / "vectors.npy").hardlink_to(meanings.vectors.filename)  # they are on this disk already: see `room`
        else:
            np.save(new / "vectors.npy", meanings.vectors)
        np.save(new / "owners.npy", meanings.owners)
        of = {"codebook": meanings.codebook, "ids": meanings.ids}
        (new / "of.json").write_text(json.dumps(of), encoding="utf-8")
        shutil.rmtree(home / str(run_id), ignore_errors=True)
        new.rename(home / str(run_id))


def load(data_dir: Path, run_id: int) -> Meanings | None:
    """Return the vectors of a run, paged in from disk as they are read; None when there are none (any more)."""
    folder = data_dir / _FOLDER / str(run_id)
    try:
        of = json.loads((folder / "of.json").read_text(encoding="utf-8"))
        vectors, owners = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("vectors", "owners"))
        return Meanings(tuple(of["ids"]), vectors, owners, of["codebook"])
    except (OSError, ValueError, KeyError):
        return None


def forget_all_but(data_dir: Path, run_ids: Iterable[int]) -> None:
    """Delete the vectors of all runs but these."""
    kept = {str(run_id) for run_id in run_ids}
    for folder in (data_dir / _FOLDER).glob("[0-9]*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
