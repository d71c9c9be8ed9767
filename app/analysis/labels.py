"""Names groups of comments as a person would, and picks the quotes that stand for them.

A group that speaks of a topic of school life gets the topic's name. Others are named by the phrase of their own
comments that lies nearest to their centre (the idea of KeyBERT, Grootendorst 2020), taken from English
comments where there are any.
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
from app.analysis.space import unit

CANDIDATES = 40
KEYPHRASES = 5
LONGEST_PHRASE = 3  # words
REPEATED = 2  # comments that share a phrase before it may name their group
TOPIC_SHARE_COUNTS = 0.4  # how much a topic's share of the group adds to the likeness of its name
OWN_TOPIC = 0.09  # share of a group from which a topic may name it alone
TELLING = 0.5  # likeness from which a single word may name a group
NEAR, NEAR_ALONE = 0.2, 0.27  # likeness from which a phrase of several comments, or of one, is told beside the label
MOST_READ = 400  # comments of one group that phrases are taken from
TEAM_LANGUAGE = "en"
_PLACEHOLDERS = frozenset({"name", "phone", "e-mail", "mail", "address", "number", "date"})


@dataclass(frozen=True)
class Name:
    """A group's label and further phrases."""

    label: str
    keyphrases: tuple[str, ...]


@dataclass(frozen=True)
class _Phrase:
    text: str
    comments: int
    likeness: float


def name_groups(
    groups: Sequence[np.ndarray], codings: Sequence[Coding], vectors: np.ndarray, school: SchoolTalk, engines: Engines
) -> list[Name]:
    """Return a name for each group, given as rows of `codings` and of their features `vectors` (n, d).

    No two groups get the same label.
    """
    if not groups:
        return []
    topics = len(school.topic_names)
    centres = unit(np.stack([vectors[rows, :-topics].mean(axis=0) for rows in groups]))
    shares = np.stack([(vectors[rows, -topics:] ** 2).mean(axis=0) for rows in groups])
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    counts = [_candidates(_typical_first(rows, vectors), codings, engines) for rows in groups]
    placed = _place(list({phrase for each in counts for phrase in each} | set(school.topic_names)), school, engines)
    ranked = [_rank(each, placed, centre) for each, centre in zip(counts, centres, strict=True)]
    fit = centres @ np.stack([placed[topic] for topic in school.topic_names]).T + TOPIC_SHARE_COUNTS * shares
    fit[shares < OWN_TOPIC] = 0.0
    pairs = [_pair(each, school.topic_names) for each in shares]
    return _distinct_names(_topics(fit, school.topic_names), pairs, ranked)


def _typical_first(rows: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    centre = vectors[rows].mean(axis=0)
    return rows[np.argsort(-(vectors[rows] @ centre), kind="stable")][:MOST_READ]


def _candidates(rows: np.ndarray, codings: Sequence[Coding], engines: Engines) -> dict[str, int]:
    """Return phrases of the team's language, or of all if there are none, and how many comments share each.

    Phrases that many share come first, then those of the most typical comments.
    """
    members = [codings[row] for row in rows]
    own = [coding for coding in members if coding.language == TEAM_LANGUAGE] or members
    counts: Counter[str] = Counter()
    for coding in own:
        words = engines.segmenter.words(coding.redacted_text[:1000].lower().replace("\u2019", "'"), coding.language)
        counts.update(list(dict.fromkeys(_phrases(words, coding.language))))
    return dict(counts.most_common(CANDIDATES))


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


def _place(phrases: list[str], school: SchoolTalk, engines: Engines) -> dict[str, np.ndarray]:
    ordered = sorted(phrases)
    return dict(zip(ordered, school.place(engines.encoder.encode(ordered), school.middle).meaning, strict=True))


def _rank(counts: dict[str, int], placed: dict[str, np.ndarray], centre: np.ndarray) -> list[_Phrase]:
    """Return the phrases nearest to the centre first, no two with a word in common."""
    found = [_Phrase(phrase, count, float(placed[phrase] @ centre)) for phrase, count in counts.items()]
    chosen: list[_Phrase] = []
    for phrase in sorted(found, key=lambda each: (-each.likeness, each.text)):
        words = set(phrase.text.split())
        if not any(words & set(other.text.split()) for other in chosen):
            chosen.append(phrase)
    return chosen


def _topics(fit: np.ndarray, names: Sequence[str]) -> list[tuple[str, float]]:
    """Return the topic that fits each group best and how well, each topic once; an empty one where none fits."""
    found = [("", 0.0)] * len(fit)
    for group, topic in zip(*linear_sum_assignment(-fit), strict=True):
        if fit[group, topic] > 0:
            found[group] = (names[topic], float(fit[group, topic]))
    return found


def _pair(shares: np.ndarray, names: Sequence[str]) -> str:
    """Return the two topics that a group is mostly made of; nothing when they are a small part of it."""
    two = np.argsort(-shares, kind="stable")[:2]
    return " · ".join(names[topic] for topic in two) if shares[two].sum() >= OWN_TOPIC else ""


def _distinct_names(
    topics: Sequence[tuple[str, float]], pairs: Sequence[str], ranked: Sequence[list[_Phrase]]
) -> list[Name]:
    """Name each group by a phrase of its own, its topic, or the pair of topics that it is made of: what fits best."""
    taken: set[str] = set()
    names: list[Name] = []
    for (topic, fit), pair, phrases in zip(topics, pairs, ranked, strict=True):
        shared = [phrase for phrase in phrases if phrase.comments >= REPEATED]
        own = [each for each in shared if each.likeness > fit and (" " in each.text or each.likeness >= TELLING)]
        told = " · ".join(_sentence_case(phrase.text) for phrase in (shared or phrases)[:2])
        options = [*(_sentence_case(phrase.text) for phrase in own), topic, pair, told]
        label = next((option for option in options if option and option not in taken), f"Group {len(names) + 1}")
        taken.add(label)
        further = [phrase for phrase in phrases if _worth_telling(phrase) and phrase.text.lower() != label.lower()]
        names.append(Name(label, tuple(phrase.text for phrase in further[:KEYPHRASES])))
    return names


def _worth_telling(phrase: _Phrase) -> bool:
    """Tell whether a phrase says something about its group: rather no phrase than a bag of odd words."""
    if phrase.comments >= REPEATED:
        return phrase.likeness >= NEAR
    return phrase.likeness >= NEAR_ALONE and phrase.text.count(" ") < 2  # longer ones of one comment are cut off anyhow


def _sentence_case(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
