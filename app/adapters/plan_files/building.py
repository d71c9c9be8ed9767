"""Collects the parts of a plan in the order of the page and numbers them by place."""

import re
import textwrap
from dataclasses import dataclass, field
from functools import lru_cache

from app.adapters.plan_files.columns import FIELDS, told_by_label
from app.adapters.plan_files.numbering import strip_numbering
from app.planning.export import LONGEST_TEXT
from app.planning.plan import ActionStep, Goal, Plan, Strategy

LABELLED = re.compile(
    r"^\W*(?P<label>(?:[^:：\n()\[\].]|\((?:s|es|a|as|o|os)\)){2,40}?)\s*[:：]\s*(?P<value>\S.*)$", re.DOTALL
)
IN_BRACKETS = re.compile(
    r"\s*[(\[](?P<inside>(?:[^()\[\]:：]|\((?:s|es|a|as|o|os)\))*[:：](?:[^()\[\]]|\([^()]*\))*)[)\]]\s*\.?$", re.DOTALL
)
PARTS = re.compile(r"\n|\s+\|\s+|(?<=[.;])\s+|\s+[–—-]\s+")


@dataclass
class _Step:
    text: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class _Strategy:
    title: str
    steps: list[_Step] = field(default_factory=list)


@dataclass
class _Goal:
    title: str
    strategies: list[_Strategy] = field(default_factory=list)


class PlanBuilder:
    """Knows which goal, strategy and step the page is at."""

    def __init__(self, fallback_goal: str) -> None:
        """Steps that stand under no goal go under one of the name `fallback_goal`."""
        self._fallback_goal = fallback_goal
        self._goals: list[_Goal] = []
        self._goal_of: dict[str, _Goal] = {}
        self._notes: dict[str, None] = {}
        self._goal: _Goal | None = None
        self._strategy: _Strategy | None = None
        self._step: _Step | None = None
        self._untitled: _Goal | None = None

    @property
    def in_goal(self) -> bool:
        """Tell whether what comes next stands under a goal."""
        return self._goal is not None

    @property
    def in_strategy(self) -> bool:
        """Tell whether what comes next stands under a strategy."""
        return self._strategy is not None

    def open_goal(self, title: str) -> None:
        """Go on under the goal of this title; a goal that was there before is taken up again."""
        title = self._short(title)
        known = self._goal_of.get(_key(title))
        if self._goal is None or known is not self._goal:
            self._goal = known or _Goal(title)
            if known is None:
                self._goals.append(self._goal)
                self._goal_of[_key(title)] = self._goal
            self._strategy = None
        self._step = None

    def await_title(self, awaited: bool) -> None:
        """Expect the goal's title in the next line, since its heading only said "Goal 1"."""
        self._untitled = self._goal if awaited else None

    def take_title(self, text: str) -> bool:
        """Give the goal that awaits one its title; return False when none does."""
        if self._untitled is None or self._untitled is not self._goal or self._untitled.strategies:
            return False
        self._goal_of.pop(_key(self._untitled.title), None)
        self._untitled.title = " ".join(text.split())
        self._goal_of[_key(text)], self._untitled = self._untitled, None
        return True

    def open_strategy(self, title: str) -> None:
        """Go on under the strategy of this title within the goal."""
        if self._goal is None:
            self.open_goal(self._fallback_goal)
        assert self._goal is not None
        title = self._short(title)
        if self._strategy is None or _key(self._strategy.title) != _key(title):
            self._strategy = next((each for each in self._goal.strategies if _key(each.title) == _key(title)), None)
            if self._strategy is None:
                self._strategy = _Strategy(title)
                self._goal.strategies.append(self._strategy)
        self._step = None

    def add_step(self, text: str, fields: dict[str, str]) -> None:
        """Add an action step to the strategy; one without a strategy gets one that is called like the goal."""
        if self._goal is None:
            self.open_goal(self._fallback_goal)
        assert self._goal is not None
        if self._strategy is None:
            self.open_strategy(self._goal.title)
        assert self._strategy is not None
        self._step = _Step(self._short(text), {name: self._short(value) for name, value in fields.items() if value})
        self._strategy.steps.append(self._step)

    def extend_step(self, fields: dict[str, str]) -> bool:
        """Add further fields to the last step; return False when there is none."""
        if self._step is None:
            return False
        for name, value in fields.items():
            known = self._step.fields.get(name, "")
            if value and value not in known.split("; "):
                self._step.fields[name] = self._short(f"{known}; {value}" if known else value)
        return True

    def add_line(self, text: str, detail: bool) -> None:
        """Take a line of a list under a strategy: a step, or (a labelled line) a field of the step before it."""
        fields, rest = labelled_fields(text)
        if fields and not rest:
            if not self.extend_step(fields):
                self.note(text)
        elif detail and self._step is not None:
            self.note(f"{self._step.text}: {rest or text}")
        else:
            self.add_step(rest, fields)

    def name_fallback(self, title: str) -> None:
        """Give the goal that steps under no goal go under another name from here on."""
        self._fallback_goal = title

    def end_table(self) -> None:
        """Leave the last step: lines after a table are not its fields."""
        self._step = None

    def close(self, goal: bool) -> None:
        """Leave the strategy, and the goal too when `goal`: what follows belongs to another part of the page."""
        self._strategy = self._step = None
        if goal:
            self._goal = None

    def note(self, text: str) -> None:
        """Keep text that is not understood."""
        text = " ".join(text.split())
        for chunk in textwrap.wrap(text, LONGEST_TEXT) if len(text) > LONGEST_TEXT else [text]:
            if chunk:
                self._notes.setdefault(chunk)

    def _short(self, text: str) -> str:
        """Return the beginning of a text that is longer than a plan can hold; the whole of it is kept as a note."""
        if len(text) > LONGEST_TEXT:
            self.note(text)
        return text[:LONGEST_TEXT]

    def build(self, title: str) -> Plan:
        """Return what was collected, numbered by place."""
        goals = tuple(_goal(str(at), goal) for at, goal in enumerate(self._goals, start=1))
        return Plan(title, goals, tuple(note for note in self._notes if note != title))


