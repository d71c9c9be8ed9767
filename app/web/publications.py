"""Publishing: what is still missing, the documents, and the public page with its lasting address."""

import datetime as dt
import io
import zipfile

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.store import cycles, publications, publish_orders
from app.store.tables import Publication, PublishedFile
from app.web import i18n
from app.web.access import public, team
from app.workflow import publish
from reports.rendering.pages import TEMPLATES
from translations import negotiate, offered

pages = Blueprint("publications", __name__)
_LONGEST_CHANGES = 600


@pages.get("/team/cycles/<int:cycle_id>/publish")
@team
def prepare(cycle_id: int) -> ResponseReturnValue:
    """Show what a publication would hold and what is missing; looks again by itself while one is being made."""
    return _prepared(cycle_id)


def _prepared(cycle_id: int, problem: str = "") -> ResponseReturnValue:
    cycle, job = cycles.get(cycle_id), publications.job(cycle_id, "publish")
    try:
        preview = publish.preview(cycle_id, current_app.extensions["yousaid"].settings)
    except publish.NotReady:
        preview = None
    working = job is not None and job.state in ("waiting", "running")
    watching = working and request.args.get("watch") != "0"
    editions = [(each, publications.files(each.id)) for each in publications.of_cycle(cycle_id)]
    page = make_response(
        render_template(
            "team/publish.html", cycle=cycle, step="publish", preview=preview, job=job, working=working,
            watching=watching, editions=editions, order=publish_orders.of_cycle(cycle_id), problem=problem,
            typed=request.form, today=dt.date.today().isoformat(), me=g.member.email,
            mail=bool(current_app.extensions["yousaid"].settings.mail_url),
        ),
        422 if problem else 200,
    )  # fmt: skip
    if watching:
        page.headers["Refresh"] = "3"
    return page


@pages.post("/team/cycles/<int:cycle_id>/publish")
@team
def start(cycle_id: int) -> ResponseReturnValue:
    """Ask for a publication; a later edition has to say what is different."""
    changes = request.form.get("changes", "")[:_LONGEST_CHANGES]
    try:
        job_id = publish.request(cycles.get(cycle_id).id, changes, _asked())
        current_app.extensions["yousaid"].jobs.publish(job_id)
    except publish.NotReady:
        pass  # the page says what is missing
    except publish.ChangesMissing:
        return _prepared(cycle_id, "changes")
    return redirect(url_for(".prepare", cycle_id=cycle_id))


@pages.post("/team/cycles/<int:cycle_id>/publish/order")
@team
def order(cycle_id: int) -> ResponseReturnValue:
    """Have a publication made by itself, or no longer."""
    fields = request.form
    changes = fields.get("order-changes", "")[:_LONGEST_CHANGES]
    try:
        publish.order(
            cycles.get(cycle_id).id, fields.get("on_close") == "yes", fields.get("day", "").strip(), changes, _asked()
        )
    except publish.ChangesMissing:
        return _prepared(cycle_id, "order-changes")
    except ValueError:
        return _prepared(cycle_id, "day")
    return redirect(url_for(".prepare", cycle_id=cycle_id))


def _asked() -> list[str]:
    """Return whom to write to: whoever is signed in, if they asked for it."""
    return [g.member.email] if request.form.get("mail") == "yes" else []


@pages.get("/team/cycles/<int:cycle_id>/responses.<any(csv, xlsx):kind>")
@team
def export(cycle_id: int, kind: str) -> ResponseReturnValue:
    """Lead to the page that took the place of this address."""
    return redirect(url_for("exports.choose", cycle_id=cycles.get(cycle_id).id, format=kind))


@pages.get("/team/publications/<slug>/all.zip")
@team
def everything(slug: str) -> ResponseReturnValue:
    """Send all documents of a publication as one ZIP."""
    publication = publications.by_slug(slug)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in publications.files(publication.id):
            if each.kind not in ("summary_page", "student_page"):
                # A fixed date: the same publication is the same ZIP for ever.
                entry = zipfile.ZipInfo(each.name, (1980, 1, 1, 0, 0, 0))
                archive.writestr(entry, bytes(publications.file(publication.id, each.name).data), zipfile.ZIP_DEFLATED)
    return _sent(out.getvalue(), "application/zip", f"{slug}.zip")


@pages.get("/team/publications/<slug>/<name>")
@team
def team_file(slug: str, name: str) -> ResponseReturnValue:
    """Send one document to the team."""
    return _file(publications.file(publications.by_slug(slug).id, name), slug)


@pages.get("/p")
@public
def index() -> ResponseReturnValue:
    """List what the district has published."""
    return render_template(
        "publications/index.html", publications=publications.everything(), district=cycles.district()
    )


@pages.get("/p/report.css")
@public
def report_css() -> ResponseReturnValue:
    """Send the style of published pages."""
    response = Response((TEMPLATES / "report.css").read_bytes(), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@pages.get("/p/<slug>")
@pages.get("/p/<slug>/<tag>")
@public
def summary(slug: str, tag: str = "") -> ResponseReturnValue:
    """Show the community summary in the reader's language."""
    publication = publications.by_slug(slug)
    if tag and tag not in publication.languages:
        abort(404)
    chosen = tag or _preferred(publication)
    i18n.speak(chosen)
    return _page(publication, f"community-summary-{chosen}.body.html", "publications.summary")


@pages.get("/p/<slug>/<tag>/students")
@public
def students(slug: str, tag: str) -> ResponseReturnValue:
    """Show the page for students in this language."""
    publication = publications.by_slug(slug)
    if tag not in publication.languages:
        abort(404)
    i18n.speak(tag)
    return _page(publication, f"student-summary-{tag}.body.html", "publications.students")


@pages.get("/p/<slug>/files/<name>")
@public
def public_file(slug: str, name: str) -> ResponseReturnValue:
    """Send one public document."""
    found = publications.file(publications.by_slug(slug).id, name)
    if not found.public:
        abort(404)
    response = _file(found, slug)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.add_etag()
    return response.make_conditional(request)


def _page(publication: Publication, name: str, endpoint: str) -> str:
    # The body was made by our own autoescaping templates when it was published, and is frozen since.
    body = Markup(bytes(publications.file(publication.id, name).data).decode())
    names = {each.name for each in publications.files(publication.id)}
    return render_template(
        "publications/summary.html", publication=publication, body=body, offered=offered(publication.languages),
        newer=_newer(publication), names=names, endpoint=endpoint,
    )  # fmt: skip


def _preferred(publication: Publication) -> str:
    asked = request.args.get("lang"), request.cookies.get(i18n.COOKIE)
    found = next((tag for tag in asked if tag in publication.languages), None)
    return found or negotiate([tag for tag, _quality in request.accept_languages], publication.languages)


def _newer(publication: Publication) -> Publication | None:
    newest = publications.of_cycle(publication.cycle_id)[0]
    return newest if newest.version > publication.version else None


def _file(found: PublishedFile, slug: str) -> Response:
    inline = found.media_type.startswith(("text/html", "application/pdf"))
    response = _sent(bytes(found.data), found.media_type, f"{slug}-{found.name}", inline)
    if found.media_type.startswith("text/html"):
        # A downloaded page carries its own style; this lets it be looked at here too, and still run nothing.
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        )
    return response


def _sent(data: bytes, media_type: str, name: str, inline: bool = False) -> Response:
    response = Response(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response
