"""The forms as this process serves them: read and compiled once, made anew when anything about them changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.store import waves
from app.store.waves import Fielded
from app.web.prepared import PreparedPage
from forms.build import AnswerForm, build_form
from forms.expansion import ordered
from forms.questionnaire import OTHER, RESERVED, SEVERAL, WRITTEN, Item, Questionnaire, Texts
from forms.states import Trust, trust
from forms.texts import in_contacts, in_definition, in_points
from translations import Language, offered

# Each page comes in one of this many orders; 0 is the order as written, for forms in which nothing is shuffled.
ORDERS = 8
SKIP = "skip-"


@dataclass(frozen=True)
class OpenForm:
    """One version of a form: its questionnaire as the district's people see it, its languages, and its pages."""

    fielded: Fielded
    questionnaire: Questionnaire
    languages: tuple[Language, ...]
    secret: str
    prepared: dict[Any, PreparedPage] = field(default_factory=dict)
    _built: dict[str, type[AnswerForm]] = field(default_factory=dict)
    _ordered: dict[int, Questionnaire] = field(default_factory=dict)
    _trusted: dict[str, Trust] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The form's address."""
        return self.fielded.wave.slug

    @property
    def version(self) -> int:
        """The version of the questionnaire; one that was never opened counts as the first."""
        return self.fielded.content.version or 1

    @property
    def is_open(self) -> bool:
        """True while answers are taken."""
        return bool(self.fielded.wave.state == "open")

    @cached_property
    def tags(self) -> list[str]:
        """The tags of the offered languages."""
        return [each.tag for each in self.languages]

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by its id."""
        return {item.id: item for item in self.questionnaire.items}

    @cached_property
    def names(self) -> dict[str, bool]:
        """Every name that answers are sent under, and whether it may come several times."""
        found = {item.id: item.type in SEVERAL for item in self.items.values()}
        own_words = [each.id + OTHER for each in self.items.values() if any(choice.other for choice in each.choices)]
        return found | dict.fromkeys(own_words, False)

    @cached_property
    def orders(self) -> int:
        """In how many orders the form is shown."""
        shuffled = any(section.shuffle for section in self.questionnaire.sections)
        return ORDERS if shuffled or any(item.shuffle for item in self.items.values()) else 0

    @cached_property
    def schools(self) -> dict[str, str]:
        """The district's schools by the short key that a school's own link carries."""
        return {school_key(name): name for name in self.fielded.content.schools}

    @cached_property
    def conditional(self) -> frozenset[str]:
        """The ids of the items that are asked only because of an earlier answer."""
        return frozenset(item.id for item in self.items.values() if item.shown_if)

    def about(self, item: Item) -> Texts:
        """Return the wording of the success or challenge that an item belongs to, empty when it is about none."""
        first = self.items.get(item.parent)
        return (first.quote if first else None) or {}

    def asked(self, order: int) -> Questionnaire:
        """Return the questionnaire in one of its orders."""
        if order not in self._ordered:
            self._ordered[order] = ordered(self.questionnaire, order)
        return self._ordered[order]

    def trust(self, tag: str) -> Trust:
        """Return how far the form's words in one language can be trusted."""
        if tag not in self._trusted:
            shown, own = self.fielded.content, self.fielded.language
            texts = [*in_definition(shown.definition), *in_points(shown.points, own)]
            texts += in_contacts(self.fielded.contacts, own)
            self._trusted[tag] = trust(texts, tag, self.fielded.states)
        return self._trusted[tag]

    def check(self, language: str, sent: Any) -> AnswerForm:
        """Return the filled form that checks what was sent."""
        if language not in self._built:
            self._built[language] = build_form(self.questionnaire, language, self.secret, self.slug)
        return self._built[language](sent)

    def values(self, sent: Any) -> dict[str, Any]:
        """Return what was sent for this form's items: a text, or a list where several may be chosen."""
        return {name: sent.getlist(name) if many else sent[name] for name, many in self.names.items() if name in sent}

    def unknown(self, sent: Any) -> list[str]:
        """Return what was sent for items that this form does not have (any more)."""
        return [
            text
            for name, text in sent.items(multi=True)
            if name not in self.names and name not in RESERVED and not name.startswith(SKIP) and text.strip()
        ]

    def written(self, values: Mapping[str, Any]) -> list[str]:
        """Return those of the values that a person wrote."""
        return [value for name, value in values.items() if self._is_written(name) and value.strip()]

    def _is_written(self, name: str) -> bool:
        return name not in self.items or self.items[name].type in WRITTEN


def school_key(name: str) -> str:
    """Return the short key of a school in addresses: it stays the same when other schools come and go."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


class Forms:
    """All forms of this process."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._known: tuple[Any, dict[tuple[str, int], OpenForm]] = (None, {})

    def get(self, slug: str, version: int = 0) -> OpenForm | None:
        """Return the form at this address (0: its latest version), or None. No SQL while nothing has changed."""
        stamp = waves.stamp()
        if stamp != self._known[0]:
            self._known = (stamp, {})
        # Each stamp has a dictionary of its own: a form that was read before a change cannot slip in after it.
        known = self._known[1]
        if (slug, version) not in known:
            found = waves.fielded(slug, version)
            if found is None:
                return None  # not remembered: anybody can ask for any address
            known[slug, version] = self.compiled(found)
        return known[slug, version]

    def compiled(self, found: Fielded) -> OpenForm:
        """Return a form as this process serves it."""
        questionnaire = found.content.questionnaire
        complete = set(questionnaire.title) & set(found.languages or questionnaire.title)
        return OpenForm(found, questionnaire, offered(complete), self._secret)
