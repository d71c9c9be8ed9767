"""``python -m tests.bench.long_files [MB]``: a long file of comments read as `yousaid themes` reads it, and the memory it takes.

The file is an export of a survey tool: twenty columns, one of them a comment. A second one is nothing but comments, where
what is kept is the file. Each is written as CSV and as JSON lines and read by a process of its own, so that the peak is its
own. Fails when reading takes more than the text that is kept, half a kilobyte for each comment and 50 MB.
"""

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.adapters.comment_files import read_comments
from tests.bench.exports import ROOT, WORDS, peak

MEGABYTES = 200
CLOSED = tuple(f"Q{number} How much do you agree with this statement about our school?" for number in range(16))
WIDE = ("response_id", "audience", "school", "comment", *CLOSED)
NARROW = ("response_id", "audience", "school", "comment")
PER_COMMENT, ALWAYS = 0.0005, 50  # MB


def rows(columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield responses without end."""
    number = 0
    while True:
        number += 1
        said = f"{WORDS[number % len(WORDS)].strip()} {number}. " * (1 + number % 3)
        place = {"audience": ("families", "students", "staff")[number % 3], "school": f"School {number % 40}"}
        closed = dict.fromkeys(columns[4:], "Neither agree nor disagree")
        yield {"response_id": f"R_{number:015x}", **place, "comment": said, **closed}


def written(path: Path, columns: tuple[str, ...], megabytes: int) -> Path:
    """Write a file of about so many megabytes; its ending says how."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = path.suffix == ".jsonl"
        writer = csv.DictWriter(file, columns)
        if not lines:
            writer.writeheader()
        for number, row in enumerate(rows(columns)):
            if number % 1000 == 0 and file.buffer.tell() > megabytes * 1_000_000:
                return path
            if lines:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            else:
                writer.writerow(row)
    return path


def measure(path: Path) -> dict[str, float]:
    """Read one file in this process and return what it took."""
    before, began = peak(), time.monotonic()
    comments = read_comments(path)
    took = time.monotonic() - began
    kept = sum(sys.getsizeof(each.text) for each in comments) / 1e6
    return {"before": before, "seconds": took, "comments": len(comments), "kept": kept, "peak": peak()}


def main(megabytes: int = MEGABYTES) -> None:
    """Print a line per file."""
    failed = False
    for shape, columns in (("survey export", WIDE), ("comments only", NARROW)):
        for ending in (".csv", ".jsonl"):
            with tempfile.TemporaryDirectory() as folder:
                path = written(Path(folder, f"long{ending}"), columns, megabytes)
                command = [sys.executable, "-m", "tests.bench.long_files", "--read", str(path)]
                told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
                size = path.stat().st_size / 1e6
            print(
                f"{shape}, {ending[1:]:5} {size:6.0f} MB: {told['comments']:9,} comments in {told['seconds']:5.1f} s,"
                f" peak {told['peak']:5.0f} MB ({told['before']:.0f} before), text kept {told['kept']:.0f} MB"
            )
            failed |= told["peak"] > told["before"] + told["kept"] + PER_COMMENT * told["comments"] + ALWAYS
    sys.exit(failed)


if __name__ == "__main__":
    if "--read" in sys.argv:
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        main(*map(int, sys.argv[1:]))
