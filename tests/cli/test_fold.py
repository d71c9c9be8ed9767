"""``yousaid fold``: themes and a plan in, proposed revisions and a draft out."""

import io
import json
from pathlib import Path

import pytest
from docx import Document

from tests.conftest import EXAMPLE, yousaid_here


@pytest.mark.parametrize("plan", ["plan.docx", "plan.xlsx"])
def test_a_plan_is_understood_and_revised(themes_dir: Path, tmp_path: Path, plan: str) -> None:
    done = yousaid_here("fold", "--coding", themes_dir, "--plan", EXAMPLE / plan, "--out", tmp_path)
    assert done.exit_code == 0, done.stderr
    understood = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    first = understood["goals"][0]
    assert (first["id"], first["title"]) == ("1", "Every student can reach a caring adult when they need one")
    step = first["strategies"][0]["steps"][0]
    assert step["id"] == "1.1.1" and step["owner"] == "Director of Student Services"
    revisions = json.loads((tmp_path / "revisions.json").read_text(encoding="utf-8"))
    assert revisions and all(
        {"kind", "target", "under", "text", "rationale", "themes", "evidence"} <= set(each) for each in revisions
    )
    assert {each["kind"] for each in revisions} <= {"keep", "expand", "amend", "add", "retire"}
    assert all((each["target"] is None) == (each["kind"] == "add") for each in revisions)
    draft = Document(io.BytesIO((tmp_path / "plan-draft.docx").read_bytes()))
    assert draft.element.body.xpath("//w:ins") and len(list(draft.comments)) >= len(revisions) // 2
    assert (tmp_path / "plan-draft.pdf").read_bytes().startswith(b"%PDF")
    assert "<ins>" in (tmp_path / "plan-draft.html").read_text(encoding="utf-8")


def test_what_is_no_plan_and_what_is_no_coding_is_said(themes_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(b"hello")
    done = yousaid_here("fold", "--coding", themes_dir, "--plan", tmp_path / "plan.docx", "--out", tmp_path / "out")
    assert done.exit_code != 0 and "neither a Word document" in done.stderr
    done = yousaid_here("fold", "--coding", tmp_path, "--plan", EXAMPLE / "plan.docx", "--out", tmp_path / "out")
    assert done.exit_code != 0 and "does not hold" in done.stderr and "Traceback" not in done.stderr
