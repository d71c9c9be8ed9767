"""How well folding links themes with a plan and tells what to do, with the gold coding of the example district.

``python -m tests.evals.score_folding [--show]`` prints link_top3 (a right element, or a new step where one is needed,
among the first three revisions of a theme) and kind_acc (an accepted kind among them).
"""

import json
import sys
from pathlib import Path

from app.adapters.engines import bundled_engines
from app.adapters.plan_files import read_plan
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.themes import Theme
from app.planning.folding import fold
from app.planning.revision import Kind, Revision

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"


def gold_themes(folder: Path) -> tuple[list[Theme], list[Coding], list[Comment]]:
    """Return themes, codings and comments as if analysis had made no mistake."""
    rows = [json.loads(line) for line in (folder / "comments.jsonl").read_text(encoding="utf-8").splitlines()]
    comments = [Comment(r["id"], r["text"], r["language"], {"audience": r["audience"]}, r["question"]) for r in rows]
    codings = [Coding(r["id"], r["language"], tuple(r["themes"]), float(r["sentiment"]), r["text"]) for r in rows]
    themes = []
    for told in json.loads((folder / "themes.json").read_text(encoding="utf-8")):
        felt = [coding.sentiment for coding in codings if told["id"] in coding.themes]
        mean = sum(felt) / max(len(felt), 1)
        themes.append(Theme(told["id"], told["label"], (), len(felt), len(felt) / len(rows), mean,
                            definition=told["definition"], code=True))  # fmt: skip
    return themes, codings, comments


def place_of(gold_id: str) -> str:
    """Return 'G1.S2.A3' as the place '1.2.3'."""
    return "".join(letter for letter in gold_id if letter.isdigit() or letter == ".")


def score(links: dict, revisions: tuple[Revision, ...]) -> tuple[float, float, list[str]]:
    """Return link_top3, kind_acc and one line for each theme."""
    linked = kinds = 0
    lines = []
    for theme, link in links.items():
        first = [each for each in revisions if theme in each.themes][:3]
        places = [place_of(target) for target in link["targets"]]
        right = any(each.kind is Kind.ADD for each in first)
        if places:
            right = any(_akin(each.target or each.under or "", place) for each in first for place in places)
        right_kind = bool({link["kind"], *link["accept_kinds"]} & {each.kind.value for each in first})
        linked, kinds = linked + right, kinds + right_kind
        shown = "  ".join(f"{each.kind} {each.target or 'under ' + str(each.under)}" for each in first)
        lines.append(f"{'+' if right else '-'}{'+' if right_kind else '-'} {theme}: {shown}   "
                     f"(gold: {link['kind']} {' '.join(places)})")  # fmt: skip
    return linked / len(links), kinds / len(links), lines


def _akin(found: str, gold: str) -> bool:
    return f"{gold}.".startswith(f"{found}.") or f"{found}.".startswith(f"{gold}.")


def main() -> None:
    """Print the figures."""
    plan = read_plan((EXAMPLE / "plan.docx").read_bytes(), "plan.docx")
    revisions = fold(plan, *gold_themes(EXAMPLE), bundled_engines().encoder)
    links = json.loads((EXAMPLE / "links.json").read_text(encoding="utf-8"))
    link_top3, kind_acc, lines = score(links, revisions)
    print(f"link_top3 {link_top3:.3f}\nkind_acc  {kind_acc:.3f}\nrevisions {len(revisions)}")
    if "--show" in sys.argv:
        print(*lines, *(f"{r.kind} {r.target or r.under}: {r.text}\n    {r.rationale}" for r in revisions), sep="\n")


if __name__ == "__main__":
    main()
