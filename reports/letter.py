"""The letter: one page for each household, with the form's address and, if the district wants it, a code that opens it once."""

from reports.contents import Letters
from reports.qr import qr_png, qr_rows
from reports.rendering.copies import copies
from reports.rendering.pages import wrapping
from reports.rendering.printed import fitting
from reports.words import N_, Words
from translations import direction

MOST = 1_000  # letters in one PDF
_COLUMNS = 3
_DEAR = {
    "families": N_("Dear family,"), "students": N_("Dear student,"), "staff": N_("Dear colleague,"),
    "community": N_("Dear partner,"),
}  # fmt: skip


def letters_pdf(letters: Letters) -> bytes:
    """Return the letters as one tagged PDF, a page each. Raises ValueError when there are none or more than MOST."""
    if not 0 < len(letters.letters) <= MOST:
        raise ValueError(f"{len(letters.letters)} letters do not make one PDF")
    first = letters.letters[0]
    code = grouped(first.code)
    page = fitting(
        "letter.html", letters, {"qr.png": qr_png(first.scanned)}, told=_Told(letters), others=_others(letters),
        columns=_COLUMNS, code=code,
    )  # fmt: skip
    codes = map(grouped, (each.code for each in letters.letters))
    return copies(page, code, zip(codes, qr_rows([each.scanned for each in letters.letters]), strict=True))


def grouped(code: str) -> str:
    """Return a code in groups of four that are easy to read aloud and to type."""
    plain = "".join(filter(str.isalnum, code))
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _others(letters: Letters) -> list[list[dict | None]]:
    """Return rows of what is said in every other offered language, each in its own."""
    cells: list[dict | None] = [
        {
            "tag": tag, "direction": direction(tag), "wrap": wrapping(tag), "name": Words(tag).language.autonym,
            "text": Words(tag).say(N_("In your language: scan the code.")),
        }
        for tag in letters.languages if tag != letters.cover.language
    ]  # fmt: skip
    cells += [None] * (-len(cells) % _COLUMNS)
    return [cells[start : start + _COLUMNS] for start in range(0, len(cells), _COLUMNS)]


class _Told:
    """What the letter says, in its language."""

    def __init__(self, letters: Letters) -> None:
        words = Words(letters.cover.language)
        say, until = words.say, words.date(letters.until) if letters.until else ""
        self.dear = say(_DEAR.get(letters.audience, N_("Hello,")))
        self.why = (
            say(N_("We looked back at this school year: what went well and what was hard. Now we want to hear from you.")),
            say(N_("What you say goes into the plan for the next school year, and we will tell everybody what we will do.")),
        )  # fmt: skip
        self.scan = say(N_("Scan this with the camera of your phone, or open:"))
        self.code_is = say(N_("Your code:"))
        self.send = say(
            N_("Answer what you like, skip what you like, and press Send. It takes a few minutes. You need no account.")
        )
        self.until = say(N_("Please answer by %(date)s")) % {"date": until} if until else ""
        self.promises = [say(N_("We do not ask your name."))]
        if letters.letters[0].code:
            self.promises.append(
                say(
                    N_("The code opens the form once. It is not joined to your answers: nobody can see who wrote what.")
                )
            )
        call = words.apart(letters.call) or say(N_("the office of your school"))
        self.help = say(N_("Do you need help, or would you rather answer on paper? Ask: %(who)s")) % {"who": call}
        self.danger = say(N_("Nobody watches this form day and night. In danger, call or text 988."))
        self.thanks = say(N_("Thank you!"))
        self.alt = say(N_("QR code of the form’s address"))
