"""The cycles' pages: the guide, the forms' links, who has answered, the reflection summary, codebook and district."""

import io
import json
from pathlib import Path

import pytest
from flask import Flask

from app.store import cycles, enrolment, responses
from app.store.database import connected
from app.store.tables import CodebookCode, Cycle, District, Enrolment
from tests.small_district import LANGUAGES
from tests.small_team import Member, heard, planned, signed_in

CYCLE = "/team/cycles/1"


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def test_the_guide_names_the_first_step_that_is_open(member: Member) -> None:
    page = member.get(CYCLE).text
    assert page.count("badge-now") == 1 and "0 responses so far" in page
    heard()
    planned()
    member.post(f"{CYCLE}/close")
    page = member.get(CYCLE).text
    assert "7 responses" in page and "2 themes" in page and "2 revisions wait" in page


def test_a_new_cycle_has_a_form_for_each_audience_that_is_still_closed(member: Member) -> None:
    answer = member.post("/team/cycles/new", {"title": "Next <year>", "year": "2026-27"})
    page = member.get(answer.location + "/answers").text
    assert page.count('class="qr"') == 5 and "Next &lt;year&gt;" in page
    with connected():
        assert {wave.state for wave in cycles.waves(2)} == {"draft"}


@pytest.mark.parametrize(
    "fields", [{}, {"title": "x"}, {"title": " ", "year": "2026"}, {"title": "x" * 201, "year": "1"}]
)
def test_a_cycle_without_title_or_year_is_not_made_and_what_was_typed_stays(member: Member, fields: dict) -> None:
    answer = member.post("/team/cycles/new", fields)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert f'value="{fields.get("title", "")}"' in answer.text
    assert Cycle.select().count() == 1


def test_closing_and_opening_the_forms_reaches_the_respondents_at_once(member: Member) -> None:
    member.post(f"{CYCLE}/close")
    assert "went_well" not in member.client.get("/f/families-spring").text
    member.post(f"{CYCLE}/open")
    assert "went_well" in member.client.get("/f/families-spring").text


def test_forms_without_anything_to_respond_to_stay_closed(member: Member) -> None:
    member.post("/team/cycles/new", {"title": "Empty", "year": "2027"})
    page = member.post("/team/cycles/2/open", follow_redirects=True).text
    assert "nothing to respond to yet" in page
    assert Cycle.get_by_id(2).state == "draft"


def test_who_has_answered_stands_beside_how_many_there_are(member: Member) -> None:
    heard()
    Enrolment.create(audience="families", people=60)
    Enrolment.create(audience="families", school="Birch Elementary", people=40)
    Enrolment.create(audience="students", school="Birch Elementary", people=10)
    Enrolment.create(audience="families", language="so", people=12)
    page = " ".join(member.get(f"{CYCLE}/answers").text.split())
    assert "5%" in page and ">60<" in page
    assert "6%" in page and ">50<" in page
    assert "Somali" in page  # nobody of them answered, which is what the team must see


def test_the_old_addresses_of_exports_lead_to_the_new_page(member: Member) -> None:
    heard()
    assert "/export" in member.get(f"{CYCLE}/responses.csv").location
    assert sum(responses.counts(1)["audience"].values()) == 7


def test_the_summary_says_which_languages_a_point_is_missing(member: Member) -> None:
    assert "Not translated yet" not in member.get(f"{CYCLE}/summary").text
    member.post(f"{CYCLE}/summary/new/challenge", {"title-en": "Noise", "text-en": "Lunch is loud", "title-ar": "ضجيج"})
    page = " ".join(member.get(f"{CYCLE}/summary").text.split())
    assert "Not translated yet: Spanish, Chinese (Simplified), Vietnamese" in page
    assert "Noise" in member.client.get("/f/families-spring", headers={"Accept-Language": "en"}).text


def test_a_point_keeps_its_place_and_key_when_it_is_edited(member: Member) -> None:
    page = member.get(f"{CYCLE}/summary/buses").text
    assert 'lang="ar" dir="rtl"' in page and "Bullying on buses" in page
    fields = {f"title-{tag}": f"Buses {tag}" for tag in LANGUAGES} | {f"text-{tag}": "…" for tag in LANGUAGES}
    member.post(f"{CYCLE}/summary/buses", fields)
    with connected():
        points = {point.key: point for point in cycles.points(1)}
    assert list(points) == ["welcome", "buses", "letters"] and points["buses"].title["vi"] == "Buses vi"


