"""A proposed change to the plan, with the evidence that it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.analysis.themes import Quote


class Kind(StrEnum):
    """The five ways to revise a plan: build on what worked, change what met a challenge, try anew where it failed."""

    KEEP = "keep"
    EXPAND = "expand"
    AMEND = "amend"
    ADD = "add"
    RETIRE = "retire"


@dataclass(frozen=True)
class Evidence:
    """How many said it, who, in which languages and how they felt about it (sentiment -1..1), with quotes."""

    comments: int
    audiences: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    sentiment: float = 0.0
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Side:
    """Those who want one of two opposite things: `key` is ``more`` (for it, more of it) or ``less``."""

    key: str
    comments: int
    audiences: Mapping[str, int] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Opposition:
    """Two opposite wishes in one theme. `axis` names what about (see data/opposites.json), '' just for and against.

    `code` is the code of the school-voice codebook that they speak of.
    """

    axis: str
    code: str
    more: Side
    less: Side


@dataclass(frozen=True)
class Revision:
    """One proposed change.

    `target` is the id of the element it changes; None for ``add``, where `under` is the id of the element that the new
    one belongs to. `text` is the element's new wording ('' for keep and retire, and where wishes are `opposed`). `themes`
    are the ids that it answers, `topics` their labels by language. `likeness` is that of theme and element by meaning;
    `partly` says that the plan answers the theme in part.
    """

    id: str
    kind: Kind
    target: str | None
    under: str | None
    text: str
    rationale: str
    themes: tuple[str, ...]
    evidence: Evidence
    topics: tuple[Mapping[str, str], ...] = ()
    likeness: float = 0.0
    partly: bool = False
    opposed: Opposition | None = None
