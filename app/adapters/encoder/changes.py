"""The changes that the school-voice codebook made to the encoder's last layers, as they are kept beside its code."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

FILE = "school_voice.npz"
TAUGHT = range(7, 12)  # the layers that learned; those below speak of language, not of schools
SCALE = 2.0
# The products of a layer that change, each with the names that its matrices have in the weight file.
PARTS = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}

# For each product, such as ``l7.qkv``: up, shape (rows, rank), and down, shape (rank, columns).
Changes = dict[str, tuple[np.ndarray, np.ndarray]]


def bundled_changes_file() -> Path:
    """Return where the changes are kept."""
    return Path(str(resources.files("app.adapters.encoder").joinpath(FILE)))


@cache
def bundled_changes() -> Changes:
    """Return the changes that come with the project."""
    with np.load(bundled_changes_file(), allow_pickle=False) as kept:
        names = [name.removesuffix(".up") for name in kept if name.endswith(".up")]
        return {name: (kept[f"{name}.up"], kept[f"{name}.down"]) for name in names}


@cache
def taught_with() -> str:
    """Return the digest of the data that the changes were learned from."""
    with np.load(bundled_changes_file(), allow_pickle=False) as kept:
        return str(kept["digest"])


def save(changes: Changes, digest: str) -> None:
    """Keep the changes, in half precision, with the digest of what they were learned from."""
    arrays: dict[str, Any] = {}
    for name, (up, down) in changes.items():
        arrays |= {f"{name}.up": up.astype(np.float16), f"{name}.down": down.astype(np.float16)}
    np.savez_compressed(bundled_changes_file(), digest=np.array(digest), **arrays)


def change(changes: Changes, name: str) -> np.ndarray | None:
    """Return what is added to a product's matrix, float32 (rows, columns), or None when it did not change."""
    if name not in changes:
        return None
    up, down = changes[name]
    return SCALE * up.astype(np.float32) @ down.astype(np.float32)
