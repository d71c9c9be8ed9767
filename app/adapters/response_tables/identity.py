"""Tells which columns say who a person is: by their name, and by what stands in them. These are left out."""

import re
from collections.abc import Callable, Sequence

from app.adapters.response_tables.dates import Ambiguous, moment_in

# Never taken, whoever asks: they would make an anonymous answer traceable, and nobody needs them for a plan.
NEVER = ("ip", "agent", "time")
# Taken only when a person ticks that they want it.
PERSONAL = ("email", "phone", "name", "address", "birth", "student_id", "place")
# What the other tool keeps for itself.
TOOL = "tool"

# In the words of the tools and of the languages that forms are most often made in; punctuation is taken out before.
_WHOSE = (
    "your|full|first|last|middle|given|family|additional|nick|recipient|respondent|parent|guardian|student|child|teacher|"
    "staff|contact|display|file|of|the|and|or|s"
)
_NAMED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("agent", (r"user ?agent|browser|operating system|meta info|device type|resolution",)),
    ("ip", (r"(?:remote )?ip(?: ?addr(?:ess)?)?|dirección ip|adresse ip",)),
    ("place", (r"(?:location ?)?(?:latitude|longitude|accuracy)|gps.*|geo ?location|coordinates",)),
    (
        "email",
        (
            r"(?:.{0,25}\b)?e ?mails?(?: ?\d)?(?: ?address(?:es)?)?(?: ?\(?optional\)?)?|username|courriel",
            r"correo(?: electr[oó]nico)?|электронная почта|邮箱|电子邮件|電子郵件|이메일|البريد الإلكتروني",
        ),
    ),
    (
        "phone",
        (
            r"(?:.{0,30}\b)?(?:tele)?phone(?: ?(?:number|no|#))?|(?:home|work|cell|mobile|business)(?: (?:number|fax))?|fax",
            r"tel[eé]fono.{0,20}|celular|t[eé]l[eé]phone|whatsapp.{0,10}|телефон|电话|電話|전화번호|رقم الهاتف",
        ),
    ),
    ("birth", (r"date of birth|birth ?(?:day|date)|dob|fecha de nacimiento",)),
    (
        "student_id",
        (
            r".{0,20}\b(?:student|pupil|staff|employee|teacher|child|state|lunch|badge)(?:'?s)? ?(?:id|number|no|#)\b.{0,10}",
            r"(?:unique|external|respondent|participant|contact|person|user|member|panel) ?(?:id|data ?reference|reference)",
            r"external ?data ?reference|ssid|token",
        ),
    ),
    (
        "address",
        (
            r"(?:(?:home|street|mailing|postal|business|other) )?(?:address|street|city|town|state|province|country)"
            r"(?: ?(?:line )?\d)?|zip(?: ?code)?|postal ?code|po box|dirección|domicilio",
        ),
    ),
    (
        "name",
        (
            rf"(?:(?:{_WHOSE})\W*)*(?:names?|surname|initials)(?:\W*(?:first|last|optional|and|here))*\W*",
            r"names? of (?:the |your )?(?:student|pupil|child|parent|guardian|teacher|person)s?",
            r"nombres?(?: completo| y apellidos?)?|apellidos?|nom(?: de famille| complet)?|prénom|nome(?: completo)?",
            r"имя|姓名|이름|الاسم|họ (?:và )?tên",
        ),
    ),
)  # fmt: skip
_PATTERNS = tuple((why, re.compile("|".join(patterns))) for why, patterns in _NAMED)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}")
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){4,7}", re.IGNORECASE)
_AGENT = re.compile(r"(?:Mozilla|Opera|Dalvik)/\d.*")
_PLACE = re.compile(r"-?\d{1,3}\.\d{4,}\s*[,; ]\s*-?\d{1,3}\.\d{4,}.*")
_PHONE = re.compile(r"(?:\+\d[\d\s().-]{7,17}|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}|[2-9]\d{9})(?:\s*(?:x|ext)\.?\s*\d+)?")
_ASKING = re.compile(r"^(?:what(?:'s|’s| is| are) |please |enter |write |type |provide |give |tell us )+")
_MOST = 0.6  # of the cells


def why_left_out(header: str, cells: Sequence[str]) -> str:
    """Return why a column is left out at first: a word of NEVER, PERSONAL or TOOL, '' when nothing speaks against it.

    `header` is what its column is called or asks, `cells` some of its cells that are not empty.
    """
    name = re.sub(r"[\s_:*?.\-]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)).strip().casefold()
    name = _ASKING.sub("", name)
    by_name = next((why for why, pattern in _PATTERNS if len(name) < 60 and pattern.fullmatch(name)), "")
    if by_name in ("ip", "agent"):
        return by_name
    return _by_cells(cells) or by_name


def _by_cells(cells: Sequence[str]) -> str:
    looks: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("email", _EMAIL.fullmatch), ("ip", _IP.fullmatch), ("agent", _AGENT.fullmatch), ("place", _PLACE.fullmatch),
        ("phone", _PHONE.fullmatch), ("time", _has_time),
    )  # fmt: skip
    for why, looks_so in looks:
        if cells and sum(bool(looks_so(cell)) for cell in cells) >= _MOST * len(cells):
            return why
    return ""


def _has_time(cell: str) -> bool:
    try:
        found = moment_in(cell, "mdy") if ":" in cell else None
        return found is not None and found.hour is not None
    except Ambiguous:
        return True
