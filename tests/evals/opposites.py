"""``python -m tests.evals.opposites``: how well statements that ask for opposite things are told apart."""

import csv
from pathlib import Path

from app.adapters.engines import bundled_engines
from app.analysis.school import learn_school_talk
from app.planning.opposition import sides

FILE = Path(__file__).with_name("opposites.tsv")


def score() -> dict[str, float]:
    """Return precision and recall of (axis, side), and how many statements were put on the wrong side of their axis."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    encoder = bundled_engines().encoder
    found = sides(learn_school_talk(encoder).meaning(encoder.encode([row["text"] for row in rows])), encoder)
    gold = [(row["axis"], row["side"]) if row["axis"] != "-" else ("", "") for row in rows]
    right = sum(one == other != ("", "") for one, other in zip(found, gold, strict=True))
    wrong = sum(one != other and one[0] == other[0] != "" for one, other in zip(found, gold, strict=True))
    told, asked = sum(each != ("", "") for each in found), sum(each != ("", "") for each in gold)
    return {"precision": right / told, "recall": right / asked, "wrong side": wrong, "statements": len(rows)}


if __name__ == "__main__":
    print({name: round(value, 2) for name, value in score().items()})
