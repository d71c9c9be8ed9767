"""How well plan files are read back: ``python -m tests.evals.score_plans`` lays one plan out in every layout and wording.

Prints the lowest F1 of elements and fields together for each layout, after the example's own two files.
"""

import json
import sys
from pathlib import Path

from app.adapters.plan_files import read_plan
from app.planning.export import plan_from_dict
from tests.plan_layouts import docx_layouts, xlsx_layouts
from tests.plan_layouts.plans import WORDS, plan_for
from tests.plan_layouts.scoring import f1

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"


def main() -> None:
    """Print the figures; exit with 1 when one is below 0.98."""
    gold = json.loads((EXAMPLE / "plan.json").read_text(encoding="utf-8"))
    found = {}
    for name in ("plan.docx", "plan.xlsx"):
        if name.endswith("xlsx"):  # holds true dates
            for goal in gold["goals"]:
                for step in (step for strategy in goal["strategies"] for step in strategy["steps"]):
                    step["timeline"] = step.get("timeline_iso") or step["timeline"]
        found[name] = f1(plan_from_dict(gold), read_plan((EXAMPLE / name).read_bytes(), name))
    for kind, layouts in (("docx", docx_layouts.LAYOUTS), ("xlsx", xlsx_layouts.LAYOUTS)):
        for name, layout in layouts.items():
            scores = []
            for words in WORDS.values():
                plan = plan_for(words)
                scores.append(f1(plan, read_plan(layout(plan, words), f"plan.{kind}")))
            found[f"{name}.{kind}"] = min(scores)
    for name, score in found.items():
        print(f"{name:40} {score:.3f}")
    sys.exit(min(found.values()) < 0.98)


if __name__ == "__main__":
    main()
