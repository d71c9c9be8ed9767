"""PO files as Poedit and Weblate open them: the ref as context, fuzzy where a person has still to look."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from app.adapters.wording_files.errors import WordingFileError
from forms.changes import tidy
from forms.round_trip import Line
from forms.states import CHECKED, DRAFT, MISSING

_STAMP = "key: "
MOST = 20_000  # messages


class PoFile:
    """Reads and writes PO."""

    media_type = "text/x-gettext-translation"

    def write(self, lines: Iterable[Line], tag: str, headings: Sequence[str]) -> bytes:
        """Return a PO file. What no person has checked is fuzzy; a comment has the state and who checked it."""
        catalogue = Catalog(locale=tag.replace("-", "_"), project="YouSaid", charset="utf-8", fuzzy=False)
        for line in lines:
            checked = line.state == CHECKED
            catalogue.add(
                line.source, line.wording, context=line.ref, auto_comments=[line.where, _STAMP + line.stamp],
                user_comments=[f"{line.state}: {line.by}" if checked else line.state],
                flags=() if checked or line.state == MISSING else ("fuzzy",),
            )  # fmt: skip
        file = io.BytesIO()
        write_po(file, catalogue, width=100)
        return file.getvalue()

    def read(self, data: bytes) -> list[Line]:
        """Return the messages. Raises WordingFileError."""
        if b"msgid" not in data:
            raise WordingFileError("not_a_wording_file")
        if data.count(b"msgid") > MOST:
            raise WordingFileError("too_large")
        try:
            catalogue = read_po(io.BytesIO(data), abort_invalid=True)
            lines = [_line(number, message) for number, message in enumerate(catalogue, 1) if message.id]
        except Exception as error:  # a hostile file fails in many ways: its charset, its syntax, its plurals
            raise WordingFileError("damaged") from error
        # The library keeps one message of several with the same ref and source: the others are still to be told.
        return lines + [Line(ref, "", "") for ref in _more_than_once(data)]


def _line(number: int, message: Message) -> Line:
    source, wording = _one(message.id), tidy(_one(message.string))
    stamp = next((note[len(_STAMP) :].strip() for note in message.auto_comments if note.startswith(_STAMP)), "")
    state = DRAFT if message.fuzzy or not wording else CHECKED
    return Line(str(message.context or ""), source, wording, state, stamp, number=message.lineno or number)


def _more_than_once(data: bytes) -> list[str]:
    refs = Counter(found.decode("utf-8", "replace") for found in re.findall(rb'^msgctxt "(.*)"', data, re.MULTILINE))
    return [ref for ref, times in refs.items() for _ in range(times - 1)]


def _one(text: object) -> str:
    return str(text[0] if isinstance(text, list | tuple) and text else text or "")
