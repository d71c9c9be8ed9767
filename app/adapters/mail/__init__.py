"""E-mail: the letters in every language, and the server that takes them."""

from app.adapters.mail.alerts import alert
from app.adapters.mail.letters import Letter, Occasion, compose, render
from app.adapters.mail.outcomes import Later, Mailer, MailError, Refused, ServerTrouble, Unsure
from app.adapters.mail.smtp import SmtpMailer

__all__ = [
    "Later", "Letter", "MailError", "Mailer", "Occasion", "Refused", "ServerTrouble", "SmtpMailer", "Unsure", "alert",
    "compose", "render",
]  # fmt: skip
