"""Score the analysis on both districts beside a baseline, show the labels, and keep it all in RESULTS.md.

usage: python -m tests.evals.report [--print]

--print only prints what would be kept.
"""

import argparse
from pathlib import Path

from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from tests.evals.labels import labels_table, match
from tests.evals.results import EVALS, figures_table, keep
from tests.evals.score import EXAMPLE, baseline, read_district
from tests.evals.scoring import figures

DISTRICTS: tuple[tuple[str, Path], ...] = (("Cedar Valley", EXAMPLE), ("Larkspur", EVALS / "larkspur"))
COMMAND = "make eval"
FOUND = 0.3  # overlap from which a gold theme was found rather than touched


def main() -> None:
    """Print or keep the tables."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--print", action="store_true", dest="only_print")
    only_print = parser.parse_args().only_print
    engines = bundled_engines()
    scores, labels = [f"Encoder: {engines.encoder.version}"], []
    for name, folder in DISTRICTS:
        comments, gold, codebook = read_district(folder)
        explored = analyze_comments(comments, engines)
        columns = {
            "explored": explored.codings,
            "with its codebook": analyze_comments(comments, engines, codebook).codings,
            "TF-IDF + NMF, TextBlob, py3langid": baseline(comments, len(codebook)),
        }
        scores.append(f"### {name}, {len(comments)} comments\n\n" + figures_table(_figures(gold, columns)))
        told, right = labels_table(name, match(gold, codebook, explored))
        labels.append(f"### {name}: {_count(right)}\n\n{told}")
    parts = {
        "scores": ("The themes beside a baseline", "\n\n".join(scores)),
        "labels": (
            "The labels of what was found without a codebook",
            "For each gold theme the found theme with the greatest overlap of comments. One reader (the writer of this software, a"
            " machine), given the list of the gold labels, said whether the found label leads to the right one of them; where it"
            " may lead to two it is wrong (`verdicts.tsv`).\n\n" + "\n\n".join(labels),
        ),
    }
    for part, (title, body) in parts.items():
        print(f"## {title}\n\n{body}\n")
        if not only_print:
            keep(part, title, COMMAND, body)


def _count(right: list[float]) -> str:
    sure = sum(overlap >= FOUND for overlap in right if overlap)
    return f"{sum(map(bool, right))} of {len(right)} right, {sure} of them with an overlap of {FOUND} or more"


def _figures(gold: list, columns: dict) -> dict[str, dict[str, float]]:
    return {name: figures(gold, codings) for name, codings in columns.items()}


if __name__ == "__main__":
    main()
