"""The questionnaires that ship: written in English, their texts in every other language from the catalogues."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from forms.questionnaire import DefinitionError
from translations import LANGUAGES, SOURCE, wording

_HERE = Path(__file__).parent / "definitions"
TEXTS = ("title", "intro", "label", "hint", "more", "matters")
NAMES = ("families", "students", "students_elementary", "staff", "community")


def shipped(name: str) -> dict[str, Any]:
    """Return a definition that ships, each text as {language: wording}. Raises DefinitionError."""
    if name not in NAMES:
        raise DefinitionError("no_such_questionnaire", name)
    return {**json.loads(_assembled(name))}


def sources(name: str) -> Iterator[str]:
    """Yield every English text of a definition that ships, in order, for translators."""
    yield from _texts(_read(name))


def _read(name: str) -> Any:
    return json.loads((_HERE / f"{name}.json").read_text(encoding="utf-8"))


@cache
def _assembled(name: str) -> str:
    return json.dumps(_translated(_read(name)), ensure_ascii=False)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in TEXTS and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def _translated(node: Any) -> Any:
    if isinstance(node, list):
        return [_translated(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _in_every_language(value) if key in TEXTS and isinstance(value, str) else _translated(value)
        for key, value in node.items()
    }


def _in_every_language(text: str) -> dict[str, str]:
    found = {SOURCE: text}
    for each in LANGUAGES:
        if each.tag != SOURCE and (translated := wording(each.tag, text)):
            found[each.tag] = translated
    return found
