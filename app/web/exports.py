"""Taking all answers of a cycle away: which file, with ids or words, in which language. Only the team comes here."""

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.config import Settings
from app.store import cycles, publications, responses
from app.store.tables import Job
from app.web import i18n
from app.web.access import team
from app.web.i18n import gettext as _
from app.workflow import export
from translations import LANGUAGES

pages = Blueprint("exports", __name__)
_OFFERED = {each.tag for each in LANGUAGES}


@pages.get("/team/cycles/<int:cycle_id>/export")
@team
def choose(cycle_id: int) -> ResponseReturnValue:
    """Ask what the file shall be like, and show the files that are being made or wait to be fetched."""
    cycle, jobs = cycles.get(cycle_id), publications.jobs(cycle_id, "export")
    job = next((each for each in jobs if each.state in ("waiting", "running")), jobs[0] if jobs else None)
    watching = job is not None and job.state in ("waiting", "running") and request.args.get("watch") != "0"
    page = make_response(
        render_template(
            "team/export.html", cycle=cycle, step="listen", total=responses.count(cycle_id), wish=_wish(request.args),
            formats=_formats(), job=job, watching=watching, kept=export.kept(cycle_id, _settings()), days=export.DAYS,
        )
    )  # fmt: skip
    if watching:
        page.headers["Refresh"] = "3"
    return page


@pages.post("/team/cycles/<int:cycle_id>/export")
@team
def start(cycle_id: int) -> ResponseReturnValue:
    """Send the file at once, or have the worker write it when there is much to write."""
    wish = _wish(request.form)
    if responses.count(cycles.get(cycle_id).id) > export.AT_ONCE:
        current_app.extensions["yousaid"].jobs.export(cycle_id, wish)
        return redirect(
            url_for(
                ".choose",
                cycle_id=cycle_id,
                format=wish.format,
                write=request.form.get("write"),
                language=wish.language,
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        made = export.pack(cycle_id, wish, Path(folder))
        return _sent(io.BytesIO(made.read_bytes()), made.name)


@pages.get("/team/cycles/<int:cycle_id>/export/<int:job_id>")
@team
def file(cycle_id: int, job_id: int) -> ResponseReturnValue:
    """Send a file that the worker wrote."""
    made = export.made(_job(cycle_id, job_id), _settings())
    if made is None:
        abort(404)
    return _sent(made, made.name)


@pages.post("/team/cycles/<int:cycle_id>/export/<int:job_id>/remove")
@team
def remove(cycle_id: int, job_id: int) -> ResponseReturnValue:
    """Remove such a file before its time."""
    export.discard(_job(cycle_id, job_id), _settings())
    flash(_("The file is gone. You can make it again at any time."))
    return redirect(url_for(".choose", cycle_id=cycle_id))


def _sent(content: Path | io.BytesIO, name: str) -> Response:
    answer = send_file(content, as_attachment=True, download_name=name)
    # No copy stays in a browser's cache on a shared computer.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _settings() -> Settings:
    found: Settings = current_app.extensions["yousaid"].settings
    return found


def _job(cycle_id: int, job_id: int) -> Job:
    job = publications.get_job(job_id)
    if job.cycle_id != cycle_id:
        abort(404)
    return job


def _wish(chosen: Mapping[str, str]) -> export.Wish:
    kind, tag = chosen.get("format", ""), chosen.get("language", "")
    return export.Wish(
        kind if kind in export.FORMATS else export.FORMATS[0],
        chosen.get("write") == "words",
        tag if tag in _OFFERED else i18n.current().tag,
    )


def _formats() -> dict[str, tuple[str, str]]:
    """Name each format, and say what it is good for."""
    return {
        "xlsx": (_("Excel"), _("For looking and counting. A second sheet says what each column asked.")),
        "csv": (
            _("CSV"),
            _("For nearly every program. A ZIP with two files: the answers, and what each column asked."),
        ),
        "sav": (_("SPSS"), _("For SPSS, PSPP, R and Stata, with the questions and choices as labels.")),
        "json": (_("JSON"), _("For programs. Every answer exactly as it is stored.")),
        "parquet": (_("Parquet"), _("For Python, R and databases. Numbers and dates keep their type.")),
    }
