"""The pages for invitations: the list, the letters, what a server said; and the way out, for the person who gets one."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from app.store.database import connected
from app.store.tables import Contact, Cycle, District, Job, NoMore, Wave
from app.workflow import invitations
from tests.mail_server import Box, serving, url_of
from tests.small_district import founded, settings_in
from tests.small_team import EMAIL, Member, signed_in
from translations import LANGUAGES

LIST = "/team/cycles/1/invitations"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def app(tmp_path: Path, box: Box) -> Iterator[Flask]:
    with serving(box) as server:
        yield founded(settings_in(tmp_path, mail_url=url_of(server), mail_from="SEL team <sel@larkspur.example>"))


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def flat(page: str) -> str:
    return " ".join(page.split())


def add(member: Member, addresses: str, **fields: object) -> str:
    answer = member.post(LIST, {"addresses": addresses, "form": "1", "language": "en", **fields}, follow_redirects=True)
    return flat(answer.text)


def test_a_team_invites_reminds_and_sees_what_became_of_it(member: Member, box: Box) -> None:
    assert "No addresses yet" in member.get(LIST).text
    box.refuse.add("c@example.org")
    page = add(member, "a@example.org, Spanish\nb@example.org\nc@example.org\na@example.org")
    assert "3 addresses are new on the list." in page and "1 address was there already" in page
    assert "3 addresses have no invitation yet" in page and "Spanish" in page
    page = flat(member.get(f"{LIST}/invite").text)
    assert "It goes to 3 addresses" in page and page.count('class="letter"') == 5 and 'dir="rtl"' in page
    page = flat(member.post(f"{LIST}/invite", follow_redirects=True).text)
    assert "2 letters were sent." in page and "The mail server refused 1 address." in page
    assert sorted(box.recipients) == ["a@example.org", "b@example.org"]
    page = flat(member.post(f"{LIST}/remind", follow_redirects=True).text)
    assert "2 letters were sent." in page and len(box.taken) == 4
    assert "There is nobody to write to." in member.post(f"{LIST}/remind", follow_redirects=True).text


def test_what_cannot_be_used_comes_back_and_the_rest_is_kept(member: Member) -> None:
    page = add(member, "a@example.org\nnobody <at> example\nb@example.org")
    assert "1 line holds no usable address" in page and "2 addresses are new" in page
    assert "nobody &lt;at&gt; example</textarea>" in page and ">a@example.org" not in page.split("</textarea>")[0]
    assert member.post(LIST, {"addresses": " "}).status_code == 422
    evil = add(member, 'a@example.org\r\nBcc: "x"@example.org\nc\x00@example.org')
    assert "2 lines hold no usable address" in evil and "1 address was there already" in evil


def test_a_file_is_read_and_a_wrong_one_is_explained(member: Member) -> None:
    good = "E-mail;Sprache;Language;form\na@example.org;x;Arabic;students\n".encode("utf-8-sig")
    page = add(member, "", file=(BytesIO(good), "list.csv"))
    assert "1 address is new on the list." in page and "Arabic" in page and "Students" in page
    for bad, words in ((b"name\nAna\n", "No column of this file"), (b"PK\x03\x04", "This file cannot be read")):
        answer = member.post(LIST, {"addresses": "kept@example.org", "file": (BytesIO(bad), "x.xlsx")})
        assert answer.status_code == 422 and words in answer.text and "kept@example.org</textarea>" in answer.text
    assert Contact.select().count() == 1


def test_addresses_are_removed_one_by_one_and_all_at_once(member: Member) -> None:
    add(member, "\n".join(f"p{n:02}@example.org" for n in range(60)))
    page = member.get(f"{LIST}?page=2").text
    assert page.count('name="contact"') == 10 and "p59@example.org" in page and "Page 2 of 2" in page
    member.post(f"{LIST}/remove", {"contact": re.findall(r'name="contact" value="(\d+)"', page)[0]})
    member.post(f"{LIST}/remove", {"email": " P00@example.org "})
    assert "not on the list" in member.post(f"{LIST}/remove", {"email": "x@x.org"}, follow_redirects=True).text
    assert Contact.select().count() == 58
    assert "58 addresses will be deleted" in flat(member.get(f"{LIST}/remove-all").text)
    assert "58 addresses are deleted" in member.post(f"{LIST}/remove-all", follow_redirects=True).text
    assert Contact.select().count() == 0 and member.get(f"{LIST}?page=9").status_code == 200


def test_another_cycles_contact_cannot_be_reached_from_here(member: Member) -> None:
    add(member, "a@example.org")
    cycle = Cycle.create(slug="other", title={"en": "Other"})
    wave = Wave.create(cycle=cycle, slug="w", audience="families", questionnaire="families")
    theirs = Contact.create(cycle=cycle, wave=wave, email="b@example.org")
    member.post(f"{LIST}/remove", {"contact": str(theirs.id)})
    assert Contact.select().count() == 2
    assert member.post(LIST, {"addresses": "c@example.org", "form": str(wave.id)}).status_code == 404
    assert member.get(f"{LIST}/invite/{wave.id}/en.html").status_code == 404


def test_a_letter_is_looked_at_as_mail_programs_show_it_and_fetches_nothing(member: Member) -> None:
    District.update(languages=[each.tag for each in LANGUAGES], name="<b>Larkspur</b>").execute()
    page = member.get(f"{LIST}/remind/1/ar.html")
    assert '<html lang="ar" dir="rtl">' in page.text and "<b>" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert member.get(f"{LIST}/remind/1/xx.html").status_code == 404


def test_a_test_letter_reaches_the_member_and_tells_what_the_server_says(member: Member, box: Box) -> None:
    page = member.post(f"{LIST}/invite/test", {"form": "2", "language": "vi"}, follow_redirects=True).text
    assert f"The test is on its way to {EMAIL}" in page and box.recipients == [EMAIL]
    text = box.taken[0][1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "/f/students-spring?lang=vi" in text and Contact.select().count() == 0
    box.refuses_all = True
    page = member.post(f"{LIST}/invite/test", {"form": "2"}, follow_redirects=True).text
    assert "does not take mail for this address" in page


def test_without_a_mail_server_the_page_says_how_to_set_one(tmp_path: Path) -> None:
    member = signed_in(founded(settings_in(tmp_path)))
    add(member, "a@example.org")
    page = member.get(LIST).text
    assert "E-mail is not set up yet." in page and "MAIL_URL=smtp://user:password@mail.example.org:587" in page
    assert "disabled" in member.get(f"{LIST}/invite").text
    assert "E-mail is not set up yet." in member.post(f"{LIST}/invite", follow_redirects=True).text
    assert "E-mail is not set up yet." in member.post(f"{LIST}/invite/test", follow_redirects=True).text


def test_closed_forms_invite_nobody_and_a_sending_can_be_stopped(member: Member, box: Box) -> None:
    add(member, "a@example.org")
    member.post("/team/cycles/1/close")
    assert "The forms are not open" in member.post(f"{LIST}/invite", follow_redirects=True).text
    Job.create(cycle=1, kind="invite", state="running", done=1, of=2, payload={"counts": {"sent": 1}})
    page = member.get(LIST)
    assert "1 of 2" in page.text and page.headers["Refresh"] == "3"
    assert "Refresh" not in member.get(f"{LIST}?watch=0").headers
    assert "Stopped." in member.post(f"{LIST}/stop", follow_redirects=True).text
    assert Job.get().state == "stopped" and box.taken == []


@pytest.mark.parametrize(
    ("state", "message", "words"),
    [("waiting", "unreachable", "We try again by ourselves"), ("failed", "login", "user name and password"),
     ("failed", "all_refused", "refused 20 addresses in a row"), ("failed", "broken", "Sending did not finish"),
     ("stopped", "closed", "The forms were closed"), ("stopped", "", "It was stopped")],
)  # fmt: skip
def test_each_end_of_a_sending_is_said_in_words(member: Member, state: str, message: str, words: str) -> None:
    Job.create(cycle=1, kind="invite", state=state, message=message, payload={"counts": {"unsure": 2, "script": 1}})
    page = member.get(LIST).text
    assert (
        words in page
        and "2 letters may not have arrived" in page
        and "letters that the mail server cannot write" in page
    )


def test_a_person_leaves_with_one_press_and_no_scanner_does_it_for_them(app: Flask, member: Member, box: Box) -> None:
    add(member, "a@example.org, es")
    member.post(f"{LIST}/invite")
    message = box.taken[0][1]
    link = str(message["List-Unsubscribe"]).strip("<>").removeprefix("http://127.0.0.1:8000")
    phone = app.test_client()
    page = phone.get(link)
    assert page.status_code == 200 and 'lang="es"' in page.text and 'method="post"' in page.text
    phone.head(link)
    assert NoMore.select().count() == 0
    # A mail program presses by itself: no cookie, no token, one answer that is no redirect (RFC 8058).
    pressed = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})
    assert pressed.status_code == 200 and "Set-Cookie" not in pressed.headers
    assert app.test_client().post(link).status_code == 200 and NoMore.select().count() == 1
    assert "a@example.org" not in str(list(NoMore.select().tuples()))
    page = flat(member.post(f"{LIST}/remind", follow_redirects=True).text)
    assert "1 address was taken off the list" in page and len(box.taken) == 1
    assert "1 address was left out" in add(member, "a@example.org")
    back = re.search(r'action="(/no-more/[^"]+/again[^"]*)"', phone.get(link).text)
    assert back and phone.post(back[1].replace("&amp;", "&")).status_code == 200
    assert NoMore.select().count() == 0 and "1 address is new" in add(member, "a@example.org")


def test_a_no_more_link_that_we_did_not_make_changes_nothing(app: Flask) -> None:
    with connected():
        token = invitations.token_for("another secret", "a@example.org")
    for address in (f"/no-more/{token}", f"/no-more/{token}/again", "/no-more/x"):
        assert app.test_client().post(address).status_code == 404
    assert app.test_client().get("/no-more/é").status_code == 404
    assert NoMore.select().count() == 0
