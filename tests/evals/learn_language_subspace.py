"""Learn the directions in which languages differ, and write the file that the project ships.

usage: python -m tests.evals.learn_language_subspace [DIRECTIONS]

Reads `sib200_train/*.tsv` (SIB-200, Adelani et al. 2024; its sentences are the same in every language) under the folder
that YOUSAID_CORPORA names, and the project's own exemplars of school life, which speak of the same topics in every
language. Only the axes are kept, no text.
"""

import csv
import os
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from app.adapters.encoder import BundledEncoder
from app.analysis.school import exemplars_of_school_life
from app.analysis.space import learn_language_basis

DIRECTIONS = 20
SENTENCES = 200
EXEMPLARS_WEIGHT = 0.5  # they are fewer and only alike in topic
TARGET = Path(__file__).parents[2] / "app" / "analysis" / "data" / "language_subspace.npy"


def main() -> None:
    """Encode both sources and save the basis."""
    folder = Path(os.environ.get("YOUSAID_CORPORA", "../shared/data"), "sib200_train")
    encoder = BundledEncoder()
    parallel = {path.name.split(".")[0]: encoder.encode(_sentences(path)) for path in sorted(folder.glob("*.tsv"))}
    texts = defaultdict(list)
    for language, _, _, text in exemplars_of_school_life():
        texts[language].append(text)
    school = {language: encoder.encode(each) for language, each in texts.items()}
    directions = int(sys.argv[1]) if len(sys.argv) > 1 else DIRECTIONS
    basis = learn_language_basis([(1.0, parallel), (EXEMPLARS_WEIGHT, school)], directions)
    np.save(TARGET, basis)
    print(f"{basis.shape[0]} directions from {len(parallel)} and {len(school)} languages: {TARGET.name}")


def _sentences(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][:SENTENCES]


if __name__ == "__main__":
    main()
