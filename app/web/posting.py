"""What became of addresses and of letters, in words."""

from app.store.tables import Job
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.workflow.invitations import Added


def what_was_added(added: Added) -> list[str]:
    """Say what became of addresses that were to go on the list."""
    counted = (
        (added.known, ngettext(
            "%(num)s address was there already, or stood twice.", "%(num)s addresses were there already, or stood twice.",
            added.known)),
        (added.no_more, ngettext(
            "%(num)s address was left out: its owner wants no more e-mail.",
            "%(num)s addresses were left out: their owners want no more e-mail.", added.no_more)),
        (added.no_form, ngettext(
            "%(num)s address was left out: it names a form that this cycle does not have.",
            "%(num)s addresses were left out: they name a form that this cycle does not have.", added.no_form)),
        (added.no_language, ngettext(
            "%(num)s address had a language that we do not offer; it gets the one you chose.",
            "%(num)s addresses had a language that we do not offer; they get the one you chose.", added.no_language)),
    )  # fmt: skip
    new = ngettext("%(num)s address is new on the list.", "%(num)s addresses are new on the list.", added.new)
    return [new, *(text for n, text in counted if n)]


def not_usable(added: Added) -> str:
    """Say how many addresses could not be used."""
    return ngettext(
        "%(num)s line holds no usable address. Correct it below, or leave it out.",
        "%(num)s lines hold no usable address. Correct them below, or leave them out.", len(added.invalid),
    )  # fmt: skip


def unreadable(reason: str) -> str:
    """Say why a file of addresses cannot be used."""
    return {
        "unreadable": _("This file cannot be read. Save it as .xlsx or .csv (UTF-8) and try again. Nothing was added."),
        "no_addresses": _("No column of this file holds e-mail addresses. Nothing was added."),
        "too_many": _("That is more than 100,000 addresses. Is it the right file? Nothing was added."),
        "too_big": _("That file is larger than 10 MB. Is it the right file? Nothing was added."),
    }[reason]


def not_sent(reason: str) -> str:
    """Say why nothing can be sent, or could not be, and what to do."""
    return {
        "no_mail": _("E-mail is not set up yet. Nothing was sent."),
        "not_open": _("The forms are not open. Open them first, so that the link works."),
        "sending": _("Something is being sent already. Wait until it is done, or stop it."),
        "nobody": _("There is nobody to write to."),
        "unknown_host": _("The mail server is not found. Check its name in MAIL_URL."),
        "unreachable": _("The mail server does not take connections. Check MAIL_URL, or wait until the server is back."),
        "slow": _("The mail server does not answer in time."),
        "gone": _("The mail server breaks off."),
        "busy": _("The mail server is busy and asks to come back later."),
        "later": _("The mail server asks to come back later for some of the addresses."),
        "tls": _("The mail server’s certificate is not valid, so nothing is sent to it. Check the name in MAIL_URL."),
        "no_tls": _("The mail server offers no encryption. Use smtps:// in MAIL_URL, or another server."),
        "login": _("The mail server does not accept the user name and password in MAIL_URL."),
        "sender": _("The mail server does not accept the sender. Check MAIL_FROM."),
        "all_refused": _(
            "The mail server refused 20 addresses in a row and took none. Perhaps it does not let this site send mail: "
            "ask the people who run it. The addresses stay on the list."),
        "refused": _("The mail server does not take mail for this address."),
        "script": _("The mail server cannot write to addresses with letters of this script."),
        "unsure": _("The mail server broke off while the letter was handed over. It may have been sent."),
        "closed": _("The forms were closed, so sending stopped."),
    }.get(reason, _("Sending did not finish. Try again; if it happens once more, restart the server."))  # fmt: skip


def outcome(job: Job) -> list[str]:
    """Say how the last sending ended, or why it waits."""
    counts, later = job.payload.get("counts", {}), job.payload.get("later", 0)
    sent, refused, script, gone, unsure = (
        counts.get(each, 0) for each in ("sent", "refused", "script", "no_more", "unsure")
    )
    told = (
        (sent, ngettext("%(num)s letter was sent.", "%(num)s letters were sent.", sent)),
        (refused, ngettext(
            "The mail server refused %(num)s address. Check how it is written.",
            "The mail server refused %(num)s addresses. Check how they are written.", refused)),
        (script, ngettext(
            "%(num)s address has letters that the mail server cannot write.",
            "%(num)s addresses have letters that the mail server cannot write.", script)),
        (gone, ngettext(
            "%(num)s address was taken off the list: its owner wants no more e-mail.",
            "%(num)s addresses were taken off the list: their owners want no more e-mail.", gone)),
        (unsure, ngettext(
            "%(num)s letter may not have arrived: the connection broke while it was sent. "
            "It is not sent again, so that nobody gets it twice.",
            "%(num)s letters may not have arrived: the connection broke while they were sent. "
            "They are not sent again, so that nobody gets one twice.", unsure)),
        (later if job.state == "done" else 0, ngettext(
            "%(num)s address could not be reached yet. It stays on the list: try again in some hours.",
            "%(num)s addresses could not be reached yet. They stay on the list: try again in some hours.", later)),
    )  # fmt: skip
    why = [not_sent(job.message)] if job.message else []
    if job.state == "waiting" and job.message:
        why.append(_("We try again by ourselves, a few times in the next hour."))
    return why + [text for n, text in told if n]
