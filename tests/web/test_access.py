"""Who may enter: every endpoint is listed here, and one that is not fails."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store.database import connected
from app.store.tables import TABLES, TeamMember
from tests.small_team import Member, heard, planned, signed_in, token_on

PUBLIC = {
    "assets.file",
    "auth.choose_password", "auth.set_up", "auth.sign_in", "auth.sign_out", "auth.try_sign_in",
    "invitations.come_back", "invitations.leave", "invitations.no_more",
    "drafts.ask", "drafts.keep", "drafts.take_up", "with_code.ask", "with_code.by_link", "with_code.try_code",
    "device.worker",
    "publications.index", "publications.public_file", "publications.report_css", "publications.students",
    "publications.summary",
    "respond.answer", "respond.form", "respond.health", "respond.home", "respond.privacy",
    "respond.qr", "respond.thanks",
}  # fmt: skip
TEAM = {
    "auth.ask_remove", "auth.invite", "auth.limit", "auth.remove", "auth.team_members",
    "codebook.save", "codebook.show", "codebook.upload",
    "codes.make", "codes.only", "codes.overview", "codes.void",
    "cycles.close_forms", "cycles.create", "cycles.listen", "cycles.new", "cycles.open_forms",
    "cycles.show",
    "decisions.decide", "decisions.history", "decisions.propose_split", "decisions.undo",
    "district.save", "district.show",
    "exports.choose", "exports.file", "exports.remove", "exports.start",
    "imports.column", "imports.overview", "imports.problems", "imports.remove", "imports.save", "imports.save_column",
    "imports.show", "imports.start", "imports.undo", "imports.upload",
    "invitations.add", "invitations.as_html", "invitations.ask_remove_all", "invitations.overview", "invitations.preview",
    "invitations.remove", "invitations.remove_all", "invitations.send", "invitations.stop", "invitations.test",
    "enrolment.preview", "enrolment.save", "enrolment.show", "enrolment.take", "enrolment.undo", "enrolment.upload",
    "entry.all_in", "entry.paper", "entry.save", "entry.sheet", "entry.undo",
    "meetings.add", "meetings.delete", "meetings.edit", "meetings.notes", "meetings.save", "meetings.undo",
    "printing.choose", "printing.download", "printing.remove", "printing.start",
    "publications.everything", "publications.export", "publications.order", "publications.prepare", "publications.start",
    "publications.team_file",
    "questionnaires.change", "questionnaires.download", "questionnaires.edit", "questionnaires.item",
    "questionnaires.overview", "questionnaires.preview", "questionnaires.save_item", "questionnaires.undo",
    "questionnaires.upload",
    "quotes.decide", "quotes.read", "quotes.waiting",
    "readers.code", "readers.draw", "readers.overview", "readers.read",
    "reveals.ask", "reveals.give", "reveals.record", "reveals.show",
    "safety.act", "safety.name", "safety.queue", "safety.show",
    "search.find",
    "summary.add", "summary.ask_remove", "summary.edit", "summary.move_up", "summary.new", "summary.remove",
    "summary.save", "summary.show",
    "themes.analysis", "themes.comments", "themes.overview", "themes.start", "themes.theme",
    "who.comments", "who.overview", "who.theme",
    "wording_files.choose", "wording_files.download", "wording_files.take", "wording_files.upload",
    "wordings.invite", "wordings.overview", "wordings.save", "wordings.table", "wordings.void_links",
}  # fmt: skip
# Opened by the teams of single schools as well, who see the district's plan and what concerns their own school.
SCHOOL_TEAM = {
    "beside.change", "beside.show", "beside.undo", "cycles.overview", "plans.draft", "plans.propose", "plans.save",
    "plans.show", "plans.upload", "revising.decide", "revising.revision", "revising.revisions", "revising.undo_revision",
    "revising.weigh", "schools.show",
}  # fmt: skip
# Opened by a translator's link, which opens nothing else.
TRANSLATOR = {"wordings.save_shared", "wordings.shared"}
# A value for each place in an address; the small district has the cycle 1.
PLACES = {
    "cycle_id": 1, "theme_id": "buses", "listed": "look", "key": "welcome", "kind": "success", "plan_id": 1,
    "revision_id": 1, "member_id": 1, "job_id": 1, "file_id": 1, "at": 0, "slug": "spring", "name": "themed-report.pdf",
    "tag": "en", "token": "x", "letter": "invite", "wave_id": 1, "response_id": "0", "item_id": "was_hard", "code": "H7K-2MX-94TD",
    "concern_id": "f00d", "comment_id": "r0.was_hard", "sample_id": 1,
}  # fmt: skip


def addresses(app: Flask, method: str, endpoints: set[str]) -> list[str]:
    """Return an address of each of the endpoints that takes this method."""
    url = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in endpoints and method in (rule.methods or ()):
            values = {name: PLACES[name] for name in rule.arguments}
            if rule.endpoint == "publications.export":
                values["kind"] = "csv"
            if rule.endpoint == "wording_files.download":
                values["kind"] = "po"
            found.append(url.build(rule.endpoint, values, method=method))
    return sorted(set(found))


def test_every_endpoint_says_who_may_enter_and_is_listed_here(app: Flask) -> None:
    declared = {name: getattr(view, "access", None) for name, view in app.view_functions.items()}
    assert {name for name, access in declared.items() if access == "public"} == PUBLIC
    assert {name for name, access in declared.items() if access == "team"} == TEAM
    assert {name for name, access in declared.items() if access == "school team"} == SCHOOL_TEAM
    assert {name for name, access in declared.items() if access == "translator"} == TRANSLATOR
    assert set(declared) == PUBLIC | TEAM | SCHOOL_TEAM | TRANSLATOR


def test_a_made_up_link_for_translators_opens_nothing(app: Flask, client: FlaskClient) -> None:
    before = everything(app)
    assert [client.get(address).status_code for address in addresses(app, "GET", TRANSLATOR)] == [410]
    token = token_on(client.get("/team/sign-in").text)
    for address in addresses(app, "POST", TRANSLATOR):
        assert client.post(address, data={"csrf_token": token}).status_code == 410
    assert everything(app) == before


def test_a_translators_link_opens_its_one_table_and_no_other_page(app: Flask, client: FlaskClient) -> None:
    member = signed_in(app)
    page = member.post("/team/cycles/1/texts/es/link", {"name": "Ms. Ali"}).text
    link = re.search(r"/translate/[\w.-]+", page)
    assert link and client.get(link[0]).status_code == 200
    assert "/team/" not in client.get(link[0]).text
    for address in addresses(app, "GET", TEAM | SCHOOL_TEAM):
        assert client.get(address).status_code == 302, address
    signed_in(app, "second@larkspur.example").post("/team/cycles/1/texts/links/void")
    assert client.get(link[0]).status_code == 410


def test_a_stranger_is_asked_to_sign_in_on_each_of_the_teams_pages(app: Flask, client: FlaskClient) -> None:
    for address in addresses(app, "GET", TEAM | SCHOOL_TEAM):
        answer = client.get(address)
        assert answer.status_code == 302 and answer.location.startswith("/team/sign-in?next="), address


def test_a_stranger_can_press_none_of_the_teams_buttons(app: Flask, client: FlaskClient) -> None:
    before = everything(app)
    page = client.get("/team/sign-in").text
    for address in addresses(app, "POST", TEAM | SCHOOL_TEAM):
        forged = client.post(address, data={"email": "stranger@example.org"})
        assert forged.status_code == 400, address
        answer = client.post(address, data={"csrf_token": token_on(page), "email": "stranger@example.org"})
        assert answer.status_code == 302 and answer.location.startswith("/team/sign-in"), address
    assert everything(app) == before


def test_opening_a_page_changes_nothing(app: Flask) -> None:
    member = signed_in(app)
    heard()
    planned()
    a_file(member)
    before = everything(app)
    for address in addresses(app, "GET", TEAM | SCHOOL_TEAM | PUBLIC):
        if not address.endswith("/split"):  # needs the encoder, and is tested with it
            assert member.get(address).status_code < 500, address
    assert everything(app) == before


@pytest.mark.parametrize(
    "field", ["cycle_id", "theme_id", "key", "plan_id", "revision_id", "slug", "name", "file_id", "at"]
)
def test_an_address_of_nothing_is_a_page_that_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    member = signed_in(app)
    heard()
    a_file(member)
    number = field == "at" or (field.endswith("_id") and field != "theme_id")
    monkeypatch.setitem(PLACES, field, 99 if number else "nothing-of-this-name")
    rules = [rule for rule in app.url_map.iter_rules() if field in rule.arguments]
    for address in addresses(app, "GET", {rule.endpoint for rule in rules} & (TEAM | SCHOOL_TEAM | PUBLIC)):
        if not address.endswith("/split"):
            answer = member.get(address)
            assert answer.status_code == 404, address
            assert "<h1" in answer.text
    for address in addresses(app, "POST", {rule.endpoint for rule in rules} & (TEAM | SCHOOL_TEAM)):
        assert member.post(address).status_code in (302, 400, 404, 422), address


def test_a_schools_team_opens_none_of_the_districts_pages(app: Flask) -> None:
    signed_in(app)
    member = of_school(app, "Birch Elementary")
    heard()
    planned()
    before = everything(app)
    for address in addresses(app, "GET", TEAM):
        assert member.get(address).status_code == 403, address
    for address in addresses(app, "POST", TEAM):
        assert member.post(address).status_code == 403, address
    assert everything(app) == before


def test_a_schools_team_reads_the_districts_plan_and_changes_nothing_of_it(app: Flask) -> None:
    member = of_school(app, "Birch Elementary")
    heard()
    planned()
    assert member.get("/team").status_code == 200
    district = member.get("/team/cycles/1/revisions?school=").text
    assert "Add a bus aide on every route" in district and ">Accept<" not in district
    # Four people: too few to be told, and no quote that the team has not approved.
    assert "The bus is late every week" not in district and "Evidence: 4" not in district
    before = everything(app)
    assert member.get("/team/revisions/1").status_code == 403
    assert member.get("/team/plans/1/draft.docx").status_code == 403
    for address in (
        "revisions/1",
        "revisions/1/undo",
        "plans/1",
        "plans/1/propose",
        "cycles/1/weights",
    ):
        assert member.post(f"/team/{address}", {"decision": "accepted", "version": "0"}).status_code == 403, address
    assert member.post("/team/cycles/1/plan?school=").status_code == 403
    assert everything(app) == before


def test_a_schools_team_sees_no_other_school(app: Flask) -> None:
    member = of_school(app, "Birch Elementary")
    heard()
    planned(school="Lakeside High School")
    before = everything(app)
    for page in ("plan", "revisions", "school"):
        assert member.get(f"/team/cycles/1/{page}?school=Lakeside+High+School").status_code == 403, page
    assert member.get("/team/revisions/1").status_code == 403
    assert member.post("/team/revisions/1", {"decision": "accepted", "version": "0"}).status_code == 403
    assert member.post("/team/cycles/1/plan?school=Lakeside+High+School").status_code == 403
    assert everything(app) == before


def of_school(app: Flask, school: str) -> Member:
    """Return a signed-in member of one school's team."""
    member = signed_in(app, "teacher@larkspur.example")
    with connected():
        TeamMember.update(school=school).where(TeamMember.email == "teacher@larkspur.example").execute()
    return member


def a_file(member: Member) -> None:
    """Upload responses from another tool, which wait for their meaning."""
    data = io.BytesIO(b"Which school?,What was hard?\r\nBirch Elementary,The bus\r\n")
    assert member.post("/team/cycles/1/import", {"file": (data, "answers.csv")}).status_code == 302


def everything(app: Flask) -> dict[str, list]:
    """Return every row of every table."""
    with connected():
        return {table.__name__: sorted(map(repr, table.select().tuples())) for table in TABLES}
