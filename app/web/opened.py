"""The forms as this process serves them: read and compiled once, made anew when anything about them changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.store import waves
from app.store.waves import Fielded
from app.web.prepared import PreparedPage
from forms.build import AnswerForm, build_form
from forms.questionnaire import Questionnaire, expand, load
from translations import Language, offered

_WRITTEN = ("long_text", "short_text")
_OWN = {"key", "language", "switch"}


@dataclass(frozen=True)
class OpenForm:
    """One form: its questionnaire as the district's people see it, the languages it is complete in, and its pages."""

    fielded: Fielded
    questionnaire: Questionnaire
    languages: tuple[Language, ...]
    secret: str
    prepared: dict[str, PreparedPage] = field(default_factory=dict)
    thanks: dict[str, str] = field(default_factory=dict)
    _built: dict[str, type[AnswerForm]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The form's address."""
        return self.fielded.wave.slug

    @property
    def is_open(self) -> bool:
        """True while answers are taken."""
        return bool(self.fielded.wave.state == "open")

    @cached_property
    def tags(self) -> list[str]:
        """The tags of the offered languages."""
        return [each.tag for each in self.languages]

    @cached_property
    def items(self) -> dict[str, str]:
        """The type of each item by its id."""
        return {item.id: item.type for item in self.questionnaire.items}

    def check(self, language: str, sent: Any) -> AnswerForm:
        """Return the filled form that checks what was sent."""
        if language not in self._built:
            self._built[language] = build_form(self.questionnaire, language, self.secret, self.slug)
        return self._built[language](sent)

    def values(self, sent: Any) -> dict[str, Any]:
        """Return what was sent for this form's items: a text or choice id, or a list where several may be chosen."""
        return {
            name: sent.getlist(name) if kind == "choices" else sent[name]
            for name, kind in self.items.items()
            if name in sent
        }

    def unknown(self, sent: Any) -> list[str]:
        """Return what was sent for items that this form does not have (any more)."""
        known = self.items.keys() | _OWN
        return [text for name, text in sent.items(multi=True) if name not in known and text.strip()]

    def written(self, values: Mapping[str, Any]) -> list[str]:
        """Return those of the values that a person wrote."""
        return [value for name, value in values.items() if self.items[name] in _WRITTEN and value.strip()]


class Forms:
    """All forms of this process."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._known: tuple[Any, dict[str, OpenForm]] = (None, {})

    def get(self, slug: str) -> OpenForm | None:
        """Return the form at this address, or None. No SQL while nothing has changed."""
        stamp = waves.stamp()
        if stamp != self._known[0]:
            self._known = (stamp, {})
        # Each stamp has a dictionary of its own: a form that was read before a change cannot slip in after it.
        known = self._known[1]
        if slug not in known:
            found = waves.fielded(slug)
            if found is None:
                return None  # not remembered: anybody can ask for any address
            known[slug] = self._open(found)
        return known[slug]

    def _open(self, found: Fielded) -> OpenForm:
        questionnaire = expand(load(found.wave.definition), found.points, found.schools)
        complete = set(questionnaire.title) & set(found.languages or questionnaire.title)
        return OpenForm(found, questionnaire, offered(complete), self._secret)
