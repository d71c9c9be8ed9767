"""What the groups are called that figures are broken down by, in the page's language."""

from collections.abc import Iterable

from babel.lists import format_list

from app.adapters.exports.words import CHANNELS
from app.store import cycles, questionnaires
from app.store.tables import Wave
from app.web.i18n import current, words
from app.web.i18n import gettext as _
from app.web.wording import audience, tongue


class Groups:
    """Names the groups of one cycle: its grade bands are those that its forms offer."""

    def __init__(self, waves: Iterable[Wave]) -> None:
        self.bands = questionnaires.grade_bands(waves)

    def name(self, dimension: str, group: str) -> str:
        """Name a group; a school's name stays as the district wrote it."""
        if dimension == "audience":
            return audience(group)
        if dimension == "language":
            return tongue(group)
        if dimension == "channel":
            return _(CHANNELS[group]) if group in CHANNELS else group
        if dimension == "grade_band" and group in self.bands:
            return words(dict(self.bands[group]))
        # A name in other letters keeps its own direction in a line of right-to-left text.
        return f"\u2068{group}\u2069" if current().direction == "rtl" else group

    def order(self, dimension: str, group: str) -> int:
        """Return the place of a group among its like: grades in the order of the forms, others as they come."""
        return list(self.bands).index(group) if dimension == "grade_band" and group in self.bands else len(self.bands)

    def listed(self, dimension: str, groups: Iterable[str]) -> str:
        """Name several groups in one line."""
        ordered = sorted(groups, key=lambda group: self.order(dimension, group))
        return format_list([self.name(dimension, group) for group in ordered], style="unit", locale=current().locale)


def dimension_name(dimension: str) -> str:
    """Name what figures are broken down by."""
    return {
        "audience": _("Audience"), "school": _("School"), "grade_band": _("Grades"), "language": _("Language"),
        "channel": _("How it came in"),
    }.get(dimension, dimension)  # fmt: skip


def of_cycle(cycle_id: int) -> Groups:
    """Return the names of a cycle's groups."""
    return Groups(cycles.waves(cycle_id))
