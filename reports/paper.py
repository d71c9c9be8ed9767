"""The paper form: a questionnaire to be filled in by hand, with the small numbers by which a team member keys it in."""

import unicodedata

from reports.contents import PaperChoice, PaperItem, PaperSheet
from reports.qr import qr_svg
from reports.rendering.ornaments import BOX, CROSSED, FROWN, PLAIN, SMILE
from reports.rendering.pdf import draw
from reports.words import N_, Words, best

_WIDTH = 500  # points between the margins of the page
_MOST_COLUMNS = 5  # of places that a ranking can show


def paper_pdf(sheet: PaperSheet) -> bytes:
    """Return the paper form as a tagged PDF."""
    fit, told = _Fit(sheet.cover.language), _Told(sheet)
    beside = {"qr.svg": qr_svg(sheet.link.scanned)}
    return draw("paper.html", sheet, beside, "printed", size=1.0, fit=fit, told=told, BOX=BOX, CROSSED=CROSSED)


class _Fit:
    """What fits beside each other on the page, in one language."""

    def __init__(self, tag: str) -> None:
        self.tag, self._words = tag, Words(tag)

    def in_a_row(self, item: PaperItem) -> bool:
        """Tell whether the points of a scale stand side by side."""
        most = len(item.choices)
        return item.scale and most <= 7 and self._longest_word(item, 8.5) < _WIDTH / most - 6

    def columns(self, item: PaperItem) -> int:
        """Return in how many columns the choices of a list fit without being cut."""
        longest = max((_width(self._said(choice), 10.5) for choice in item.choices), default=0)
        return next((n for n in (3, 2) if longest < _WIDTH / n - 34 and len(item.choices) > 2), 1)

    def share(self, item: PaperItem) -> int:
        """Return how wide each column of a matrix is, in percent: as its longest word needs, between sane bounds."""
        widest = 70 // len(item.choices)
        return max(1, min(widest, max(9, round(100 * (self._longest_word(item, 8) + 6) / _WIDTH))))

    def places(self, item: PaperItem) -> list[str]:
        """Return the heads of a ranking's columns; one to write the place in where there are too many to mark."""
        if item.places > _MOST_COLUMNS:
            return [self._words.say(N_("Place"))]
        return [self._words.say(N_("Place %(number)s")) % {"number": place + 1} for place in range(item.places)]

    def _said(self, choice: PaperChoice) -> str:
        return best(choice.label, self.tag)[0]

    def _longest_word(self, item: PaperItem, size: float) -> float:
        words = [word for choice in item.choices for word in self._said(choice).replace("-", " ").split()]
        if self.tag.startswith("zh"):
            return size
        return max((_width(word, size) for word in words), default=0)


def _width(text: str, size: float) -> float:
    """Guess how wide a text is, in points: to choose a layout by, not to draw by."""
    wide = {"W": 1.0, "F": 1.0}
    ems = (
        0 if unicodedata.combining(each) else wide.get(unicodedata.east_asian_width(each), 0.72 if each > "\u08ff" else 0.54)
        for each in text
    )  # fmt: skip
    return sum(ems) * size


class _Told:
    """What the sheet says beside the questionnaire, in its language."""

    def __init__(self, sheet: PaperSheet) -> None:
        self._words, self._tag = Words(sheet.cover.language), sheet.cover.language
        say = self._words.say
        self.how = say(N_("Put a cross in the box of your answer, like this:"))
        self.promise = say(N_("Please do not write your name. You can leave anything empty."))
        self.numbers = say(N_("The small numbers are for the team that types in the sheets."))
        self.school = say(N_("School:"))
        self.one_in_each_column = say(N_("One cross in each column."))
        self.write_the_place = say(N_("Write 1 beside what comes first, 2 beside what comes second, and so on."))
        self.day_month_year = (say(N_("Day")), say(N_("Month")), say(N_("Year")))
        self.version = say(N_("Version %(number)s")) % {"number": sheet.version}
        self.back = (
            say(N_("Return this sheet to: %(where)s")) % {"where": self._words.apart(sheet.back)} if sheet.back else ""
        )
        self.danger = say(N_("Nobody watches this form day and night. In danger, call or text 988."))
        self.thanks = say(N_("Thank you!"))
        self.online = say(N_("You can also answer on a phone:"))
        self.alt = say(N_("QR code of the form’s address"))

    def own_words(self, choice: PaperChoice) -> str:
        """Ask for the words that go with a choice."""
        return self._words.say(N_("In your own words: %(what)s")) % {"what": best(choice.label, self._tag)[0]}

    def stop(self, choice: PaperChoice) -> str:
        """Say that a choice ends the form."""
        return self._words.say(N_("If you chose “%(what)s”, you can stop here.")) % {
            "what": best(choice.label, self._tag)[0]
        }

    def several(self, item: PaperItem) -> str:
        """Say how many boxes may be marked."""
        if item.most:
            return self._words.say(N_("Mark at most: %(number)s")) % {"number": item.most}
        return self._words.say(N_("You may mark several."))

    def only_if(self, item: PaperItem) -> str:
        """Say in words who is asked."""
        condition = item.only_if
        if condition is None:
            return ""
        message = N_("Only if your answer to number %(number)s is: %(answers)s")
        if condition.negated:
            message = N_("Only if you answered number %(number)s with something other than: %(answers)s")
        among = self._words.say(N_("%(one)s or %(two)s"))
        answers = [best(label, self._tag)[0] for label in condition.among]
        *first, last = answers or [""]
        joined = among % {"one": ", ".join(first), "two": last} if first else last
        return self._words.say(message) % {"number": condition.number, "answers": joined}

    @staticmethod
    def face(first: bool, last: bool) -> str:
        """Return the face of a point of a scale."""
        return SMILE if first else FROWN if last else PLAIN