def labelled_fields(text: str) -> tuple[dict[str, str], str]:
    """Return the fields that a line names ("Owner: ...; By when: ..."), also in brackets at its end, and the rest."""
    whole = _fields_of(text)
    if whole:
        return whole, ""
    brackets = IN_BRACKETS.search(text)
    if brackets:
        fields = _fields_of(brackets["inside"])
        if fields:
            return fields, strip_numbering(text[: brackets.start()]).title
    for end in PARTS.finditer(text):
        fields = _fields_of(text[end.end() :])
        if fields:
            return fields, strip_numbering(text[: end.start()]).title
    return {}, strip_numbering(text).title


def _fields_of(text: str) -> dict[str, str]:
    """Return the fields when every part of the text is a labelled one, otherwise nothing."""
    fields: dict[str, str] = {}
    last = ""
    for part in filter(None, map(str.strip, re.split(r"[;\n|]", text))):
        found = LABELLED.match(part)
        told = told_by_label(found["label"]) if found else None
        if found and told in FIELDS:
            last = str(told)
            fields[last] = "; ".join(filter(None, (fields.get(last, ""), " ".join(found["value"].split()))))
        elif last:
            fields[last] += "; " + " ".join(part.split())
        else:
            return {}
    return fields


@lru_cache(maxsize=20_000)
def _key(title: str) -> str:
    """Return what two writings of one title have in common."""
    return re.sub(r"\W+", "", title).casefold()


def _goal(place: str, goal: _Goal) -> Goal:
    strategies = (_strategy(f"{place}.{at}", each) for at, each in enumerate(goal.strategies, start=1))
    return Goal(place, goal.title, tuple(strategies))


def _strategy(place: str, strategy: _Strategy) -> Strategy:
    steps = (ActionStep(f"{place}.{at}", each.text, **each.fields) for at, each in enumerate(strategy.steps, start=1))
    return Strategy(place, strategy.title, tuple(steps))
