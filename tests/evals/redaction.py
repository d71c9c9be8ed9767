"""Score redaction on districts with gold personal data: what is gone by kind and language, and what stayed untouched.

usage: python -m tests.evals.redaction DIR... [--half odd|even] [--misses]

Each DIR holds a comments.jsonl whose lines have text, language and pii ([{text, kind}]). --half takes only the odd or the
even lines, so that one half can be looked at and the other stays held out. --misses prints what was missed and what was
changed without need.
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from app.analysis.redaction import redact


def main() -> None:
    """Print a table for each district."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("districts", nargs="+", type=Path)
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args()
    for district in chosen.districts:
        print_scores(district.name, read_gold(district, chosen.half), chosen.misses)


def read_gold(district: Path, half: str | None = None) -> list[dict[str, Any]]:
    """Return the comments of a district, or of the odd or even lines of its file."""
    lines = (district / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = lines if half is None else lines[0 if half == "odd" else 1 :: 2]
    return [json.loads(line) for line in chosen if line.strip()]


def print_scores(name: str, gold: list[dict[str, Any]], misses: bool = False) -> None:
    """Print recall by kind and by language, the share of comments kept as they were, and the speed."""
    for each in gold:
        redact(each["text"], each["language"])  # the lists are read once
    started = time.process_time()
    redacted = [redact(each["text"], each["language"])[0] for each in gold]
    speed = len(gold) / (time.process_time() - started)
    gone: dict[str, list[bool]] = defaultdict(list)
    kept: dict[str, list[bool]] = defaultdict(list)
    for each, text in zip(gold, redacted, strict=True):
        for span in each["pii"]:
            for group in (span["kind"], "persons " + each["language"] if span["kind"] == "person" else "", "all"):
                gone[group].append(span["text"] not in text)
            if misses and span["text"] in text:
                print("missed ", each["language"], span["kind"], repr(span["text"]), "in", text)
        if not each["pii"]:
            for group in (each["language"], "all"):
                kept[group].append(text == each["text"])
            if misses and text != each["text"]:
                print(
                    "changed", each["language"], text, [each["text"][s.start : s.end] for s in redact(each["text"])[1]]
                )
    print(f"{name}: {len(gold)} comments, {speed:.0f} a second")
    for title, table in (("gone", gone), ("kept", kept)):
        for group in sorted(filter(None, table)):
            right = table[group]
            print(f"  {title} {group:20} {sum(right) / len(right):.3f} of {len(right)}")


if __name__ == "__main__":
    main()
