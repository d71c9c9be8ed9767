"""Writes to those who asked for it that new documents can be had, and where."""

from app.adapters.mail.letters import Letter, environment
from translations import language

_PARTS = ("published-subject.txt", "published.txt", "published.html")


def published(tag: str, public: str, team: str) -> Letter:
    """Write the e-mail in this language; `public` leads to the summary for everybody, `team` to all documents."""
    own = language(tag)
    values = {"language": own, "public": public, "team": team}
    subject, text, html = (environment(own.tag).get_template(name).render(values) for name in _PARTS)
    return Letter(own, " ".join(subject.split()), text, html, leave="")
