"""Publishing: what is still missing, the documents, and the public page with its lasting address."""

import io
import zipfile
from contextlib import suppress

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.store import cycles, publications
from app.store.tables import Publication, PublishedFile
from app.web import i18n
from app.web.access import public, team
from app.workflow import publish
from reports.rendering.pages import TEMPLATES
from translations import negotiate, offered

pages = Blueprint("publications", __name__)


@pages.get("/team/cycles/<int:cycle_id>/publish")
@team
def prepare(cycle_id: int) -> ResponseReturnValue:
    """Show what a publication would hold and what is missing; looks again by itself while one is being made."""
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
            watching=watching, editions=editions,
        )
    )  # fmt: skip
    if watching:
        page.headers["Refresh"] = "3"
    return page


@pages.post("/team/cycles/<int:cycle_id>/publish")
@team
def start(cycle_id: int) -> ResponseReturnValue:
    """Ask for a publication."""
    with suppress(publish.NotReady):  # the page says what is missing
        current_app.extensions["yousaid"].jobs.publish(publish.request(cycles.get(cycle_id).id))
    return redirect(url_for(".prepare", cycle_id=cycle_id))


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
            if each.kind != "summary_page":
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
    page = publications.file(publication.id, f"community-summary-{chosen}.body.html")
    # The body was made by our own autoescaping templates when it was published, and is frozen since.
    body = Markup(bytes(page.data).decode())
    return render_template(
        "publications/summary.html", publication=publication, body=body, offered=offered(publication.languages),
        newer=_newer(publication),
    )  # fmt: skip


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
