"""The cycles: where each stands, what to do next, who has answered, opening and closing the forms."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.store import cycles, enrolment, plans, publications, responses, reviewed, runs
from app.store.tables import Cycle
from app.web.access import school_team, team
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.web.opened import school_key
from app.web.ways import ways
from app.workflow import prepare
from app.workflow.prepare import PrepareError

pages = Blueprint("cycles", __name__)


@dataclass(frozen=True)
class Step:
    """One step of a cycle as the guide shows it. `state` is done, now or later."""

    title: str
    state: str
    text: str
    action: str
    address: str


@dataclass(frozen=True)
class Group:
    """How many people of one group answered, and how many there are (None when the district did not say)."""

    key: str
    responses: int
    people: int | None

    @property
    def share(self) -> float | None:
        """Responses by people, 0..1; None when nobody knows how many people there are."""
        return min(self.responses / self.people, 1.0) if self.people else None


@pages.get("/team")
@school_team
def overview() -> ResponseReturnValue:
    """List the cycles, or say how to begin."""
    return render_template("team/overview.html", district=cycles.district(), cycles=cycles.everything())


@pages.get("/team/cycles/new")
@team
def new() -> ResponseReturnValue:
    """Ask for the title and year of a new cycle."""
    return render_template("team/new_cycle.html", problem="", form={})


@pages.post("/team/cycles/new")
@team
def create() -> ResponseReturnValue:
    """Add a cycle."""
    title, year = request.form.get("title", "").strip(), request.form.get("year", "").strip()
    if not title or not year or len(title) > 200 or len(year) > 40:
        problem = _("Please write a title and a school year. Both can be short.")
        return render_template("team/new_cycle.html", problem=problem, form=request.form), 422
    district = cycles.district()
    cycle_id = prepare.create_cycle({district.language if district else "en": title}, year)
    flash(_("The cycle is there. Next: write the reflection summary."))
    return redirect(url_for("cycles.show", cycle_id=cycle_id))


@pages.get("/team/cycles/<int:cycle_id>")
@team
def show(cycle_id: int) -> ResponseReturnValue:
    """Guide through the five steps."""
    cycle = cycles.get(cycle_id)
    return render_template("team/cycle.html", cycle=cycle, steps=_steps(cycle))


@pages.get("/team/cycles/<int:cycle_id>/answers")
@team
def listen(cycle_id: int) -> ResponseReturnValue:
    """Show the forms' addresses and who has answered."""
    cycle, counts = cycles.get(cycle_id), responses.recent_counts(cycle_id)
    return render_template(
        "team/answers.html",
        cycle=cycle,
        step="listen",
        waves=cycles.waves(cycle_id),
        points=cycles.points(cycle_id),
        base=current_app.extensions["yousaid"].settings.base_url,
        schools=[(school_key(school.name), school.name) for school in cycles.schools()],
        ways=ways(cycle_id),
        total=sum(counts["audience"].values()),
        groups={dimension: _groups(dimension, counts[dimension]) for dimension in ("audience", "school", "language")},
    )


@pages.post("/team/cycles/<int:cycle_id>/open")
@team
def open_forms(cycle_id: int) -> ResponseReturnValue:
    """Open the forms."""
    try:
        prepare.open_cycle(cycles.get(cycle_id).id)
        flash(_("The forms are open. You can close them at any time."))
    except PrepareError:
        flash(_("There is nothing to respond to yet. First write at least one success or challenge."), "problem")
    return redirect(url_for("cycles.listen", cycle_id=cycle_id))


@pages.post("/team/cycles/<int:cycle_id>/close")
@team
def close_forms(cycle_id: int) -> ResponseReturnValue:
    """Close the forms."""
    prepare.close_cycle(cycles.get(cycle_id).id)
    current_app.extensions["yousaid"].jobs.forget_order(cycle_id)
    flash(_("The forms are closed. Every answer is kept. If this was a mistake, open them again."))
    return redirect(url_for("cycles.listen", cycle_id=cycle_id))


