"""No catalogue goes stale or stays incomplete, and no translation loses a place that a value is filled into."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from translations import LANGUAGES, SOURCE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "translations"
TRANSLATED = [each.tag.replace("-", "_") for each in LANGUAGES if each.tag != SOURCE]
PLURAL_FORMS = {
    "es": 2, "ar": 6, "zh_Hans": 1, "zh_Hant": 1, "vi": 1, "pt_BR": 2, "ru": 3, "uk": 3, "ko": 1, "ht": 1, "so": 2,
    "fil": 2, "fr": 2, "ur": 2, "hmn": 2, "ne": 2, "am": 2,
}  # fmt: skip
_PLACE = re.compile(r"%\(\w+\)[a-z]|%%")
_COUNTED = {"%(num)s", "%(shown)s"}


def _catalogue(name: str) -> Catalog:
    with (FOLDER / name / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=name)


def _ids(messages: Catalog) -> set[object]:
    return {message.id for message in messages if message.id}


def _extracted() -> set[object]:
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    messages = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(ROOT, methods, options_map=options):
        messages.add(message, context=context)
    return _ids(messages)


def test_the_template_holds_exactly_the_messages_of_the_code() -> None:
    with (FOLDER / "messages.pot").open("rb") as file:
        kept = _ids(read_po(file))
    found = _extracted()
    assert not found - kept, "run `make catalogues` and translate what is new"
    assert not kept - found, "run `make catalogues`: these are no longer used"


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_catalogue_holds_exactly_the_messages_of_the_template(name: str) -> None:
    with (FOLDER / "messages.pot").open("rb") as file:
        assert _ids(_catalogue(name)) == _ids(read_po(file))


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_message_is_translated_and_none_is_a_guess(name: str) -> None:
    messages = [message for message in _catalogue(name) if message.id]
    assert [message.id for message in messages if not all(_forms(message))] == []
    assert [message.id for message in messages if message.fuzzy] == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_plural_has_the_forms_of_its_language(name: str) -> None:
    catalogue = _catalogue(name)
    assert catalogue.num_plurals == PLURAL_FORMS[name]
    plurals = [message for message in catalogue if message.pluralizable]
    assert [message.id for message in plurals if len(message.string) != PLURAL_FORMS[name]] == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_places_for_values_are_the_same_in_every_language(name: str) -> None:
    assert [message.id for message in _catalogue(name) if message.id and not _keeps_places(message)] == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_percent_sign_stands_only_where_a_value_goes(name: str) -> None:
    # Templates fill every message with the % operator, so a bare one would break the page.
    forms = [form for message in _catalogue(name) if message.id for form in _forms(message)]
    assert [form for form in forms if "%" in _PLACE.sub("", form)] == []


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string,)


def _keeps_places(message: Message) -> bool:
    if not message.pluralizable:
        return sorted(_PLACE.findall(message.string)) == sorted(_PLACE.findall(message.id))
    # A form for exactly one or two may say the number as a word.
    wanted = set(_PLACE.findall(message.id[1]))
    return all(wanted - _COUNTED <= set(_PLACE.findall(form)) <= wanted for form in message.string)
