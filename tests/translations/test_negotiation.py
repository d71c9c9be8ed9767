"""A reader's browser says what they prefer; they get the offered language that they read best."""

import datetime as dt

import pytest
from babel.numbers import format_decimal

from translations import LANGUAGES, SOURCE, direction, isolated, language, negotiate, offered

ALL = [each.tag for each in LANGUAGES]


@pytest.mark.parametrize(
    ("preferred", "chosen"),
    [
        ("zh-Hans-CN", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("zh-SG", "zh-Hans"),
        ("ZH-hans", "zh-Hans"), ("es-419", "es"), ("es-MX", "es"), ("ES", "es"), ("es-US-x-twain", "es"),
        ("ar-EG", "ar"), ("vi-VN", "vi"), ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("pt-PT", "pt-BR"), ("pt", "pt-BR"),
        ("tl", "fil"), ("tl-PH", "fil"), ("mww", "hmn"), ("so-SO", "so"), ("ne-NP", "ne"), ("am-ET", "am"),
    ],
)  # fmt: skip
def test_a_regional_tag_finds_its_language(preferred: str, chosen: str) -> None:
    assert negotiate([preferred], ALL) == chosen


def test_the_first_preference_that_is_offered_wins() -> None:
    assert negotiate(["ja", "fa", "vi", "es"], ALL) == "vi"


def test_readers_of_traditional_chinese_get_simplified_only_when_nothing_else_suits() -> None:
    some = ["en", "vi", "zh-Hans"]
    assert negotiate(["zh-TW", "en-US"], some) == "en"
    assert negotiate(["zh-Hant-HK", "vi"], some) == "vi"
    assert negotiate(["zh-TW"], some) == "zh-Hans"


@pytest.mark.parametrize("preferred", [[], ["*"], ["xx"], ["i-klingon"], ["'; --"], ["-"], [""], ["a" * 5000]])
def test_without_any_match_the_first_offered_language_is_chosen(preferred: list[str]) -> None:
    assert negotiate(preferred, ["es", "en"]) == "es"


def test_only_what_is_offered_is_chosen() -> None:
    assert negotiate(["ar", "vi"], ["en", "vi"]) == "vi"


def test_offered_languages_keep_their_order_and_unknown_ones_are_left_out() -> None:
    assert [each.tag for each in offered(["vi", "en", "tlh"])] == ["en", "vi"]


def test_arabic_and_urdu_run_from_right_to_left() -> None:
    assert [each.tag for each in LANGUAGES if each.direction == "rtl"] == ["ar", "ur"]
    assert language("ar").locale.text_direction == "rtl"


def test_spanish_numbers_are_written_as_in_the_united_states() -> None:
    assert format_decimal(4100, locale=language("es").locale) == "4,100"


def test_english_is_the_source_and_comes_first() -> None:
    assert LANGUAGES[0].tag == SOURCE == "en"


def test_numbers_and_dates_are_written_as_their_readers_do() -> None:
    day = dt.date(2026, 5, 12)
    assert language("ne").number(4100) == "४,१००" and language("ne").percent(0.62) == "६२%"
    assert language("ht").date(day) == "12 me 2026" and language("hmn").date(day) == "hnub tim 12 lub tsib hlis 2026"
    assert all(str(day.year) in each.date(day) for each in LANGUAGES if not each.digits)


def test_ranges_and_phone_numbers_keep_their_direction_in_right_to_left_text() -> None:
    assert isolated("اتصل 555-0142") == "اتصل \u2066555-0142\u2069"
    assert isolated("4,100 طالب") == "4,100 طالب"


def test_a_language_typed_in_roman_letters_has_a_name_of_its_own_in_every_language() -> None:
    for each in LANGUAGES:
        assert each.name_of("ur") != each.name_of("ur-Latn") and each.name_of("ur") in each.name_of("ur-Latn")
    assert language("es").name_of("ne-Latn") == "nepalí (latín)"


def test_what_is_written_in_any_language_runs_as_it_does() -> None:
    assert [direction(tag) for tag in ("ar", "ur", "fa-AF", "dv", "he", "ff-Adlm")] == ["rtl"] * 6
    assert [direction(tag) for tag in ("en", "ur-Latn", "ar-Latn", "zh-Hant", "ff", "und")] == ["ltr"] * 6
