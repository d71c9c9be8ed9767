"""Every text that a respondent reads in a form, one by one, each under a `ref` that says where it stands.

``families/items/went_well/label``, ``families/items/often/rows/safe``, ``points/welcome/title``, ``contacts/0/name``. A ref
stays the same when items change places; only that of a contact is its place in the list.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.expansion import Point
from forms.questionnaire import LONGEST_LABEL, SOURCE, Texts

POINTS, CONTACTS = "points", "contacts"
_OF_ITEM = ("label", "hint", "matters", "more")
_GROUPS = ("choices", "importance", "rows")
_LONGEST = {"points/title": 200, "points/text": 5_000, "contacts/name": 200, "contacts/note": 500}
_OF_CONTACT = ("name", "note")
Contact = Mapping[str, str]
Contacts = Mapping[str, Sequence[Contact]]


@dataclass(frozen=True)
class Text:
    """One text in all its languages. `source` is the tag of the language that the others are translations of.

    `form` is the questionnaire it belongs to (or ``points``, ``contacts``), `part` what it is there (title, intro, section,
    hint, label, choices, rows ...), `about` the words of the item that a choice or hint belongs to. `longest` is in
    characters. Without a `needed` one the form is not offered in a language at all.
    """

    ref: str
    texts: Texts
    source: str
    form: str
    part: str
    about: Texts = field(default_factory=dict)
    longest: int = LONGEST_LABEL
    needed: bool = False

    @property
    def original(self) -> str:
        """The wording that the others are translations of."""
        return self.texts.get(self.source, "")

    def wording(self, tag: str) -> str:
        """Return the wording in one language, "" when there is none."""
        return self.texts.get(tag) or ""


def in_definition(definition: Mapping[str, Any]) -> list[Text]:
    """Return the texts of a questionnaire's definition, in the order a respondent meets them."""
    form = str(definition["id"])
    return [
        Text(ref, node[key], SOURCE, form, part, about, needed=ref == f"{form}/title")
        for ref, node, key, part, about in _places(definition)
        if str(node[key].get(SOURCE, "")).strip()
    ]


def in_points(points: Iterable[Point], own: str = SOURCE) -> list[Text]:
    """Return the texts of a reflection summary; `own` is the language that the team writes first."""
    found = []
    for point in points:
        for part, texts in (("title", point.title), ("text", point.text)):
            if tag := _source(texts, own):
                ref = f"{POINTS}/{point.key}/{part}"
                found.append(Text(ref, texts, tag, POINTS, part, point.title, _LONGEST[f"{POINTS}/{part}"]))
    return found


def in_contacts(contacts: Contacts, own: str = SOURCE) -> list[Text]:
    """Return the names and notes of the district's crisis contacts; a telephone number needs no translation."""
    source, found = _home(contacts, own), []
    for place, row in enumerate(_rows(contacts, source)):
        names = _column(contacts, place, "name")
        for part in _OF_CONTACT:
            if str(row.get(part, "")).strip():
                ref, longest = f"{CONTACTS}/{place}/{part}", _LONGEST[f"{CONTACTS}/{part}"]
                found.append(Text(ref, _column(contacts, place, part), source, CONTACTS, part, names, longest))
    return found


def definition_with(definition: Mapping[str, Any], tag: str, wordings: Mapping[str, str]) -> dict[str, Any]:
    """Return the definition with some wordings of one language replaced, by ref; "" takes a wording away."""
    changed = copy.deepcopy(dict(definition))
    for ref, node, key, _part, _about in _places(changed):
        if ref in wordings:
            node[key] = _put(node[key], tag, wordings[ref])
    return changed


def texts_with(ref: str, texts: Texts, tag: str, wordings: Mapping[str, str]) -> dict[str, str]:
    """Return one text (of a point) as it is, or with its wording of one language replaced."""
    return _put(texts, tag, wordings[ref]) if ref in wordings else dict(texts)


