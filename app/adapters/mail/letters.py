"""Writes an invitation or a reminder in each language, as text and simple HTML, and puts it into a message."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import headerregistry, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from translations import Language, catalogue, language, negotiate, offered

KINDS = ("invite", "remind")
_TEMPLATES = Path(__file__).parents[2] / "web" / "templates" / "mail"
_FIRST_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True)
class Occasion:
    """What all who are written to about one form share. `kind` is one of KINDS; `title` and `intro` are the form's own.

    `minutes` is said when the intro does not tell how long it takes (0: it does). `base_url` is the site, `address` where
    questions go, `languages` the tags that the form comes in.
    """

    kind: str
    district: str
    title: Mapping[str, str]
    intro: Mapping[str, str]
    languages: Sequence[str]
    slug: str
    base_url: str
    address: str
    minutes: int = 0


@dataclass(frozen=True)
class Letter:
    """One e-mail in one language; `leave` is the address behind its no-more link, empty when it has none."""

    language: Language
    subject: str
    text: str
    html: str
    leave: str


_PARTS = ("subject.txt", "invitation.txt", "invitation.html")


def render(occasion: Occasion, tag: str, token: str) -> Letter:
    """Write the letter in the language nearest to `tag` that the form comes in; `token` belongs to the no-more link."""
    own = language(negotiate([tag], occasion.languages))
    leave = f"{occasion.base_url}/no-more/{quote(token, safe='')}?lang={own.tag}"
    others = [each for each in offered(occasion.languages) if each != own]
    values = {
        "occasion": occasion, "language": own, "leave": leave, "others": others,
        "title": _own(occasion.title, own.tag), "intro": _own(occasion.intro, own.tag),
        "link": f"{occasion.base_url}/f/{occasion.slug}?lang=",
    }  # fmt: skip
    subject, text, html = (environment(own.tag).get_template(name).render(values) for name in _PARTS)
    return Letter(own, " ".join(subject.split()), text, html, leave)


def compose(letter: Letter, sender: str, to: str, base_url: str) -> EmailMessage:
    """Put a letter into a message to one address. Raises ValueError when the address could break a header."""
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(sender)
    message["From"] = headerregistry.Address(name, addr_spec=address)
    local, _, domain = to.rpartition("@")
    message["To"] = headerregistry.Address(username=local, domain=domain.encode("idna").decode())
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(dt.datetime.now(dt.UTC))
    message["Message-ID"] = make_msgid(domain=site(base_url))
    message["Auto-Submitted"] = "auto-generated"
    if letter.leave:
        message["List-Unsubscribe"] = f"<{letter.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    message["Content-Language"] = letter.language.tag  # last: making parts moves such headers into the first of them
    return message


def as_bytes(message: EmailMessage, wide: bool = False) -> bytes:
    """Return a message as it goes over the wire; `wide` writes letters of all scripts into addresses (RFC 6532)."""
    return message.as_bytes(policy=_POLICY.clone(utf8=True) if wide else _POLICY)


def site(base_url: str) -> str:
    """Return the domain of the site."""
    return urlsplit(base_url).hostname or "localhost"


class _OneLine(headerregistry.UnstructuredHeader):
    """A header whose long address stays whole: folded as words it would be encoded, and no mailbox could read it."""

    max_count = 1

    def fold(self, *, policy: policy.EmailPolicy) -> str:  # type: ignore[override]
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_HEADERS = headerregistry.HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OneLine)  # type: ignore[arg-type]
_POLICY = policy.SMTP.clone(header_factory=_HEADERS)


def _own(texts: Mapping[str, str], tag: str) -> str:
    return texts.get(tag) or texts.get("en") or next(iter(texts.values()), "")


@cache
def environment(tag: str) -> Environment:
    """Return what renders the templates of letters in one language."""
    own, messages = language(tag), catalogue(tag)
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(["html"]), undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.install_gettext_callables(messages.gettext, messages.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(number=own.number, apart=lambda text: _apart(own, text))
    return made


def _apart(own: Language, text: str) -> str:
    """Keep a name of another script from turning the words around it, in a language written from right to left."""
    return f"{_FIRST_ISOLATE}{text}{_END_ISOLATE}" if own.direction == "rtl" else text
