"""The poster: one page that calls for answers, in one language or with a second one small beneath."""

from reports.contents import Poster
from reports.qr import qr_svg
from reports.rendering.pages import wrapping
from reports.rendering.printed import fitting
from reports.words import N_, Words, best
from translations import direction


def poster_pdf(poster: Poster) -> bytes:
    """Return the poster as a tagged PDF of one page."""
    tags = [poster.cover.language, *([poster.beside] if poster.beside not in ("", poster.cover.language) else [])]
    voices = [_voice(poster, tag) for tag in tags]
    return fitting("poster.html", poster, {"qr.svg": qr_svg(poster.link.scanned)}, voices=voices)


def _voice(poster: Poster, tag: str) -> dict:
    words = Words(tag)
    return {
        "tag": tag, "direction": direction(tag), "wrap": wrapping(tag), "title": best(poster.cover.title, tag)[0],
        "lines": (
            words.say(N_("Tell us what went well at school and what was hard.")),
            words.say(N_("What you say goes into the plan for the next school year.")),
        ),
        "how": words.say(N_("Scan this with the camera of your phone, or open:")),
        "promise": words.say(N_("We do not ask your name. You need no account.")),
        "until": words.say(N_("Open until %(date)s")) % {"date": words.date(poster.until)} if poster.until else "",
        "tongues": words.say(N_("The form speaks these languages:")),
        "alt": words.say(N_("QR code of the form’s address")),
    }  # fmt: skip
