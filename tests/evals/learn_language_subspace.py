"""Learn the directions in which languages differ from parallel text, and write the file that the project ships.

usage: python -m tests.evals.learn_language_subspace [DIRECTIONS]

Reads `sib200_train/*.tsv` (SIB-200, Adelani et al. 2024; its sentences are the same in every language) under the folder
that YOUSAID_CORPORA names. Only the axes are kept, no text.
"""

import csv
import os
import sys
from pathlib import Path

import numpy as np

from app.adapters.encoder import BundledEncoder
from app.analysis.space import learn_language_basis

DIRECTIONS = 16
SENTENCES = 200
TARGET = Path(__file__).parents[2] / "app" / "analysis" / "data" / "language_subspace.npy"


def main() -> None:
    """Encode the parallel sentences and save the basis."""
    folder = Path(os.environ.get("YOUSAID_CORPORA", "../shared/data"), "sib200_train")
    encoder = BundledEncoder()
    by_language = {path.name.split(".")[0]: encoder.encode(_sentences(path)) for path in sorted(folder.glob("*.tsv"))}
    basis = learn_language_basis(by_language, int(sys.argv[1]) if len(sys.argv) > 1 else DIRECTIONS)
    np.save(TARGET, basis)
    print(f"{basis.shape[0]} directions from {len(by_language)} languages: {TARGET}")


def _sentences(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][:SENTENCES]


if __name__ == "__main__":
    main()
