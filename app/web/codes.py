"""The team's side of one-response codes: making series for letters, seeing how many are used, voiding a series."""

import csv
import io
from collections import defaultdict

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.store import codes as kept
from app.store import cycles
from app.web.access import team
from app.web.i18n import gettext as _
from app.web.i18n import ngettext, number
from app.web.wording import audience
from app.workflow import codes
from app.workflow.codes import MOST, CodesError

pages = Blueprint("codes", __name__)


@pages.get("/team/cycles/<int:cycle_id>/codes")
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """Show the series of each form, how many codes of each are used, and what can be done."""
    return _page(cycle_id)


@pages.post("/team/cycles/<int:cycle_id>/codes/<int:wave_id>/make")
@team
def make(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Make a series and hand its codes over, this once, as a file."""
    wave, wanted = cycles.wave(cycle_id, wave_id), request.form.get("count", "").strip()
    name = request.form.get("series", "").strip()
    try:
        count = int(wanted) if wanted.isdecimal() and len(wanted) < 7 else 0
        made = codes.make_codes(wave.id, count, str(current_app.secret_key), name)
    except CodesError as error:
        return _page(cycle_id, {wave_id: _problem(error.reason)}), 422
    return _file(made, audience(wave.questionnaire), wave.slug)


@pages.post("/team/cycles/<int:cycle_id>/codes/<int:wave_id>/void")
@team
def void(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Void a series, or make it valid again."""
    gone = request.form.get("undo") is None
    done = codes.void_series(cycles.wave(cycle_id, wave_id).id, request.form.get("series", ""), gone)
    if done and gone:
        flash(_("The codes of this series open nothing any more. You can make them valid again."))
    elif done:
        flash(_("The codes of this series are valid again."))
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.post("/team/cycles/<int:cycle_id>/codes/<int:wave_id>/only")
@team
def only(cycle_id: int, wave_id: int) -> ResponseReturnValue:
    """Let a form take only responses with a code, or everybody's."""
    wave, wanted = cycles.wave(cycle_id, wave_id), request.form.get("only") == "1"
    codes.codes_only(wave.id, wanted)
    if wanted:
        flash(_("This form now takes only answers with a code."))
    else:
        flash(_("This form now takes everybody’s answers, with and without a code."))
    return redirect(url_for(".overview", cycle_id=cycle_id))


def _page(cycle_id: int, problems: dict[int, str] | None = None) -> str:
    cycle, series = cycles.get(cycle_id), defaultdict(list)
    for each in kept.series(cycle_id):
        series[each.wave_id].append(each)
    return render_template(
        "team/codes.html", cycle=cycle, step="listen", waves=cycles.waves(cycle_id), series=series, at_least=_at_least,
        problems=problems or {}, most=MOST, minimum_n=current_app.extensions["yousaid"].settings.minimum_n,
    )  # fmt: skip


def _at_least(spent: int) -> int:
    """Round down to whole groups: who watches both this page and the answers must not see one letter come in."""
    group: int = current_app.extensions["yousaid"].settings.minimum_n
    return spent // group * group


def _file(made: list[str], form: str, slug: str) -> Response:
    base = current_app.extensions["yousaid"].settings.base_url
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["code", "address", "form"])
    for code in made:
        writer.writerow([code, base + url_for("with_code.by_link", code=code), form])
    headers = {"Content-Disposition": f'attachment; filename="codes-{slug}.csv"'}
    return Response("\ufeff" + text.getvalue(), headers=headers, mimetype="text/csv")


def _problem(reason: str) -> str:
    if reason == "taken":
        return _("There is a series of this name already. Please choose another name.")
    if reason == "name":
        return ngettext(
            "Please choose a name of at most %(num)s character.", "Please choose a name of at most %(num)s characters.",
            codes.LONGEST,
        )  # fmt: skip
    return _("Please write how many codes you need: a number from 1 to %(most)s.", most=number(MOST))
