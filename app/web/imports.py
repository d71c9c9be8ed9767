"""Bringing in responses that another tool collected: upload, say what the columns mean, import, take back."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.adapters.exports.guard import write_table
from app.adapters.response_tables import ResponseTableError, layout_of
from app.store import cycles, response_files
from app.store.tables import ResponseFile
from app.web.access import team
from app.web.columns import Shown, answers_in_words, column_words, reason_words, said_of
from app.web.i18n import gettext as _
from app.workflow import imports
from app.workflow.imports import AlreadyHere, Busy, NotReady, reading_of
from forms.questionnaire import DefinitionError
from translations import LANGUAGES

pages = Blueprint("imports", __name__, url_prefix="/team/cycles/<int:cycle_id>/import")
LARGEST_FILE = 60 * 1024 * 1024
LISTED = 50  # problems on the page; all of them in the file


@pages.url_value_preprocessor
def _allow_large_files(endpoint: str | None, values: dict | None) -> None:
    # Years of answers are larger than any plan; said before anything reads the request.
    if endpoint == "imports.upload":
        request.max_content_length = LARGEST_FILE


@pages.get("")
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """List the files, and ask for one."""
    return _overview(cycle_id)


@pages.post("")
@team
def upload(cycle_id: int) -> ResponseReturnValue:
    """Look at an uploaded file, and keep it with a proposal of what it means."""
    cycle, file = cycles.get(cycle_id), request.files.get("file")
    if file is None or not file.filename:
        return _overview(cycle_id, _("Choose a file first.")), 422
    try:
        file_id = imports.upload(cycle.id, file.filename[-200:], file.stream.read())
    except ResponseTableError as error:
        return _overview(cycle_id, _table_error(error.code, error.row)), 422
    except AlreadyHere as known:
        flash(_("This is the same file as one that is here already. Nothing was added."), "problem")
        return redirect(url_for(".show", cycle_id=cycle_id, file_id=known.file_id))
    if response_files.get(file_id).state == "reading":
        current_app.extensions["yousaid"].jobs.import_responses(file_id)
    return redirect(url_for(".show", cycle_id=cycle_id, file_id=file_id))


@pages.get("/<int:file_id>")
@team
def show(cycle_id: int, file_id: int) -> ResponseReturnValue:
    """Show what a file means while that can be changed, how far its import is, or what came of it."""
    row = response_files.get(file_id, cycle_id)
    working = row.state in response_files.UNFINISHED
    watching = working and request.args.get("watch") != "0"
    values = {"row": row, "working": working, "watching": watching, "message": _message(row)}
    if row.state == "uploaded":
        values |= _mapping_values(row)
    elif row.state == "done":
        values |= {"problems": list(_problems(row, LISTED)), "rest": max(len(row.problems) - LISTED, 0)}
    page = make_response(_page("team/import.html", cycle_id, **values))
    if watching:
        page.headers["Refresh"] = "3"
    return page


@pages.post("/<int:file_id>")
@team
def save(cycle_id: int, file_id: int) -> ResponseReturnValue:
    """Keep what holds for the whole file."""
    row, form = response_files.get(file_id, cycle_id), request.form
    tags = [each.tag for each in LANGUAGES]
    language = form.get("language", "")
    try:
        imports.save(row.id, form.get("wave", 0, int), language if language in tags else "en", "unfinished" in form)
        flash(_("Saved."))
    except Busy:
        _tell_busy()
    return redirect(url_for(".show", cycle_id=cycle_id, file_id=file_id))


@pages.get("/<int:file_id>/columns/<int:at>")
@team
def column(cycle_id: int, file_id: int, at: int) -> ResponseReturnValue:
    """Ask what one column means."""
    row = _with_column(cycle_id, file_id, at)
    return _column_page(row, at) if row.state == "uploaded" else _to_file(row)


@pages.post("/<int:file_id>/columns/<int:at>")
@team
def save_column(cycle_id: int, file_id: int, at: int) -> ResponseReturnValue:
    """Keep what one column means, and go where there is something left to say."""
    row = _with_column(cycle_id, file_id, at)
    if row.state != "uploaded":
        return _to_file(row)
    before = _shown(row, at)
    try:
        imports.set_column(row.id, at, said_of(before, request.form))
    except NotReady as error:
        return _column_page(row, at, _not_ready(error)), 422
    except Busy:
        return _to_file(row)
    now = _shown(response_files.get(file_id), at)
    if now.asks_more(before):
        return redirect(url_for(".column", cycle_id=cycle_id, file_id=file_id, at=at))
    if "next" in request.form and at + 1 < now.columns:
        return redirect(url_for(".column", cycle_id=cycle_id, file_id=file_id, at=at + 1))
    return redirect(url_for(".show", cycle_id=cycle_id, file_id=file_id) + f"#column-{at + 1}")


@pages.post("/<int:file_id>/start")
@team
def start(cycle_id: int, file_id: int) -> ResponseReturnValue:
    """Start the import."""
    row = response_files.get(file_id, cycle_id)
    try:
        imports.start(row.id)
        current_app.extensions["yousaid"].jobs.import_responses(row.id)
    except NotReady as error:
        flash(_not_ready(error), "problem")
    except Busy:
        _tell_busy()
    return _to_file(row)


@pages.post("/<int:file_id>/undo")
@team
def undo(cycle_id: int, file_id: int) -> ResponseReturnValue:
    """Take every response of an import back."""
    row = response_files.get(file_id, cycle_id)
    try:
        imports.undo(row.id)
        current_app.extensions["yousaid"].jobs.import_responses(row.id)
    except Busy:
        _tell_busy()
    return _to_file(row)


@pages.post("/<int:file_id>/remove")
@team
def remove(cycle_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file off the list."""
    row = response_files.get(file_id, cycle_id)
    try:
        imports.remove(row.id)
        flash(_("The file is deleted. No response was stored from it."))
    except Busy:
        _tell_busy()
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.get("/<int:file_id>/problems.csv")
@team
def problems(cycle_id: int, file_id: int) -> ResponseReturnValue:
    """Send what could not be taken, one line each, without what stood there."""
    row = response_files.get(file_id, cycle_id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "problems.csv")
        write_table(path, [_("Row"), _("Column"), _("Reason")], _problems(row))
        data = path.read_bytes()
    response = Response(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{row.id}-problems.csv"'
    return response


def _overview(cycle_id: int, problem: str = "") -> str:
    return _page("team/imports.html", cycle_id, files=response_files.of_cycle(cycle_id), problem=problem)


def _with_column(cycle_id: int, file_id: int, at: int) -> ResponseFile:
    row = response_files.get(file_id, cycle_id)
    if row.layout and at < len(row.layout["columns"]):
        return row
    raise NotFound


def _shown(row: ResponseFile, at: int) -> Shown:
    items, waves = imports.known_items(row), cycles.waves(row.cycle_id)
    return Shown(at, layout_of(row.layout), reading_of(row.mapping), items, waves)


def _column_page(row: ResponseFile, at: int, problem: str = "") -> str:
    return _page("team/import_column.html", row.cycle_id, row=row, shown=_shown(row, at), problem=problem)


def _mapping_values(row: ResponseFile) -> dict:
    layout, reading = layout_of(row.layout), reading_of(row.mapping)
    waves = cycles.waves(row.cycle_id)
    items = imports.known_items(row)
    try:
        rows, asked = imports.preview(row)
    except DefinitionError:
        rows, asked = [], items
    shown = [Shown(at, layout, reading, items, waves) for at in range(len(layout.columns))]
    return {
        "layout": layout, "reading": reading, "columns": shown, "waves": waves, "words": column_words(shown),
        "preview": [(number, taken, answers_in_words(asked, taken.answers)) for number, taken in rows],
        "open": imports.open_columns(layout, reading), "names": {wave.id: wave.questionnaire for wave in waves},
    }  # fmt: skip


def _problems(row: ResponseFile, most: int | None = None) -> Iterator[tuple[int, str, str]]:
    names = [column["name"] for column in (row.layout or {}).get("columns", ())]
    for number, at, reason in row.problems[:most]:
        yield number, names[at] if 0 <= at < len(names) else "", reason_words(reason)


def _message(row: ResponseFile) -> str:
    code, _sep, place = row.message.partition(" ")
    return _table_error(code, int(place or 0)) if code else ""


def _table_error(code: str, row: int) -> str:
    if code == "not_saved":
        return _("The database could not take the responses. Nothing was kept. Upload the file again later.")
    return _(ResponseTableError.wording(code), row=row)


def _not_ready(error: NotReady) -> str:
    return {
        "personal": _("This column may tell who wrote an answer. Tick the box below if it really must be taken."),
        "never": _("This column is never taken: it would tell who wrote an answer."),
        "no-item": _("There is no such question any more. Choose another one."),
        "no-choice": _("There is no such answer. Choose one of the list."),
        "open": _("One column still needs a look from you before the import: number %(n)s.", n=error.column + 1),
        "nothing": _("No column is an answer yet. Say for at least one column which question it answers."),
        "too-many": _("These are too many new questions for one form. Leave some columns out."),
    }[error.reason]


def _tell_busy() -> None:
    flash(
        _("This cannot be done now: the file is being worked on, or is finished. Look at where it stands below."),
        "problem",
    )


def _to_file(row: ResponseFile) -> ResponseReturnValue:
    return redirect(url_for(".show", cycle_id=row.cycle_id, file_id=row.id))


def _page(template: str, cycle_id: int, **values: object) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="listen", **values)
