"""Reads the project's own data files."""

import json
from importlib import resources
from typing import Any


def read(name: str) -> Any:
    """Return one of the files in `data/`, parsed from JSON."""
    return json.loads(resources.files("app.analysis").joinpath("data", name).read_text(encoding="utf-8"))
