"""The district's (or a school's) action plan: Plan > Goal > Strategy > ActionStep."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ActionStep:
    """The smallest thing that somebody does by a date. All fields are as written in the plan; '' when absent."""

    id: str
    text: str
    owner: str = ""
    timeline: str = ""
    measure: str = ""
    status: str = ""


@dataclass(frozen=True)
class Strategy:
    """A way to reach a goal. `id` is numbered by place: '1.2' is the second strategy of the first goal."""

    id: str
    title: str
    steps: tuple[ActionStep, ...] = ()


@dataclass(frozen=True)
class Goal:
    """What the district wants to reach."""

    id: str
    title: str
    strategies: tuple[Strategy, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A whole plan. `notes` keeps the text of the document that was not understood as a part of the plan."""

    title: str
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = field(default=())
