"""The ways in which a community is heard, and what comes out again, as the team finds them on one page."""

from flask import url_for

from app.web.i18n import gettext as _


def ways(cycle_id: int) -> list[tuple[str, str, str]]:
    """Return (address, title, one line) of every further way in and out of a cycle, in the order they are needed."""
    known = (
        ("questionnaires.overview", _("Questionnaires"), _("What each form asks: change it, preview it.")),
        ("wordings.overview", _("Translations"), _("See what a person has checked, and correct every text.")),
        ("printing.choose", _("Posters, letters and paper forms"), _("As PDF, in every language.")),
        ("codes.overview", _("Letters with codes"), _("One code, one response. Nobody can join a code to an answer.")),
        ("invitations.overview", _("Invitations by e-mail"), _("Invite and remind people in their own language.")),
        ("entry.paper", _("Type in paper forms"), _("With the keyboard alone, a sheet in a minute.")),
        (
            "imports.overview",
            _("Bring in answers from another tool"),
            _("Google, Microsoft, Qualtrics, LimeSurvey, Excel or CSV."),
        ),
        ("exports.choose", _("Download the answers"), _("Excel, CSV, SPSS and more, over all versions.")),
    )
    return [(url_for(endpoint, cycle_id=cycle_id), title, text) for endpoint, title, text in known]
