"""What people decided about themes and quotes, in words, and which decision can be taken back."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app.analysis.review import Decision
from app.store import reviewing
from app.web.i18n import gettext as _
from app.web.i18n import ngettext


def last_decision(cycle_id: int) -> dict[str, Any]:
    """Return what every page about themes shows: ``last`` (the decision that Undo takes back, or None) and ``decided``.

    `decided` counts all decisions, so that Undo can tell whether somebody decided something in between.
    """
    last, decided = reviewing.last(cycle_id)
    return {"last": last, "decided": decided}


def in_words(decision: Decision) -> str:
    """Say what was decided."""
    about: Mapping[str, Any] = decision.payload
    if decision.kind == "approve_quote" and about.get("parts"):
        return _("A shortened quote was approved")
    names = about.get("names", {})
    theme = names.get(about.get("theme", ""), about.get("theme", ""))
    words = {
        "rename": lambda: _("“%(was)s” is now called “%(label)s”", was=theme, label=about.get("label", "")),
        "merge": lambda: _(
            "“%(theme)s” became a part of “%(into)s”", theme=_listed(about, names), into=_into(about, names)
        ),
        "split": lambda: _("“%(theme)s” was split: %(parts)s", theme=theme, parts=_parts(about)),
        "new_theme": lambda: ngettext(
            "“%(theme)s” was made of %(num)s comment",
            "“%(theme)s” was made of %(num)s comments",
            len(about.get("comments", ())),
            theme=about.get("label", ""),
        ),
        "move": lambda: _(
            "A comment was moved to “%(theme)s”", theme=names.get(about.get("to", ""), about.get("to", ""))
        ),
        "approve_quote": lambda: _("A quote was approved"),
        "hide_quote": lambda: _("A quote was hidden"),
        "hide_theme": lambda: _("“%(theme)s” was hidden from publication", theme=theme),
        "show_theme": lambda: _("“%(theme)s” is shown again", theme=theme),
        "undo": lambda: _("The decision before was taken back"),
    }
    return words[decision.kind]() if decision.kind in words else decision.kind


def _listed(about: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(each, each) for each in about.get("themes", ()))


def _into(about: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return names.get(about.get("into", ""), about.get("into", ""))


def _parts(about: Mapping[str, Any]) -> str:
    return ", ".join(f"“{part.get('label', '')}”" for part in about.get("parts", {}).values())


def init_app(app: Flask) -> None:
    """Give templates the filter that says what was decided."""
    app.jinja_env.filters["decided_words"] = in_words
