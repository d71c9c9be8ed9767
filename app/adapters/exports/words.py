"""What the columns and the codebook of an export are called, in any offered language."""

from typing import Any

from app.adapters.exports.guard import encodable
from translations import LANGUAGES, catalogue, language


def N_(message: str) -> str:
    """Mark a message for extraction; Words translates it."""
    return message


FACTS = {
    "response": N_("Response"), "audience": N_("Audience"), "form": N_("Form"), "version": N_("Version of the form"),
    "language": N_("Language"), "channel": N_("How it came in"), "hour": N_("Hour (UTC)"),
    "other_languages": N_("Answers given in another language"),
}  # fmt: skip
AUDIENCES = {
    "families": N_("Families"), "students": N_("Students"), "staff": N_("Staff"), "community": N_("Community partners"),
}  # fmt: skip
CHANNELS = {
    "web": N_("Web page"), "letter": N_("Letter with a code"), "kiosk": N_("Shared tablet"), "paper": N_("On paper"),
    "meeting": N_("At a meeting"), "import": N_("From another tool"),
}  # fmt: skip
KINDS = {
    "text": N_("Own words"), "number": N_("Number"), "date": N_("Date"), "one": N_("One choice"),
    "several": N_("Several choices"), "ranked": N_("Choices in order"),
}  # fmt: skip
HEADINGS = (
    N_("Column"), N_("Type"), N_("Question"), N_("Value"), N_("Label"), N_("Asked in (form and version)"),
)  # fmt: skip
PLACE, CHOSEN, NOT_CHOSEN = N_("place %(n)s"), N_("Chosen"), N_("Not chosen")
ANSWERS, CODEBOOK, LONG_TEXTS, PART = N_("Answers"), N_("Columns"), N_("Long texts"), N_("Part")
GOES_ON = N_("[goes on in the sheet “%(sheet)s”]")
NEVER_ASKED = N_("Stored, but asked by no version that is kept")


class Words:
    """The words of one language; English where it lacks some or is not offered."""

    def __init__(self, tag: str) -> None:
        self.tag = tag if tag in {each.tag for each in LANGUAGES} else "en"
        self._catalogue, self._language = catalogue(self.tag), language(self.tag)

    def say(self, message: str, **values: Any) -> str:
        """Translate a message; `values` fill its places."""
        text = self._catalogue.gettext(message)
        return text % values if values else text

    def fact(self, name: str, value: Any) -> Any:
        """Name the value of a fact about a response."""
        if name == "language":
            return self._language.name_of(encodable(str(value)))
        known = {"audience": AUDIENCES, "channel": CHANNELS}.get(name, {})
        return self.say(known[value]) if value in known else value
