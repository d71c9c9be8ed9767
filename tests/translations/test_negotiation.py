"""A reader's browser says what they prefer; they get the offered language that they read best."""

import pytest
from babel.numbers import format_decimal

from translations import LANGUAGES, SOURCE, language, negotiate, offered

ALL = [each.tag for each in LANGUAGES]


@pytest.mark.parametrize(
    ("preferred", "chosen"),
    [
        ("zh-Hans-CN", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("zh-SG", "zh-Hans"),
        ("ZH-hans", "zh-Hans"), ("es-419", "es"), ("es-MX", "es"), ("ES", "es"), ("es-US-x-twain", "es"),
        ("ar-EG", "ar"), ("vi-VN", "vi"),
    ],
)  # fmt: skip
def test_a_regional_tag_finds_its_language(preferred: str, chosen: str) -> None:
    assert negotiate([preferred], ALL) == chosen


def test_the_first_preference_that_is_offered_wins() -> None:
    assert negotiate(["so", "ht", "vi", "es"], ALL) == "vi"


def test_readers_of_traditional_chinese_get_simplified_only_when_nothing_else_suits() -> None:
    assert negotiate(["zh-TW", "en-US"], ALL) == "en"
    assert negotiate(["zh-Hant-HK", "vi"], ALL) == "vi"
    assert negotiate(["zh-TW"], ALL) == "zh-Hans"


@pytest.mark.parametrize("preferred", [[], ["*"], ["xx"], ["i-klingon"], ["'; --"], ["-"], [""], ["a" * 5000]])
def test_without_any_match_the_first_offered_language_is_chosen(preferred: list[str]) -> None:
    assert negotiate(preferred, ["es", "en"]) == "es"


def test_only_what_is_offered_is_chosen() -> None:
    assert negotiate(["ar", "vi"], ["en", "vi"]) == "vi"


def test_offered_languages_keep_their_order_and_unknown_ones_are_left_out() -> None:
    assert [each.tag for each in offered(["vi", "en", "tlh"])] == ["en", "vi"]


def test_arabic_is_the_language_that_runs_from_right_to_left() -> None:
    assert [each.tag for each in LANGUAGES if each.direction == "rtl"] == ["ar"]
    assert language("ar").locale.text_direction == "rtl"


def test_spanish_numbers_are_written_as_in_the_united_states() -> None:
    assert format_decimal(4100, locale=language("es").locale) == "4,100"


def test_english_is_the_source_and_comes_first() -> None:
    assert LANGUAGES[0].tag == SOURCE == "en"
