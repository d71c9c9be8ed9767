"""The usability script: ten tasks from "analysis done" to "accepted revisions downloaded", each with its clicks.

``python -m tests.journeys.ten_tasks`` prints the table of the README; the tests walk the same file in a real browser.
"""

import json
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("ten_tasks.json")
CLICKS = ("click", "open", "file", "download")  # what is typed is not counted


def tasks() -> list[dict[str, Any]]:
    """Return the tasks: what is to be done, on which page, with which clicks, and what is seen then."""
    return json.loads(SCRIPT.read_text(encoding="utf-8"))


def clicks(task: dict[str, Any]) -> int:
    """Return how many clicks a task takes."""
    return sum(action[0] in CLICKS for action in task["do"])


def table() -> str:
    """Return the README's table."""
    rows = [f"| {at} | {task['task']} | {task['page']} | {clicks(task)} |" for at, task in enumerate(tasks(), start=1)]
    total = sum(map(clicks, tasks()))
    return "\n".join(["| | task | page | clicks |", "|---|---|---|---|", *rows, f"| | all ten | | {total} |"])


if __name__ == "__main__":
    print(table())
