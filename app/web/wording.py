"""What keys that are kept (``families``, ``amend``, ``too_short``) are called on a page, in the page's language."""

import datetime as dt

from babel import dates
from flask import Flask

from app.analysis import gist as gists
from app.analysis import parts, statements
from app.analysis.coding import Coding
from app.analysis.themes import Gist, Theme
from app.store import cycles
from app.web.i18n import current
from app.web.i18n import gettext as _
from translations import LANGUAGES, direction


def offered_tags() -> list[str]:
    """Return the languages (BCP 47 tags) in which the district speaks to its community, its own first."""
    district = cycles.district()
    if district is None:
        return ["en"]
    return [district.language, *(tag for tag in district.languages if tag != district.language)]


def audience(key: str) -> str:
    """Name an audience."""
    names = {
        "families": _("Families"),
        "students": _("Students"),
        "students_elementary": _("Students in elementary school"),
        "staff": _("Staff"),
        "community": _("Community partners"),
    }
    return names.get(key, key)


def tongue(tag: str) -> str:
    """Name the language with this BCP 47 tag."""
    if tag in ("", "und"):
        return _("Language not recognised")
    if tag == "mul":
        return _("Several languages")
    return current().name_of(tag)


def autonym(tag: str) -> str:
    """Name an offered language in itself."""
    return next((each.autonym for each in LANGUAGES if each.tag == tag), tag)


def theme_name(theme: Theme) -> str:
    """Name a theme in the page's language where its label is known in it."""
    return theme.labels.get(current().tag) or theme.label


def point_kind(key: str) -> str:
    """Name what kind of point of the reflection summary this is."""
    return {"success": _("Success"), "challenge": _("Challenge")}.get(key, key)


def revision_kind(key: str) -> str:
    """Name what a revision does to the plan."""
    names = {
        "keep": _("Keep"), "expand": _("Expand"), "amend": _("Change"), "add": _("Add"), "retire": _("Retire"),
    }  # fmt: skip
    return names.get(key, key)


def decision(key: str) -> str:
    """Name what people decided about a revision."""
    return {"proposed": _("Not decided"), "accepted": _("Accepted"), "rejected": _("Rejected")}.get(key, key)


def uncoded(key: str | None) -> str:
    """Say why a comment is in no theme."""
    names = {
        "too_short": _("Too short to tell"), "no_content": _("Says nothing about school"),
        "not_understood": _("Not understood"), "unknown_language": _("In a language that the software cannot read"),
    }  # fmt: skip
    return names.get(key or "", _("In no theme"))


def safety(key: str) -> str:
    """Name the risk that a comment tells of."""
    names = {
        "self_harm": _("Someone may hurt themselves"), "abuse": _("Someone may be mistreated"),
        "violence_threat": _("Violence or a threat"), "bullying_severe": _("Severe bullying"),
    }  # fmt: skip
    return names.get(key, _("Someone may be in danger"))


def code_label(code: str) -> str:
    """Name a code of the school-voice codebook."""
    return parts.code_label(code, current().tag)


def mood(sentiment: float) -> str:
    """Say in words how a mean sentiment (-1..1) sounds."""
    if abs(sentiment) < 0.1:
        return _("Mixed feelings")
    if sentiment > 0:
        return _("Mostly pleased") if sentiment > 0.35 else _("More pleased than worried")
    return _("Mostly worried") if sentiment < -0.35 else _("More worried than pleased")


def stance(key: str) -> str:
    """Say how a statement is meant."""
    names = {
        "praise": _("Went well"), "complaint": _("Was hard"), "suggestion": _("Should happen"), "question": _("A question"),
        "mixed": _("Good and hard"),
    }  # fmt: skip
    return names.get(key, key)


def stances_of(coding: Coding, theme_id: str) -> list[str]:
    """Return how what a comment says of a theme is meant; of everything it says where nothing speaks of the theme."""
    return statements.stances(coding.statements, theme_id) or statements.stances(coding.statements)


def stretches(coding: Coding, theme_id: str) -> list[statements.Stretch]:
    """Return a comment's text in stretches: what speaks of a theme, and the rest."""
    return list(statements.stretches(coding.redacted_text, coding.statements, theme_id))


def gist(theme: Theme, without: frozenset[str] = frozenset()) -> Gist | None:
    """Return the statement that sums a theme up: in the page's language, the district's, or whatever there is."""
    return gists.best_gist(theme, [current().tag, *offered_tags()[:1], "en"], without)


def cycle_state(key: str) -> str:
    """Name the state of a cycle."""
    return {"draft": _("Being prepared"), "open": _("Open for answers"), "closed": _("Closed")}.get(key, key)


def stage(key: str) -> str:
    """Say what a running analysis is doing."""
    names = {
        "redact": _("Removing names and contact data"), "encode": _("Reading the comments"),
        "group": _("Grouping what belongs together"), "describe": _("Naming the themes"),
    }  # fmt: skip
    return names.get(key, _("Working"))


def moment(value: dt.datetime | str) -> str:
    """Write a point in time (UTC, as the tables keep it) in the page's language."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return dates.format_datetime(value, format="medium", locale=current().locale) + " UTC"


def init_app(app: Flask) -> None:
    """Give templates a filter for each."""
    for name in (
        audience, tongue, autonym, direction, point_kind, revision_kind, decision, uncoded, safety, mood, cycle_state,
        stage, moment, theme_name, code_label, stance, stances_of, stretches, gist,
    ):  # fmt: skip
        app.jinja_env.filters[name.__name__] = name
