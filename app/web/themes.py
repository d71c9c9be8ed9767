"""The analysis and what it found: themes with their comments, and what needs a person's eye."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.analysis import pace
from app.analysis.coding import Coding
from app.analysis.copies import once, times, voice
from app.analysis.evidence import prevalence_by
from app.analysis.parts import sub_themes
from app.analysis.ports import MANY, STUDENT
from app.analysis.review import recount
from app.analysis.school_voice import STANCES
from app.analysis.statements import count_stances, stances
from app.analysis.themes import Gist, Theme
from app.config import Settings
from app.store import cycles, responses, runs
from app.web import wording
from app.web.access import team
from app.web.decided import last_decision
from app.workflow import analyze

pages = Blueprint("themes", __name__, url_prefix="/team/cycles/<int:cycle_id>")
# Below this the first theme is hardly ahead of the second: a person should look.
LOW_MARGIN = 0.012
LISTS = ("look", "unknown_language", "too_short", "no_content", "not_understood")
PER_PAGE = 50


@pages.get("/analysis")
@team
def analysis(cycle_id: int) -> ResponseReturnValue:
    """Start the analysis, or see how far it is. Looks again by itself while it runs."""
    run = runs.latest(cycles.get(cycle_id).id)
    working = run is not None and run.state in ("waiting", "running")
    watching = working and request.args.get("watch") != "0"
    answers = sum(responses.counts(cycle_id)["audience"].values())
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
    reviewed = runs.reviewed(cycles.get(cycle_id).id)
    if reviewed is None:
        return redirect(url_for("themes.analysis", cycle_id=cycle_id))
    comments = responses.comments(cycle_id)
    audiences = {comment.id: comment.groups.get("audience", "") for comment in comments}
    chosen = {name: request.args.get(name, "") for name in ("audience", "language")}
    codings = _of(reviewed.codings, audiences, **chosen)
    themes = recount(reviewed.themes, codings)
    return _page(
        "team/themes.html",
        cycle_id,
        reviewed=reviewed,
        themes=themes,
        shares=prevalence_by(codings, comments, "audience"),
        counts=_counts(codings),
        meant={theme.id: _meant(theme.id, codings) for theme in themes},
        total=len(codings),
        chosen=chosen,
        audiences=sorted({each for each in audiences.values() if each}),
        tongues=[tag for tag, _n in Counter(coding.language for coding in reviewed.codings).most_common()],
        redone=runs.latest(cycle_id),
    )


@pages.get("/themes/<theme_id>")
@team
def theme(cycle_id: int, theme_id: str) -> ResponseReturnValue:
    """Show one theme with all its comments and everything that can be decided about it."""
    reviewed = runs.reviewed(cycles.get(cycle_id).id) or abort(404)
    found = next((each for each in reviewed.themes if each.id == theme_id), None) or abort(404)
    said = [coding for coding in reviewed.codings if theme_id in coding.themes]
    stance = request.args.get("stance", "")
    stance = stance if stance in STANCES else ""
    listed = [coding for coding in said if not stance or stance in stances(coding.statements, theme_id)]
    comments = responses.comments(cycle_id)
    return _page(
        "team/theme.html",
        cycle_id,
        theme=found,
        reviewed=reviewed,
        shares=prevalence_by(reviewed.codings, comments, "audience").get(theme_id, {}),
        parts=sub_themes(theme_id, reviewed.codings),
        tongues=Counter(coding.language for coding in once(said)).most_common(),
        meant=_meant(theme_id, said),
        stance=stance,
        **_listed(cycle_id, _surest_first(found, listed, wording.gist(found, reviewed.hidden_quotes))),
    )


@pages.get("/comments/<any(look, unknown_language, too_short, no_content, not_understood):listed>")
@team
def comments(cycle_id: int, listed: str) -> ResponseReturnValue:
    """List the comments that need a person's eye, or that are in no theme for a reason."""
    reviewed = runs.reviewed(cycles.get(cycle_id).id) or abort(404)
    found = [coding for coding in reviewed.codings if listed in _lists(coding)]
    found.sort(key=lambda coding: coding.margin)
    return _page("team/comments.html", cycle_id, reviewed=reviewed, listed=listed, **_listed(cycle_id, found))


def _surest_first(theme: Theme, codings: Sequence[Coding], gist: Gist | None) -> list[Coding]:
    """Sort the comments of a theme: the one that sums it up, then what is most about it."""
    summed_up = gist.comment_id if gist else ""
    return sorted(codings, key=lambda each: (each.comment_id != summed_up, each.themes.index(theme.id), -each.margin))


def _meant(theme_id: str, codings: Sequence[Coding]) -> list[tuple[str, int]]:
    """Return the stances that comments take to a theme with their number, copies counted once, in a fixed order."""
    counted = count_stances([coding.statements for coding in once(codings)], theme_id)
    return [(stance, counted[stance]) for stance in STANCES if counted[stance]]


def _of(codings: Sequence[Coding], audiences: Mapping[str, str], audience: str, language: str) -> tuple[Coding, ...]:
    return tuple(
        coding
        for coding in codings
        if (not audience or audiences.get(coding.comment_id) == audience)
        and (not language or coding.language == language)
    )


def _lists(coding: Coding) -> tuple[str, ...]:
    """Return the names of the lists that a comment stands in."""
    if not coding.themes:
        return (coding.uncoded or "not_understood",)
    return ("look",) if coding.margin < LOW_MARGIN else ()


def _counts(codings: Sequence[Coding]) -> dict[str, int]:
    counted = Counter(name for coding in codings for name in _lists(coding))
    return {name: counted[name] for name in LISTS}


def _listed(cycle_id: int, every_coding: Sequence[Coding]) -> dict[str, Any]:
    """Return one page of a list of comments, with where each came from. Copies stand in it once, and how often."""
    codings = once(every_coding)
    last = max(1, -(-len(codings) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), last)
    shown = codings[(number - 1) * PER_PAGE : number * PER_PAGE]
    groups = {comment.id: comment.groups for comment in responses.comments(cycle_id)}
    return {
        "codings": shown, "groups": {coding.comment_id: groups.get(coding.comment_id, {}) for coding in shown},
        "page": number, "last_page": last, "of": len(codings), "sent": _sent(every_coding, shown),
    }  # fmt: skip


def _sent(codings: Sequence[Coding], shown: Sequence[Coding]) -> dict[str, int]:
    counted = times(codings)
    return {coding.comment_id: counted[voice(coding)] for coding in shown}


def _page(template: str, cycle_id: int, **values: Any) -> str:
    return render_template(template, cycle=cycles.get(cycle_id), step="themes", **last_decision(cycle_id), **values)