def test_points_change_places_and_are_removed_after_a_question(member: Member) -> None:
    member.post(f"{CYCLE}/summary/letters/up")
    assert "Bullying on buses" in member.get(f"{CYCLE}/summary/buses/remove").text
    member.post(f"{CYCLE}/summary/buses/remove")
    with connected():
        assert [point.key for point in cycles.points(1)] == ["welcome", "letters"]


@pytest.mark.parametrize(("title", "text"), [("", "text"), ("x" * 201, ""), ("x", "x" * 5001)])
def test_a_point_that_cannot_be_kept_loses_nothing_that_was_typed(member: Member, title: str, text: str) -> None:
    answer = member.post(f"{CYCLE}/summary/new/success", {"title-en": title, "text-en": text})
    assert answer.status_code == 422 and title in answer.text and text in answer.text


def test_codes_are_added_edited_and_removed(member: Member) -> None:
    new = {"was": "", "id": "", "label": "Bus rides", "definition": "Getting to school"}
    member.post(f"{CYCLE}/codebook", new)
    with connected():
        assert [(code.id, code.label) for code in cycles.codebook(1)] == [("bus_rides", "Bus rides")]
    member.post(f"{CYCLE}/codebook", {"was": "bus_rides", "id": "bus_rides", "label": "Buses", "definition": "d"})
    with connected():
        assert [(code.id, code.label) for code in cycles.codebook(1)] == [("bus_rides", "Buses")]
    member.post(
        f"{CYCLE}/codebook",
        {"was": "bus_rides", "id": "bus_rides", "label": "Buses", "remove": "bus_rides", "definition": ""},
    )
    assert CodebookCode.select().count() == 0


def test_a_code_without_a_label_is_asked_for(member: Member) -> None:
    answer = member.post(f"{CYCLE}/codebook", {"was": "", "id": "", "label": "", "definition": "Only this"})
    assert answer.status_code == 422 and "Only this" in answer.text


def test_a_codebook_is_read_from_a_file_and_a_broken_one_is_explained(member: Member) -> None:
    codes = [{"id": "food", "label": "Food", "definition": "Lunch"}]
    file = io.BytesIO(json.dumps(codes).encode())
    assert member.post(f"{CYCLE}/codebook/upload", {"file": (file, "codes.json")}).status_code == 302
    for data, name in ((b"\x00\x01", "codes.json"), (b"a,b\n1,2\n", "codes.csv"), (b"", "codes.json")):
        answer = member.post(f"{CYCLE}/codebook/upload", {"file": (io.BytesIO(data), name)})
        assert answer.status_code == 422 and 'role="alert"' in answer.text, name
    with connected():
        assert [code.id for code in cycles.codebook(1)] == ["food"]


def test_the_district_is_kept_with_schools_and_contacts(member: Member) -> None:
    fields = {
        "name": "Larkspur", "language": "es", "languages": ["en", "ar"], "schools": "Birch Elementary\n\nOak School\n",
        "name-en": "Line", "phone-en": "555", "note-en": "",
    }  # fmt: skip
    Enrolment.create(audience="families", people=1200)
    assert member.post("/team/district", fields).status_code == 302
    with connected():
        district = District.get()
        people = [each.people for each in enrolment.counts()]
        assert [school.name for school in cycles.schools()] == ["Birch Elementary", "Oak School"]
    assert (district.language, district.languages) == ("es", ["en", "es", "ar"])
    assert district.contacts == {"en": [{"name": "Line", "phone": "555", "note": ""}]}
    assert people == [1200]  # they have a page of their own


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "x" * 201}])
def test_a_district_that_cannot_be_kept_changes_nothing(member: Member, fields: dict, tmp_path: Path) -> None:
    answer = member.post("/team/district", fields)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert District.get().name == "Larkspur School District"


def test_a_new_installation_says_how_to_begin(member: Member) -> None:
    for table in (Cycle, District):
        table.delete().execute()
    page = member.get("/team").text
    assert "First tell us about your district" in page and "No cycle yet" in page
    assert member.get("/team/district").status_code == 200
