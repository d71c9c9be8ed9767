"""The district: its name, languages, schools and crisis contacts."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.store import cycles
from app.store.tables import District
from app.web.access import team
from app.web.i18n import gettext as _
from app.workflow import prepare, safety
from translations import LANGUAGES

pages = Blueprint("district", __name__, url_prefix="/team/district")
DEFAULT_HOURS = 24
_OFFERED = [each.tag for each in LANGUAGES]


@pages.get("")
@team
def show() -> ResponseReturnValue:
    """Show the district's fields."""
    district = cycles.district() or District(name="", languages=list(_OFFERED))
    return _page(district, [school.name for school in cycles.schools()])


@pages.post("")
@team
def save() -> ResponseReturnValue:
    """Keep the district's fields."""
    before = cycles.district()
    fields = _fields(bool(before and before.synthetic))
    schools = list(dict.fromkeys(filter(None, map(str.strip, request.form.get("schools", "").splitlines()))))
    problem = _problem(fields, schools)
    if problem:
        return _page(District(**fields), schools, problem), 422
    prepare.save_district(fields, schools)
    flash(_("Saved."))
    return redirect(url_for("district.show"))


def _fields(synthetic: bool) -> dict[str, Any]:
    own = request.form.get("language", "en")
    own = own if own in _OFFERED else "en"
    chosen = {own, *request.form.getlist("languages")}
    languages = [tag for tag in _OFFERED if tag in chosen]
    return {
        "name": request.form.get("name", "").strip(), "language": own, "languages": languages, "synthetic": synthetic,
        "concern_hours": _whole(request.form.get("concern_hours", str(DEFAULT_HOURS))),
        "contacts": {tag: found for tag in _OFFERED if (found := list(_contacts(tag)))},
    }  # fmt: skip


def _contacts(tag: str) -> Iterator[dict[str, str]]:
    parts = ("name", "phone", "note")
    for row in zip(*(request.form.getlist(f"{part}-{tag}") for part in parts), strict=False):
        if any(text.strip() for text in row):
            yield {part: text.strip() for part, text in zip(parts, row, strict=True)}


def _problem(fields: dict[str, Any], schools: list[str]) -> str:
    if not fields["name"] or len(fields["name"]) > 200:
        return _("Please write the name of your district, in at most 200 characters.")
    if len(schools) > 2000 or any(len(name) > 200 for name in schools):
        return _("Please write one school per line, each in at most 200 characters.")
    if not safety.LEAST_HOURS <= fields["concern_hours"] <= safety.MOST_HOURS:
        return _("Please write the hours for safety as a whole number from 4 to 168.")
    return ""


def _whole(value: str) -> int:
    digits = "".join(value.split()).replace(",", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def _page(district: District, schools: list[str], problem: str = "") -> str:
    return render_template("team/district.html", district=district, schools=schools, problem=problem)
