"""The form that is built of a questionnaire takes what the questionnaire offers, and nothing else."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from forms.build import AnswerForm, build_form
from forms.expansion import expand
from forms.fields import LONGEST, NO_SUCH_CHOICE, TOO_LONG
from forms.keys import is_ours, new_key
from forms.questionnaire import Item, Questionnaire, Section, load
from forms.shipped import shipped
from tests.small_district import POINTS, SCHOOLS

SECRET = "not a secret"


def questionnaire() -> Questionnaire:
    return expand(load(shipped("families")), [SimpleNamespace(**point) for point in POINTS], SCHOOLS)


@pytest.fixture(scope="module")
def built() -> type[AnswerForm]:
    return build_form(questionnaire(), "en", SECRET, "wave")


def errors(form: type[AnswerForm], sent: dict[str, Any]) -> dict[str, list[str]]:
    """Return the errors of what was sent with a good key."""
    with Flask("test").test_request_context():
        filled = form(MultiDict({"key": new_key(SECRET, "wave")} | sent))
        filled.validate()
        return {name: list(found) for name, found in filled.errors.items()}


def test_nothing_has_to_be_answered(built: type[AnswerForm]) -> None:
    assert errors(built, {}) == {}


def test_what_is_offered_is_taken(built: type[AnswerForm]) -> None:
    assert errors(built, {"point-buses": "0", "school": SCHOOLS[1], "went_well": "x" * LONGEST}) == {}


def test_what_is_not_offered_is_an_error_of_that_item_alone(built: type[AnswerForm]) -> None:
    assert errors(built, {"point-buses": "9", "point-welcome": "3"}) == {"point-buses": [NO_SUCH_CHOICE]}


def test_a_text_that_is_too_long_is_an_error_of_that_item_alone(built: type[AnswerForm]) -> None:
    assert errors(built, {"was_hard": "x" * (LONGEST + 1), "went_well": "x"}) == {"was_hard": [TOO_LONG]}


def test_one_response_leaves_nothing_behind_for_the_next(built: type[AnswerForm]) -> None:
    with Flask("test").test_request_context():
        bad = built(MultiDict({"key": "no", "point-buses": "9", "was_hard": "mine"}))
        assert not bad.validate()
        good = built(MultiDict({"key": new_key(SECRET, "wave"), "went_well": "other"}))
        assert good.validate() and good.data["was_hard"] in (None, "") and good.data["point-buses"] is None
        assert bad.data["was_hard"] == "mine" and bad.errors["point-buses"] == [NO_SUCH_CHOICE]


def test_several_choices_and_required_items_can_be_asked_for() -> None:
    label = {"en": "Which?"}
    grades = next(item for item in questionnaire().items if item.id == "grade_band")
    items = (replace(grades, id="several", type="choices"), Item("must", "short_text", label, {}, required=True))
    form = build_form(
        Questionnaire("q", 1, "staff", label, label, (Section("s", label, {}, items),)), "en", SECRET, "wave"
    )
    several = [("several", "middle"), ("several", "high")]
    with Flask("test").test_request_context():
        filled = form(MultiDict([("key", new_key(SECRET, "wave")), ("must", "x"), *several]))
        assert filled.validate() and filled.data["several"] == ["middle", "high"]
    assert errors(form, {"several": "university"}) == {"several": [NO_SUCH_CHOICE]}


def test_a_key_is_good_for_its_wave_and_secret_only() -> None:
    key = new_key(SECRET, "wave")
    assert is_ours(SECRET, "wave", key)
    assert not is_ours(SECRET, "other", key) and not is_ours("other", "wave", key)
    assert not any(is_ours(SECRET, "wave", wrong) for wrong in ("", ".", key[:-1], key + "0", "é.ü", "\x00"))
    assert len({new_key(SECRET, "wave") for _ in range(100)}) == 100
