"""Publishing, the team's documents, and the page that everybody may read."""

import io
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store import publications
from app.store.database import connected
from app.store.tables import Job, Publication
from tests.small_team import Member, heard, planned, signed_in

CYCLE = "/team/cycles/1"
DOCUMENTS = (
    ("themed-report.pdf", "report_pdf", "application/pdf", "", b"%PDF team"),
    ("community-summary-en.body.html", "summary_page", "text/html; charset=utf-8", "en", b"<h1>You said, we will</h1>"),
    ("community-summary-en.pdf", "summary_pdf", "application/pdf", "en", b"%PDF en"),
    ("community-summary-ar.body.html", "summary_page", "text/html; charset=utf-8", "ar", "<h1>قلتم</h1>".encode()),
    ("community-summary-ar.pdf", "summary_pdf", "application/pdf", "ar", b"%PDF ar"),
)


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


@pytest.fixture
def published(app: Flask) -> None:
    publish()


def publish(version: int = 1, slug: str = "spring") -> None:
    """Release an edition with a few small documents."""
    fields = {
        "slug": slug,
        "version": version,
        "date": "2026-06-01",
        "title": {"en": "Spring"},
        "languages": ["en", "ar"],
    }
    documents = [
        {"name": name, "kind": kind, "media_type": media, "language": tag, "public": bool(tag), "data": data}
        for name, kind, media, tag, data in DOCUMENTS
    ]
    with connected():
        publications.add(1, fields, documents)


def test_before_the_first_analysis_there_is_nothing_to_publish(member: Member) -> None:
    assert "Nothing to publish yet" in member.get(f"{CYCLE}/publish").text
    member.post(f"{CYCLE}/publish")
    assert Job.select().count() == 0


def test_the_checklist_names_the_gaps_in_plain_words(member: Member) -> None:
    heard()
    page = member.get(f"{CYCLE}/publish").text
    assert "No action plan has been uploaded" in page and "The forms are still open" in page
    planned()
    assert "Some revisions are not decided yet" in member.get(f"{CYCLE}/publish").text


def test_the_page_tells_how_many_documents_are_made(member: Member) -> None:
    Job.create(cycle=1, kind="publish", state="running", done=3, of=12)
    page = member.get(f"{CYCLE}/publish")
    assert "3 of 12" in page.text and page.headers["Refresh"] == "3"
    Job.update(state="failed", message="publication_failed").execute()
    page = member.get(f"{CYCLE}/publish")
    assert "Nothing was published. Try again" in page.text and "publication_failed" not in page.text


@pytest.mark.usefixtures("published")
def test_the_team_downloads_each_document_or_all_of_them(member: Member) -> None:
    page = member.get(f"{CYCLE}/publish").text
    assert "Themed report (PDF)" in page and "Community summary (PDF) · Arabic" in page
    assert member.get("/team/publications/spring/themed-report.pdf").data == b"%PDF team"
    packed = zipfile.ZipFile(io.BytesIO(member.get("/team/publications/spring/all.zip").data))
    assert packed.namelist() == ["themed-report.pdf", "community-summary-en.pdf", "community-summary-ar.pdf"]


@pytest.mark.usefixtures("published")
def test_the_summary_speaks_the_readers_language_where_it_is_offered(client: FlaskClient) -> None:
    assert '<html lang="ar" dir="rtl">' in client.get("/p/spring", headers={"Accept-Language": "ar-EG"}).text
    assert "<h1>You said, we will</h1>" in client.get("/p/spring", headers={"Accept-Language": "vi"}).text
    page = client.get("/p/spring/ar", headers={"Accept-Language": "en"}).text
    assert '<html lang="ar" dir="rtl">' in page and "<h1>قلتم</h1>" in page and "community-summary-ar.pdf" in page
    assert client.get("/p/spring/vi").status_code == 404


@pytest.mark.usefixtures("published")
def test_public_documents_last_in_browsers_and_the_teams_are_not_among_them(client: FlaskClient) -> None:
    document = client.get("/p/spring/files/community-summary-en.pdf")
    assert document.data == b"%PDF en" and "immutable" in document.headers["Cache-Control"]
    again = client.get("/p/spring/files/community-summary-en.pdf", headers={"If-None-Match": document.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/p/spring/files/themed-report.pdf").status_code == 404
    assert client.get("/p/spring/files/..%2Fsecret-key").status_code == 404


@pytest.mark.usefixtures("published")
def test_an_older_edition_keeps_its_address_and_points_to_the_newer(client: FlaskClient) -> None:
    assert "newer edition" not in client.get("/p/spring").text
    publish(2, "spring-v2")
    assert "newer edition" in client.get("/p/spring").text
    assert "newer edition" not in client.get("/p/spring-v2").text
    listed = client.get("/p").text
    assert listed.index("/p/spring-v2") < listed.index("/p/spring?")


def test_without_publications_the_list_says_so(client: FlaskClient) -> None:
    assert "Nothing has been published yet" in client.get("/p").text


def test_the_style_of_published_pages_is_there(client: FlaskClient) -> None:
    style = client.get("/p/report.css")
    assert style.status_code == 200 and style.mimetype == "text/css"


def test_publishing_makes_every_document_in_every_language_and_approved_words_only(member: Member) -> None:
    heard()
    planned()
    member.post("/team/revisions/1", {"decision": "accepted", "version": "0"})
    member.post("/team/revisions/2", {"decision": "rejected", "version": "0", "reason-en": "Already done"})
    member.post(f"{CYCLE}/publish")
    publication = Publication.get()
    with connected():
        names = {file.name for file in publications.files(publication.id)}
    assert {f"community-summary-{tag}.pdf" for tag in ("en", "es", "ar", "zh-Hans", "vi")} <= names
    assert {"themed-report.pdf", "themed-report.xlsx", "plan-draft.docx", "plan-draft.pdf"} <= names
    page = member.get(f"/p/{publication.slug}").text
    assert "Add a bus aide on every route" in page and "Already done" in page
    assert "The bus is late every week" not in page  # nobody approved it, and four voices are too few