def _groups(dimension: str, counts: dict[str, int]) -> list[Group]:
    people = enrolment.enrolled().by(dimension)
    keys = list(people) + [key for key in counts if key not in people]
    return [Group(key, counts.get(key, 0), people.get(key)) for key in keys if key or counts.get(key)]


def _steps(cycle: Cycle) -> list[Step]:
    made = [_prepared(cycle), _listened(cycle), _analysed(cycle), _planned(cycle), _published(cycle)]
    first = next((place for place, (done, *_rest) in enumerate(made) if not done), None)
    states = ["done" if done else "now" if place == first else "later" for place, (done, *_rest) in enumerate(made)]
    return [Step(title, state, *rest) for state, (_done, title, *rest) in zip(states, made, strict=True)]


def _prepared(cycle: Cycle) -> tuple[bool, str, str, str, str]:
    points = cycles.points(cycle.id)
    text = ngettext(
        "%(num)s point in the reflection summary.", "%(num)s points in the reflection summary.", len(points)
    )
    if not points:
        text = _("Write what went well and what was hard. This is what people respond to.")
    return bool(points), _("Prepare"), text, _("Reflection summary"), url_for("summary.show", cycle_id=cycle.id)


def _listened(cycle: Cycle) -> tuple[bool, str, str, str, str]:
    n = sum(responses.by_audience(cycle.id).values())
    texts = {
        "draft": _("Open the forms and send the links out."),
        "open": ngettext(
            "The forms are open. %(num)s response so far.", "The forms are open. %(num)s responses so far.", n
        ),
        "closed": ngettext("The forms are closed. %(num)s response.", "The forms are closed. %(num)s responses.", n),
    }
    done = cycle.state == "closed" and n > 0
    return done, _("Listen"), texts[cycle.state], _("Forms and answers"), url_for("cycles.listen", cycle_id=cycle.id)


def _analysed(cycle: Cycle) -> tuple[bool, str, str, str, str]:
    run, themes = runs.latest(cycle.id), reviewed.names(cycle.id)
    texts = {
        "waiting": _("The analysis is waiting to start."), "running": _("The analysis is running."),
        "failed": _("The last analysis did not finish. Start it again."),
    }  # fmt: skip
    if run and run.state in texts:
        text = texts[run.state]
    elif runs.latest_done(cycle.id):
        n = len(themes)
        text = ngettext(
            "%(num)s theme. Read it and approve quotes.", "%(num)s themes. Read them and approve quotes.", n
        )
    else:
        text = _("Group what people wrote into themes, across all languages.")
    return (
        reviewed.any_approved(cycle.id),
        _("Themes"),
        text,
        _("Themes"),
        url_for("themes.overview", cycle_id=cycle.id),
    )


def _planned(cycle: Cycle) -> tuple[bool, str, str, str, str]:
    plan = plans.current(cycle.id)
    rows = plans.revisions(plan.id) if plan else []
    waiting = sum(row.decision == "proposed" for row in rows)
    address = url_for("revising.revisions" if rows else "plans.show", cycle_id=cycle.id)
    if plan is None:
        text = _("Upload the current action plan, as a Word or Excel file.")
    elif not rows:
        text = _("The plan is here. Check it and ask for proposed revisions.")
    elif waiting:
        text = ngettext(
            "%(num)s revision waits for your decision.", "%(num)s revisions wait for your decision.", waiting
        )
    else:
        text = _("Every revision is decided.")
    return bool(rows) and not waiting, _("Plan"), text, _("Plan and revisions"), address


def _published(cycle: Cycle) -> tuple[bool, str, str, str, str]:
    made = publications.of_cycle(cycle.id)
    text = _("Tell the community what you heard and what you will do, in every language.")
    if made:
        text = ngettext("%(num)s edition is published.", "%(num)s editions are published.", len(made))
    return bool(made), _("Publish"), text, _("Publish"), url_for("publications.prepare", cycle_id=cycle.id)
