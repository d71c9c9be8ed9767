"""``yousaid themes``: comments of any survey tool in, coding, themes and reports out."""

import csv
import json
from pathlib import Path

import pytest

from app.adapters.exports.guard import unguard
from tests.conftest import EXAMPLE, yousaid_here

COMMENTS = [json.loads(line) for line in (EXAMPLE / "comments.jsonl").read_text(encoding="utf-8").splitlines()]
CODES = {code["id"] for code in json.loads((EXAMPLE / "codebook.json").read_text(encoding="utf-8"))}


def coding(folder: Path) -> list[dict[str, str]]:
    with (folder / "coding.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_comment_stands_in_the_coding_once(themes_dir: Path) -> None:
    rows = coding(themes_dir)
    assert list(rows[0]) == ["id", "language", "themes", "sentiment", "redacted_text", "safety", "code"]
    assert sorted(row["id"] for row in rows) == sorted(comment["id"] for comment in COMMENTS)
    assert all(-1 <= float(row["sentiment"]) <= 1 for row in rows)


def test_every_statement_stands_in_its_comment_with_themes_of_its_own(themes_dir: Path) -> None:
    comments = {row["id"]: row for row in coding(themes_dir)}
    with (themes_dir / "statements.csv").open(encoding="utf-8-sig", newline="") as file:
        statements = list(csv.DictReader(file))
    assert len(statements) > len(comments) and {row["id"] for row in statements} <= set(comments)
    for row in statements:
        comment = comments[row["id"]]
        assert set(row["themes"].split(";")) <= {*comment["themes"].split(";"), ""}
        whole = unguard(comment["redacted_text"])
        assert unguard(row["text"]) == whole[int(row["start"]) : int(row["end"])]
    assert {"praise", "complaint", "suggestion"} <= {row["stance"] for row in statements}


def test_a_codebook_gives_its_ids_and_says_what_is_behind_each(themes_dir: Path) -> None:
    themes = json.loads((themes_dir / "themes.json").read_text(encoding="utf-8"))
    assert {"id", "label", "keyphrases", "size", "prevalence", "sentiment", "quotes"} <= set(themes[0])
    assert len(CODES & {theme["id"] for theme in themes}) >= 12
    used = {theme for row in coding(themes_dir) for theme in row["themes"].split(";") if theme}
    assert used <= {theme["id"] for theme in themes}


def test_the_reports_are_there_and_name_nobody(themes_dir: Path) -> None:
    assert (themes_dir / "report.pdf").read_bytes().startswith(b"%PDF")
    page = (themes_dir / "report.html").read_text(encoding="utf-8")
    assert "Bullying and peer conflict" in page
    named = {span["text"] for c in COMMENTS for span in c["pii"] if span["kind"] in ("phone", "email", "id")}
    assert [text for text in named if text in page] == []


def test_a_missing_column_is_named_with_the_columns_there_are(tmp_path: Path) -> None:
    done = yousaid_here("themes", EXAMPLE / "comments.jsonl", "--out", tmp_path, "--text", "nope")
    assert done.exit_code != 0
    assert "nope" in done.stderr and "gloss_en" in done.stderr and "Traceback" not in done.stderr


def test_an_old_spreadsheet_is_read_and_its_formula_runs_nowhere(tmp_path: Path) -> None:
    said = '=HYPERLINK("http://x") La cafetería es muy ruidosa todos los días'
    lines = [
        "id;respuesta",
        *(f'{n};"El autobús llega tarde número {n}, señor"' for n in range(12)),
        f'99;"{said.replace(chr(34), chr(34) * 2)}"',
    ]
    (tmp_path / "old.csv").write_bytes("\r\n".join(lines).encode("latin-1"))
    done = yousaid_here("themes", tmp_path / "old.csv", "--out", tmp_path / "out", "--text", "respuesta", "--id", "id")
    assert done.exit_code == 0, done.stderr
    raw = (tmp_path / "out" / "coding.csv").read_text(encoding="utf-8-sig")
    assert "señor" in raw
    assert ",=HYPERLINK" not in raw and ',"=HYPERLINK' not in raw


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 500, b"PK\x03\x04 not a workbook"])
def test_a_file_that_is_no_table_is_refused_in_plain_words(tmp_path: Path, content: bytes) -> None:
    for name in ("comments.csv", "comments.xlsx"):
        (tmp_path / name).write_bytes(content)
        done = yousaid_here("themes", tmp_path / name, "--out", tmp_path / "out")
        assert done.exit_code != 0
        assert done.stderr.startswith("Error: ") and "Traceback" not in done.stderr


def test_the_fast_path_is_told_and_gives_the_same_again(tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("".join(json.dumps(each) + "\n" for each in COMMENTS[:40]), encoding="utf-8")
    first = yousaid_here("themes", str(few), "--out", str(tmp_path / "one"), "--fast-path", "always")
    again = yousaid_here("themes", str(few), "--out", str(tmp_path / "two"), "--fast-path", "always")
    assert "fast path" in first.stdout and again.stdout.replace("two", "one") == first.stdout
    assert coding(tmp_path / "one") == coding(tmp_path / "two")
    codes = {each["code"] for each in coding(tmp_path / "one") if each["themes"]}
    assert len(codes) > 5


def test_many_comments_are_read_exactly_unless_chosen_otherwise_and_the_faster_way_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.analysis.MANY", 10)
    few = tmp_path / "few.jsonl"
    few.write_text("".join(json.dumps(each) + "\n" for each in COMMENTS[:12]), encoding="utf-8")
    done = yousaid_here("themes", str(few), "--out", str(tmp_path / "out"))
    assert "--fast-path auto" in done.stderr and "less right" in done.stderr
    assert "fast path" not in done.stdout
