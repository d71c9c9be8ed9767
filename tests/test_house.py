"""The house stands as its floor plan says."""

import tomllib
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent


def test_every_room_imports_only_the_floors_below_it() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


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
