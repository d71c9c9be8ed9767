"""The two sides of opposite wishes, in words and in every offered language."""

from collections.abc import Mapping

from app.analysis.parts import code_label
from translations import catalogue


def _(message: str) -> str:
    """Mark a message for extraction; it is translated when it is written."""
    return message


# (for more of it, for less of it) of each axis of data/opposites.json; '' is for and against anything.
WISHES: Mapping[str, tuple[str, str]] = {
    "": (_("Keep it, or more of it"), _("Stop it, or less of it")),
    "homework": (_("More homework"), _("Less homework")),
    "school_day": (_("A longer school day"), _("A shorter school day")),
    "start": (_("A later start of school"), _("An earlier start of school")),
    "phones": (_("Phones allowed"), _("Phones put away")),
    "screens": (_("More learning on screens"), _("Less learning on screens")),
    "uniforms": (_("School uniforms"), _("Clothes of one’s own choice")),
    "guards": (_("More guards and police"), _("Fewer guards and police")),
    "discipline": (_("Stricter consequences"), _("Gentler consequences")),
    "lessons": (_("More lessons about feelings and living together"), _("Fewer lessons about feelings and living together")),
    "home_language": (_("More teaching in the home language"), _("More teaching in English only")),
}  # fmt: skip


def wish(axis: str, side: str, tag: str) -> str:
    """Say what a side (``more`` or ``less``) wants, in a language."""
    more, less = WISHES.get(axis, WISHES[""])
    wanted = more if side == "more" else less
    return catalogue(tag).gettext(wanted)


def about(code: str, tag: str) -> str:
    """Say in a language what the opposite wishes are about."""
    return code_label(code, tag)
