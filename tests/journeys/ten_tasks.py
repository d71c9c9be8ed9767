"""The usability script: ten tasks for each role, from "analysis done" to "accepted revisions downloaded", with their clicks.

``python -m tests.journeys.ten_tasks`` prints the tables of the README; the tests walk the same file in a real browser.
"""

import json
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("ten_tasks.json")
CLICKS = ("click", "open", "file", "download")  # what is typed is not counted
TEAM, SCHOOL = ROLES = ("the district’s team", "a school’s team")


def tasks(role: str) -> list[dict[str, Any]]:
    """Return a role's tasks: what is to be done, on which page, with which clicks, and what is seen then."""
    return json.loads(SCRIPT.read_text(encoding="utf-8"))[role]


def clicks(task: dict[str, Any]) -> int:
    """Return how many clicks a task takes."""
    return sum(action[0] in CLICKS for action in task["do"])


def table(role: str) -> str:
    """Return the README's table for a role."""
    script = tasks(role)
    rows = [f"| {at} | {task['task']} | {task['page']} | {clicks(task)} |" for at, task in enumerate(script, start=1)]
    total = sum(map(clicks, script))
    return "\n".join([f"| | {role} | page | clicks |", "|---|---|---|---|", *rows, f"| | all ten | | {total} |"])


if __name__ == "__main__":
    print("\n\n".join(map(table, ROLES)))
