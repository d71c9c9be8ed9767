"""Names groups of comments as a person would, and picks the quotes that stand for them.

A group that speaks of a topic of school life gets the topic's name. Others are named by the phrase of their own comments
that lies nearest to their centre (KeyBERT's idea, Grootendorst 2020), taken from English comments where there are any.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import stopwordsiso
from scipy.optimize import linear_sum_assignment

from app.analysis.coding import Coding
from app.analysis.ports import Engines
from app.analysis.school import SchoolTalk
from app.analysis.space import unit, without_language

CANDIDATES = 24
KEYPHRASES = 5
LONGEST_PHRASE = 4  # words
OWN_TOPIC = 0.25  # mean share of a topic above which it names the group
MOST_READ = 400  # comments of one group that phrases are taken from
TEAM_LANGUAGE = "en"
_PLACEHOLDERS = frozenset({"name", "phone", "e-mail", "mail", "address", "number", "date"})


@dataclass(frozen=True)
class Name:
    """A group's label and further phrases."""

    label: str
    keyphrases: tuple[str, ...]


def name_groups(
    groups: Sequence[np.ndarray], codings: Sequence[Coding], vectors: np.ndarray, school: SchoolTalk, engines: Engines
) -> list[Name]:
    """Return a name for each group, given as rows of `codings` and of their features `vectors` (n, d).

    No two groups get the same label.
    """
    phrases = [_candidates([codings[row] for row in rows[:MOST_READ]], engines) for rows in groups]
    distinct = list(dict.fromkeys(phrase for each in phrases for phrase in each))
    placed = dict(zip(distinct, _place_phrases(distinct, school, engines), strict=True))
    ranked = [_rank(each, placed, vectors[rows]) for each, rows in zip(phrases, groups, strict=True)]
    topics = _topics([vectors[rows] for rows in groups], school)
    return _distinct_names(topics, ranked)


def _candidates(codings: Sequence[Coding], engines: Engines) -> list[str]:
    """Return the phrases of the team's language, or of all if there are none, that most comments share."""
    own = [coding for coding in codings if coding.language == TEAM_LANGUAGE] or list(codings)
    counts: Counter[str] = Counter()
    for coding in own:
        counts.update(set(_phrases(engines.segmenter.words(coding.redacted_text[:1000].lower(), coding.language), coding.language)))
    by_worth = sorted(counts, key=lambda phrase: (-counts[phrase] * (1 + phrase.count(" ")), phrase))
    return by_worth[:CANDIDATES]


def _phrases(words: list[str], language: str) -> list[str]:
    stop = stopwordsiso.stopwords(language.split("-")[0]) if stopwordsiso.has_lang(language.split("-")[0]) else set()
    phrases = []
    for start in range(len(words)):
        for length in range(1, LONGEST_PHRASE + 1):
            part = words[start : start + length]
            if len(part) == length and _reads_well(part, stop):
                phrases.append(" ".join(part))
    return phrases


def _reads_well(words: list[str], stop: set[str]) -> bool:
    ends_well = not (words[0] in stop or words[-1] in stop or len(words[0]) < 2 or len(words[-1]) < 2)
    return ends_well and _PLACEHOLDERS.isdisjoint(words) and not any(map(str.isdigit, "".join(words)))


def _place_phrases(phrases: list[str], school: SchoolTalk, engines: Engines) -> np.ndarray:
    return school.place(engines.encoder.encode(phrases)).meaning if phrases else np.zeros((0, 1))


def _rank(phrases: list[str], placed: dict[str, np.ndarray], members: np.ndarray) -> list[str]:
    """Return the phrases nearest to the centre of the members' meaning first, without near repeats."""
    if not phrases:
        return []
    vectors = np.stack([placed[phrase] for phrase in phrases])
    centre = unit(members[:, : vectors.shape[1]].mean(axis=0))
    chosen: list[str] = []
    for at in np.argsort(-(vectors @ centre), kind="stable"):
        words = set(phrases[at].split())
        if not any(words & set(other.split()) for other in chosen):
            chosen.append(phrases[at])
    return chosen


def _topics(groups: Sequence[np.ndarray], school: SchoolTalk) -> list[str | None]:
    """Return for each group the topic of school life that names it, each topic once; None where none fits."""
    count = len(school.topic_names)
    shares = np.stack([(members[:, -count:] ** 2).mean(axis=0) for members in groups]) if groups else np.zeros((0, count))
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    names: list[str | None] = [None] * len(groups)
    for group, topic in zip(*linear_sum_assignment(-shares), strict=True):
        if shares[group, topic] >= OWN_TOPIC:
            names[group] = school.topic_names[topic]
    return names


def _distinct_names(topics: Sequence[str | None], ranked: Sequence[list[str]]) -> list[Name]:
    taken: set[str] = set()
    names = []
    for topic, phrases in zip(topics, ranked, strict=True):
        options = [topic] if topic else []
        options += [phrase[:1].upper() + phrase[1:] for phrase in phrases]
        label = next((option for option in options if option not in taken), f"Group {len(names) + 1}")
        taken.add(label)
        names.append(Name(label, tuple(phrase for phrase in phrases if phrase.lower() != label.lower())[:KEYPHRASES]))
    return names
