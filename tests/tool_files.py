"""Small files as other tools export them. Nobody in them exists."""

import csv
import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook

TAKING_PART = "What would help your family take part in school life?"
HARD, WELL = (
    "What was hard for your child or your family this year?",
    "What went well for your child or your family this year?",
)
LETTERS = "How often do letters and messages from school reach you in your language?"


def csv_of(rows: Sequence[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_of(rows: Sequence[Sequence[object]], formulas: bool = False) -> bytes:
    """Return rows as the first sheet of a workbook, in which what begins with = is a text or a formula."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    for cell in () if formulas else (cell for row in book.active for cell in row if cell.data_type == "f"):
        cell.data_type = "s"
    book.save(out)
    return out.getvalue()


def zip_of(**files: bytes) -> bytes:
    """Return a ZIP; ``__`` in a name stands for its dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


GOOGLE = (
    ("Timestamp", "Email Address", HARD, TAKING_PART, "Which school is this about?", "Students feel welcome", "Anything about lunch?"),
    ("5/12/2026 14:33:05", "ana@example.org", "The bus is late", "Meetings in the evening, Child care during meetings",
     "Birch Elementary", "Very true", "The lines in the lunch room are long"),
    ("5/13/2026 8:01:00", "ben@example.org", "", "A ride to school", "Lakeside High School", "Partly true",
     "My son has no time to eat anything"),
    ("5/13/2026 9:15:41", "", "=HYPERLINK(\"x\")", "Free pizza, A ride to school", "Oak Prep", "", ""),
)  # fmt: skip

MICROSOFT = (
    ("Id", "Start time", "Completion time", "Email", "Name", TAKING_PART, WELL),
    ("1", "5/12/26 14:30:01", "5/12/26 14:33:05", "anonymous", "Ana Ruiz", "Meetings in the evening;Child care during meetings;", "La música"),
    ("2", "5/12/26 15:30:01", "5/12/26 15:33:05", "anonymous", "Ben Ode", "A ride to school;", ""),
)  # fmt: skip


def qualtrics(headers: int = 3, recoded: bool = False) -> list[list[str]]:
    """Return an export of Qualtrics with its two or three header rows, in choice texts or numeric recodes."""
    names = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
             "ResponseId", "RecipientLastName", "RecipientEmail", "LocationLatitude", "UserLanguage",
             "Q1", "Q2_1", "Q2_2", "Q2_7", "Q2_7_TEXT", "Q3"]  # fmt: skip
    asked = ["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished", "Recorded Date",
             "Response ID", "Recipient Last Name", "Recipient Email", "Location Latitude", "User Language", LETTERS,
             f"{TAKING_PART} - Meetings in the evening", f"{TAKING_PART} - Meetings by phone or video", f"{TAKING_PART} - Something else",
             f"{TAKING_PART} - Something else - Text", HARD]  # fmt: skip
    ids = [f'{{"ImportId":"QID{n}"}}' for n in range(len(names))]
    scale = ("5", "1", "3") if recoded else ("Almost always", "Never", "Sometimes")
    kinds = ("0", "1", "0") if recoded else ("IP Address", "Survey Preview", "IP Address")
    tick = "1" if recoded else "Meetings in the evening"
    rows = [
        ["2026-05-12 11:33:34", "2026-05-12 11:40:00", kind, "203.0.113.9", "100", "386", done, "2026-05-12 11:40:01", f"R_{n}", "Ruiz",
         "ana@example.org", "36.99", tag, answer, tick, "", "", words, "The bus"]
        for n, (kind, done, tag, answer, words) in enumerate([
            (kinds[0], "True", "ES", scale[0], "Pizza"), (kinds[1], "True", "EN", scale[1], ""), (kinds[2], "False", "EN", scale[2], ""),
        ])
    ]  # fmt: skip
    return [names, asked, *([ids] if headers == 3 else []), *rows]


LIMESURVEY = (
    ("id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "startlanguage. Start language", "seed. Seed",
     "token. Token", "ipaddr. IP address",
     f"Q1. {WELL}", f"Q2[SQ001]. {TAKING_PART} [Meetings in the evening]", f"Q2[SQ002]. {TAKING_PART} [Meetings by phone or video]",
     f"Q2[other]. {TAKING_PART} [Other]",
     "Q3[SQ001]. Which of these do you use? [Bus]", "Q3[SQ002]. Which of these do you use? [Bike]"),
    ("7", "2026-05-12 10:00:00", "3", "vi", "123", "aX9", "203.0.113.9", "Âm nhạc", "Y", "N", "", "Y", ""),
    ("8", "", "1", "en", "124", "bX9", "203.0.113.9", "Half a form", "Y", "", "", "", "Y"),
    ("9", "1980-01-01 00:00:00", "3", "en", "125", "cX9", "203.0.113.9", "", "", "Y", "Pizza", "Y", "Y"),
)  # fmt: skip
