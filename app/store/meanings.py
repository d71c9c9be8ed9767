"""The vectors of an analysis run, as files beside the data: a search reads them without opening the database."""

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from app.analysis.meanings import Meanings

_FOLDER = "meanings"


def keep(data_dir: Path, run_id: int, meanings: Meanings) -> None:
    """Write the vectors of a run; one that is started again writes them anew. They appear whole or not at all."""
    home = data_dir / _FOLDER
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix="writing-") as folder:
        new = Path(folder, "run")
        new.mkdir(mode=0o700)
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
