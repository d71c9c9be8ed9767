"""What the analysis knows of school life beforehand: exemplars of topics, of praise and complaint, of saying nothing.

A general encoder keeps the words of a school day too close together. The exemplars in `data/`, written for this
project in fourteen languages, teach small linear heads on its vectors. Language is removed first, so what they learn
holds in further languages too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.analysis.ports import Encoder
from app.analysis.space import unit, without_language

ENOUGH_COMMENTS = 50  # so many comments outweigh the exemplars when the middle of the space is found
TOPIC_WEIGHT = 1.5  # of a comment's topics beside its free meaning
FIRST = "!"  # sorts before every letter, so that these classes are the first columns of their head
POLARITY = {"bad": -1, "wish": 0, "good": 1}


@dataclass(frozen=True)
class Placed:
    """Comments in the space, one row each.

    `features` are unit vectors that group well: meaning and topics side by side. `meaning` is what the encoder says,
    less language; `topics` shares of the topics of school life; `polarity` shares of bad, wish and good; `emptiness`
    shares of saying nothing in this or that way; `risk` the likeness to each exemplar of a danger.
    """

    features: np.ndarray
    meaning: np.ndarray
    topics: np.ndarray
    polarity: np.ndarray
    emptiness: np.ndarray
    risk: np.ndarray


@dataclass(frozen=True)
class SchoolTalk:
    """The heads that were learned from the exemplars."""

    middle: np.ndarray
    topic_names: tuple[str, ...]
    empty_kinds: tuple[str, ...]
    risk_kinds: tuple[str, ...]  # of each risk exemplar
    topic_head: LogisticRegression
    polarity_head: LogisticRegression
    empty_head: LogisticRegression
    risk_exemplars: np.ndarray

    def place(self, vectors: np.ndarray, middle: np.ndarray | None = None) -> Placed:
        """Place encoder vectors, shape (n, dimensions).

        `middle` is the centre of the texts they come from (see `middle_of`); None takes it from these vectors.
        """
        bare = without_language(vectors)
        meaning = unit(bare - (self.middle_of(vectors) if middle is None else middle))
        fixed = unit(bare - self.middle)
        topics = _shares(self.topic_head, meaning)
        features = unit(np.hstack([meaning, TOPIC_WEIGHT * np.sqrt(topics)])).astype(np.float32)
        emptiness = _shares(self.empty_head, fixed)[:, : len(self.empty_kinds)]
        risk = fixed @ self.risk_exemplars.T
        return Placed(features, meaning, topics, _shares(self.polarity_head, meaning), emptiness, risk)

    def middle_of(self, vectors: np.ndarray) -> np.ndarray:
        """Return the centre of texts without language; few texts are shrunk towards the exemplars' centre."""
        if not len(vectors):
            return self.middle
        own = without_language(vectors).mean(axis=0)
        share = len(vectors) / (len(vectors) + ENOUGH_COMMENTS)
        return share * own + (1 - share) * self.middle


@lru_cache(maxsize=2)
def learn_school_talk(encoder: Encoder) -> SchoolTalk:
    """Learn the heads with this encoder: some seconds, once in a process."""
    told = [(topic, kind, text) for _, topic, kind, text in exemplars_of_school_life()]
    felt = [(POLARITY[kind], text) for kind, texts in read("polarity_phrases.json").items() for text in texts]
    blank = [(FIRST + kind, text) for kind, texts in read("empty_phrases.json").items() for text in texts]
    risky = [(kind, text) for kind, told_of in read("safety_phrases.json").items() for text in told_of["exemplars"]]
    vectors = without_language(encoder.encode([each[-1] for each in (*told, *felt, *blank, *risky)]))
    middle = vectors[: len(told)].mean(axis=0)
    of_told, of_felt, of_blank, of_risky = np.split(
        unit(vectors - middle), np.cumsum([len(told), len(felt), len(blank)])
    )
    topics, polarities = [topic for topic, _, _ in told], [POLARITY[kind] for _, kind, _ in told]
    topic_head = _head(of_told, topics, 30.0)
    return SchoolTalk(
        middle=middle,
        topic_names=tuple(map(str, topic_head.classes_)),
        empty_kinds=_kinds(blank),
        risk_kinds=tuple(kind for kind, _ in risky),
        topic_head=topic_head,
        polarity_head=_head(np.vstack([of_told, of_felt]), polarities + [sign for sign, _ in felt], 0.5),
        empty_head=_head(np.vstack([of_blank, of_told]), [kind for kind, _ in blank] + ["said"] * len(told), 100.0),
        risk_exemplars=of_risky,
    )


def _kinds(exemplars: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({kind.removeprefix(FIRST) for kind, _ in exemplars}))


def exemplars_of_school_life() -> Iterator[tuple[str, str, str, str]]:
    """Yield (language, topic, kind of polarity, text) for every exemplar; each language has every topic."""
    english = {entry["topic"]: entry for entry in read("school_phrases.json")}
    for language, topics in ({"en": english} | read("school_phrases_by_language.json")).items():
        for topic, texts in topics.items():
            for kind in POLARITY:
                for text in texts.get(kind, ()):
                    yield language, topic, kind, text


def read(name: str) -> Any:
    """Return one of the project's own data files, parsed from JSON."""
    return json.loads(resources.files("app.analysis").joinpath("data", name).read_text(encoding="utf-8"))


def _shares(head: LogisticRegression, vectors: np.ndarray) -> np.ndarray:
    return head.predict_proba(vectors) if len(vectors) else np.zeros((0, len(head.classes_)))


def _head(vectors: np.ndarray, classes: list, freedom: float) -> LogisticRegression:
    return LogisticRegression(C=freedom, max_iter=1000, class_weight="balanced").fit(vectors, classes)
