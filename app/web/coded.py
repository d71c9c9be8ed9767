"""A response that comes with a one-response code: the code is checked before it is spent, and wrong ones are slowed."""

from flask import current_app, request

from app.web import slow
from app.web.guard import Objection
from app.web.i18n import gettext as _
from app.web.opened import OpenForm
from app.workflow import codes
from forms.codes import read_code

KIND = "code"


def given(code: str) -> str:
    """Return the code that the form was sent with, unless the person chose to send without it."""
    return "" if "without" in request.form else code.strip()


def objection(opened: OpenForm, code: str) -> Objection | None:
    """Return why a code is not even looked up: it has a slip, or there were too many tries."""
    if code and not read_code(code):
        return Objection(slip(), 400)
    seconds = slow.wait(KIND, request.form.get("key", ""), opened.slug) if code else 0
    return Objection(slow.please_wait(seconds)) if seconds else None


def digest(code: str) -> str:
    """Return what is known of a code in the tables, '' for none."""
    return codes.digest(read_code(code), str(current_app.secret_key)) if code else ""


def refused(opened: OpenForm, code: str) -> str:
    """Remember that a code did not open the form, and say so; a spent one and a wrong one read the same."""
    if not code:
        return _("This form needs the code from your letter. Please type it here.")
    slow.of(KIND).wrong(request.form.get("key", ""))
    if opened.fielded.wave.codes_only:
        return no_such()
    return no_such() + " " + _("You may also send without a code.")


def slip() -> str:
    """Say that a code was typed wrongly."""
    return _(
        "There is a slip in the code. It has ten letters and digits, like H7K-2MX-94TD. Please compare it with your letter."
    )


def no_such() -> str:
    """Say that a code opens nothing, without a hint why."""
    return _("This code does not open the form. Please compare it with your letter. Each code can be used only once.")
