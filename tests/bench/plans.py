"""How long a plan of some 300 pages takes to be read, and how much memory: ``python -m tests.bench.plans``.

Prints seconds of computing and megabytes beside the program itself, in three layouts. What takes longer than two seconds
would have to be read in the background.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from app.adapters.plan_files import read_plan_file
from app.planning.plan import Plan
from tests.plan_layouts import docx_layouts, xlsx_layouts
from tests.plan_layouts.plans import ENGLISH_PLAN, WORDS, numbered

TIMES = 136  # 408 goals with 1,496 steps: LibreOffice lays them out on 300 pages
LIMIT = 2.0  # seconds
LAYOUTS = {
    "table_per_goal.docx": docx_layouts.table_per_goal,
    "headings_and_bullets.docx": docx_layouts.headings_and_bullets,
    "flat.xlsx": xlsx_layouts.flat,
}


def long_plan(times: int = TIMES) -> Plan:
    """Return a plan with the same goals over and over, each time under other names."""
    goals = [
        replace(goal, title=f"{goal.title}, area {at}", strategies=tuple(goal.strategies))
        for at in range(times)
        for goal in ENGLISH_PLAN.goals
    ]
    return numbered(Plan(ENGLISH_PLAN.title, tuple(goals)))


def read(path: str) -> None:
    """Read one file and print seconds and megabytes."""
    data = Path(path).read_bytes()
    before, started = _memory(), time.process_time()
    found = read_plan_file(data, path)
    taken = time.process_time() - started
    steps = sum(len(strategy.steps) for goal in found.plan.goals for strategy in goal.strategies)
    print(
        f"{Path(path).name:28} {steps} steps {taken:5.2f} s {_memory() - before:5.0f} MB{'  over' if taken > LIMIT else ''}"
    )
    sys.exit(taken > LIMIT)


def _memory() -> float:
    """Return the most megabytes that this process held; unlike ru_maxrss it does not count the parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> int:
    """Write each layout and read it in a process of its own; return 1 when one takes too long."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, layout in LAYOUTS.items():
            path = Path(folder) / name
            path.write_bytes(layout(long_plan(), WORDS["plain"]))
            failed |= subprocess.run([sys.executable, "-m", "tests.bench.plans", str(path)], check=False).returncode
    return failed


if __name__ == "__main__":
    read(sys.argv[1]) if len(sys.argv) > 1 else sys.exit(main())
