"""Tools and data that come from the npm registry, kept in a folder of their own under var/."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.journeys.conftest import ROOT

FOLDER = ROOT / "var" / "bench"


def package(name: str, version: str) -> Path:
    """Return the folder of a package, installed there once. Stops with what is missing where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(f"npm is missing, so {name} cannot be had and nothing was measured: install nodejs and npm.")
    found = FOLDER / name / "node_modules" / name
    if not found.exists():
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
        # A home of its own, so that npm does not look for the project's package.json above it.
        command = [
            npm,
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            ".",
            f"{name}@{version}",
        ]
        subprocess.run(command, cwd=FOLDER / name, check=True)
    return found
