"""Score the analysis on a district with gold codings, beside the baselines it must beat.

usage: python -m tests.evals.score [--district DIR] [--encoder DIR] [--baseline]

DIR holds comments.jsonl and codebook.json or themes.json; it is the example district unless given. --encoder takes a folder
with another encoder, as `yousaid themes --encoder` does. The baseline is TF-IDF with NMF (as many themes as the codebook
has), TextBlob for sentiment and py3langid for language; it redacts nothing.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import py3langid
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from textblob import TextBlob

from app.adapters.comment_files import read_codebook, read_comments
from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from app.analysis.codebook import Codebook
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from tests.evals.calibration import calibration_of_district, calibration_of_held_out
from tests.evals.scoring import figures
from tests.evals.stability import chance_of_language, remembering, stability

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"


def main() -> None:
    """Print a table: a row for each figure, a column for each way of coding."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--district", type=Path, default=EXAMPLE)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--encoder-prefix")
    parser.add_argument("--baseline", action="store_true")
    chosen = parser.parse_args()
    comments, gold, codebook = read_district(chosen.district)
    engines = remembering(bundled_engines(encoder_dir=chosen.encoder, encoder_prefix=chosen.encoder_prefix))
    print(f"encoder: {engines.encoder.version}")
    results = {
        "explored": analyze_comments(comments, engines).codings,
        "with codebook": analyze_comments(comments, engines, codebook).codings,
    }
    if chosen.baseline:
        results["tf-idf + nmf"] = baseline(comments, len(codebook))
    columns = {name: figures(gold, codings) for name, codings in results.items()}
    print(f"{len(comments)} comments".ljust(20), *(name.rjust(14) for name in columns))
    for figure in next(iter(columns.values())):
        print(figure.ljust(20), *(f"{column[figure]:14.3f}" for column in columns.values()))
    explored = results["explored"]
    _tell("language and theme beside chance (explored)", chance_of_language(gold, explored))
    _tell("another sample (explored)", stability(comments, engines))
    _tell("sureness beside truth (explored)", calibration_of_district(comments, gold, explored, engines))
    _tell("sureness beside truth (held-out statements)", calibration_of_held_out(engines))


def _tell(heading: str, told: Mapping[str, float]) -> None:
    print(heading)
    for name, value in told.items():
        print(f"  {name}".ljust(28), f"{value:6.3f}")


def read_district(folder: Path) -> tuple[list[Comment], list[dict[str, Any]], Codebook]:
    """Return the comments, their gold codings and the codebook of a district."""
    path = folder / "comments.jsonl"
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    codes = next(file for name in ("codebook.json", "themes.json") if (file := folder / name).exists())
    return read_comments(path), gold, read_codebook(codes)


def baseline(comments: Sequence[Comment], themes: int) -> list[Coding]:
    """Code comments as a data scientist would in an hour, without an encoder."""
    texts = [comment.text for comment in comments]
    weights = TfidfVectorizer(min_df=2, max_df=0.5).fit_transform(texts)
    parts = NMF(themes, init="nndsvd", max_iter=400, random_state=0).fit_transform(weights)
    return [
        Coding(
            comment.id,
            py3langid.classify(comment.text)[0],
            (f"nmf-{row.argmax()}",),
            TextBlob(comment.text).sentiment.polarity,
            comment.text,
        )
        for comment, row in zip(comments, parts, strict=True)
    ]


if __name__ == "__main__":
    main()
