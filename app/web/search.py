"""Searching everything that was said by its meaning, in any language; what is found can become a theme of its own."""

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.store import cycles
from app.web import searched
from app.web.access import team
from app.web.decided import last_decision
from app.workflow.search import LONGEST, Wish

pages = Blueprint("search", __name__, url_prefix="/team/cycles/<int:cycle_id>")


@pages.record_once
def _cut(state: BlueprintSetupState) -> None:
    searched.init_app(state.app)  # type: ignore[arg-type]


@pages.get("/search")
@team
def find(cycle_id: int) -> ResponseReturnValue:
    """Ask what is looked for, and show what was found."""
    cycle, services = cycles.get(cycle_id), current_app.extensions["yousaid"]
    asked = {name: request.args.get(name, "").strip() for name in searched.ASKED[:-1]}
    wish = Wish(
        asked["q"][:LONGEST], asked["audience"], asked["language"], asked["theme"],
        request.args.get("page", 1, int), bool(g.member.hears_concerns), services.settings.minimum_n,
    )  # fmt: skip
    found = services.jobs.find(cycle.id, wish)
    if found is None:
        return redirect(url_for("themes.analysis", cycle_id=cycle_id))
    return render_template(
        "team/search.html", cycle=cycle, step="themes", found=found, asked=asked, longest=LONGEST,
        names={theme.id: theme for theme in found.themes},
        minimum_n=services.settings.minimum_n, **last_decision(cycle_id),
    )  # fmt: skip
