"""Renders contents into HTML: one template per document, one wrapper per medium (web page, bare body, PDF)."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.contents import CommunitySummary, PlanDraft, Texts, ThemedReport
from reports.rendering.shaping import breaks_anywhere
from reports.words import N_, Words, best
from translations import LANGUAGES, catalogue, language

TEMPLATES = Path(__file__).parent.parent / "templates"
Content = ThemedReport | PlanDraft | CommunitySummary
_RTL = {"ar", "ur", "fa", "ps", "he", "sd"}


def page(template: str, content: Content, medium: str) -> str:
    """Return a document as HTML. `medium` is ``page`` (stands alone), ``body`` (to be embedded) or ``pdf``."""
    environment = _environment(content.cover.language)
    return environment.get_template(template).render(
        it=content, cover=content.cover, medium=medium, wrapper=f"{medium}.html", document_title=title(content)
    )


def title(content: Content) -> str:
    """Return the title of a document in its language."""
    words = Words(content.cover.language)
    names = {
        ThemedReport: words.say("Themed report"),
        PlanDraft: words.say("Draft of the revised action plan"),
        CommunitySummary: words.say("You said, we will"),
    }
    about = best(content.cover.title, content.cover.language)[0]
    name = names[type(content)]
    return words.say(N_("%(name)s: %(title)s")) % {"name": name, "title": about} if about else name


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr`` for any language, offered or not: quotes come in all of them."""
    parts = tag.split("-")
    return "rtl" if parts[0] in _RTL and "Latn" not in parts else "ltr"


def wrapping(tag: str) -> str:
    """Return the class that makes lines of a language break where they may."""
    return "cjk" if breaks_anywhere(tag) else "words"


@cache
def _environment(tag: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.install_gettext_translations(catalogue(tag), newstyle=True)  # type: ignore[attr-defined]
    words = Words(tag)
    environment.globals.update(w=words, language=language(tag), languages={each.tag: each for each in LANGUAGES})
    environment.globals.update(direction=direction, wrapping=wrapping, best=_best(tag), css=_css)
    environment.filters.update(number=words.number, percent=words.percent, date=words.date)
    return environment


def _best(tag: str) -> Any:
    def choose(texts: Texts) -> tuple[str, str]:
        return best(texts, tag)

    return choose


@cache
def _css(name: str) -> Markup:
    # Our own file, never anybody's words: escaping its quotation marks would break it.
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
