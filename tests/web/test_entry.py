"""Paper sheets, typed in by the team: digits become answers, slips are shown, a sheet counts once and can be taken back."""

import re

import pytest
from flask import Flask

from app.store import cycles
from app.store.database import connected
from app.store.tables import Response, Wave
from app.workflow import prepare
from forms.shipped import shipped
from tests.small_district import SCHOOLS, key_on, set_state, stored
from tests.small_team import Member, signed_in

PAPER = "/team/cycles/1/paper"
SHEET = f"{PAPER}/1"
FILLED = {
    "a-point-welcome": "2", "a-point-welcome-more": "هذا صحيح", "a-often-safe": "0", "a-went_well": "La música",
    "a-priorities": "312", "a-taking_part": "1 7", "a-taking_part-other": "A bus", "a-school": "2",
    "a-children": "٣", "a-home_language": "3",
}  # fmt: skip
READ = {
    "point-welcome": "4", "point-welcome-more": "هذا صحيح", "went_well": "La música",
    "priorities": ["friends", "safe", "adult"], "taking_part": ["evening", "else"], "taking_part-other": "A bus",
    "school": SCHOOLS[1], "children": 3, "home_language": "ar",
}  # fmt: skip


@pytest.fixture
def member(app: Flask) -> Member:
    return signed_in(app)


def save(member: Member, fields: dict[str, str], key: str = "", **more: str) -> object:
    """Type a sheet and save it."""
    return member.post(SHEET, {"key": key or key_on(member.get(SHEET).text), "language": "es", **fields, **more})


def test_every_kind_of_item_is_stored_as_the_web_form_would(member: Member) -> None:
    answer = save(member, FILLED)
    assert answer.status_code == 303
    assert list(stored().values()) == [READ]
    with connected():
        row = Response.get()
        assert (row.channel, row.language, row.version) == ("paper", "es", 1) and re.fullmatch(
            r"[\d-]{10}T\d\d", row.hour
        )


def test_the_next_sheet_is_empty_but_for_its_language_and_school(member: Member) -> None:
    page = member.get(save(member, FILLED).location).text
    assert '<option value="es" lang="es" selected' in page and 'name="a-school" value="2"' in page
    assert "La música" not in page and "Saved as sheet 1 today" in page and "entered 1 sheet" in page
    assert re.search(r'name="a-point-welcome"[^>]*autofocus', page)
    assert save(member, {"a-school": "2"}).status_code == 422  # what is left over from before is not a sheet yet


def test_items_carry_the_numbers_of_the_sheet_and_choices_stand_in_their_printed_order(member: Member) -> None:
    page = member.get(SHEET).text
    assert re.findall(r'step-number">(\d+)</span>', page)[-22:] == [str(n) for n in range(1, 23)]
    first = re.search(r'id="c-point-welcome">(.*?)</ol>', page, re.S)
    assert first and re.findall("<li>([^<]+)", first[1])[:2] == ["Very true", "Mostly true"]


def test_a_wrong_digit_is_shown_beside_its_field_and_nothing_is_lost_or_stored(member: Member) -> None:
    answer = save(member, FILLED | {"a-point-welcome": "8", "a-priorities": "33", "a-children": "many"})
    assert answer.status_code == 422 and stored() == {}
    for name, typed in (("point-welcome", "8"), ("priorities", "33"), ("children", "many")):
        assert f'id="e-{name}"' in answer.text and re.search(f'name="a-{name}" value="{typed}"', answer.text)
    assert "La música" in answer.text and answer.text.count('aria-invalid="true"') == 3
    assert re.search(r'name="a-point-welcome"[^>]*autofocus', answer.text)


def test_without_javascript_looking_says_in_words_what_was_read_and_stores_nothing(member: Member) -> None:
    page = save(member, FILLED, look="1").text
    assert stored() == {} and "<output" in page
    assert "Friends and belonging › Feeling safe at school › Having an adult to talk to</output>" in page
    assert "Meetings in the evening · Something else</output>" in page
    # Enter in a field presses the first button of the form, which must not be the one that saves a half-typed sheet.
    form = page[page.index('<form id="sheet"') :]
    assert 'name="look"' in form[: form.index("</button>")]


def test_a_sheet_that_is_sent_twice_counts_once(member: Member) -> None:
    key = key_on(member.get(SHEET).text)
    assert [save(member, FILLED, key).status_code for _ in range(3)] == [303] * 3
    assert len(stored()) == 1 and "entered 1 sheet" in member.get(SHEET).text
    changed = save(member, FILLED | {"a-went_well": "Sports"}, key)
    assert changed.status_code == 409 and "Sports" in changed.text and key_on(changed.text) != key
    assert save(member, FILLED, "of-another-form").status_code == 400 and len(stored()) == 1


