"""The codebook: the codes that the next analysis looks for before it explores the rest."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.comment_files import CommentFileError, read_codebook
from app.analysis.codebook import Code, Codebook
from app.store import cycles
from app.web.access import team
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.workflow import prepare

pages = Blueprint("codebook", __name__, url_prefix="/team/cycles/<int:cycle_id>/codebook")
MOST_CODES = 300
LARGEST_FILE = 10 * 1024 * 1024


@pages.get("")
@team
def show(cycle_id: int) -> ResponseReturnValue:
    """List the codes as fields, with an empty row for a new one."""
    return _page(cycle_id, cycles.codebook(cycle_id))


@pages.post("")
@team
def save(cycle_id: int) -> ResponseReturnValue:
    """Keep the codes as they stand in the fields."""
    codes = _written(cycles.codebook(cycle_id))
    if any(not code.label for code in codes):
        return _page(cycle_id, codes, _("Every code needs a label. Add one, or tick “Remove”.")), 422
    if len({code.id for code in codes}) < len(codes):
        return _page(cycle_id, codes, _("Two codes have the same short name. Give each its own.")), 422
    prepare.save_codebook(cycles.get(cycle_id).id, codes)
    flash(_("Saved. The next analysis uses these codes."))
    return redirect(url_for("codebook.show", cycle_id=cycle_id))


@pages.post("/upload")
@team
def upload(cycle_id: int) -> ResponseReturnValue:
    """Add the codes of a file; a code with a short name that is there already is replaced."""
    kept = {code.id: code for code in cycles.codebook(cycle_id)}
    try:
        read = _uploaded()
    except CommentFileError as error:
        return _page(cycle_id, tuple(kept.values()), upload_problem=str(error)), 422
    merged = tuple((kept | {code.id: code for code in read}).values())
    if not read or len(merged) > MOST_CODES:
        problem = _("That file holds no codes, or more than 300 in all. Nothing was changed.")
        return _page(cycle_id, tuple(kept.values()), upload_problem=problem), 422
    prepare.save_codebook(cycles.get(cycle_id).id, merged)
    flash(ngettext("%(num)s code was read from the file.", "%(num)s codes were read from the file.", len(read)))
    return redirect(url_for("codebook.show", cycle_id=cycle_id))


def _uploaded() -> Codebook:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise CommentFileError(_("Choose a file first."))
    data = file.stream.read(LARGEST_FILE + 1)
    return read_codebook(data, file.filename) if len(data) <= LARGEST_FILE else abort(413)


def _written(before: Codebook) -> Codebook:
    known = {code.id: code for code in before}
    rows = zip(*(request.form.getlist(name) for name in ("was", "id", "label", "definition")), strict=False)
    gone = set(request.form.getlist("remove"))
    codes = []
    for was, short, label, definition in rows:
        if (was and was in gone) or not (short.strip() or label.strip() or definition.strip()):
            continue
        old = known.get(was)
        same = old is not None and old.label == label.strip()
        codes.append(
            Code(
                _short_name(short or label), label.strip()[:200], definition.strip()[:2000],
                old.labels if old and same else {}, old.examples if old else (),
            )
        )  # fmt: skip
    return tuple(codes)


def _short_name(text: str) -> str:
    return re.sub(r"[^\w-]+", "_", text.strip().lower()).strip("_")[:60]


def _page(cycle_id: int, codes: Codebook, problem: str = "", upload_problem: str = "") -> str:
    return render_template(
        "team/codebook.html",
        cycle=cycles.get(cycle_id), step="themes", codes=codes, problem=problem, upload_problem=upload_problem,
    )  # fmt: skip
