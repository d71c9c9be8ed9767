"""The floor under folding's quality, with the real encoder; `tests/evals/score_folding.py` prints the figures."""

import json

from app.adapters.engines import bundled_engines
from app.adapters.plan_files import read_plan
from app.planning.folding import fold
from tests.evals.score_folding import EXAMPLE, gold_themes, score


def test_the_example_themes_find_their_steps_and_what_to_do_about_them():
    plan = read_plan((EXAMPLE / "plan.xlsx").read_bytes(), "plan.xlsx")
    revisions = fold(plan, *gold_themes(EXAMPLE), bundled_engines().encoder)
    links = json.loads((EXAMPLE / "links.json").read_text(encoding="utf-8"))
    link_top3, kind_acc, lines = score(links, revisions)
    assert link_top3 >= 0.9, lines
    assert kind_acc >= 0.8, lines
    assert len(revisions) <= 3 * 15
    assert "retire 2.1.1" in "\n".join(lines)
