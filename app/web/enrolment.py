"""How many people there are: a table to type in, a file to upload, what does not fit together, and undo."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.enrolment_files import MEANINGS, EnrolmentFileError
from app.adapters.enrolment_files import number as whole
from app.analysis.enrolment import Count
from app.store import cycles, enrolment
from app.store.database import NotFound
from app.web.access import team
from app.web.groups import Groups, dimension_name
from app.web.i18n import gettext as _
from app.web.i18n import ngettext, number
from app.web.wording import audience
from app.workflow import enrolment as work
from app.workflow import prepare
from app.workflow.enrolment import ChangedMeanwhile, Check
from translations import LANGUAGES

pages = Blueprint("enrolment", __name__, url_prefix="/team/district/people")
Place = tuple[str, str, str]  # school, grade band, language; '' for all
SHOWN = 8  # rows of an uploaded table
LISTED = 20  # rows that are no counts
_EVERYBODY: Place = ("", "", "")


@pages.get("")
@team
def show() -> ResponseReturnValue:
    """Show the counts."""
    return _page(_kept())


@pages.post("")
@team
def save() -> ResponseReturnValue:
    """Keep the counts as they were typed."""
    typed = _typed()
    if any(cell and whole(cell) is None for cell in typed.values()):
        return _page(typed, _("How many people there are must be whole numbers such as 650, or empty.")), 422
    rows = [Count(who, whole(cell) or 0, *place) for (who, place), cell in typed.items() if cell]
    try:
        work.save(rows, request.form.get("seen", 0, int), g.member.email)
    except ChangedMeanwhile:
        return _page(
            typed, _("Somebody changed the counts in the meantime. Yours are below; save again to keep them.")
        ), 409
    flash(_("Saved."))
    return redirect(url_for(".show"))


@pages.post("/undo")
@team
def undo() -> ResponseReturnValue:
    """Go back to the counts before the last change."""
    try:
        work.undo(request.form.get("change", 0, int))
        flash(_("Taken back"))
    except NotFound:
        flash(_("Somebody decided something in the meantime. Look again before you take it back."), "problem")
    return redirect(url_for(".show"))


@pages.post("/file")
@team
def upload() -> ResponseReturnValue:
    """Look at an uploaded table."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(_kept(), _("Choose a file first.")), 422
    try:
        work.upload(file.stream.read(), file.filename)
    except EnrolmentFileError:
        problem = _(
            "This file holds no table of counts that can be read. Save it as CSV or Excel (.xlsx), at most 10,000 rows."
        )
        return _page(_kept(), problem), 422
    return redirect(url_for(".preview"))


@pages.get("/file")
@team
def preview() -> ResponseReturnValue:
    """Show what an uploaded table is taken for."""
    groups = _groups()
    found = work.preview(groups.bands)
    if found is None:
        return redirect(url_for(".show"))
    return render_template(
        "team/enrolment_file.html", found=found, schools=[each.name for each in cycles.schools()], groups=groups,
        totals=_totals(found.understood.counts), meanings=[(each, _meaning(each)) for each in MEANINGS], shown=SHOWN,
        listed=LISTED,
    )  # fmt: skip


@pages.post("/file/take")
@team
def take() -> ResponseReturnValue:
    """Keep what the columns mean; take the table over, or show again what it would be taken for."""
    kept = enrolment.upload()
    columns = request.form.getlist("column") or (kept.columns if kept else [])
    names, known = request.form.getlist("stranger"), request.form.getlist("school")
    work.mean(columns, dict(zip(names, known, strict=False)))
    if "drop" in request.form:
        work.drop()
        return redirect(url_for(".show"))
    if "take" not in request.form:
        return redirect(url_for(".preview"))
    n = work.take(_groups().bands, g.member.email)
    if not n:
        flash(_("Nothing was taken over: no row has a count and an audience. Say what the columns mean."), "problem")
        return redirect(url_for(".preview"))
    flash(ngettext("%(num)s count was taken over.", "%(num)s counts were taken over.", n))
    return redirect(url_for(".show"))


def _kept() -> dict[tuple[str, Place], str]:
    rows = enrolment.counts()
    return {(each.audience, (each.school, each.grade_band, each.language)): str(each.people) for each in rows}


