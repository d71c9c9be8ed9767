from app.adapters.segmenter import IcuSegmenter

SEGMENTER = IcuSegmenter()


def test_sentences_lines_and_semicolons_end_a_statement():
    text = "The bus is late. Lunch is too short!\nMy counselor is great; I like the library"
    assert len(SEGMENTER.statements(text, "en")) == 4


def test_what_is_short_joins_its_neighbour():
    assert SEGMENTER.statements("Thanks! The bus is never late now.", "en") == ["Thanks! The bus is never late now."]


def test_chinese_is_broken_without_spaces():
    assert SEGMENTER.statements("校车总是迟到孩子很冷。午饭时间太短了。", "zh-Hans") == [
        "校车总是迟到孩子很冷。",
        "午饭时间太短了。",
    ]
    assert "校车" in SEGMENTER.words("校车总是迟到", "zh-Hans")


def test_nothing_gives_nothing():
    assert SEGMENTER.statements("", "und") == []
    assert SEGMENTER.words("... 🙂", "und") == []
