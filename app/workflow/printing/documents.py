"""What is to be printed, document by document, and the contents of each from the store."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from app.store import cycles, questionnaires
from app.store.questionnaires import Content
from app.store.tables import Wave
from app.workflow.printing.sheet import numbers, sections
from forms.questionnaire import Questionnaire
from reports import contents
from reports.letter import MOST, letters_pdf
from reports.paper import paper_pdf
from reports.poster import poster_pdf
from translations import offered


@dataclass(frozen=True)
class Wish:
    """What the team wants printed. `document` is poster, letter or paper; `schools` are pairs (key, name), ("", "") for the
    whole district; `count` the letters with a code for each language and school, 0 for one letter without; `beside` the
    second language of a poster; `until` an ISO date; `call` says who helps and `back` where sheets go.
    """

    document: str
    wave: int
    languages: tuple[str, ...]
    schools: tuple[tuple[str, str], ...] = (("", ""),)
    count: int = 0
    beside: str = ""
    until: str = ""
    call: str = ""
    back: str = ""

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "Wish":
        """Read a wish back from a job."""
        known = {each.name: payload[each.name] for each in fields(cls) if each.name in payload}
        schools = tuple((str(key), str(name)) for key, name in known.pop("schools"))
        return cls(**known | {"languages": tuple(known["languages"]), "schools": schools})


@dataclass(frozen=True)
class Document:
    """One PDF that is still to be made. `letters` is the number of letters with a code in it."""

    name: str
    language: str
    school: tuple[str, str]
    letters: int = 0


def documents(wish: Wish) -> list[Document]:
    """Return the PDFs that a wish comes to; no more than a thousand letters are in one."""
    found = []
    for language in wish.languages:
        for key, school in wish.schools:
            name = "-".join(filter(None, [wish.document, language, key]))
            parts = _parts(wish.count) if wish.document == "letter" else [0]
            for place, letters in enumerate(parts, start=1):
                suffix = f"-{place}" if len(parts) > 1 else ""
                found.append(Document(f"{name}{suffix}.pdf", language, (key, school), letters))
    return found


def form_languages(wave: Wave) -> tuple[str, ...]:
    """Return the languages that a form is offered in."""
    title, district = questionnaires.shown(wave).questionnaire.title, cycles.district()
    wanted = set(district.languages) if district and district.languages else set(title)
    return tuple(each.tag for each in offered(set(title) & wanted))


def one(cycle_id: int, wish: Wish, document: Document, base_url: str, codes: Sequence[str] = ()) -> bytes:
    """Make one PDF, its letters with these codes. Raises NotFound when the form is gone."""
    wave = cycles.wave(cycle_id, wish.wave)
    maker = _Maker(wish, document, wave, questionnaires.shown(wave), base_url)
    if wish.document == "poster":
        return poster_pdf(maker.poster())
    return letters_pdf(maker.letters(codes)) if wish.document == "letter" else paper_pdf(maker.paper())


def _parts(count: int) -> list[int]:
    return [min(MOST, count - start) for start in range(0, count, MOST)] or [0]


class _Maker:
    """The contents of one document."""

    def __init__(self, wish: Wish, document: Document, wave: Wave, content: Content, base_url: str) -> None:
        self.wish, self.document, self.wave, self.content = wish, document, wave, content
        self.address = f"{base_url}/f/{wave.slug}"
        self.key, self.school = document.school

    @property
    def questionnaire(self) -> Questionnaire:
        return self.content.questionnaire

    def poster(self) -> contents.Poster:
        return contents.Poster(
            self._cover(), self.wave.audience, self._link(), form_languages(self.wave), self.wish.beside, self.wish.until,
            self.school,
        )  # fmt: skip

    def letters(self, codes: Sequence[str]) -> contents.Letters:
        written = tuple(contents.Letter(self._scanned(code), code) for code in codes or [""])
        return contents.Letters(
            self._cover(), self.wave.audience, self._link().shown, written, form_languages(self.wave), self.wish.until,
            self.school, self.wish.call,
        )  # fmt: skip

    def paper(self) -> contents.PaperSheet:
        item = next((each for each in self.questionnaire.items if each.id == "school"), None)
        chosen = [choice.id for choice in item.choices].index(self.school) + 1 if item and self.school else 0
        return contents.PaperSheet(
            self._cover(), self.wave.audience, self.questionnaire.intro,
            sections(self.questionnaire, "school" if chosen else ""), self._link(), self.content.version or 1,
            self.wish.back, self.school, (numbers(self.questionnaire)["school"], chosen) if chosen else None,
        )  # fmt: skip

    def _cover(self) -> contents.Cover:
        district = cycles.district()
        return contents.Cover(
            district.name if district else "", self.questionnaire.title, self.document.language,
            dt.date.today().isoformat(), synthetic=bool(district and district.synthetic),
        )  # fmt: skip

    def _link(self) -> contents.Link:
        return contents.Link(self.address.partition("://")[2], self._scanned())

    def _scanned(self, code: str = "") -> str:
        asked = {"lang": self.document.language, "at": self.key, "code": code}
        return f"{self.address}?{urlencode({name: value for name, value in asked.items() if value})}"
