"""Compile the message catalogues whenever the project is installed or built, so that no binary stands in git."""

from pathlib import Path

from babel.messages.frontend import CommandLineInterface
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Hatchling calls `initialize` before both an ordinary and an editable build."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Write a messages.mo beside each messages.po."""
        translations = Path(self.root, "translations")
        CommandLineInterface().run(
            ["pybabel", "-q", "compile", "-D", "messages questionnaires", "-d", str(translations)]
        )
