"""Real input: what people of a Kentucky town and a city's schools said goes through the same command.

The files are other people's and stay outside the repository: YOUSAID_CORPORA names their folder. On a machine without
them the test stands on a file of the same shape made here, and says so.
"""

import csv
import json
import os
from pathlib import Path

from tests.conftest import EXAMPLE, ROOT, yousaid_here

CORPORA = Path(os.environ.get("YOUSAID_CORPORA", ROOT.parent / "shared" / "data"))
MOST = 250


def polis(tmp_path: Path) -> list[Path]:
    """Return the first comments of each Polis conversation, or the example's as if they came from there."""
    found = sorted(CORPORA.glob("polis/*/comments.csv"))
    made = []
    for number, source in enumerate(found):
        with source.open(encoding="utf-8", newline="") as file:
            made.append(_written(tmp_path / f"polis-{number}.csv", list(csv.DictReader(file))[:MOST]))
    if not made:
        lines = [json.loads(line) for line in (EXAMPLE / "comments.jsonl").read_text(encoding="utf-8").splitlines()]
        rows = [{"comment-id": n, "comment-body": each["gloss_en"]} for n, each in enumerate(lines[:MOST])]
        made.append(_written(tmp_path / "made.csv", rows))
    return made


def _written(path: Path, rows: list[dict]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_towns_own_words_become_themes(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    files = polis(tmp_path)
    with capsys.disabled():
        print(f"\nran on {len(files)} conversations ({', '.join(file.name for file in files)})")
    for file in files:
        out = tmp_path / file.stem
        done = yousaid_here("themes", file, "--out", out, "--text", "comment-body", "--id", "comment-id")
        assert done.exit_code == 0, done.stderr
        with (out / "coding.csv").open(encoding="utf-8-sig", newline="") as coded:
            rows = list(csv.DictReader(coded))
        themes = json.loads((out / "themes.json").read_text(encoding="utf-8"))
        assert sum(bool(row["themes"]) for row in rows) / len(rows) > 0.8
        assert 5 <= len(themes) <= 40
        # A town's talk is not a school's: what fits no family of the codebook well gathers in a broad one.
        assert max(theme["prevalence"] for theme in themes) < 0.65


def test_a_citys_survey_scores_are_read_or_refused_but_never_break(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    found = sorted(CORPORA.glob("nyc_school_survey/*.csv"))
    with capsys.disabled():
        print(f"\nran on {len(found)} files of school scores" + ("" if found else ", so on one made here"))
    if not found:
        found = [
            _written(
                tmp_path / "scores.csv", [{"DBN": f"01M{n:03}", "Rate": "N/A" if n % 7 else "56%"} for n in range(60)]
            )
        ]
    for file in found:
        done = yousaid_here("themes", file, "--out", tmp_path / file.stem)
        assert "Traceback" not in done.stderr
        assert done.exit_code == 0 or done.stderr.strip().splitlines()[-1].startswith("Error: ")
