"""The translations' pages: how far each language is, the table, files out and back, and a translator's own link."""

import io
import re
from html import unescape

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from app.store import waves
from app.store.database import connected
from app.store.tables import District, ReflectionPoint, TextState
from app.workflow import wordings
from forms.changes import Change
from tests.small_district import key_on
from tests.small_team import Member, signed_in, token_on

TEXTS = "/team/cycles/1/texts"
ES = f"{TEXTS}/es"


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def on(page: str) -> dict[str, list[str]]:
    """Return what the form of the table would send, field by field."""
    areas = re.findall(r'<textarea id="t-\d+" name="text"[^>]*>(.*?)</textarea>', page, re.S)
    return {
        "ref": re.findall(r'name="ref" value="([^"]*)"', page),
        "stamp": re.findall(r'name="stamp" value="([^"]*)"', page),
        "text": [unescape(each) for each in areas],
        "checked": re.findall(r'name="checked" value="([^"]*)" checked', page),
    }


def with_text(sent: dict[str, list[str]], ref: str, text: str, checked: bool = False) -> dict[str, list[str]]:
    texts = list(sent["text"])
    texts[sent["ref"].index(ref)] = text
    return {**sent, "text": texts, "checked": sent["checked"] + [ref] * checked}


def title_in(tag: str, key: str = "buses") -> str:
    with connected():
        return ReflectionPoint.get(ReflectionPoint.key == key).title.get(tag, "")


def test_the_overview_counts_each_language_and_leads_to_what_is_to_be_done(member: Member) -> None:
    page = " ".join(member.get(TEXTS).text.split())
    assert page.count('class="bar"') == 4 and f'href="{ES}?state=draft"' in page
    assert re.search(r"0 of \d+", page) and f'href="{TEXTS}/en"' not in page
    with connected():
        District.update(languages=["en"]).execute()
    assert "Only one language so far" in member.get(TEXTS).text
    assert member.get(f"{TEXTS}/es").status_code == 404 and member.get(f"{TEXTS}/xx").status_code == 404


def test_source_and_translation_stand_side_by_side_in_their_own_direction(member: Member) -> None:
    page = member.get(f"{TEXTS}/ar?form=points").text
    assert len(on(page)["ref"]) == 6
    assert '<p class="source" id="s-0" lang="en" dir="ltr">' in page and 'lang="ar" dir="rtl" rows' in page
    assert "Reflection summary · Title" in page and page.count('badge-draft">draft<') == 6
    assert len(on(member.get(f"{TEXTS}/ar").text)["ref"]) == 40 and "page=2" in member.get(f"{TEXTS}/ar").text


def test_what_is_typed_and_ticked_is_kept_with_who_and_reaches_the_form(member: Member, client: FlaskClient) -> None:
    sent = on(member.get(f"{ES}?form=points").text)
    answer = member.post(f"{ES}?form=points", with_text(sent, "points/buses/title", "Burlas <en> el bus", True))
    assert answer.status_code == 302 and answer.location.endswith("/es?form=points")
    page = member.get(answer.location).text
    assert "1 text saved." in page and "Burlas &lt;en&gt; el bus" in page and "sel@larkspur.example" in page
    assert on(page)["checked"] == ["points/buses/title"]
    assert "Burlas &lt;en&gt; el bus" in client.get("/f/families-spring?lang=es").text
    assert member.post(f"{ES}?form=points", on(page), follow_redirects=True).text.count("Nothing was changed.") == 1


def test_all_of_a_page_is_checked_with_one_button_and_the_next_unchecked_follows(member: Member) -> None:
    address = f"{ES}?form=points&state=unchecked"
    member.post(address, {**on(member.get(address).text), "do": "check"})
    assert "Nothing here" in member.get(address).text and TextState.select().count() == 6
    sent = on(member.get(ES).text)
    onward = member.post(ES, {**sent, "do": "next"})
    assert re.search(r"/es\?page=2#r-\d+$", onward.location)
    nothing = member.post(address, {"do": "next"}, follow_redirects=True).text
    assert "no other text here" in nothing


