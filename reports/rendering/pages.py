"""Renders contents into HTML: one template per document, one wrapper per medium (web page, bare body, PDF)."""

import unicodedata
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import contents
from reports.composing import composed
from reports.contents import Texts
from reports.rendering.shaping import breaks_anywhere
from reports.words import N_, Words, best, first_sentence
from translations import LANGUAGES, catalogue, direction, language

TEMPLATES = Path(__file__).parent.parent / "templates"
# What each kind of document is called.
NAMES = {
    contents.ThemedReport: N_("Themed report"), contents.PlanDraft: N_("Draft of the revised action plan"),
    contents.CommunitySummary: N_("You said, we will"), contents.Poster: N_("Poster"), contents.Letters: N_("Letter"),
    contents.PaperSheet: N_("Paper form"), contents.StudentSummary: N_("What students said, and what comes next"),
    contents.ResultsPoster: N_("You said, we will"), contents.ForumKit: N_("Let us talk about it"),
    contents.SchoolPack: N_("You said, we will"),
}  # fmt: skip


class Content(Protocol):
    """Any document of reports.contents."""

    @property
    def cover(self) -> contents.Cover: ...


def page(template: str, content: Content, medium: str, **settings: Any) -> str:
    """Return a document as HTML. `medium` is ``page`` (stands alone), ``body`` (to be embedded), ``pdf`` or ``printed``.

    `settings` are how it is drawn, for documents that must fit on their page.
    """
    environment = _environment(content.cover.language)
    return environment.get_template(template).render(
        it=content,
        cover=content.cover,
        medium=medium,
        wrapper=f"{medium}.html",
        document_title=title(content),
        untold=untold(content),
        **settings,
    )


def title(content: Content) -> str:
    """Return the title of a document in its language."""
    words = Words(content.cover.language)
    name = words.say(NAMES[type(content)])
    if isinstance(content, contents.StudentSummary):
        return name  # short, so that a student reads on
    about = best(content.cover.title, content.cover.language)[0]
    return words.say(N_("%(name)s: %(title)s")) % {"name": name, "title": about} if about else name


def untold(content: Content) -> str:
    """Return the language that the district's answers stand in when not one is worded in the document's, else ''."""
    wanted = content.cover.language
    answers: tuple[contents.Answer, ...] = getattr(content, "answers", getattr(content, "changes", ()))
    said = [best(each.we_will if each.accepted else each.reason, wanted)[1] for each in answers]
    return said[0] if said and wanted not in said else ""


def way_of(text: str) -> str:
    """Return ``rtl`` or ``ltr`` by the first letter of a text whose language nobody noted (UAX #9, P2 and P3)."""
    classes = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((each for each in classes if each in ("L", "R", "AL")), "L") != "L" else "ltr"


def wrapping(tag: str) -> str:
    """Return the class that makes lines of a language break where they may."""
    return "cjk" if breaks_anywhere(tag) else "words"


def address_parts(shown: str) -> tuple[str, ...]:
    """Cut an address where a line may end, if it is too long for one: after the host, never inside a name."""
    host, slash, rest = shown.partition("/")
    return (host + slash, rest) if len(shown) > 44 and rest else (shown,)


@cache
def _environment(tag: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.install_gettext_translations(catalogue(tag), newstyle=True)  # type: ignore[attr-defined]
    words = Words(tag)
    environment.globals.update(w=words, language=language(tag), languages={each.tag: each for each in LANGUAGES})
    environment.globals.update(
        direction=direction, wrapping=wrapping, best=_best(tag), css=partial(_css, direction(tag))
    )
    environment.globals.update(address_parts=address_parts, short=_short(tag), composed=composed, way_of=way_of)
    environment.filters.update(number=words.number, percent=words.percent, two_digits=words.two_digits, date=words.date)
    return environment


def _best(tag: str) -> Any:
    def choose(texts: Texts) -> tuple[str, str]:
        return best(texts, tag)

    return choose


def _short(tag: str) -> Any:
    """Keep the first sentence of a wording."""

    def cut(texts: Texts) -> Texts:
        said, spoken = best(texts, tag)
        return {spoken: first_sentence(said, spoken)}

    return cut


@cache
def _css(way: str, name: str) -> Markup:
    # Our own file, never anybody's words: escaping its quotation marks would break it.
    written = (TEMPLATES / name).read_text(encoding="utf-8")
    if name != "report.css":  # xhtml2pdf knows only left and right
        start, end = ("left", "right") if way == "ltr" else ("right", "left")
        written = written.replace("text-align:start", f"text-align:{start}").replace(
            "text-align:end", f"text-align:{end}"
        )
    return Markup(written)
