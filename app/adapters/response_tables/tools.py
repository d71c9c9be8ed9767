"""Recognises which tool a table comes from, and reads its header: one row, two or three, codes and wordings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.adapters.comment_files.tables import distinct
from app.adapters.response_tables.errors import ResponseTableError

TOOLS = ("google", "microsoft", "qualtrics", "limesurvey", "yousaid", "other")
_QUALTRICS = frozenset({
    "startdate", "enddate", "status", "ipaddress", "progress", "duration (in seconds)", "finished", "recordeddate",
    "responseid", "responseset", "recipientlastname", "recipientfirstname", "recipientemail", "externalreference",
    "externaldatareference", "locationlatitude", "locationlongitude", "locationaccuracy", "distributionchannel",
    "userlanguage",
})  # fmt: skip
_LIMESURVEY = frozenset({
    "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl",
    "response id", "date submitted", "last page", "start language", "date started", "date last action", "ip address",
    "referrer url",
})  # fmt: skip
_GOOGLE = frozenset({
    "timestamp", "marca temporal", "horodateur", "zeitstempel", "carimbo de data/hora", "時間戳記", "时间戳记", "时间戳",
    "отметка времени", "позначка часу", "dấu thời gian", "타임스탬프", "طابع زمني", "informazioni cronologiche",
})  # fmt: skip
_MICROSOFT = (
    {"id", "идентификатор"},
    {"start time", "hora de inicio", "heure de début", "startzeit", "时间", "开始时间", "開始時間", "время начала"},
    {"completion time", "hora de finalización", "heure de fin", "fertigstellungszeit", "完成时间", "完成時間"},
)
_YOUSAID = ["response", "audience", "form", "version", "language", "channel", "hour"]
# What the tools keep beside the answers: of no use here, or read by a rule of its own.
_KEPT = (
    _QUALTRICS
    | _LIMESURVEY
    | {"start time", "completion time", "last modified time", "points", "total points", "score"}
) - {"token"}
_HEADER_WITHIN = 10  # rows: titles may stand above the header


@dataclass(frozen=True)
class Heading:
    """One column as its header tells: `name` is unlike all others, `text` what was asked, `part` the row of a grid or the
    choice of a question with several answers, `stem` what such columns have in common, `own` that it is the tool's."""

    name: str
    text: str
    code: str = ""
    part: str = ""
    stem: str = ""
    own: bool = False


@dataclass(frozen=True)
class Head:
    """The tool, the headings, and how many rows of the file come before the first answer."""

    tool: str
    headings: tuple[Heading, ...]
    rows: int


def read_head(rows: Sequence[Sequence[str]]) -> Head | None:
    """Return what the first rows of a table say of it; None when there is no header."""
    filled = [sum(bool(cell) for cell in row) for row in rows[:_HEADER_WITHIN]]
    at = next((place for place, n in enumerate(filled) if n and n * 2 >= max(filled)), None)
    if at is None:
        return None
    names = _named(rows[at : at + 2])
    plain = [name.casefold() for name in names]
    if {"type", "name"} <= set(plain) and any(
        name.startswith("label") for name in plain
    ):  # the questions of an XLSForm
        raise ResponseTableError("survey_definition")
    tool = _tool(names, plain)
    more = _qualtrics_rows(plain, rows[at + 1 : at + 3]) if tool == "qualtrics" else 0
    texts = list(rows[at + 1]) if more else names
    texts += [""] * (len(names) - len(texts))
    unlike = distinct(name or f"column {place}" for place, name in enumerate(names, start=1))
    read = {"limesurvey": _limesurvey, "google": _google}.get(tool, _plain)
    found = [read(name, text or name) for name, text in zip(unlike, texts, strict=False)]
    if tool == "qualtrics":
        found = _parted(found)
    return Head(tool, tuple(_marked(each, tool) for each in found), at + 1 + more)