def contacts_with(contacts: Contacts, tag: str, wordings: Mapping[str, str], own: str = SOURCE) -> dict[str, list]:
    """Return the contacts with some wordings of one language replaced; a new row takes its number from the source."""
    changed: dict[str, list] = {each: [dict(row) for row in _rows(contacts, each)] for each in contacts}
    source = changed.get(_home(changed, own), [])
    rows = changed.setdefault(tag, [])
    for place, _row in enumerate(source):
        for part in _OF_CONTACT:
            wording = wordings.get(f"{CONTACTS}/{place}/{part}")
            if wording is None:
                continue
            while len(rows) <= place:
                rows.append({"name": "", "phone": source[len(rows)].get("phone", ""), "note": ""})
            rows[place][part] = wording
    while rows and not rows[-1].get("name") and not rows[-1].get("note"):
        rows.pop()
    return {each: found for each, found in changed.items() if found}


def contacts_in(contacts: Contacts, tag: str, own: str = SOURCE) -> list[Contact]:
    """Return whom people can call, in one language; what is not translated is there in the source's words.

    Each has name, phone and note; ``name_in`` and ``note_in`` are the source's tag where its words stand in.
    """
    home = _home(contacts, own)
    source, rows = _rows(contacts, home), _rows(contacts, tag)
    return [_filled(rows, source, place, home) for place in range(max(len(rows), len(source)))]


def _filled(rows: Sequence[Contact], source: Sequence[Contact], place: int, home: str) -> Contact:
    row = dict(rows[place] if place < len(rows) else {"phone": source[place].get("phone", "")})
    # Another number is another contact: its empty note is not to be filled with words about somebody else.
    if place < len(source) and source[place].get("phone", "") == row.get("phone", ""):
        for part in _OF_CONTACT:
            if not row.get(part) and source[place].get(part):
                row |= {part: source[place][part], f"{part}_in": home}
    return row


def _rows(contacts: Contacts, tag: str) -> list[Contact]:
    return [{"name": row} if isinstance(row, str) else row for row in contacts.get(tag) or ()]


def _places(definition: Mapping[str, Any]) -> Iterator[tuple[str, Any, str, str, Texts]]:
    form = definition["id"]
    for key in ("title", "intro"):
        yield f"{form}/{key}", definition, key, key, {}
    for section in definition["sections"]:
        for key, part in (("title", "section"), ("hint", "hint")):
            if section.get(key):
                yield f"{form}/sections/{section['id']}/{key}", section, key, part, section["title"]
        for item in section["items"]:
            yield from _of_item(f"{form}/items/{item['id']}", item)


def _of_item(at: str, item: Any) -> Iterator[tuple[str, Any, str, str, Texts]]:
    for key in _OF_ITEM:
        if item.get(key):
            yield f"{at}/{key}", item, key, key, item["label"]
    for group in _GROUPS:
        for choice in item.get(group, ()):
            yield f"{at}/{group}/{choice['id']}", choice, "label", group, item["label"]


def _put(texts: Texts, tag: str, wording: str) -> dict[str, str]:
    others = {each: text for each, text in texts.items() if each != tag}
    return {**others, tag: wording} if wording else others


def _source(texts: Texts, own: str) -> str:
    """Return the language that the others are translated from: the team's own, else English, else what there is."""
    return next((tag for tag in (own, SOURCE, *texts) if str(texts.get(tag, "")).strip()), "")


def _home(contacts: Contacts, own: str) -> str:
    return _source({tag: "listed" for tag, rows in contacts.items() if rows}, own)


def _column(contacts: Contacts, place: int, part: str) -> dict[str, str]:
    return {tag: text for tag in contacts if (text := _at(_rows(contacts, tag), place, part))}


def _at(rows: Sequence[Contact], place: int, part: str) -> str:
    return str(rows[place].get(part) or "") if place < len(rows) else ""
