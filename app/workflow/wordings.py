"""The words of the forms in every language: who translated and who checked what, and nobody's work overwritten."""

import datetime as dt
from collections.abc import Sequence

from app.store import waves, wordings
from app.store.database import transaction
from forms.changes import Change, Decided, decide
from forms.states import Row, rows


def table(cycle_id: int, tag: str) -> list[Row]:
    """Return the texts that are translated into a language, with their states."""
    return rows(wordings.texts(cycle_id), tag, wordings.kept(cycle_id))


def save(cycle_id: int, tag: str, changes: Sequence[Change], by: str) -> Decided:
    """Write what was typed and checked in one language, all of it at once, and say what became of it.

    With problems nothing is written. What clashes with a change of somebody else is left as it is, the rest is written;
    forms that are open get one next version, however many texts changed.
    """
    with transaction():
        decided = decide(changes, table(cycle_id, tag))
        if decided.problems or not decided.changed:
            return decided
        if decided.wordings:
            wordings.put(cycle_id, tag, decided.wordings)
        wordings.mark(cycle_id, tag, decided.marks, by, dt.date.today().isoformat())
    waves.touch_forms()
    return decided


def take_links_back(cycle_id: int) -> None:
    """Make every link that was given to translators of this cycle void."""
    with transaction():
        wordings.take_links_back(cycle_id)
