"""Who says it: themes by audience, school, grades, language and way, weighted and not, down to the comments behind a figure."""

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.analysis.estimates import DIMENSIONS, LESS, MORE, Change, Comparison, ThemeEstimate
from app.store import concerns, cycles, enrolment, estimates, reviewed, runs
from app.store.tables import CycleEstimate
from app.web.access import team
from app.web.groups import Groups, dimension_name, of_cycle
from app.web.i18n import gettext as _

pages = Blueprint("who", __name__, url_prefix="/team/cycles/<int:cycle_id>")
PER_PAGE = 50


@pages.get("/who")
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """Show all themes beside all groups of one dimension."""
    cycle = cycles.get(cycle_id)
    counted = estimates.counted(cycle.id)
    if counted is None:
        return _not_yet(cycle_id)
    by = request.args.get("by", "")
    by = by if by in DIMENSIONS else DIMENSIONS[0]
    found = [(each, _comparison(each, by)) for each in estimates.themes(cycle_id)]
    groups = list(dict.fromkeys(one.group for _each, part in found if part for one in part.groups if one.figure.shown))
    named = of_cycle(cycle_id)
    groups.sort(key=lambda group: named.order(by, group))
    return _page(
        "team/who.html", cycle_id, counted, found=found, shown=groups, groups=named, by=by, labels=estimates.labels(cycle_id),
        enrolled=bool(enrolment.enrolled().audiences),
    )  # fmt: skip


@pages.get("/themes/<theme_id>/who")
@team
def theme(cycle_id: int, theme_id: str) -> ResponseReturnValue:
    """Show who speaks of one theme."""
    cycle = cycles.get(cycle_id)
    counted = estimates.counted(cycle.id)
    found = estimates.theme(cycle_id, theme_id)
    if found is None or counted is None:
        # A theme that people have just made is not counted yet; one that nobody knows is not there.
        if theme_id not in reviewed.names(cycle_id):
            abort(404)
        return _not_yet(cycle_id)
    label = estimates.labels(cycle_id)[theme_id]
    groups = of_cycle(cycle_id)
    told = [(each, sentences(each, groups)) for each in found.comparisons if len(each.groups) > 1]
    return _page("team/who_theme.html", cycle_id, counted, theme=found, label=label, told=told, groups=groups,
        ordered=lambda part: sorted(part.groups, key=lambda one: groups.order(part.dimension, one.group)),
    )  # fmt: skip


@pages.get("/themes/<theme_id>/who/comments")
@team
def comments(cycle_id: int, theme_id: str) -> ResponseReturnValue:
    """List the comments behind one figure; there are none behind a figure that is hidden."""
    cycle, (by, group) = cycles.get(cycle_id), (request.args.get("by", ""), request.args.get("group", ""))
    label = estimates.labels(cycle.id).get(theme_id) or abort(404)
    behind = estimates.voices(cycle_id, theme_id, by, group) if by in DIMENSIONS else []
    last = max(1, -(-len(behind) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), last)
    ids = behind[(number - 1) * PER_PAGE : number * PER_PAGE]
    texts, dangers = estimates.texts(cycle_id, ids), concerns.known(cycle_id)
    shown = [(each, *texts[each][:2], dangers.get(each, texts[each][2])) for each in ids if each in texts]
    return _page(
        "team/who_comments.html", cycle_id, estimates.counted(cycle_id), theme_id=theme_id, label=label, by=by,
        group=group, groups=of_cycle(cycle_id), shown=shown, of=len(behind), page=number, last_page=last,
    )  # fmt: skip


@pages.app_template_global()
def theme_change(cycle_id: int, theme_id: str) -> Change | None:
    """Return how much a theme changed since the cycle before, for any page that shows themes."""
    if "theme_changes" not in g:
        g.theme_changes = {each.theme: each.change for each in estimates.themes(cycle_id)}
    found: Change | None = g.theme_changes.get(theme_id)
    return found


def sentences(comparison: Comparison, groups: Groups) -> list[str]:
    """Say where groups agree and where they differ, as far as it is more than chance."""
    if comparison.p is None:
        return [_("Too few groups are large enough to be compared.")]
    if not comparison.differ:
        return [_("The groups differ by no more than chance.")]

    def line(differs: str) -> str:
        return groups.listed(comparison.dimension, comparison.that(differs))

    said = []
    if comparison.that(MORE):
        said.append(_("More often than the others: %(groups)s.", groups=line(MORE)))
    if comparison.that(LESS):
        said.append(_("Less often than the others: %(groups)s.", groups=line(LESS)))
    if not said:
        return [_("The groups differ, but no single one stands out.")]
    if comparison.that(""):
        said.append(_("Neither more nor less often: %(groups)s.", groups=line("")))
    return said


def _comparison(each: ThemeEstimate, by: str) -> Comparison | None:
    return next((part for part in each.comparisons if part.dimension == by), None)


def _not_yet(cycle_id: int) -> ResponseReturnValue:
    if runs.latest_done(cycle_id) is None:
        return redirect(url_for("themes.analysis", cycle_id=cycle_id))
    return _page("team/who_not_yet.html", cycle_id, None)


def _page(template: str, cycle_id: int, counted: CycleEstimate | None, **values: Any) -> str:
    minimum_n = current_app.extensions["yousaid"].settings.minimum_n
    stale = counted is not None and counted.stamp != estimates.stamp(cycle_id, minimum_n)
    common = {
        "cycle": cycles.get(cycle_id), "step": "themes", "minimum_n": minimum_n, "stale": stale, "dimensions": DIMENSIONS,
        "dimension_name": dimension_name, "sample": estimates.sample(cycle_id) if counted else None,
    }  # fmt: skip
    groups = values.pop("groups", None) or of_cycle(cycle_id)
    return render_template(template, groups=groups, **common, **values)
