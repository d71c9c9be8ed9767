"""Posters, letters and paper forms: what to print, in which languages, for which schools; and fetching what was made."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

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
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.config import Settings
from app.store import cycles, publications
from app.store.tables import Cycle, Job, Wave
from app.web.access import team
from app.web.i18n import gettext as _
from app.web.opened import school_key
from app.workflow import printing
from app.workflow.printing import Wish

pages = Blueprint("printing", __name__, url_prefix="/team")
DOCUMENTS = ("poster", "letter", "paper")
MOST_LETTERS, MOST_FILES = 10_000, 400
_LONGEST = 200


@dataclass(frozen=True)
class Made:
    """A job as the page shows it. `ready` while its file can be fetched."""

    job: Job
    ready: bool

    @property
    def document(self) -> str:
        """What was made: poster, letter or paper."""
        return str(self.job.payload.get("document", ""))


@pages.get("/cycles/<int:cycle_id>/print")
@team
def choose(cycle_id: int) -> ResponseReturnValue:
    """Ask what to print, and show what was made lately; looks again by itself while something is being made."""
    cycle = cycles.get(cycle_id)
    made = [Made(job, printing.file_of(job, _settings()) is not None) for job in publications.jobs(cycle_id, "print")]
    working = any(each.job.state in ("waiting", "running") for each in made)
    watching = working and request.args.get("watch") != "0"
    page = make_response(_page(cycle, request.args, made=made, watching=watching))
    if watching:
        page.headers["Refresh"] = "3"
    return page


@pages.post("/cycles/<int:cycle_id>/print")
@team
def start(cycle_id: int) -> ResponseReturnValue:
    """Send the one document that was asked for, or queue the making of many."""
    cycle = cycles.get(cycle_id)
    wish = _wish(cycle)
    if isinstance(wish, str):
        return _page(cycle, request.form, wish), 422
    todo = printing.documents(wish)
    if len(todo) == 1 and not wish.count:
        return _sent(printing.one(cycle.id, wish, todo[0], _settings().base_url), "application/pdf", todo[0].name)
    current_app.extensions["yousaid"].jobs.print(printing.request(cycle.id, wish))
    return redirect(url_for(".choose", cycle_id=cycle.id))


@pages.post("/prints/<int:job_id>")
@team
def download(job_id: int) -> ResponseReturnValue:
    """Send what was made. A post, because fetching letters with codes starts the hour after which they are deleted."""
    job = _job(job_id)
    path = printing.file_of(job, _settings())
    if path is None:
        abort(404)
    data = path.read_bytes()
    printing.taken(job)
    if job.payload.get("count"):
        current_app.extensions["yousaid"].jobs.remove_later(job.id, printing.TAKEN)
    return _sent(data, "application/zip", f"{job.payload['document']}-{job.id}.zip")


@pages.post("/prints/<int:job_id>/remove")
@team
def remove(job_id: int) -> ResponseReturnValue:
    """Delete what was made, at once."""
    job = _job(job_id)
    printing.remove(job, _settings())
    flash(_("Deleted. You can make it again at any time."))
    return redirect(url_for(".choose", cycle_id=job.cycle_id))


def _page(
    cycle: Cycle, typed: MultiDict, problem: str = "", made: list[Made] | None = None, watching: bool = False
) -> str:
    waves = cycles.waves(cycle.id)
    languages = list(dict.fromkeys(tag for wave in waves for tag in printing.form_languages(wave)))
    return render_template(
        "team/print.html", cycle=cycle, step="listen", waves=waves, offered=languages, typed=typed, problem=problem,
        schools={school_key(school.name): school.name for school in cycles.schools()}, made=made or [],
        watching=watching, most=MOST_LETTERS, district=cycles.district(),
    )  # fmt: skip


def _wish(cycle: Cycle) -> Wish | str:
    """Read what was asked for, or say what is wrong with it."""
    typed = request.form
    wave = next((each for each in cycles.waves(cycle.id) if str(each.id) == typed.get("wave")), None)
    if wave is None or typed.get("document") not in DOCUMENTS:
        return _("Please choose what to print, and for which form.")
    known = printing.form_languages(wave)
    languages = tuple(tag for tag in known if tag in typed.getlist("languages"))
    if not languages:
        return _("Please choose at least one language that this form is offered in.")
    wish = Wish(typed["document"], wave.id, languages, _schools(), _count(), **_words(known))
    return _too_much(wish, wave) or wish


def _schools() -> tuple[tuple[str, str], ...]:
    known = [(school_key(school.name), school.name) for school in cycles.schools()]
    wanted = request.form.getlist("schools")
    chosen = tuple(each for each in known if "every" in wanted or each[0] in wanted)
    return (("", ""), *chosen) if "district" in wanted or not chosen else chosen


def _count() -> int:
    typed = "".join(request.form.get("count", "").split()).replace(",", "")
    if request.form.get("document") != "letter" or not typed:
        return 0
    return int(typed) if typed.isdecimal() and len(typed) < 8 else -1


def _words(known: tuple[str, ...]) -> dict[str, str]:
    found = {name: request.form.get(name, "").strip() for name in ("until", "call", "back")}
    district = cycles.district()
    own = district.language if district else "en"
    return found | {"beside": own if request.form.get("beside") and own in known else ""}


def _too_much(wish: Wish, wave: Wave) -> str:
    files = len(wish.languages) * len(wish.schools)
    if wish.count < 0 or wish.count * files > MOST_LETTERS:
        return _("The number of letters must be a whole number, and all together at most %(most)s.", most=MOST_LETTERS)
    if wish.document == "letter" and wave.codes_only and not wish.count:
        return _("This form opens only with a code. Please say how many letters you need.")
    if files > MOST_FILES:
        return _(
            "That makes more than %(most)s files. Please choose fewer languages or schools at once.", most=MOST_FILES
        )
    if wish.until and not _is_date(wish.until):
        return _("Please write the last day as a date such as 2026-06-05, or leave it empty.")
    if max(len(wish.call), len(wish.back)) > _LONGEST:
        return _("Please write at most %(most)s characters.", most=_LONGEST)
    return ""


def _is_date(typed: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(typed))
    except ValueError:
        return False


def _job(job_id: int) -> Job:
    job = publications.get_job(job_id)
    if job.kind != "print":
        abort(404)
    return job


def _settings() -> Settings:
    found: Settings = current_app.extensions["yousaid"].settings
    return found


def _sent(data: bytes, media_type: str, name: str) -> Response:
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, mimetype=media_type, headers=headers)