def test_undo_removes_exactly_that_sheet_and_shows_it_again_as_it_was_typed(member: Member) -> None:
    save(member, {"a-went_well": "The first"})
    page = member.get(save(member, FILLED).location).text
    token = re.search(r'name="sheet" value="([^"]+)"', page)
    assert token and "sheet 2 today" in page
    back = member.post(f"{SHEET}/undo", {"sheet": token[1], "language": "es"})
    assert list(stored().values()) == [{"went_well": "The first"}]
    assert (
        'name="a-priorities" value="312"' in back.text and "La música" in back.text and "entered 1 sheet" in back.text
    )
    again = member.post(f"{SHEET}/undo", {"sheet": token[1]}, follow_redirects=True)
    assert "no longer be taken back" in again.text and len(stored()) == 1
    assert member.post(SHEET, {"key": key_on(back.text), "language": "es", **FILLED}).status_code == 303
    assert READ in stored().values()


def test_undo_takes_nothing_but_what_the_page_signed(member: Member, app: Flask) -> None:
    save(member, FILLED)
    (response_id,) = stored()
    for forged in ("", response_id, f'[1,"{response_id}"].x.y'):
        member.post(f"{SHEET}/undo", {"sheet": forged})
    token = re.search(r'name="sheet" value="([^"]+)"', member.get(SHEET).text)
    assert token
    member.post(f"{PAPER}/2/undo", {"sheet": token[1]})  # another form's
    assert len(stored()) == 1


def test_paper_may_come_after_the_form_is_closed_until_the_team_says_that_all_is_in(member: Member) -> None:
    set_state("draft")
    assert "Open the forms first" in member.get(PAPER).text and member.get(SHEET).status_code == 302
    set_state("open")
    key = key_on(member.get(SHEET).text)
    set_state("closed")
    assert member.client.get("/f/families-spring").status_code == 410
    assert save(member, FILLED).status_code == 303
    member.post(f"{SHEET}/all-in", {"all_in": "1"})
    refused = save(member, FILLED | {"a-went_well": "Late"}, key)
    assert refused.status_code == 409 and "Late" in refused.text and len(stored()) == 1
    member.post(f"{SHEET}/all-in", {"all_in": "0"})
    assert save(member, FILLED, key).status_code == 303 and len(stored()) == 2


def test_an_older_sheet_is_entered_as_the_version_at_its_foot(member: Member) -> None:
    with connected():
        prepare.save_questionnaire(1, 1, shipped("families"))  # version 1 is frozen with the first change after opening
        prepare.open_cycle(1)
        newer = shipped("families")
        newer["sections"][3]["items"][1]["choices"] = newer["sections"][3]["items"][1]["choices"][1:]
        prepare.save_questionnaire(1, 1, newer)
        assert cycles.wave(1, 1).version == 2
    assert "<option selected>2</option><option>1</option>" in member.get(SHEET).text
    page = member.get(f"{SHEET}?version=1").text
    member.post(SHEET, {"key": key_on(page), "version": "1", "a-priorities": "1"})
    member.post(SHEET, {"key": key_on(member.get(SHEET).text), "version": "2", "a-priorities": "1"})
    assert sorted(str(each["priorities"]) for each in stored().values()) == ["['adult']", "['safe']"]
    with connected():
        assert sorted(row.version for row in Response.select()) == [1, 2]


def test_a_sheet_on_which_consent_is_missing_or_refused_is_not_kept(member: Member) -> None:
    with connected():
        definition = shipped("families")
        yes, no = {"id": "yes", "label": {"en": "Yes"}}, {"id": "no", "label": {"en": "No"}, "ends": True}
        ask = {"id": "may_we", "type": "consent", "required": True, "label": {"en": "May we?"}, "choices": [yes, no]}
        definition["sections"][0]["items"].insert(0, ask)
        prepare.save_questionnaire(1, 1, definition)
    assert save(member, FILLED).status_code == 422
    assert "nothing of the sheet was kept" in member.get(save(member, FILLED | {"a-may_we": "2"}).location).text
    assert stored() == {}
    assert save(member, FILLED | {"a-may_we": "1"}).status_code == 303 and len(stored()) == 1


def test_hostile_words_are_shown_and_kept_as_words(member: Member) -> None:
    words = '"><script>alert(1)</script>\n=1+1'
    shown = save(member, {"a-went_well": words, "a-point-welcome": '9"><b>'}).text
    assert "<script>alert" not in shown and "<b>" not in shown
    save(member, {"a-went_well": words + "\x00\u202e"})
    assert list(stored().values()) == [{"went_well": words}]


def test_forms_without_a_school_remember_none(member: Member) -> None:
    with connected():
        community = Wave.get(audience="community").id
    page = member.get(f"{PAPER}/{community}?school=2").text
    assert member.post(f"{PAPER}/{community}", {"key": key_on(page), "a-was_hard": "Parking"}).status_code == 303
