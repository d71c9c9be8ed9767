"""Who may enter. Every endpoint declares it with one of these decorators; a test fails on one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, g, redirect, request, session, url_for

from app.store import members
from app.web import tasks

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that everybody may open."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def team(view: View) -> View:
    """Mark a view that only the district's team may open; others are sent to sign in first.

    Who is of one school's team is told that the page is not for them.
    """
    return _guarded(view, "team", of_schools=False)


def school_team(view: View) -> View:
    """Mark a view that the teams of single schools may open as well; what it shows them is for `app.web.places` to say."""
    return _guarded(view, "school team", of_schools=True)


def _guarded(view: View, access: str, of_schools: bool) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        member = members.signed_in(session.get("member"), session.get("version"))
        if member is None:
            return redirect(url_for("auth.sign_in", next=request.full_path if request.method == "GET" else None))
        if member.school and not of_schools:
            abort(403)
        g.member = member
        return view(*args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return cast(View, guarded)


def translator(view: View) -> View:
    """Mark a view that a translator's link opens: one language of one cycle. The link is the first part of its address."""

    @wraps(view)
    def guarded(token: str, *args: Any, **kwargs: Any) -> Any:
        g.task = tasks.of_link(token) or abort(410)
        return view(token, *args, **kwargs)

    guarded.access = "translator"  # type: ignore[attr-defined]
    return cast(View, guarded)
