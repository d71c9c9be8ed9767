import pytest

from app.adapters.segmenter import IcuSegmenter

SEGMENTER = IcuSegmenter()


def statements(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in SEGMENTER.statements(text, language)]


def test_sentences_lines_and_semicolons_end_a_statement():
    text = "The bus is late. Lunch is too short!\nMy counselor is great; I like the library"
    assert len(statements(text, "en")) == 4


def test_what_is_short_joins_its_neighbour():
    assert statements("Thanks! The bus is never late now.", "en") == ["Thanks! The bus is never late now."]


def test_chinese_is_broken_without_spaces():
    assert statements("校车总是迟到孩子很冷。午饭时间太短了。", "zh-Hans") == [
        "校车总是迟到孩子很冷。",
        "午饭时间太短了。",
    ]
    assert "校车" in SEGMENTER.words("校车总是迟到", "zh-Hans")


@pytest.mark.parametrize(
    ("language", "before", "between", "after"),
    [
        ("en", "Culture Night is lovely", ", ", "but it happens only once a year."),
        ("es", "La maestra es muy buena", ", ", "pero el camión siempre llega tarde"),
        ("ar", "الرسائل تصل بالعربية", " ", "لكن الترجمة آلية ومضحكة"),
        ("ko", "선생님은 정말 친절하시지만", " ", "버스는 매일 아침 늦게 와요"),
        ("zh-Hant", "老師們都非常有耐心", "，", "但是校車每天早上都遲到"),
        ("so", "ingiriisiga waan fahmaa", " ", "laakiin si degdeg ah ayay u hadlaan"),
    ],
)
def test_a_sentence_that_turns_to_something_else_is_two_statements(language, before, between, after):
    assert statements(before + between + after, language) == [before, after]


def test_a_turn_of_a_few_words_is_none():
    assert statements("The gym is small but nice.", "en") == ["The gym is small but nice."]


def test_nothing_gives_nothing():
    assert statements("", "und") == []
    assert SEGMENTER.words("... 🙂", "und") == []