def _typed() -> dict[tuple[str, Place], str]:
    """Return every cell of the page's tables; the places of the rows stand beside them."""
    found: dict[tuple[str, Place], str] = {}
    for at, row in enumerate(request.form.getlist("row")):
        school, band, tongue = [*row.split("\t"), "", ""][:3]
        for who in prepare.AUDIENCES:
            cell = request.form.get(f"people/{at}/{who}", "").strip()
            if cell:
                found[who, (school, band, tongue)] = cell
    return found


def _page(cells: Mapping[tuple[str, Place], str], problem: str = "") -> str:
    groups = _groups()
    minimum_n = current_app.extensions["yousaid"].settings.minimum_n
    return render_template(
        "team/enrolment.html", problem=problem, cells=cells, tables=list(_tables(cells, groups)), groups=groups,
        audiences=prepare.AUDIENCES, last=enrolment.last_change(), waiting=enrolment.upload(),
        checks=[_in_words(each, groups) for each in work.checks(groups.bands, minimum_n)],
    )  # fmt: skip


def _tables(cells: Mapping[tuple[str, Place], str], groups: Groups) -> Iterator[tuple[str, list[tuple[str, Place]]]]:
    """Yield the tables of the page: a heading, and its rows with their names. What somebody once entered has a row."""
    places = [place for _who, place in cells]
    schools = dict.fromkeys(
        [*(each.name for each in cycles.schools()), *(place[0] for place in places if _one(place, 0))]
    )
    bands = dict.fromkeys([*groups.bands, *(place[1] for place in places if _one(place, 1))])
    tongues = dict.fromkeys([*(each.home for each in LANGUAGES), *(place[2] for place in places if _one(place, 2))])
    finer = dict.fromkeys(place for place in places if sum(map(bool, place)) > 1)
    yield _("School"), [(_("All"), _EVERYBODY), *((name, (name, "", "")) for name in schools)]
    yield _("Grades"), [(groups.name("grade_band", band), ("", band, "")) for band in bands]
    if finer:
        yield _("Several at once"), [(_named(place, groups), place) for place in finer]
    yield _("Language at home"), [(groups.name("language", tag), ("", "", tag)) for tag in tongues]


def _one(place: Place, at: int) -> bool:
    return bool(place[at]) and sum(map(bool, place)) == 1


def _named(place: Place, groups: Groups) -> str:
    named = zip(("school", "grade_band", "language"), place, strict=True)
    return " · ".join(groups.name(dimension, group) for dimension, group in named if group)


def _totals(counts: tuple[Count, ...]) -> list[tuple[str, int]]:
    return [(who, sum(each.people for each in counts if each.audience == who)) for who in prepare.AUDIENCES]


def _groups() -> Groups:
    """Return the names of the newest cycle's groups: the counts hold for the district as it is now."""
    newest = next(iter(cycles.everything()), None)
    return Groups(cycles.waves(newest.id) if newest else ())


def _meaning(key: str) -> str:
    kind, _sep, who = key.partition(":")
    if who:
        return audience(who)
    return {"": _("Left out"), "people": _("How many people there are")}.get(kind) or dimension_name(kind)


def _in_words(check: Check, groups: Groups) -> str:
    name, n, of = groups.name(check.dimension, check.group), number(check.n), number(check.of)
    words = {
        "unknown_school": lambda: _(
            "“%(group)s” is no school of the district: its counts are used for nothing. Move them to the right school.",
            group=name,
        ),
        "unknown_band": lambda: _(
            "No form asks for the grades “%(group)s”: these counts are used for nothing.", group=name
        ),
        "more_answers": lambda: _(
            "More answers (%(n)s) than people (%(of)s): %(group)s. Correct the count, or look whether answers came twice.",
            n=n,
            of=of,
            group=name,
        ),
        "sums": lambda: _(
            "%(group)s: the single counts add up to %(n)s, but there are %(of)s in all. Correct one of them.",
            n=n,
            of=of,
            group=audience(check.group),
        ),
        "small": lambda: _("%(group)s has fewer than %(of)s people: it is never shown alone.", group=name, of=of),
    }
    return words[check.kind]()
