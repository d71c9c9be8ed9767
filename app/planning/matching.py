"""Which parts of a plan a theme speaks of: likeness of meaning between themes, comments and the plan's elements."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.ports import Encoder
from app.analysis.school import learn_school_talk
from app.analysis.space import unit
from app.analysis.themes import Theme
from app.planning.plan import Plan

CENTRED = 0.7  # share of the plan's own middle that is taken away: what all its elements have in common says nothing
TOPICS = 0.5  # weight of school topics beside free meaning
MEMBERS = 0.5  # weight of a theme's comments beside its name and definition


@dataclass(frozen=True)
class Element:
    """A part of a plan that a revision can change: an action step, or a strategy or goal that has nothing below it.

    `under` is the id of the strategy (or goal) that a new neighbour would belong to.
    """

    id: str
    text: str
    context: str
    under: str


@dataclass(frozen=True)
class Space:
    """Texts in the space of meaning: `meaning` unit vectors (n, dimensions), `topics` roots of shares (n, topics)."""

    meaning: np.ndarray
    topics: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> "Space":
        return Space(self.meaning[rows], self.topics[rows])


def elements_of(plan: Plan) -> list[Element]:
    """Return the elements that can be matched, in the order of the plan."""
    found = []
    for goal in plan.goals:
        for strategy in goal.strategies:
            above = strategy.title or goal.title
            found += [Element(step.id, step.text, above, strategy.id) for step in strategy.steps if step.text]
            if not strategy.steps:
                found.append(Element(strategy.id, strategy.title, goal.title, strategy.id))
        if not goal.strategies:
            found.append(Element(goal.id, goal.title, "", goal.id))
    return [element for element in found if element.text or element.context]


def place_comments(texts: Sequence[str], encoder: Encoder) -> Space:
    """Place comments around their own middle."""
    placed = learn_school_talk(encoder).place(encoder.encode(texts))
    return Space(placed.meaning, np.sqrt(placed.codes))


def place_elements(elements: Sequence[Element], encoder: Encoder) -> Space:
    """Place the plan's elements, each with the title above it."""
    return _place_formal([f"{each.context}: {each.text}".strip(": ") for each in elements], encoder)


def place_texts(elements: Sequence[Element], encoder: Encoder) -> Space:
    """Place the elements' own texts: what tells the steps of one strategy apart."""
    return _place_formal([each.text or each.context for each in elements], encoder)


def place_themes(themes: Sequence[Theme], members: Sequence[np.ndarray], comments: Space, encoder: Encoder) -> Space:
    """Place themes by their words and by their member comments (rows of `comments`)."""
    named = _place_formal([_words(theme) for theme in themes], encoder)
    meaning, topics = named.meaning.copy(), named.topics.copy()
    for at, rows in enumerate(members):
        if len(rows):
            meaning[at] = (1 - MEMBERS) * meaning[at] + MEMBERS * unit(comments.meaning[rows].mean(axis=0))
            shares = (comments.topics[rows] ** 2).mean(axis=0)
            topics[at] = (1 - MEMBERS) * topics[at] + MEMBERS * np.sqrt(shares)
    return Space(meaning, topics)


def likeness(one: Space, other: Space) -> np.ndarray:
    """Return how much alike two sets of texts are, shape (n, m); about 0 when unrelated and 0.4 .. 0.7 when related."""
    return (one.meaning @ other.meaning.T + TOPICS * one.topics @ other.topics.T) / (1 + TOPICS)


def _place_formal(texts: Sequence[str], encoder: Encoder) -> Space:
    talk = learn_school_talk(encoder)
    placed = talk.place(encoder.encode(texts))
    centre = placed.meaning.mean(axis=0) * (CENTRED if len(texts) > 1 else 0.0)
    return Space(unit(placed.meaning - centre), np.sqrt(placed.codes))


def _words(theme: Theme) -> str:
    """Return name and definition; key phrases say no more than the theme's comments, which are looked at anyway."""
    return f"{theme.label or ' '.join(theme.keyphrases)}. {theme.definition}".strip()
