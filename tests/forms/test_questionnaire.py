"""Questionnaires are data: what a definition may hold, what ships, and what becomes of it in a district."""

import copy
from types import SimpleNamespace

import pytest

from forms.expansion import expand
from forms.questionnaire import DefinitionError, load
from forms.shipped import shipped
from tests.small_district import AUDIENCES, LANGUAGES, POINTS, SCHOOLS

REFLECTION = [SimpleNamespace(**point) for point in POINTS]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_ships_is_complete_in_every_language(audience: str) -> None:
    found = load(shipped(audience))
    assert found.audience == audience
    texts = [found.title, found.intro]
    for section in found.sections:
        texts += [section.title, section.hint, *(item.label for item in section.items)]
        texts += [choice.label for item in section.items for choice in item.choices]
    assert all(set(LANGUAGES) <= set(text) and all(text.values()) for text in texts if text)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_ships_asks_the_three_open_questions_and_requires_nothing_but_a_students_assent(audience: str) -> None:
    items = list(load(shipped(audience)).items)
    kinds = {item.id: item.type for item in items}
    assert [kinds[name] for name in ("went_well", "was_hard", "next_steps")] == ["long_text"] * 3
    assert [item.id for item in items if item.required] == (["assent"] if audience == "students" else [])


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_point_becomes_a_rating_and_a_comment_that_quote_it(audience: str) -> None:
    items = {item.id: item for item in expand(load(shipped(audience)), REFLECTION, SCHOOLS).items}
    for point in POINTS:
        rating, more = items[f"point-{point['key']}"], items[f"point-{point['key']}-more"]
        assert (rating.type, more.type, len(rating.choices)) == ("rating", "long_text", 6)
        assert all(str(point["text"][tag]) in str(rating.quote and rating.quote[tag]) for tag in LANGUAGES)  # type: ignore
    assert not any(item.type in ("reflection", "school") for item in items.values())


def test_schools_of_the_district_are_the_choices_of_a_school_item() -> None:
    items = {item.id: item for item in expand(load(shipped("families")), REFLECTION, SCHOOLS).items}
    assert tuple(choice.id for choice in items["school"].choices) == SCHOOLS
    without = {item.id for item in expand(load(shipped("families")), REFLECTION, ()).items}
    assert "school" not in without


def test_an_audience_without_a_questionnaire_is_named() -> None:
    with pytest.raises(DefinitionError, match="martians"):
        shipped("martians")


@pytest.mark.parametrize("name", ["../families", "", "families.json"])
def test_only_what_ships_can_be_asked_for(name: str) -> None:
    with pytest.raises(DefinitionError):
        shipped(name)


def broken(change: str) -> dict:
    definition = copy.deepcopy(shipped("families"))
    item = next(each for section in definition["sections"] for each in section["items"] if each["id"] == "grade_band")
    match change:
        case "type":
            item["type"] = "hologram"
        case "twice":
            item["id"] = "went_well"
        case "choices":
            item["choices"] = []
        case "language":
            del item["label"]["en"]
        case "title":
            del definition["title"]
    return definition


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("type", "no_such_type: grade_band hologram"),
        ("twice", "item_twice: went_well"),
        ("choices", "no_choices: grade_band"),
        ("language", "no_text: grade_band"),
        ("title", "lacks.*'title'"),
    ],
)
def test_a_broken_definition_says_what_is_wrong_and_where(change: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        load(broken(change))
