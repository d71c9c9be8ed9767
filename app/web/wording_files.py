"""Translations as a file: down as a workbook or PO, up again, looked at, and only then stored."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.wording_files import FORMATS, WordingFileError, read_wordings
from app.adapters.wording_files.errors import MESSAGES
from app.store import cycles
from app.web.access import team
from app.web.i18n import gettext as _
from app.web.wordings import offered_or_404, say_outcome, stands
from app.workflow import wordings
from forms import round_trip
from forms.changes import EMPTY, NEEDED, PLACES, TOO_LONG, Change, tidy
from forms.round_trip import ASK, READY, SAME, Line, Proposed
from forms.states import Row

pages = Blueprint("wording_files", __name__, url_prefix="/team/cycles/<int:cycle_id>/texts/<tag>")


@pages.get("/texts.<any(xlsx, po):kind>")
@team
def download(cycle_id: int, tag: str, kind: str) -> ResponseReturnValue:
    """Send all texts of one language as a file."""
    cycle, file = cycles.get(cycle_id), FORMATS[kind]
    headings = (_("Do not change"), _("Where it stands"), _("Original"), _("Translation"), _("State"))
    lines = [_line(row) for row in wordings.table(cycle.id, offered_or_404(tag))]
    answer = Response(file.write(lines, tag, headings), mimetype=file.media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename={cycle.slug}-{tag}.{kind}"
    return answer


@pages.get("/file")
@team
def choose(cycle_id: int, tag: str) -> ResponseReturnValue:
    """Say how the round trip goes, and ask for the file."""
    return _page(cycle_id, offered_or_404(tag))


@pages.post("/file")
@team
def upload(cycle_id: int, tag: str) -> ResponseReturnValue:
    """Show what an uploaded file would change; nothing is stored yet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(cycle_id, offered_or_404(tag), _("Choose a file first.")), 422
    try:
        lines = read_wordings(file.stream.read())
    except WordingFileError as error:
        return _page(cycle_id, offered_or_404(tag), _(MESSAGES[error.code])), 422
    proposed = round_trip.compare(lines, wordings.table(cycles.get(cycle_id).id, offered_or_404(tag)))
    return _page(cycle_id, tag, proposed=proposed)


@pages.post("/take")
@team
def take(cycle_id: int, tag: str) -> ResponseReturnValue:
    """Store those lines of the file that the person chose; what changed since they looked is left as it is."""
    form, chosen = request.form, set(request.form.getlist("take"))
    lists = [form.getlist(name) for name in ("ref", "text", "stamp", "mark")]
    if len({len(each) for each in lists}) > 1:
        abort(400)
    sent = [
        Change(ref, tidy(text), mark == "1", stamp)
        for ref, text, stamp, mark in zip(*lists, strict=True)
        if ref in chosen
    ]
    decided = wordings.save(cycles.get(cycle_id).id, offered_or_404(tag), sent, g.member.email)
    say_outcome(decided)
    if decided.clashes or decided.gone or decided.problems:
        flash(_("Somebody changed some of these texts in the meantime. Please upload the file once more."), "problem")
        return redirect(url_for(".choose", cycle_id=cycle_id, tag=tag))
    return redirect(url_for("wordings.table", cycle_id=cycle_id, tag=tag))


def _line(row: Row) -> Line:
    by = row.known.by if row.known else ""
    return Line(row.ref, row.text.original, row.wording, row.state, row.stamp, stands(row.text), by)


def _page(cycle_id: int, tag: str, problem: str = "", proposed: list[Proposed] | None = None) -> str:
    told = [each for each in proposed or () if each.kind not in READY | ASK | {SAME}]
    return render_template(
        "team/texts_file.html", cycle=cycles.get(cycle_id), step="prepare", tag=tag, problem=problem, proposed=proposed,
        ready=[each for each in proposed or () if each.kind in READY], same=sum(each.kind == SAME for each in proposed or ()),
        ask=[each for each in proposed or () if each.kind in ASK], told=told, reason=_reason,
    )  # fmt: skip


def _reason(kind: str) -> str:
    """Say what is the matter with a line of a file."""
    return {
        round_trip.NEW: _("new"), round_trip.CHANGED: _("changed"), round_trip.VOUCHED: _("now checked"),
        round_trip.CLASH: _("Somebody changed it here after the file was made."),
        round_trip.SOURCE_CHANGED: _("The original is not the same any more: this translates an older one."),
        round_trip.UNKNOWN: _("There is no such text in these forms."),
        round_trip.TWICE: _("The same text stood further up already. The first one counts."),
        round_trip.FORMULA: _("This cell is a formula, not a text."),
        round_trip.EMPTY: _("The cell is empty. The translation that is here stays."),
        TOO_LONG: _("The translation is longer than it may be."),
        PLACES: _("What stands in braces or after a percent sign is not the same as in the original."),
        NEEDED: _("This text must not be empty."), EMPTY: _("The cell is empty. The translation that is here stays."),
    }.get(kind, kind)  # fmt: skip
