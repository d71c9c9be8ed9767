"""Why a file cannot be read as a plan."""


def N_(message: str) -> str:
    """Mark a message for extraction; the page that shows it translates it."""
    return message


MESSAGES = {
    "not_a_plan_file": N_(
        "This is neither a Word document (.docx) nor an Excel workbook (.xlsx). "
        "Save the plan in one of these formats and upload it again."
    ),
    "old_format": N_("This is an older Word or Excel format. Open it, save it as .docx or .xlsx, and upload it again."),
    "encrypted": N_("This file is protected with a password. Save a copy without the password and upload that."),
    "too_large": N_(
        "This file unpacks to far more than a plan needs. Save a copy with only the plan in it and upload that."
    ),
    "unsafe": N_(
        "This file contains something that plans never contain, so it was not opened. "
        "Copy the plan into a new document and upload that."
    ),
    "damaged": N_("This file is damaged and cannot be opened. Open it in Word or Excel, save a copy, and upload that."),
    "empty": N_("There is nothing in this file. Choose the file with the plan and upload it again."),
    "pdf": N_(
        "This is a PDF. Open it in Word, look the text over, save it as .docx and upload that. If its pages are pictures "
        "(a scan), have the text recognised first: Word, Google Docs and most office scanners can do that."
    ),
    "scan": N_(
        "This file holds only pictures, such as a scan, and no text. Have the text recognised first (Word, Google Docs and "
        "most office scanners can do that), or ask the person who wrote the plan for the file with the text."
    ),
    "other_program": N_(
        "This file comes from another program, such as Pages, Numbers or LibreOffice. Export it there as Word (.docx) or "
        "Excel (.xlsx), and upload that."
    ),
    "too_long": N_("This file holds far more than a plan. Save a copy with only the plan in it and upload that."),
    "no_plan": N_(
        "No goals or action steps found. The plan needs a table with a column for action steps, "
        "or headings for the goals with the steps listed below them."
    ),
}


class PlanFileError(ValueError):
    """The upload cannot be read as a plan. `code` is a key of MESSAGES; the text says what to do, in English."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code])
        self.code = code