def test_a_mistake_keeps_all_that_was_typed_and_stores_nothing(member: Member) -> None:
    sent = with_text(on(member.get(f"{ES}?form=points").text), "points/buses/title", "x" * 201)
    answer = member.post(f"{ES}?form=points", with_text(sent, "points/letters/title", "Cartas en inglés"))
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text and "200 characters" in answer.text
    assert "x" * 201 in answer.text and "Cartas en inglés" in answer.text
    assert title_in("es", "letters") == "Cartas solo en inglés"
    ok = member.post(f"{ES}?form=points", with_text(on(answer.text), "points/buses/title", "Buses"))
    assert ok.status_code == 302 and title_in("es", "letters") == "Cartas en inglés"


def test_two_people_see_both_wordings_and_nothing_is_lost(member: Member, app: Flask) -> None:
    colleague = signed_in(app, "second@larkspur.example")
    sent = on(member.get(f"{ES}?form=points").text)
    colleague.post(f"{ES}?form=points", with_text(sent, "points/buses/title", "Uno"))
    mine = with_text(with_text(sent, "points/buses/title", "Dos"), "points/letters/title", "Cartas")
    answer = member.post(f"{ES}?form=points", mine)
    assert answer.status_code == 409 and "1 text saved." in answer.text
    assert ">Dos</textarea>" in answer.text and ">Uno</p>" in answer.text and "second@larkspur.example" in answer.text
    assert (title_in("es"), title_in("es", "letters")) == ("Uno", "Cartas")
    assert member.post(f"{ES}?form=points", on(answer.text)).status_code == 302 and title_in("es") == "Dos"


def test_half_a_page_or_a_forged_one_changes_nothing(member: Member) -> None:
    sent = on(member.get(f"{ES}?form=points").text)
    assert member.post(ES, {**sent, "text": sent["text"][1:]}).status_code == 400
    assert (
        member.post(ES, {**sent, "ref": ["no/such"] * 6, "stamp": ["x"] * 6, "text": ["words"] * 6}).status_code == 409
    )
    assert TextState.select().count() == 0


def workbook(member: Member, **cells: object) -> io.BytesIO:
    book = openpyxl.load_workbook(io.BytesIO(member.get(f"{ES}/texts.xlsx").data))
    for name, value in cells.items():
        book.active[name] = value  # type: ignore[index]
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def test_a_workbook_comes_back_is_looked_at_and_only_then_stored(member: Member) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(member.get(f"{ES}/texts.xlsx").data)).active
    at = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=2)}
    titles = {key: at[f"points/{key}/title"] for key in ("welcome", "buses", "letters")}
    changed = workbook(member, **{
        f"D{titles['buses']}": "Buses", f"E{titles['buses']}": "checked", f"D{titles['letters']}": "=1+1",
        f"C{titles['welcome']}": "An older original", f"D{titles['welcome']}": "Bienvenida",
        f"D{at['points/buses/text']}": None, f"A{at['points/letters/text']}": "no/such/text",
    })  # fmt: skip
    page = member.post(f"{ES}/file", {"file": (changed, "back.xlsx")}).text
    assert "New or changed: 1. To be decided: 1. Cannot be taken: 3." in page
    for reason in ("is a formula", "cell is empty", "no such text", "translates an older one"):
        assert reason in page
    assert title_in("es") == "Acoso en los autobuses"
    fields = {name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in ("ref", "text", "stamp", "mark")}
    ticked = re.findall(r'name="take" value="([^"]*)" checked', page)
    assert ticked == ["points/buses/title"]
    done = member.post(f"{ES}/take", {**fields, "take": ticked}, follow_redirects=True).text
    assert "1 text saved." in done and title_in("es") == "Buses" and title_in("es", "welcome").startswith("Los est")
    with connected():
        assert [row.state for row in TextState.select()] == ["checked"]
    again = member.post(f"{ES}/take", {**fields, "take": ticked}, follow_redirects=True).text
    assert "1 text saved." not in again


def test_a_po_file_comes_back_from_poedit(member: Member) -> None:
    file = member.get(f"{ES}/texts.po").text
    assert 'msgctxt "points/buses/title"' in file and "#, fuzzy" in file
    mended = re.sub(
        r'#, fuzzy\n(msgctxt "points/buses/title"\nmsgid .*\n)msgstr .*', r'\1msgstr "Acoso en el bus"', file
    )
    page = member.post(f"{ES}/file", {"file": (io.BytesIO(mended.encode()), "es.po")}).text
    assert "New or changed: 1. To be decided: 0. Cannot be taken: 0." in page and "Acoso en el bus" in page


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", b"<script>alert(1)</script>"])
def test_what_is_no_such_file_is_refused_in_words(member: Member, data: bytes) -> None:
    answer = member.post(f"{ES}/file", {"file": (io.BytesIO(data), "x.xlsx")})
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert member.post(f"{ES}/file").status_code == 422


