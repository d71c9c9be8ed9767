"""From a questionnaire and a language to the Flask-WTF form that checks what was sent."""

from flask_wtf import FlaskForm

from forms.fields import BUILDERS
from forms.keys import KeyCSRF
from forms.questionnaire import Questionnaire


class AnswerForm(FlaskForm):
    """The base of every built form; its key is its CSRF token."""

    class Meta(FlaskForm.Meta):
        """Checks the one-time key instead of a session's token."""

        csrf = True
        csrf_class = KeyCSRF
        csrf_field_name = "key"
        csrf_context = ("", "")


def build_form(questionnaire: Questionnaire, language: str, secret: str, wave: str) -> type[AnswerForm]:
    """Return the form class of an expanded questionnaire in one language; its keys are signed for `wave`."""
    meta = type("Meta", (AnswerForm.Meta,), {"csrf_context": (secret, wave)})
    fields = {item.id: BUILDERS[item.type](item, language) for item in questionnaire.items}
    return type("BuiltForm", (AnswerForm,), {"Meta": meta, **fields})
