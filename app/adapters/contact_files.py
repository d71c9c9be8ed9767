"""Reads addresses that somebody pasted or uploaded: with a language and a form beside them, if there are."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.core import get_global

from app.adapters.comment_files.tables import CommentFileError, Table, read_table
from translations import LANGUAGES

MOST_ROWS = 100_000
LARGEST_FILE = 10 * 1024 * 1024
_EMAIL_NAMES = {
    "email", "e_mail", "mail", "email_address", "e_mail_address", "contact_email", "parent_email", "guardian_email",
    "primary_email", "correo", "correo_electronico", "address",
}  # fmt: skip
_LANGUAGE_NAMES = {
    "language", "lang", "home_language", "language_code", "primary_language", "preferred_language", "idioma", "langue",
    "correspondence_language", "contact_language",
}  # fmt: skip
_FORM_NAMES = {"form", "audience", "group", "role", "questionnaire"}
# Names and codes that school software writes and CLDR does not give.
_ALSO = {
    "chinese": "zh-Hans", "mandarin": "zh-Hans", "cantonese": "zh-Hant", "simplified chinese": "zh-Hans",
    "traditional chinese": "zh-Hant", "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant",
    "zho": "zh-Hans", "chi": "zh-Hans", "tagalog": "fil", "filipino": "fil", "pilipino": "fil", "tl": "fil",
    "tgl": "fil", "haitian": "ht", "haitian creole": "ht", "creole": "ht", "hmong": "hmn", "mww": "hmn", "hnj": "hmn",
    "brazilian portuguese": "pt-BR", "portuguese (brazil)": "pt-BR", "fre": "fr", "castilian": "es",
}  # fmt: skip
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f\"(),:;<>@\[\]\\]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.I)


class ContactFileError(ValueError):
    """The file cannot be used. `reason` is a word: ``unreadable``, ``no_addresses``, ``too_many`` or ``too_big``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Found:
    """One address as it was written (`written`), as it is used (`email`, '' when it is none), and what stood beside it."""

    written: str
    email: str
    language: str = ""
    form: str = ""


def read_pasted(text: str) -> list[Found]:
    """Return the addresses of lines such as ``name@example.org``, ``Ana <ana@example.org>, Spanish``. Raises ContactFileError.

    What is neither an address nor a language in a line with an address is a name, and is not kept.
    """
    found = [each for line in text.splitlines() if line.strip() for each in _line(line)]
    if len(found) > MOST_ROWS:
        raise ContactFileError("too_many")
    return found


def read_contacts(content: bytes, name: str) -> list[Found]:
    """Return the addresses of a .csv, .tsv or .xlsx file, with or without names above its columns. Raises ContactFileError."""
    if len(content) > LARGEST_FILE:
        raise ContactFileError("too_big")
    try:
        # A line above makes a file of one address, or without names above its columns, a table as well.
        table = read_table(content, name) if content.startswith(b"PK") else _with_header(content, name)
    except CommentFileError as error:
        raise ContactFileError("unreadable") from error
    rows = _rows(table)
    if len(rows) > MOST_ROWS:
        raise ContactFileError("too_many")
    return rows


def usable(written: str) -> str:
    """Return an address in the one way that we write it, '' when it is none.

    Only what can stand in a header and a command unquoted is taken, so nothing in it can begin another line of either.
    """
    inner = re.fullmatch(r"[^<>]*<([^<>]*)>\s*", written)
    text = unicodedata.normalize("NFC", inner[1] if inner else written).strip().removeprefix("mailto:").lower()
    local, _, domain = text.rpartition("@")
    if not (
        _LOCAL.fullmatch(local) and local.isprintable() and len(local.encode()) <= 64 and len(text.encode()) <= 254
    ):
        return ""
    if local.startswith(".") or local.endswith(".") or ".." in local or "." not in domain:
        return ""
    try:
        labels = domain.encode("idna").decode().split(".")
    except UnicodeError:
        return ""
    return text if all(_LABEL.fullmatch(label) for label in labels) else ""


@lru_cache(maxsize=4096)
def language_named(written: str) -> str:
    """Return the tag of an offered language by its code or name in any offered language, '' when nobody knows it."""
    text = " ".join(written.split()).casefold().replace("_", "-")
    known = _known_languages()
    if text in known:
        return known[text]
    first = re.split(r"[-/(,;]", text)[0].strip()
    return known.get(text.partition("-")[0] if re.fullmatch(r"[a-z]{2,3}(-\w+)+", text) else first, "")


@cache
def _known_languages() -> dict[str, str]:
    known: dict[str, str] = {}
    aliases = get_global("language_aliases")
    for each in LANGUAGES:
        codes = [each.tag, each.home, *(code for code, tag in aliases.items() if tag == each.home)]
        names = [each.autonym, *(other.name_of(tag) for other in LANGUAGES for tag in (each.tag, each.home))]
        for name in (*codes, *names):
            known.setdefault(name.casefold(), each.tag)
    return _ALSO | known | {name: tag for name, tag in _ALSO.items() if name in ("chinese", "zh", "tl")}


def _line(line: str) -> Iterator[Found]:
    parts = [part.strip().strip("\"'") for part in re.split(r"[,;\t]", line)]
    addresses = [word for part in parts for word in _addresses(part)]
    if not addresses:
        yield Found(line.strip()[:200], "")
        return
    tongue = next((tag for part in parts if "@" not in part and (tag := language_named(part))), "")
    for each in addresses:
        yield Found(each[:200], usable(each), tongue)


def _addresses(part: str) -> list[str]:
    if "<" in part:
        return [part] if "@" in part else []
    return [word for word in part.split() if "@" in word]


def _with_header(content: bytes, name: str) -> Table:
    table = read_table(content.rstrip() + b"\n-\n", name)
    return Table(table.columns, table.rows[:-1])


def _rows(table: Table) -> list[Found]:
    named = {_plain(column): at for at, column in reversed(list(enumerate(table.columns)))}
    if any("@" in column for column in table.columns):  # no names above the columns: the first row is an address too
        named, table = {}, Table(table.columns, (table.columns, *table.rows))
    email = _place(named, _EMAIL_NAMES)
    if email is None:
        email = _fullest(table, lambda cell: "@" in cell)
    if email is None:
        raise ContactFileError("no_addresses")
    tongue = _place(named, _LANGUAGE_NAMES)
    if tongue is None and not named:
        tongue = _fullest(table, lambda cell: bool(language_named(cell)))
    form = _place(named, _FORM_NAMES)
    return [
        Found(row[email].strip()[:200], usable(row[email]), _at(row, tongue), _at(row, form))
        for row in table.rows
        if any(cell.strip() for cell in row)
    ]


def _plain(column: str) -> str:
    bare = unicodedata.normalize("NFKD", column.strip().casefold())
    return re.sub(r"[\W_]+", "_", "".join(each for each in bare if not unicodedata.combining(each))).strip("_")


def _place(named: dict[str, int], names: Iterable[str]) -> int | None:
    return min((named[name] for name in names if name in named), default=None)


def _fullest(table: Table, holds) -> int | None:  # type: ignore[no-untyped-def]
    counts = [sum(holds(row[at]) for row in table.rows[:200]) for at in range(len(table.columns))]
    best = max(range(len(counts)), key=counts.__getitem__)
    return best if counts[best] else None


def _at(row: Sequence[str], place: int | None) -> str:
    return row[place].strip()[:100] if place is not None else ""
