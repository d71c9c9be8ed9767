"""From a questionnaire and a language to the Flask-WTF form that checks what was sent."""

from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field

from forms.fields import ITEM_TYPES, own_words
from forms.keys import KeyCSRF
from forms.questionnaire import OTHER, Questionnaire


class AnswerForm(FlaskForm):
    """The base of every built form; its key is its CSRF token."""

    class Meta(FlaskForm.Meta):
        """Checks the one-time key instead of a session's token."""

        csrf = True
        csrf_class = KeyCSRF
        csrf_field_name = "key"
        csrf_context = ("", "")
        bound: ClassVar[dict[str, Field]] = {}

        def bind_field(self, form: FlaskForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Copy the field bound for the first response: all of it but what was sent is the same for everybody."""
            name = options["name"]
            if name == self.csrf_field_name:
                return super().bind_field(form, unbound_field, options)
            if name not in self.bound:
                self.bound[name] = super().bind_field(form, unbound_field, options)
            copied = object.__new__(type(self.bound[name]))
            copied.__dict__.update(self.bound[name].__dict__)
            return copied


def build_form(questionnaire: Questionnaire, language: str, secret: str, wave: str) -> type[AnswerForm]:
    """Return the form class of an expanded questionnaire in one language; its keys are signed for `wave`."""
    meta = type("Meta", (AnswerForm.Meta,), {"csrf_context": (secret, wave), "bound": {}})
    fields = {item.id: ITEM_TYPES[item.type].field(item, language) for item in questionnaire.items}
    for item in questionnaire.items:
        if any(choice.other for choice in item.choices):
            fields[item.id + OTHER] = own_words(item, language)
    return type("BuiltForm", (AnswerForm,), {"Meta": meta, **fields})
