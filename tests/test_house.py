"""The house stands as its floor plan says."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_room_imports_only_the_floors_below_it() -> None:
    # In a process of its own: the linter turns off the logging of the one it runs in.
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_folder_of_tests_is_a_package_so_that_tests_reports_does_not_hide_reports() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_locked_requirement_has_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
        assert entries and all("--hash=sha256:" in entry for entry in entries if entry.strip())


def test_the_packages_of_the_card_are_dependencies() -> None:
    wanted = {"flask", "flask-wtf", "peewee", "pandas", "textblob", "xhtml2pdf", "babel"}
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert wanted <= {entry.split(">")[0].split("=")[0].split("[")[0] for entry in listed}
