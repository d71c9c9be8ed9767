"""What people say about the columns of a file: which form, which item, which choice, or that a column is left out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# What a column can be. `tick` is one choice of a question with several answers, `rank` the place of one choice, `own` the
# words beside a choice like "something else"; `new` is a question that the form does not ask.
ROLES = ("out", "item", "tick", "rank", "own", "new", "form", "language", "hour")
KINDS = ("long_text", "choice", "choices", "tick", "number", "date")
# What becomes of a text that is none of the choices: kept as own words, or left out.
OWN, OUT = "~own", "~out"


@dataclass(frozen=True)
class Meaning:
    """What one column is. `values` maps what stands in it to a choice id, OWN or OUT; to a wave's id, or to a language.

    `order` says which comes first in its dates, mdy or dmy. `sure` is False while a person has to look at it. `told` means
    that a person took it knowing that it may tell who wrote it.
    """

    role: str = "out"
    item: str = ""
    choice: str = ""
    kind: str = ""
    order: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    sure: bool = True
    told: bool = False


@dataclass(frozen=True)
class Reading:
    """How a whole file is read. `wave` and `language` hold for rows that do not say their own; `unfinished` takes also
    responses that were never sent off. `versions` are those that the import answers, by wave, once it has started."""

    wave: int
    language: str
    columns: tuple[Meaning, ...]
    unfinished: bool = False
    versions: Mapping[str, int] = field(default_factory=dict)

    def column_of(self, role: str) -> int | None:
        """Return which column has a role that only one can have."""
        return next((at for at, meaning in enumerate(self.columns) if meaning.role == role), None)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return asdict(self)


def reading_of(body: Mapping[str, Any]) -> Reading:
    """Return a reading from what was kept of it."""
    return Reading(**{**body, "columns": tuple(Meaning(**each) for each in body["columns"])})
