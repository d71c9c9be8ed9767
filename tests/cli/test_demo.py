"""``yousaid demo``, ``export``, ``create-team-member`` and ``migrate`` on a real installation."""

import csv
import re
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app import create_app
from app.config import Settings
from tests.conftest import yousaid

SLUG = "cedar-valley-2024-25"
pytestmark = pytest.mark.timeout(900)  # the example's cycle ends in documents in every language


def test_the_example_goes_through_its_whole_cycle_and_a_second_start_adds_nothing(demo_dir: Path) -> None:
    again = yousaid("demo", DATA_DIR=str(demo_dir))
    assert again.returncode == 0 and "Loading" not in again.stderr
    assert f"/f/families-{SLUG}" in again.stdout and f"/p/{SLUG}" in again.stdout
    client = create_app(Settings(demo_dir, "secret" * 8, testing=True)).test_client()
    page = client.get(f"/p/{SLUG}/ar")
    assert page.status_code == 200 and 'lang="ar" dir="rtl"' in page.text
    assert client.get(f"/p/{SLUG}-v2").status_code == 404
    link = re.search(r"/team/set-up/\S+", again.stdout)
    assert link and client.get(link[0]).status_code == 200


def test_an_export_has_every_response_and_no_time_finer_than_the_hour(demo_dir: Path, tmp_path: Path) -> None:
    done = yousaid("export", SLUG, "--out", tmp_path, DATA_DIR=str(demo_dir))
    assert done.returncode == 0, done.stderr
    with (tmp_path / "responses.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 462
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d", row["hour"]) for row in rows)
    with closing(load_workbook(tmp_path / "responses.xlsx", read_only=True)) as book:
        assert sum(1 for _ in book.active.iter_rows()) == 463
    unknown = yousaid("export", "nonsense", "--out", tmp_path, DATA_DIR=str(demo_dir))
    assert unknown.returncode != 0 and SLUG in unknown.stderr


def test_a_new_installation_is_migrated_once_and_gets_its_first_member(tmp_path: Path) -> None:
    assert "0001" in yousaid("migrate", DATA_DIR=str(tmp_path)).stdout
    assert "up to date" in yousaid("migrate", DATA_DIR=str(tmp_path)).stdout
    done = yousaid("create-team-member", "sel@district.example", DATA_DIR=str(tmp_path))
    link = re.search(r"/team/set-up/\S+", done.stdout)
    assert (
        link
        and create_app(Settings(tmp_path, "secret" * 8, testing=True)).test_client().get(link[0]).status_code == 200
    )
    assert yousaid("create-team-member", "nobody", DATA_DIR=str(tmp_path)).stderr.startswith("Error: 'nobody'")


def test_a_setting_that_cannot_be_is_said_before_anything_starts(tmp_path: Path) -> None:
    done = yousaid("serve", DATA_DIR=str(tmp_path), PORT="eighty")
    assert done.returncode != 0 and "PORT" in done.stderr and "Traceback" not in done.stderr


def test_an_encoder_that_cannot_be_used_stops_the_worker_and_says_why(tmp_path: Path) -> None:
    for folder, why in ((tmp_path / "nowhere", "there is no folder"), (tmp_path, "There is no ONNX model in")):
        done = yousaid("worker", DATA_DIR=str(tmp_path), ENCODER_DIR=str(folder))
        assert done.returncode != 0 and f"ENCODER_DIR: {why}" in done.stderr
        assert "Traceback" not in done.stderr
