"""Whose plan a page is about: the district's or a school's, and what a member of one school's team may do with it."""

from typing import Any

from flask import abort, g, request, url_for

from app.store import cycles, plans
from app.store.tables import PlanFile


def asked() -> str:
    """Return the school that the address asks about, '' for the district; a member of a school's team finds their own first."""
    school = request.args.get("school", g.member.school)
    if school not in ("", g.member.school) and school not in {each.name for each in cycles.schools()}:
        abort(404)
    return readable(school)


def readable(school: str) -> str:
    """Return the school, or '' for the district's plan; a school's team reads no other school's."""
    if g.member.school and school not in ("", g.member.school):
        abort(403)
    return school


def writable(school: str) -> str:
    """Return whose plan may be worked on: by a school's team only its own."""
    if g.member.school and school != g.member.school:
        abort(403)
    return school


def may_write(plan: PlanFile | None, school: str) -> bool:
    """Tell whether the member may work on this plan."""
    return not g.member.school or g.member.school == (plan.school if plan else school)


def address(endpoint: str, cycle_id: int, school: str, **values: object) -> str:
    """Return the address of a page about this plan; the member's own needs no name in it."""
    named = {} if school == g.member.school else {"school": school}
    return url_for(endpoint, cycle_id=cycle_id, **named, **values)  # type: ignore[arg-type]


def own(plan_id: int) -> PlanFile:
    """Return a plan that this member may work on."""
    plan = plans.get(plan_id)
    writable(plan.school)
    return plan


def whose(row: PlanFile | None, school: str) -> dict[str, Any]:
    """Return what the pages about a plan say of whose it is, and which others the member may look at."""
    every = [each.name for each in cycles.schools()]
    return {
        "school": school, "may_write": may_write(row, school),
        "choices": ["", *(every if not g.member.school else [g.member.school])], "address": address,
    }  # fmt: skip
