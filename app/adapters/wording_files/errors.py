"""Why a file of translations cannot be read."""


def N_(message: str) -> str:
    """Mark a message for extraction; the page that shows it translates it."""
    return message


MESSAGES = {
    "not_a_wording_file": N_(
        "This is neither an Excel workbook (.xlsx) nor a PO file. Upload the file that you downloaded here."
    ),
    "encrypted": N_("This file is protected with a password. Save a copy without the password and upload that."),
    "too_large": N_("This file is far larger than all texts of the forms. Upload the file that you downloaded here."),
    "unsafe": N_(
        "This file contains something that such files never contain, so it was not opened. Copy the translations into "
        "the file that you downloaded here."
    ),
    "damaged": N_("This file is damaged and cannot be opened. Open it, save a copy, and upload that."),
    "nothing": N_("There are no translations in this file. Upload the file that you downloaded here."),
}


class WordingFileError(ValueError):
    """The upload cannot be read. `code` is a key of MESSAGES; the text says what to do, in English."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code])
        self.code = code
