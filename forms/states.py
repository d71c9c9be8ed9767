"""How far a translated text can be trusted: missing, draft, machine, checked, or stale because its source changed.

What is kept of a text vouches for one wording of one source. If somebody put another wording in its place, it says nothing
about that one; if the source has changed, the text is stale, whatever it was before.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from forms.shipped import NAMES, shipped
from forms.texts import Text, in_definition
from translations.checked import checked

MISSING, DRAFT, MACHINE, CHECKED, STALE = "missing", "draft", "machine", "checked", "stale"
STATES = (CHECKED, MACHINE, DRAFT, STALE, MISSING)


@dataclass(frozen=True)
class Known:
    """What is kept of one translated text; `source` and `wording` are digests, `day` an ISO date, `by` a person."""

    state: str
    source: str
    wording: str
    by: str = ""
    day: str = ""


Kept = Mapping[tuple[str, str], Known]


@dataclass(frozen=True)
class Row:
    """One text in one language, with all the places (`refs`) where the same source stands with the same wording."""

    text: Text
    tag: str
    state: str
    refs: tuple[str, ...]
    known: Known | None = None

    @property
    def ref(self) -> str:
        """The ref of its first place."""
        return self.text.ref

    @property
    def wording(self) -> str:
        """What it says now."""
        return self.text.wording(self.tag)

    @property
    def stamp(self) -> str:
        """What a page that shows it carries along, so that what others change in the meantime is noticed."""
        return f"{digest(self.text.original)}.{digest(self.wording)}.{int(self.state == CHECKED)}"


def digest(text: str) -> str:
    """Return a short digest of a text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


def state(text: Text, tag: str, kept: Kept) -> str:
    """Return the state of a text in one language."""
    wording = text.wording(tag)
    if not wording.strip():
        return MISSING
    known = kept.get((text.ref, tag))
    if known and known.wording == digest(wording):
        return known.state if known.source == digest(text.original) else STALE
    source, translated = _as_shipped(text.form).get((text.ref, tag), ("", ""))
    if translated != wording:
        return DRAFT
    if source != text.original:
        return STALE
    return CHECKED if source in checked(tag) else MACHINE


def unvouched(text: Text, tag: str) -> str:
    """Return the state of a text once nobody vouches for it."""
    found = state(text, tag, {})
    return MACHINE if found == CHECKED else found


def rows(texts: Iterable[Text], tag: str, kept: Kept) -> list[Row]:
    """Return the texts that are translated into a language, each once however often the same words stand somewhere."""
    groups: dict[tuple[str, str, str], list[Text]] = {}
    for text in texts:
        if text.source != tag and text.original.strip():
            groups.setdefault((text.original, text.wording(tag), state(text, tag, kept)), []).append(text)
    return [
        Row(group[0], tag, found, tuple(text.ref for text in group), kept.get((group[0].ref, tag)))
        for (_source, _wording, found), group in groups.items()
    ]


@dataclass(frozen=True)
class Trust:
    """How far a page in one language can be trusted. `note` is what to say at its top.

    '' nothing; ``machine`` a computer translated all of it, ``nobody`` no person has checked any of it; ``parts`` some of it
    is not checked: those wordings are `unsure`. What is not translated at all is seen as it is shown.
    """

    note: str = ""
    unsure: frozenset[str] = frozenset()


def trust(texts: Iterable[Text], tag: str, kept: Kept) -> Trust:
    """Return how far a page that shows these texts in one language can be trusted."""
    known = [(text.wording(tag), state(text, tag, kept)) for text in texts if text.source != tag]
    found = {each for _wording, each in known} - {MISSING}
    if CHECKED not in found:
        return Trust({frozenset(): "", frozenset({MACHINE}): "machine"}.get(frozenset(found), "nobody"))
    unsure = frozenset(wording for wording, each in known if each not in (CHECKED, MISSING))
    return Trust("parts" if unsure else "", unsure)


def counts(found: Sequence[Row]) -> Mapping[str, int]:
    """Return how many rows there are in each state, in the order of STATES."""
    counted = Counter(row.state for row in found)
    return {name: counted[name] for name in STATES}


@cache
def _as_shipped(form: str) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return (source, translation) by (ref, language) of a questionnaire that ships."""
    texts = in_definition(shipped(form)) if form in NAMES else []
    return {(text.ref, tag): (text.original, wording) for text in texts for tag, wording in text.texts.items()}
