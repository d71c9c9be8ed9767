"""Writes to people named for safety that there is something to look at. What somebody wrote is never in it."""

from app.adapters.mail.letters import Letter, environment
from translations import language

_PARTS = ("alert-subject.txt", "alert.txt", "alert.html")


def alert(occasion: str, tag: str, link: str) -> Letter:
    """Write the e-mail for an occasion (``new``, ``half`` or ``overdue``) in this language; `link` leads to the queue."""
    own = language(tag)
    values = {"occasion": occasion, "language": own, "link": f"{link}?lang={own.tag}"}
    subject, text, html = (environment(own.tag).get_template(name).render(values) for name in _PARTS)
    return Letter(own, " ".join(subject.split()), text, html, leave="")
