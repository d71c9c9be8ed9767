"""The analysis and what it found: themes with their comments, and what needs a person's eye."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.analysis import pace
from app.analysis.listing import FOR_THE_EYE, Cell, Figures, for_the_eye
from app.analysis.parts import large_enough
from app.analysis.ports import MANY, STUDENT
from app.analysis.review import Reviewed
from app.analysis.school_voice import STANCES
from app.config import Settings
from app.store import cycles, responses, reviewed, runs
from app.store.reviewed import Outcome, Page
from app.web import wording
from app.web.access import team
from app.web.decided import last_decision
from app.workflow import analyze

pages = Blueprint("themes", __name__, url_prefix="/team/cycles/<int:cycle_id>")
PER_PAGE = 50


@pages.get("/analysis")
@team
def analysis(cycle_id: int) -> ResponseReturnValue:
    """Start the analysis, or see how far it is. Looks again by itself while it runs."""
    run = runs.latest(cycles.get(cycle_id).id)
    working = run is not None and run.state in ("waiting", "running")
    watching = working and request.args.get("watch") != "0"
    answers = sum(responses.by_audience(cycle_id).values())
    quick = run is not None and run.encoder.startswith(STUDENT)
    waiting = _waiting(cycle_id, run.of if run is not None and working else None)
    page = make_response(
        _page(
            "team/analysis.html", cycle_id, run=run, answers=answers, watching=watching, quick=quick, pace=pace,
            many=waiting if waiting > MANY else 0,
        )
    )  # fmt: skip
    if watching:
        # A header instead of a tag: works without JavaScript too, and the page offers to stop it.
        page.headers["Refresh"] = "3"
    return page


def _waiting(cycle_id: int, of: int | None) -> int:
    """Return how many comments the encoder is to read; 0 where a faster way was chosen, or there is none.

    `of` is how many a run that works says that it has.
    """
    settings: Settings = current_app.extensions["yousaid"].settings
    if settings.fast_path != "never" or settings.encoder_dir is not None:
        return 0
    return responses.number_of_comments(cycle_id) if of is None else of


@pages.post("/analysis")
@team
def start(cycle_id: int) -> ResponseReturnValue:
    """Ask for an analysis."""
    current_app.extensions["yousaid"].jobs.analyze(analyze.request(cycles.get(cycle_id).id))
    return redirect(url_for("themes.analysis", cycle_id=cycle_id))


@pages.get("/themes")
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """Show the themes, of everybody or of one audience or language."""
    found = reviewed.outcome(cycles.get(cycle_id).id)
    if found is None:
        return redirect(url_for("themes.analysis", cycle_id=cycle_id))
    chosen = {name: request.args.get(name, "") for name in ("audience", "language")}
    themes = found.counted(**chosen)
    return _page(
        "team/themes.html",
        cycle_id,
        reviewed=_as_reviewed(found),
        themes=themes,
        shares={theme.id: found.shares(theme.id, **chosen) for theme in themes},
        counts={name: found.figures(for_the_eye(name)).of(**chosen).said for name in FOR_THE_EYE},
        meant={theme.id: _meant(found.figures(theme.id).of(**chosen)) for theme in themes},
        total=found.figures().of(**chosen).said,
        chosen=chosen,
        audiences=found.audiences,
        tongues=found.languages,
        redone=runs.latest(cycle_id),
    )


@pages.get("/themes/<theme_id>")
@team
def theme(cycle_id: int, theme_id: str) -> ResponseReturnValue:
    """Show one theme with all its comments and everything that can be decided about it."""
    found = reviewed.outcome(cycles.get(cycle_id).id) or abort(404)
    shown = found.theme(theme_id) or abort(404)
    stance = request.args.get("stance", "")
    stance = stance if stance in STANCES else ""
    figures, gists = found.figures(theme_id), [gist.comment_id for gist in shown.gists]
    summed_up = wording.gist(shown, found.hidden_quotes(gists))
    page = found.page(theme_id, _number(), PER_PAGE, stance, summed_up.comment_id if summed_up else "")
    return _page(
        "team/theme.html",
        cycle_id,
        theme=shown,
        shares=found.shares(theme_id),
        parts=large_enough(figures.codes, shown.size),
        tongues=_tongues(figures),
        meant=_meant(figures.of()),
        stance=stance,
        **_listed(found, page, gists),
    )


@pages.get("/comments/<any(look, unknown_language, too_short, no_content, not_understood):listed>")
@team
def comments(cycle_id: int, listed: str) -> ResponseReturnValue:
    """List the comments that need a person's eye, or that are in no theme for a reason."""
    found = reviewed.outcome(cycles.get(cycle_id).id) or abort(404)
    page = found.page(for_the_eye(listed), _number(), PER_PAGE)
    return _page("team/comments.html", cycle_id, listed=listed, **_listed(found, page))


def _meant(cell: Cell) -> list[tuple[str, int]]:
    """Return the stances that comments take to a theme with their number, copies counted once, in a fixed order."""
    return [(stance, cell.stances[stance]) for stance in STANCES if cell.stances.get(stance)]


def _tongues(figures: Figures) -> list[tuple[str, int]]:
    """Return the languages of a list with the number of comments, copies counted once, most first."""
    found = {tag: figures.of("", tag).size for audience, tag in figures.cells if tag and not audience}
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def _number() -> int:
    return request.args.get("page", 1, int)


def _listed(found: Outcome, page: Page, also: Sequence[str] = ()) -> dict[str, Any]:
    """Return what shows one page of a list of comments, with where each came from and what was decided about it."""
    groups = found.places(page.codings)
    return {
        "codings": page.codings, "groups": groups, "page": page.number, "last_page": page.last, "of": page.of,
        "sent": page.sent, "reviewed": _as_reviewed(found, [*groups, *also]),
    }  # fmt: skip


def _as_reviewed(found: Outcome, comments: Sequence[str] | None = None) -> Reviewed:
    """Return what templates look up: all themes, and what was decided about these comments, or about all quotes and gists."""
    if comments is None:
        comments = [comment for theme in found.themes for comment in theme.spoken_by]
    hidden, approved = found.hidden_quotes(comments), found.approved(comments)
    return Reviewed(found.themes, (), approved, hidden, found.hidden_themes)


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="themes", **last_decision(cycle_id), **values)
