"""Which of the translations that ship a person has read and found right: a translator comment in the catalogue says so.

``# checked: NAME`` above a message counts; every other message is a machine's.
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from translations import QUESTIONNAIRES

_HERE = Path(__file__).parent
MARK = "checked:"


@cache
def checked(tag: str, domain: str = QUESTIONNAIRES) -> frozenset[str]:
    """Return the source texts whose translation into a language a person has checked."""
    file = _HERE / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
    data = file.read_bytes() if file.is_file() else b""
    if MARK.encode() not in data:  # most catalogues have none, and reading them takes a while
        return frozenset()
    with file.open("rb") as opened:
        messages = read_po(opened)
    return frozenset(
        str(message.id)
        for message in messages
        if message.id and not message.fuzzy and any(note.startswith(MARK) for note in message.user_comments)
    )
