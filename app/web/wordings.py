"""The district's own translations: how far each language is, and the table in which they are written and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.store import cycles
from app.store import wordings as kept
from app.web import tasks
from app.web.access import team, translator
from app.web.i18n import gettext as _
from app.web.i18n import ngettext, number, words
from app.web.wording import audience, offered_tags
from app.workflow import wordings
from forms import changes
from forms.changes import Change, Decided, means_something, tidy
from forms.states import CHECKED, STATES, Row, counts, rows
from forms.texts import CONTACTS, POINTS, Text

pages = Blueprint("wordings", __name__)
PER_PAGE = 40
UNCHECKED = "unchecked"
_TEAM = "/team/cycles/<int:cycle_id>/texts"


@dataclass(frozen=True)
class Shown:
    """A row as a page shows it: with what is typed in it, and what is wrong with that. `clash`: others changed it."""

    row: Row
    typed: str
    ticked: bool
    problem: str = ""
    clash: bool = False


@pages.record_once
def _filters(state: BlueprintSetupState) -> None:
    state.app.jinja_env.filters.update(text_state=text_state, stands=stands, text_form=text_form)


@pages.get(_TEAM)
@team
def overview(cycle_id: int) -> ResponseReturnValue:
    """Show how many texts of each language are checked, made by a machine, drafts, stale or missing."""
    return _overview(cycle_id)


@pages.get(f"{_TEAM}/<tag>")
@team
def table(cycle_id: int, tag: str) -> ResponseReturnValue:
    """Show the texts of one language beside their source."""
    return _table(cycles.get(cycle_id).id, offered_or_404(tag))


@pages.post(f"{_TEAM}/<tag>")
@team
def save(cycle_id: int, tag: str) -> ResponseReturnValue:
    """Keep what was typed and ticked."""
    return _save(cycles.get(cycle_id).id, offered_or_404(tag), g.member.email)


@pages.post(f"{_TEAM}/<tag>/link")
@team
def invite(cycle_id: int, tag: str) -> ResponseReturnValue:
    """Make a link for a translator who is not on the team."""
    name = tidy(request.form.get("name", ""))[:100]
    if not name:
        return _overview(
            cycle_id, problem=_("Please write the translator's name: it stands beside what they check.")
        ), 422
    token = tasks.new_link(cycles.get(cycle_id), offered_or_404(tag), name)
    link = current_app.extensions["yousaid"].settings.base_url + url_for(".shared", token=token)
    return _overview(cycle_id, link=link, link_tag=tag, link_name=name)


@pages.post(f"{_TEAM}/links/void")
@team
def void_links(cycle_id: int) -> ResponseReturnValue:
    """Take back every translator's link of this cycle."""
    wordings.take_links_back(cycles.get(cycle_id).id)
    flash(_("All links for translators are void. What they wrote is kept."))
    return redirect(url_for(".overview", cycle_id=cycle_id))


@pages.get("/translate/<token>")
@translator
def shared(token: str) -> ResponseReturnValue:
    """Show a translator the table of their language, and nothing else."""
    return _table(g.task.cycle_id, g.task.tag)


@pages.post("/translate/<token>")
@translator
def save_shared(token: str) -> ResponseReturnValue:
    """Keep what a translator typed and ticked."""
    return _save(g.task.cycle_id, g.task.tag, g.task.by)


def offered_or_404(tag: str) -> str:
    """Return the tag of a language that the district offers; anything else is a page that does not exist."""
    return tag if tag in offered_tags() else abort(404)


def text_state(key: str) -> str:
    """Name the state of a text."""
    names = {
        "checked": _("checked by a person"), "machine": _("machine translation"), "draft": _("draft"),
        "stale": _("stale: the original changed"), "missing": _("missing"), UNCHECKED: _("all that is not checked"),
    }  # fmt: skip
    return names.get(key, key)


def text_form(key: str) -> str:
    """Name the questionnaire (or other place) that texts belong to."""
    return {POINTS: _("Reflection summary"), CONTACTS: _("Crisis contacts")}.get(key) or audience(key)


def stands(text: Text) -> str:
    """Say where a text stands."""
    parts = {
        "title": _("Title"), "intro": _("Introduction"), "section": _("Heading"), "hint": _("Hint"),
        "label": _("Question"), "matters": _("Question: how much it matters"), "more": _("Question: say more"),
        "choices": _("Answer to choose"), "importance": _("Answer to choose"), "rows": _("Statement to rate"),
        "text": _("Text"), "name": _("Name"), "note": _("Note"),
    }  # fmt: skip
    about = words(dict(text.about)) if text.about and text.about != text.texts else ""
    return " · ".join(filter(None, (text_form(text.form), parts.get(text.part, text.part), about)))


def say_outcome(decided: Decided) -> None:
    """Tell how many texts were kept."""
    if decided.changed:
        flash(ngettext("%(num)s text saved.", "%(num)s texts saved.", decided.changed))
    elif not decided.clashes and not decided.gone:
        flash(_("Nothing was changed."))


