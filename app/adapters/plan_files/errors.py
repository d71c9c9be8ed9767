"""Why a file cannot be read as a plan."""

MESSAGES = {
    "not_a_plan_file": "This is neither a Word document (.docx) nor an Excel workbook (.xlsx). "
    "Save the plan in one of these formats and upload it again.",
    "old_format": "This is an older Word or Excel format. Open it, save it as .docx or .xlsx, and upload it again.",
    "encrypted": "This file is protected with a password. Save a copy without the password and upload that.",
    "too_large": "This file unpacks to far more than a plan needs. "
    "Save a copy with only the plan in it and upload that.",
    "unsafe": "This file contains something that plans never contain, so it was not opened. "
    "Copy the plan into a new document and upload that.",
    "damaged": "This file is damaged and cannot be opened. Open it in Word or Excel, save a copy, and upload that.",
    "no_plan": "No goals or action steps found. The plan needs a table with a column for action steps, "
    "or headings for the goals with the steps listed below them.",
}


class PlanFileError(ValueError):
    """The upload cannot be read as a plan. `code` is a key of MESSAGES; the text says what to do, in English."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code])
        self.code = code
