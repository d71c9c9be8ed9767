"""Score BERTopic on the same vectors as ours, on both districts, and keep the table in RESULTS.md.

usage: python -m tests.evals.baselines [--print]

BERTopic as it comes (UMAP, HDBSCAN, class-based TF-IDF), over five seeds since UMAP draws lots, on the vectors of our encoder
as they are, on the same less what only tells the language, and with the shares of our codes beside them. It stands in an
environment of its own: ``make eval-baselines`` makes that. What it leaves out (its topic -1) counts as left out, as with ours.
"""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from bertopic import BERTopic
from umap import UMAP

from app.adapters.engines import bundled_engines
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.school import learn_school_talk
from tests.evals.report import DISTRICTS
from tests.evals.results import figures_table, keep
from tests.evals.score import read_district
from tests.evals.scoring import theme_figures

SEEDS = (1, 2, 3, 4, 5)


def main() -> None:
    """Print or keep the table."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--print", action="store_true", dest="only_print")
    only_print = parser.parse_args().only_print
    encoder = bundled_engines().encoder
    school = learn_school_talk(encoder)
    parts = [f"Encoder: {encoder.version}, mean of {len(SEEDS)} seeds"]
    for name, folder in DISTRICTS:
        comments, gold, _codebook = read_district(folder)
        vectors = encoder.encode([comment.text for comment in comments])
        columns = {
            "BERTopic, the encoder's vectors": vectors,
            "BERTopic, less language": school.meaning(vectors),
            "BERTopic, with our codes beside them": school.place(vectors).features,
        }
        scores = {}
        for column, lie in columns.items():
            runs = [_scored(gold, topics(comments, lie, seed)) for seed in SEEDS]
            scores[column] = {
                name: sum(run[name] for run in runs) / len(runs) for name in runs[0] if name != "first_theme"
            }
        parts.append(f"### {name}, {len(comments)} comments\n\n" + figures_table(scores))
    parts.append(
        "What BERTopic leaves out counts as themes of one comment. V-measure is kind to these: read BCubed and coverage beside it."
    )
    body = "\n\n".join(parts)
    print(body)
    if not only_print:
        keep("baselines", "BERTopic on the same vectors", "make eval-baselines", body)


def _scored(gold: Sequence[Mapping[str, Any]], codings: Sequence[Coding]) -> dict[str, float]:
    found = {coding.comment_id: coding for coding in codings}
    return theme_figures([(each, found[each["id"]]) for each in gold])


def topics(comments: Sequence[Comment], vectors: np.ndarray, seed: int) -> list[Coding]:
    """Code comments by BERTopic's topics."""
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)  # its own, seeded
    model = BERTopic(umap_model=umap, embedding_model=None)
    found, _ = model.fit_transform([comment.text or "-" for comment in comments], np.ascontiguousarray(vectors))
    return [
        Coding(comment.id, "und", () if topic < 0 else (f"topic-{topic}",), 0.0, "")
        for comment, topic in zip(comments, found, strict=True)
    ]


if __name__ == "__main__":
    main()