def _overview(cycle_id: int, **values: Any) -> str:
    cycle = cycles.get(cycle_id)
    texts, states = kept.texts(cycle_id), kept.kept(cycle_id)
    tags = {tag: counts(found) for tag in offered_tags() if (found := rows(texts, tag, states))}
    return render_template("team/texts.html", cycle=cycle, step="prepare", tags=tags, states=STATES, **values)


def _table(cycle_id: int, tag: str) -> str:
    found = _filtered(wordings.table(cycle_id, tag), request.args)
    last = max(1, -(-len(found) // PER_PAGE))
    page = min(max(request.args.get("page", 1, int), 1), last)
    part = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return _page(cycle_id, tag, [_shown(row) for row in part], page=page, last_page=last, of=len(found))


def _save(cycle_id: int, tag: str, by: str) -> ResponseReturnValue:
    sent = _sent(every=request.form.get("do") == "check")
    decided = wordings.save(cycle_id, tag, sent, by)
    if decided.problems:
        return _page(cycle_id, tag, _as_typed(cycle_id, tag, sent, decided), decided=decided), 422
    say_outcome(decided)
    if decided.clashes or decided.gone:
        left = _as_typed(cycle_id, tag, decided.clashes, decided)
        return _page(cycle_id, tag, left, decided=decided), 409
    return redirect(_onward(cycle_id, tag, {change.ref for change in sent}))


def _sent(every: bool) -> list[Change]:
    """Return what the rows of the page came back as; with `every` all that have words are to be marked as checked."""
    form = request.form
    ticked, lists = set(form.getlist("checked")), [form.getlist(name) for name in ("ref", "text", "stamp")]
    if len({len(each) for each in lists}) > 1:
        abort(400)
    texts = [(ref, tidy(text), stamp) for ref, text, stamp in zip(*lists, strict=True)]
    return [Change(ref, text, ref in ticked or (every and bool(text)), stamp) for ref, text, stamp in texts]


def _onward(cycle_id: int, tag: str, seen: set[str]) -> str:
    """Return where to go after saving: to the same page, or to the next text that nobody has checked."""
    if request.form.get("do") != "next":
        return _address(tag, **request.args)
    found = _filtered(wordings.table(cycle_id, tag), request.args)
    places = [place for place, row in enumerate(found) if row.state != CHECKED and not seen & set(row.refs)]
    after = max((place for place, row in enumerate(found) if seen & set(row.refs)), default=-1)
    place = next((each for each in places if each > after), places[0] if places else None)
    if place is None:
        flash(_("There is no other text here that nobody has checked."))
        return _address(tag, **request.args)
    return _address(tag, **{**request.args, "page": place // PER_PAGE + 1}) + f"#r-{place % PER_PAGE}"


def _address(tag: str, **query: Any) -> str:
    places = dict(request.view_args or {})
    endpoint = ".shared" if "token" in places else ".table"
    return url_for(endpoint, **{**query, **places})


def _filtered(found: Sequence[Row], wanted: Mapping[str, str]) -> list[Row]:
    form, state = wanted.get("form", ""), wanted.get("state", "")
    return [
        row
        for row in found
        if (not form or any(ref.startswith(f"{form}/") for ref in row.refs))
        and (not state or row.state == state or (state == UNCHECKED and row.state != CHECKED))
    ]


def _shown(row: Row) -> Shown:
    return Shown(row, row.wording, row.state == CHECKED)


def _as_typed(cycle_id: int, tag: str, sent: Sequence[Change], decided: Decided) -> list[Shown]:
    """Return the rows that were sent, as they are now, with what was typed; nothing is written."""
    now = {ref: row for row in wordings.table(cycle_id, tag) for ref in row.refs}
    clashes = {change.ref for change in decided.clashes}
    return [
        Shown(now[each.ref], each.wording, each.checked, _problem(decided, each, now[each.ref]), each.ref in clashes)
        if means_something(each, now[each.ref])
        else _shown(now[each.ref])
        for each in sent
        if each.ref in now
    ]


def _problem(decided: Decided, change: Change, row: Row) -> str:
    says = {
        changes.TOO_LONG: _(
            "This is longer than it may be. Please shorten it to %(most)s characters.", most=number(row.text.longest)
        ),
        changes.PLACES: _(
            "Keep what stands in braces or after a percent sign exactly as in the original: a value is filled in there."
        ),
        changes.EMPTY: _("There are no words here to be checked. Write the translation, or take the tick away."),
        changes.NEEDED: _("A form without a title is not offered in this language. Please write one."),
    }
    return says.get(decided.problems.get(change.ref, ""), "")


def _page(cycle_id: int, tag: str, shown: Sequence[Shown], decided: Decided | None = None, **values: Any) -> str:
    open_rows = [place for place, each in enumerate(shown) if not each.ticked]
    found = wordings.table(cycle_id, tag)
    return render_template(
        "team/texts_table.html", cycle=None if "task" in g else cycles.get(cycle_id), step="prepare", tag=tag,
        shown=shown, counts=counts(found), total=len(found), states=(*STATES, UNCHECKED), decided=decided,
        forms=list(dict.fromkeys(ref.split("/")[0] for row in found for ref in row.refs)), address=_address,
        following=dict(pairwise(open_rows)), task=g.get("task"),
        **{"page": 1, "last_page": 1, "of": len(shown), **values},
    )  # fmt: skip
