"""In which language each answer was given: a form may be begun in one language and sent in another.

The page carries what it cannot show: ``was_hard=so.1c2a90ff`` says that this answer was given in Somali, as long as it still
has these words. What a person changes after turning to another language is given in that other language. A device that
puts answers back watches for changes itself and sends only ``was_hard=so``.
"""

import re
import zlib
from collections.abc import Mapping
from typing import Any

from translations import LANGUAGES

FIELD = "given"
MOST = 8000  # characters
_TAGS = frozenset(each.tag for each in LANGUAGES)
_ENTRY = re.compile(r"(\S{1,130})=([A-Za-z-]{2,12})(?:\.([0-9a-f]{8}))?")


def languages(sent: Any, tag: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the language of every value, given what a page in the language `tag` sent."""
    noted = {
        name: language
        for name, language, mark in map(_read, str(sent.get(FIELD, ""))[:MOST].split())
        if language in _TAGS and name in values and mark in ("", _mark(values[name]))
    }
    return {name: noted.get(name, tag) for name in values}


def note(found: Mapping[str, str], tag: str, values: Mapping[str, Any]) -> str:
    """Return what a page in the language `tag` has to carry of these languages."""
    other = (name for name, language in found.items() if language != tag and values[name] not in ("", []))
    return " ".join(f"{name}={found[name]}.{_mark(values[name])}" for name in other)


def _read(entry: str) -> tuple[str, str, str]:
    found = _ENTRY.fullmatch(entry)
    return (found[1], found[2], found[3] or "") if found else ("", "", "")


def _mark(value: Any) -> str:
    # A browser sends line ends as it likes.
    text = "\n".join(value if isinstance(value, list) else [value]).replace("\r\n", "\n")
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"
