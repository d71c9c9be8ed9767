"""The letter: one page for each household, with the form's address and, if the district wants it, a code that opens it once."""

from dataclasses import replace

from reports.contents import Letters
from reports.qr import qr_png
from reports.rendering.pages import direction, wrapping
from reports.rendering.printed import SIZES, drawn, fitting_size
from reports.words import N_, Words

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
    settings = {"told": _Told(letters), "others": _others(letters), "columns": _COLUMNS}
    # All letters of a run are as long as the first: the size at which one fits suits them all.
    sample = replace(letters, letters=letters.letters[:1])
    size = fitting_size("letter.html", sample, _codes(sample), **settings)
    return drawn("letter.html", letters, _codes(letters), size=size, **settings)


def _codes(letters: Letters) -> dict[str, bytes]:
    return {f"qr-{place}.png": qr_png(letter.link.scanned) for place, letter in enumerate(letters.letters)}


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
        say = Words(letters.cover.language).say
        until = Words(letters.cover.language).date(letters.until) if letters.until else ""
        self.dear = say(_DEAR.get(letters.audience, N_("Hello,")))
        self.why = (
            say(N_("We looked back at this school year: what went well and what was hard. Now we want to hear from you. What you say goes into the plan for the next school year, and we will tell everybody what we will do.")),
        )  # fmt: skip
        self.scan = say(N_("Scan this with the camera of your phone, or open:"))
        self.code_is = say(N_("Your code:"))
        self.send = say(N_("Answer what you like, skip what you like, and press Send. It takes a few minutes. You need no account."))
        if until:
            self.send += " " + say(N_("Please answer by %(date)s.")) % {"date": until}
        self.with_code = say(N_("The code opens the form once. It is not joined to your answers: nobody can see who wrote what."))
        self.nameless = say(N_("We do not ask your name."))
        call = letters.call or say(N_("the office of your school"))
        self.help = say(N_("Do you need help, or would you rather answer on paper? Ask: %(who)s")) % {"who": call}
        self.danger = say(N_("Nobody watches this form day and night. In danger, call or text 988."))
        self.thanks = say(N_("Thank you!"))
        self.alt = say(N_("QR code of the form’s address"))

    def promises(self, code: str) -> tuple[str, ...]:
        """Return what is promised about the answers, and about the code where there is one."""
        return (f"{self.nameless} {self.with_code}" if code else self.nameless,)