def test_a_translator_works_under_their_name_until_the_link_is_too_old(
    member: Member, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert member.post(f"{ES}/link", {"name": " "}).status_code == 422
    page = member.post(f"{ES}/link", {"name": "Señora <Ali>"}).text
    link = re.search(r"/translate/[\w.-]+", page)
    assert link
    table = client.get(f"{link[0]}?form=points").text
    sent = with_text(on(table), "points/buses/title", "Buses", checked=True)
    answer = client.post(f"{link[0]}?form=points", data={**sent, "csrf_token": token_on(table)})
    assert answer.status_code == 302 and answer.location.startswith(link[0])
    assert title_in("es") == "Buses" and "Señora &lt;Ali&gt;" in member.get(f"{ES}?state=checked").text
    now = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) + 15 * 86400)
    assert client.get(link[0]).status_code == 410


def checked_in_spanish() -> None:
    """Let a person have checked all that the families' form says in Spanish."""
    with connected():
        shown = [Change(each.ref, each.wording or "x", True, each.stamp) for each in wordings.table(1, "es")]
        assert not wordings.save(1, "es", shown, "ana").problems


FORM = "/f/families-spring?lang=es"
MARK = '<i class="mark"'


def test_a_respondent_is_told_that_no_person_has_checked_the_page(member: Member, client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert 'class="note trust"' in page and MARK not in page
    assert 'trust">' not in client.get("/f/families-spring?lang=en").text
    checked_in_spanish()
    page = client.get(FORM).text
    assert 'class="note trust"' not in page and 'name="original" value="1"' in page and MARK not in page


def test_single_texts_that_are_not_checked_are_marked_also_for_screen_readers(client: FlaskClient) -> None:
    checked_in_spanish()
    with connected():
        row = next(each for each in wordings.table(1, "es") if each.ref == "points/buses/title")
        wordings.save(1, "es", [Change(row.ref, "Burlas en el bus", False, row.stamp)], "ben")
    page = client.get(FORM).text
    assert 'class="note trust"' in page and page.count(MARK) == 1
    assert re.search(r'Burlas en el bus <i class="mark" aria-hidden="true">≈</i><span class="unseen"> \(', page)


def test_what_is_not_translated_stands_there_in_its_own_language_and_says_so(client: FlaskClient) -> None:
    with connected():
        point = ReflectionPoint.get(ReflectionPoint.key == "buses")
        point.text = {"en": point.text["en"]}
        point.save()
    waves.touch_forms()
    page = client.get(FORM).text
    told = '<span class="told" lang="en" dir="ltr">One in five students was teased or pushed on the bus.</span>'
    assert f'{told} <small class="mark">(' in page
    assert re.search(r'<bdi lang="en">Larkspur listening line</bdi>', page)


def test_the_original_is_one_tap_away_and_no_answer_is_lost(client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert "Students feel welcome" not in page and 'class="orig"' not in page
    assert "Students feel welcome" in client.get(f"{FORM}&original=1").text
    sent = {"key": key_on(page), "language": "es", "went_well": "La música", "original": "1"}
    both = client.post("/f/families-spring?answers=1", data=sent).text
    assert "Students feel welcome" in both and ">La música</textarea>" in both and 'name="original" value="0"' in both
    assert 'name="with" value="1"' in both and key_on(both) == key_on(page)
    turned = client.post("/f/families-spring", data={**sent, "with": "1", "original": "0"}).text
    assert 'class="orig"' not in turned and ">La música</textarea>" in turned
    kept = client.post(
        "/f/families-spring", data={"language": "es", "with": "1", "switch": "vi", "went_well": "x"}
    ).text
    assert 'lang="vi"' in kept and 'class="orig"' in kept
    assert (
        client.post("/f/families-spring", data={"key": key_on(page), "with": "1", "went_well": "x"}).status_code == 303
    )
