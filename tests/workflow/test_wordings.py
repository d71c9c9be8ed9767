"""Translating and checking: every text by its place, an honest state for each, and nobody's words overwritten."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store import cycles, questionnaires, wordings
from app.store.database import connected
from app.store.tables import District, Wave
from app.workflow import prepare
from app.workflow import wordings as translating
from forms import changes
from forms.changes import Change
from forms.states import Row
from forms.texts import contacts_in
from tests.small_district import POINTS, founded, settings_in

TITLE, INTRO = "points/buses/title", "families/intro"
HINT = "families/sections/successes/hint"  # translated in what ships


@pytest.fixture(autouse=True)
def _district(tmp_path: Path) -> Iterator[None]:
    founded(settings_in(tmp_path))
    with connected():
        yield


def row(ref: str, tag: str = "es") -> Row:
    return next(each for each in translating.table(1, tag) if ref in each.refs)


def typed(ref: str, wording: str, tag: str = "es", checked: bool = False) -> Change:
    return Change(ref, wording, checked, row(ref, tag).stamp)


def points(**changed: dict) -> list[dict]:
    return [{**point, **changed} if point["key"] == "buses" else dict(point) for point in POINTS]


def test_what_ships_is_a_machines_and_what_the_team_typed_a_draft() -> None:
    assert row(HINT).state == "machine" and row(TITLE).state == "draft"
    assert row("contacts/0/name").state == "missing"
    assert {each.state for each in translating.table(1, "ht") if each.text.form == "points"} == {"missing"}


def test_a_checked_text_keeps_who_and_when_and_is_stale_once_its_source_changes() -> None:
    translating.save(1, "es", [typed(TITLE, "Acoso en los autobuses", checked=True)], "ana@example.org")
    known = row(TITLE).known
    assert known and (row(TITLE).state, known.by, len(known.day)) == ("checked", "ana@example.org", 10)
    title = {**POINTS[1]["title"], "en": "Bullying on the way"}  # type: ignore[dict-item]
    prepare.save_points(1, points(title=title))
    assert row(TITLE).state == "stale" and row(TITLE, "vi").state == "stale"
    assert row("points/buses/text").state == "draft"
    translating.save(1, "es", [typed(TITLE, "Acoso en el camino")], "ana@example.org")
    assert row(TITLE).state == "draft"


def test_another_wording_in_the_place_of_a_checked_one_is_not_taken_for_checked() -> None:
    translating.save(1, "es", [typed(TITLE, row(TITLE).wording, checked=True)], "ana")
    prepare.save_points(1, points(title={**POINTS[1]["title"], "es": "Otra cosa"}))  # type: ignore[dict-item]
    assert row(TITLE).state == "draft"


def test_a_changed_source_of_what_ships_makes_its_translations_stale() -> None:
    [wave] = [each for each in cycles.waves(1) if each.questionnaire == "families"]
    wave.definition["sections"][0]["hint"]["en"] = "Hello!"
    prepare.save_questionnaire(1, wave.id, wave.definition)
    assert {row(HINT, tag).state for tag in ("es", "ar", "vi")} == {"stale"}


def test_many_texts_saved_at_once_make_one_next_version_of_an_open_form() -> None:
    prepare.open_cycle(1)
    sent = [typed(INTRO, "Hola"), typed("families/title", "Escuela"), typed(TITLE, "Buses")]
    assert translating.save(1, "es", sent, "ana").changed == 3
    wave = Wave.get(Wave.questionnaire == "families")
    assert wave.version == 2 and questionnaires.shown(wave).definition["intro"]["es"] == "Hola"
    assert Wave.get(Wave.questionnaire == "staff").version == 2  # the points are in every form
    translating.save(1, "es", [typed(TITLE, "Buses", checked=True)], "ana")
    assert Wave.get(Wave.questionnaire == "staff").version == 2  # a check changes no words


def test_the_same_words_in_many_places_are_translated_and_checked_once() -> None:
    same = next(each for each in translating.table(1, "es") if each.text.original == "Very true")
    assert len(same.refs) > 3
    translating.save(1, "es", [Change(same.ref, "Muy, muy cierto", True, same.stamp)], "ana")
    again = next(each for each in translating.table(1, "es") if each.text.original == "Very true")
    assert (again.refs, again.wording, again.state) == (same.refs, "Muy, muy cierto", "checked")


def test_the_second_of_two_people_overwrites_nothing() -> None:
    first, second = typed(TITLE, "Uno"), typed(TITLE, "Dos")
    translating.save(1, "es", [first], "ana")
    decided = translating.save(1, "es", [second, typed(INTRO, "Hola")], "ben")
    assert decided.clashes == [second] and decided.changed == 1
    assert row(TITLE).wording == "Uno" and row(INTRO).wording == "Hola"
    untouched = Change(TITLE, "Uno", False, second.stamp)  # a page that was open all the while, nothing typed
    assert translating.save(1, "es", [untouched], "cem").changed == 0


def test_nobody_checks_what_they_have_not_seen() -> None:
    seen = typed(TITLE, row(TITLE).wording, checked=True)
    translating.save(1, "es", [typed(TITLE, "Otro")], "ana")
    assert translating.save(1, "es", [seen], "ben").clashes == [seen]


def test_all_that_is_shown_is_checked_at_once_and_a_check_can_be_taken_back() -> None:
    shown = [Change(each.ref, each.wording, bool(each.wording), each.stamp) for each in translating.table(1, "es")]
    assert translating.save(1, "es", shown, "ana").changed == sum(change.checked for change in shown)
    assert row(HINT).state == row(TITLE).state == "checked" and row("contacts/0/name").state == "missing"
    for ref, then in ((HINT, "machine"), (TITLE, "draft")):
        translating.save(1, "es", [typed(ref, row(ref).wording)], "ana")
        assert row(ref).state == then


@pytest.mark.parametrize(
    ("ref", "wording", "checked", "reason"),
    [
        (TITLE, "x" * 201, False, changes.TOO_LONG),
        (TITLE, "Acoso {name}", False, changes.PLACES),
        (TITLE, "", True, changes.EMPTY),
        ("families/title", "", False, changes.NEEDED),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_of_the_page_is_stored(
    ref: str, wording: str, checked: bool, reason: str
) -> None:
    decided = translating.save(1, "es", [typed(INTRO, "Hola"), typed(ref, wording, checked=checked)], "ana")
    assert decided.problems == {ref: reason} and row(INTRO).wording != "Hola"


def test_words_for_a_text_that_is_gone_are_given_back() -> None:
    change = typed(TITLE, "Buses")
    prepare.save_points(1, [point for point in POINTS if point["key"] != "buses"])
    assert translating.save(1, "es", [change], "ana").gone == [change]


def test_contacts_are_translated_and_what_is_missing_is_there_in_the_source() -> None:
    translating.save(1, "es", [typed("contacts/0/name", "Línea de apoyo", checked=True)], "ana")
    contacts = District.get().contacts
    assert contacts["es"] == [{"name": "Línea de apoyo", "phone": "555-0142", "note": ""}]
    assert contacts_in(contacts, "es") == [
        {"name": "Línea de apoyo", "phone": "555-0142", "note": "School days.", "note_in": "en"}
    ]
    [other] = contacts_in(contacts, "vi")
    assert other["name"] == "Larkspur listening line" and other["name_in"] == other["note_in"] == "en"
    assert row("contacts/0/name").state == "checked"


def test_a_district_of_another_language_translates_into_english_too() -> None:
    District.update(language="es").execute()
    assert row(TITLE, "en").text.source == "es" and all(each.ref != TITLE for each in translating.table(1, "es"))
    assert {text.source for text in wordings.texts(1)} == {"en", "es"}
