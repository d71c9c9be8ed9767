"""Which found theme stands for each gold theme, under which label, so that a reader can say whether the label fits.

`verdicts.tsv` holds what a reader said of each label that was found: it is data, looked up by the gold theme and the English
label. A label that nobody has read yet counts as not right.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.analysis.codebook import Codebook
from app.analysis.gist import best_gist
from app.analysis.themes import Analysis, Theme
from tests.evals.results import table

VERDICTS = Path(__file__).with_name("verdicts.tsv")
LANGUAGES = ("es", "ar", "zh-Hans")
RIGHT = "right"


@dataclass(frozen=True)
class Match:
    """A gold theme, the found theme that overlaps most with it, and how many comments are in both."""

    gold: str
    gold_label: str
    found: Theme
    both: int
    of_gold: int

    @property
    def overlap(self) -> float:
        """How many of the comments of either are in both, 0..1."""
        return self.both / (self.of_gold + self.found.size - self.both)


def match(gold: Sequence[Mapping[str, Any]], codes: Codebook, found: Analysis) -> list[Match]:
    """Return for each gold theme the found theme with the greatest overlap (Jaccard) of comments."""
    wanted, given = defaultdict(set), defaultdict(set)
    for each in gold:
        for theme in each["themes"]:
            wanted[theme].add(each["id"])
    for coding in found.codings:
        for theme in coding.themes:
            given[theme].add(coding.comment_id)
    matches = []
    for code in codes:
        own = wanted[code.id]
        best = max(found.themes, key=lambda theme: len(own & given[theme.id]) / max(1, len(own | given[theme.id])))
        matches.append(Match(code.id, code.label, best, len(own & given[best.id]), len(own)))
    return matches


def verdicts(path: Path = VERDICTS) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return verdict (``right`` or ``wrong``) and remark by district, gold theme and label."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["district"], row["gold"], row["label"]): (row["verdict"], row["remark"]) for row in rows}


def labels_table(district: str, matches: Sequence[Match]) -> tuple[str, list[float]]:
    """Return the table of labels, and for each the overlap if a reader found it right, otherwise 0."""
    read = verdicts()
    rows, right = [], []
    for each in matches:
        verdict, remark = read.get((district, each.gold, each.found.label), ("not read yet", ""))
        right.append(each.overlap if verdict == RIGHT else 0.0)
        gist = best_gist(each.found, ["en"])
        rows.append(
            [
                each.gold_label, each.found.label, *(each.found.labels.get(tag, "") for tag in LANGUAGES),
                f"{gist.text} ({gist.language})" if gist else "",
                f"{each.overlap:.2f} ({each.both} of {each.of_gold})", f"{verdict}{': ' if remark else ''}{remark}",
            ]
        )  # fmt: skip
    head = ["gold label", "found label", *LANGUAGES, "gist", "overlap", "a reader says"]
    return table(head, rows), right