def _named(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of the columns. Old exports of Qualtrics number them V1, V2 … and name them in the second row."""
    names, below = list(rows[0]), list(rows[1]) if len(rows) > 1 else []
    if len(_QUALTRICS & {cell.casefold() for cell in below}) < 4:
        return names
    return [under if re.fullmatch(r"V\d+", name) else name for name, under in zip(names, below, strict=False)]


def _tool(names: Sequence[str], plain: Sequence[str]) -> str:
    first = [re.split(r"[.] ", name)[0] for name in plain]
    if list(names[: len(_YOUSAID)]) == _YOUSAID:
        return "yousaid"
    if len(_QUALTRICS & set(plain)) >= 4:
        return "qualtrics"
    if all(wanted & set(plain[:6]) for wanted in _MICROSOFT):
        return "microsoft"
    if len(_LIMESURVEY & set(first)) >= 3:
        return "limesurvey"
    return "google" if plain[0] in _GOOGLE else "other"


def _qualtrics_rows(plain: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """Return how many header rows follow the first: the wordings, and the line of ImportIds."""
    if len(below) > 1 and any("ImportId" in cell for cell in below[1]):
        return 2
    known = [
        (name, cell.casefold())
        for name, cell in zip(plain, below[0] if below else (), strict=False)
        if name in _QUALTRICS
    ]
    alike = sum(
        re.sub(r"\W", "", name) == re.sub(r"\W", "", cell) or cell == "ip address" for name, cell in known if cell
    )
    return 1 if alike >= 2 else 0


def _plain(name: str, text: str) -> Heading:
    return Heading(name, text, name)


def _google(name: str, text: str) -> Heading:
    """A grid has one column for each of its rows: ``Question [Row]``."""
    match = re.fullmatch(r"(?s)(.+?) ?\[(.+)\](?: \(\d+\))?", text)
    return Heading(name, match[1], "", match[2], match[1]) if match else Heading(name, text)


def _limesurvey(name: str, text: str) -> Heading:
    """``Q1``, ``Q1. How …?``, ``Q1[SQ001]``, ``Q1[SQ001]. How …? [Evening]`` or only the wording."""
    code, _, wording = text.partition(". ")
    if not re.fullmatch(r"[A-Za-z]\w*(?:\[\w+\])*", code):
        code, wording = ("", text) if " " in text else (text, "")
    match = re.fullmatch(r"(?s)(.+?) ?\[(.+)\]", wording)
    asked, part = (match[1], match[2]) if match else (wording or code, "")
    stem, _, inner = code.partition("[")
    return Heading(name, asked, code, part or inner.rstrip("]"), stem if inner or part else "")


def _parted(headings: Sequence[Heading]) -> list[Heading]:
    """Take the wordings of ``Q1_1``, ``Q1_2`` … apart: what they have in common is the question, the rest the choice."""
    found = list(headings)
    groups: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        stem, _, last = heading.code.rpartition("_")
        if stem and last != "TEXT":
            groups.setdefault(stem, []).append(place)
    for stem, places in groups.items():
        shared = _shared([headings[place].text for place in places])
        for place in places if shared else ():
            text = headings[place].text
            found[place] = Heading(
                headings[place].name, shared.rstrip(" -"), headings[place].code, text[len(shared) :].strip(), stem
            )
    return found


def _shared(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return ""
    first, last = min(texts), max(texts)
    same = next((n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    cut = first[:same].rfind("-")
    return first[: cut + 1] if cut > 0 else ""


def _marked(heading: Heading, tool: str) -> Heading:
    name = heading.name.casefold() if heading.name.casefold() in _KEPT else heading.text.casefold()
    own = {"google": _GOOGLE, "yousaid": frozenset(_YOUSAID), "other": frozenset[str]()}.get(tool, _KEPT)
    is_own = name in own or heading.code.casefold() in own
    return Heading(heading.name, heading.text, heading.code, heading.part, heading.stem, is_own)
