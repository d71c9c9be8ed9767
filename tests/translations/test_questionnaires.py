"""The questionnaires that ship are there in every language, whole; so are the words that codes are made of."""

import unicodedata

import pytest

from forms.collect import FOLDER, collected, texts
from forms.questionnaire import load
from forms.shipped import NAMES, shipped
from translations import LANGUAGES, QUESTIONNAIRES, SOURCE, catalogue, wording, words_for_codes

TAGS = {each.tag for each in LANGUAGES}
TRANSLATED = [each for each in LANGUAGES if each.tag != SOURCE]


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda each: each.tag)
def test_every_text_that_ships_is_translated(language) -> None:  # type: ignore[no-untyped-def]
    assert [text for text in texts() if not wording(language.tag, text)] == []


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda each: each.tag)
def test_the_catalogue_is_as_it_would_be_collected(language) -> None:  # type: ignore[no-untyped-def]
    path = FOLDER / language.folder / "LC_MESSAGES" / f"{QUESTIONNAIRES}.po"
    assert path.read_bytes() == collected(path, language.folder), "run `make catalogues` and translate what is new"


@pytest.mark.parametrize("name", NAMES)
def test_a_form_that_ships_is_offered_in_every_language(name: str) -> None:
    found = load(shipped(name))
    said = [found.title, found.intro, *(section.title for section in found.sections)]
    said += [item.label for item in found.items] + [choice.label for item in found.items for choice in item.choices]
    assert all(set(text) == TAGS for text in said)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.tag)
def test_the_words_of_codes_are_256_different_ones(language) -> None:  # type: ignore[no-untyped-def]
    words = words_for_codes(language.tag)
    assert len(words) == len({unicodedata.normalize("NFC", word.casefold()) for word in words}) == 256


def test_numbers_in_the_texts_are_the_same_in_every_language() -> None:
    for language in TRANSLATED:
        digits = {ord("0") + n: digit for n, digit in enumerate(language.digits or "0123456789")}
        for text in texts():
            wanted = {each for each in text.translate(digits).split() if each.isdigit()}
            assert all(number in str(wording(language.tag, text)) for number in wanted), (language.tag, text)


def test_catalogues_of_pages_and_questionnaires_do_not_mix() -> None:
    assert catalogue("es").gettext("How is school for you?") == "How is school for you?"
