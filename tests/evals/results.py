"""Keeps what evaluations found in RESULTS.md: each command writes its own part, with the commit that it ran on and the date."""

import datetime as dt
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
EVALS = Path(__file__).parent
HEAD = """# What the evaluations found

Written by commands, not by hand: `make eval` and `make eval-baselines` each replace their own parts. All figures are on synthetic
districts; README says how far to trust them.
"""


def keep(part: str, title: str, command: str, body: str) -> None:
    """Write one part of the file anew, or add it; `part` is its name in the file's marks."""
    begin, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else HEAD
    new = f"{begin}\n## {title}\n\n`{command}`, {dt.date.today().isoformat()}, commit {_commit()}\n\n{body.strip()}\n{end}"
    if begin in text:
        before, rest = text.split(begin, 1)
        text = before + new + rest.split(end, 1)[1]
    else:
        text = f"{text.rstrip()}\n\n{new}\n"
    FILE.write_text(text, encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(each.replace("|", "\\|").replace("\n", " ") for each in line) + " |" for line in lines
    )


def figures_table(columns: Mapping[str, Mapping[str, float]]) -> str:
    """Return a table with a row for each figure and a column for each way of coding."""
    names = list(next(iter(columns.values())))
    rows = [[name, *(_shown(name, column[name]) for column in columns.values())] for name in names]
    return table(["", *columns], rows)


def _shown(name: str, value: float) -> str:
    # Without the codebook themes have other ids than the gold ones: none can be the right one.
    return "–" if name == "first_theme" and not value else f"{value:.3f}"


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=EVALS, capture_output=True, text=True, check=False).stdout.strip()

    changed = [
        line for line in git("status", "--porcelain").splitlines() if not line.endswith((FILE.name, "verdicts.tsv"))
    ]
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" and changes since" if changed else "")
