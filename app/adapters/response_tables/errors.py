"""Why a file cannot be read as responses."""


def N_(message: str) -> str:
    """Mark a message for extraction; the page that shows it translates it."""
    return message


MESSAGES = {
    "empty": N_("This file is empty. Export the answers from the other tool again and upload that file."),
    "header_only": N_("This file has column names but no answers below them."),
    "address_book": N_(
        "This looks like a list of people and addresses, not like answers. Nothing was kept. "
        "To invite people, use the page for invitations. To import answers, upload the file with the answers."
    ),
    "not_a_table": N_(
        "This is not a table. Export the answers from the other tool as CSV or Excel (.xlsx) and upload that file."
    ),
    "survey_definition": N_(
        "This file holds the questions of a survey, not the answers. Export the responses as CSV and upload that file."
    ),
    "old_format": N_("This is an older Excel format. Open it, save it as .xlsx or .csv, and upload it again."),
    "encrypted": N_("This file is protected with a password. Save a copy without the password and upload that."),
    "macros": N_("This workbook contains macros, so it was not opened. Save it as .xlsx or .csv and upload that."),
    "too_large": N_("This file unpacks to far more than it seems. Save the answers as .csv and upload that."),
    "unsafe": N_(
        "This file contains something that answers never contain, so it was not opened. Save the answers as .csv."
    ),
    "damaged": N_("This file is damaged and cannot be read to its end. Export it again and upload the new file."),
    "not_text": N_("The letters of this file cannot be read. Save it as “CSV UTF-8” and upload it again."),
    "several_files": N_("This ZIP holds several files. Unpack it and upload the file with the answers."),
    "no_table_in_zip": N_("This ZIP holds no CSV file. Unpack it and upload the file with the answers."),
    "too_many_columns": N_(
        "This file has more than 1,000 columns. Delete those that are not needed and upload it again."
    ),
    "too_many_rows": N_("This file has more than 1,000,000 rows. Split it into smaller files."),
    "cell_too_long": N_(
        "A cell in row %(row)s is longer than any answer can be. Perhaps a quotation mark is missing there. "
        "Correct it and upload the file again."
    ),
    "no_results": N_(
        "This workbook has formulas without results. Open it in Excel, save it, and upload it again; or save it as .csv."
    ),
}


class ResponseTableError(ValueError):
    """The upload cannot be read as responses. `code` is a key of MESSAGES, `row` where the trouble is (0: all of it)."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(MESSAGES[code] % {"row": row} if row else MESSAGES[code])
        self.code, self.row = code, row

    @staticmethod
    def wording(code: str) -> str:
        """Return the message of a code, to be translated; `row` may be filled in."""
        return MESSAGES[code]
