"""Bringing in responses from another tool, as the SEL team does it, with buttons and lists only."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.store import response_files
from app.store.database import connected
from app.store.tables import Response, ResponseFile
from app.web import imports as web
from tests.small_district import stored
from tests.small_team import Member, signed_in
from tests.tool_files import GOOGLE, HARD, LETTERS, csv_of, qualtrics

PAGE = "/team/cycles/1/import"


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def upload(member: Member, data: bytes, name: str = "answers.csv"):  # type: ignore[no-untyped-def]
    """Upload a file."""
    return send(member, PAGE, data, name)


def send(member: Member, address: str, data: bytes, name: str):  # type: ignore[no-untyped-def]
    """Send a file as a browser does; written out, because the test client leaves large files open."""
    token = f'--line\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{member.token}\r\n'
    head = f'--line\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = token.encode() + head.encode() + data + b"\r\n--line--\r\n"
    return member.client.post(address, data=body, content_type="multipart/form-data; boundary=line")


def fields(page: str) -> dict[str, str]:
    """Return what the form about a column would send if it is not touched."""
    found: dict[str, str] = {}
    form = BeautifulSoup(page, "lxml").find("select", id="what").find_parent("form")  # type: ignore[union-attr]
    for select in form.find_all("select"):  # type: ignore[union-attr]
        options = select.find_all("option")
        found[select["name"]] = next((each for each in options if each.has_attr("selected")), options[0])["value"]
    return found


def words_of(page: str) -> str:
    """Return the words of a page without its tags, in one line."""
    return re.sub(r"\s+", " ", BeautifulSoup(page, "lxml").get_text(" "))


def test_from_the_upload_to_stored_responses_and_back(member: Member) -> None:
    assert "No file yet" in member.get(PAGE).text
    answer = upload(member, csv_of(GOOGLE), "spring <form>.csv")
    assert answer.location == f"{PAGE}/1"
    page = member.get(answer.location)
    said = words_of(page.text)
    for words in (
        "3 rows, from Google Forms",
        "E-mail addresses",
        "An exact time",
        "The bus is late",
        "Free pizza",
        "Nothing is stored yet",
        HARD,
    ):
        assert words in said, words
    assert "from what you saw" not in said  # the wording of this form, not of another one with the same item
    assert "spring &lt;form&gt;.csv" in page.text and "<form>.csv" not in page.text
    assert stored() == {}
    assert member.post(f"{PAGE}/1/start").location == f"{PAGE}/1"
    done = words_of(member.get(f"{PAGE}/1").text)
    assert "3 responses were stored." in done and "The uploaded file was deleted." in done
    assert len(stored()) == 3 and "ana@example.org" not in str(stored())
    member.post(f"{PAGE}/1/undo")
    assert stored() == {} and "was removed" in member.get(f"{PAGE}/1").text
    member.post(f"{PAGE}/1/remove")
    assert "No file yet" in member.get(PAGE).text


def test_a_column_is_said_to_be_another_question_and_its_texts_to_be_answers(member: Member) -> None:
    upload(member, csv_of([("How is mail?", "Why so?"), ("Now and then", "Lost in the bag"), ("Never", "It is lost")]))
    address = f"{PAGE}/1/columns/0"
    page = member.get(address)
    assert "Column 1 of 2" in page.text and "Now and then" in page.text
    answer = member.post(address, {**fields(page.text), "what": "item:letters"})
    assert answer.location == address  # there is something left to say: what the texts mean
    page = member.get(address)
    assert fields(page.text) == {"what": "item:letters", "value-0": "~own", "value-1": "1"}
    answer = member.post(address, {**fields(page.text), "value-0": "3", "next": "1"})
    assert answer.location == f"{PAGE}/1/columns/1"
    member.post(f"{PAGE}/1/columns/1", {"what": "item:was_hard"})
    member.post(f"{PAGE}/1/start")
    assert sorted(stored().values(), key=str) == [
        {"letters": "1", "was_hard": "It is lost"}, {"letters": "3", "was_hard": "Lost in the bag"},
    ]  # fmt: skip


def test_numbers_for_answers_ask_for_a_look_first(member: Member) -> None:
    upload(member, csv_of(qualtrics(recoded=True)))
    at = qualtrics()[0].index("Q1")
    assert "Please look" in member.get(f"{PAGE}/1").text
    assert "still needs a look" in member.post(f"{PAGE}/1/start", follow_redirects=True).text and stored() == {}
    page = member.get(f"{PAGE}/1/columns/{at}")
    assert "Check what each one stands for" in page.text and LETTERS in page.text
    member.post(f"{PAGE}/1/columns/{at}", fields(page.text))
    assert "Please look" not in member.get(f"{PAGE}/1").text


def test_names_need_a_tick_and_addresses_of_devices_are_not_offered(member: Member) -> None:
    upload(member, csv_of(qualtrics()))
    names = qualtrics()[0]
    address = f"{PAGE}/1/columns/{names.index('RecipientLastName')}"
    refused = member.post(address, {"what": "new:long_text"})
    assert refused.status_code == 422 and "Tick the box" in refused.text and 'role="alert"' in refused.text
    assert member.post(address, {"what": "new:long_text", "told": "on"}).status_code == 302
    device = member.get(f"{PAGE}/1/columns/{names.index('IPAddress')}").text
    assert "It is never taken" in device and 'value="item:' not in device and "203.0.113.9" not in device
    assert "203.0.113.9" not in member.get(f"{PAGE}/1").text
    assert (
        member.post(f"{PAGE}/1/columns/{names.index('IPAddress')}", {"what": "new:long_text", "told": "on"}).status_code
        == 422
    )


def test_which_form_and_language_hold_for_the_whole_file(member: Member) -> None:
    upload(member, csv_of([("Why?", HARD), ("", "The stairs are steep")]))
    wave = BeautifulSoup(member.get(f"{PAGE}/1").text, "lxml").find("option", string="Staff")["value"]  # type: ignore[index]
    member.post(f"{PAGE}/1", {"wave": str(wave), "language": "ur"})
    page = words_of(member.get(f"{PAGE}/1").text)
    assert "Row 2 · Staff · Urdu" in page
    member.post(f"{PAGE}/1/start")
    with connected():
        row = Response.get()
    assert (str(row.wave_id), row.language, row.channel, row.batch) == (str(wave), "ur", "import", "1")
    assert member.post(f"{PAGE}/1", {"wave": "99", "language": "en"}).status_code in (302, 404)


def test_what_could_not_be_taken_is_shown_and_downloaded_without_what_stood_there(
    member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "LISTED", 2)
    upload(member, csv_of([("children", "=was_hard"), *[(f"secret {n}", "The bus") for n in range(5)]]))
    member.post(f"{PAGE}/1/columns/1", {"what": "item:was_hard"})
    member.post(f"{PAGE}/1/columns/0", {"what": "item:children"})
    member.post(f"{PAGE}/1/start")
    page = member.get(f"{PAGE}/1").text
    assert "Not a number" in page and "and 3 more" in page and "secret" not in page
    answer = member.get(f"{PAGE}/1/problems.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[:2] == [["Row", "Column", "Reason"], ["2", "children", "Not a number"]] and len(rows) == 6


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "This file is empty"), (b"Comment\r\n", "no answers below"), (b"%PDF-1.7", "not a table"), (b"PK\x03\x04 x", "damaged"),
     (b'a,b\r\n"' + b"x" * 10_000_000 + b'",c', "A cell in row 2 is longer"), (b"Name,Email\r\nAna,a@b.org\r\n", "list of people")],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_explained_and_nothing_is_kept(member: Member, data: bytes, words: str) -> None:
    answer = upload(member, data)
    assert answer.status_code == 422 and words in answer.text and 'role="alert"' in answer.text
    with connected():
        assert ResponseFile.select().count() == 0


def test_no_file_and_the_same_file_are_told(member: Member) -> None:
    assert "Choose a file first" in member.post(PAGE).text
    upload(member, csv_of(GOOGLE))
    again = upload(member, csv_of(GOOGLE), "again.csv")
    assert again.location == f"{PAGE}/1" and "the same file" in member.get(again.location).text


def test_files_up_to_sixty_megabytes_are_let_in_and_only_here(member: Member) -> None:
    long = csv_of([("Why?",), *[("The bus is late. " * 290,) for _ in range(4400)]])
    assert len(long) > 20 * 2**20
    assert upload(member, long).status_code == 302
    assert member.get(f"{PAGE}/1").status_code == 200
    assert send(member, "/team/cycles/1/plan", long, "plan.docx").status_code == 413


def test_buttons_pressed_too_late_change_nothing(member: Member) -> None:
    upload(member, csv_of(GOOGLE))
    member.post(f"{PAGE}/1/start")
    before = stored()
    for address in ("", "/start", "/remove", "/columns/2"):
        answer = member.post(f"{PAGE}/1{address}", {"what": "out", "wave": "1", "language": "en"})
        assert answer.status_code == 302, address
    assert stored() == before and len(before) == 3


def test_while_the_worker_is_at_it_the_page_looks_again(member: Member) -> None:
    upload(member, csv_of(GOOGLE))
    with connected():
        response_files.mark(1, state="running", done=1, of=3)
    page = member.get(f"{PAGE}/1")
    assert page.headers["Refresh"] == "3" and "1 of 3" in page.text
    assert "Refresh" not in member.get(f"{PAGE}/1?watch=0").headers
    assert member.get(f"{PAGE}/1/columns/0").location == f"{PAGE}/1"


def test_a_file_of_another_cycle_is_not_found(member: Member, client: FlaskClient) -> None:
    upload(member, csv_of(GOOGLE))
    member.post("/team/cycles/new", {"title": "Next", "year": "2027"})
    assert member.get("/team/cycles/2/import/1").status_code == 404
    assert member.post("/team/cycles/2/import/1/start").status_code == 404
    assert client.get(f"{PAGE}/1").status_code == 302
