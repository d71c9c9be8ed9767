"""Names groups of comments as a person would, and picks the quotes that stand for them.

A group that speaks of a code of the school-voice codebook gets the code's label, in every language. Others are named by
the phrases of their own comments that lie nearest to their centre (the idea of KeyBERT, Grootendorst 2020), taken from
English comments where there are any.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import stopwordsiso
from scipy.optimize import linear_sum_assignment

from app.analysis import school_voice
from app.analysis.coding import Coding
from app.analysis.ports import Engines, alone
from app.analysis.school import Placed, SchoolTalk
from app.analysis.space import in_parts, mean_of, unit

CANDIDATES = 40
KEYPHRASES = 5
LONGEST_PHRASE = 3  # words
REPEATED = 2  # comments that share a phrase before it may name their group
OWN_CODE = 0.06  # share of a group from which a code may name it
ALONE = 0.65  # share of its family from which a code names the group
MOSTLY = 0.45  # share from which it is what the group is about
NEAR, NEAR_ALONE = 0.2, 0.27  # likeness from which a phrase of several comments, or of one, is told beside the label
MOST_READ = 400  # comments of one group that phrases are taken from
TEAM_LANGUAGE = "en"
_PLACEHOLDERS = frozenset({"name", "phone", "e-mail", "mail", "address", "number", "date"})


@dataclass(frozen=True)
class Name:
    """A group's label, further phrases, and the label in the languages that have it."""

    label: str
    keyphrases: tuple[str, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class _Phrase:
    text: str
    comments: int
    likeness: float


def name_groups(
    groups: Sequence[np.ndarray],
    codings: Sequence[Coding],
    placed: Placed,
    school: SchoolTalk,
    engines: Engines,
    families: Sequence[str | None] = (),
) -> list[Name]:
    """Return a name for each group, given as rows of `codings` and of where they are `placed`.

    `families` says which family of codes a group stands for, if any. No two groups get the same label.
    """
    if not groups:
        return []
    middles = [mean_of(placed.meaning, rows) for rows in groups]
    centres = unit(np.stack(middles))
    shares = np.stack([placed.codes[rows].mean(axis=0, dtype=np.float32) for rows in groups])
    typical = [_typical_first(rows, placed.meaning, middle) for rows, middle in zip(groups, middles, strict=True)]
    counts = [_candidates(rows, codings, engines) for rows in typical]
    phrases = sorted({phrase for each in counts for phrase in each})
    where = dict(zip(phrases, school.meaning(alone(engines.encoder).encode(phrases)), strict=True))
    ranked = [_rank(each, where, centre) for each, centre in zip(counts, centres, strict=True)]
    fixed = families or [None] * len(groups)
    return _distinct_names([*zip(_own_codes(shares), shares, fixed, strict=True)], ranked)


def _typical_first(rows: np.ndarray, vectors: np.ndarray, centre: np.ndarray) -> np.ndarray:
    likeness = in_parts(vectors, lambda some: some @ centre, rows)
    return rows[np.argsort(-likeness, kind="stable")][:MOST_READ]


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


def _rank(counts: dict[str, int], placed: dict[str, np.ndarray], centre: np.ndarray) -> list[_Phrase]:
    """Return the phrases nearest to the centre first, no two with a word in common."""
    found = [_Phrase(phrase, count, float(placed[phrase] @ centre)) for phrase, count in counts.items()]
    chosen: list[_Phrase] = []
    for phrase in sorted(found, key=lambda each: (-each.likeness, each.text)):
        words = set(phrase.text.split())
        if not any(words & set(other.text.split()) for other in chosen):
            chosen.append(phrase)
    return chosen


def _own_codes(shares: np.ndarray) -> list[int | None]:
    """Return the code that each group speaks of more than the others do, each code once; None where it is a small part."""
    found: list[int | None] = [None] * len(shares)
    for group, code in zip(*linear_sum_assignment(-shares), strict=True):
        if shares[group, code] >= OWN_CODE:
            found[group] = int(code)
    return found


def _distinct_names(
    spoken_of: Sequence[tuple[int | None, np.ndarray, str | None]], ranked: Sequence[list[_Phrase]]
) -> list[Name]:
    """Name each group by its code, its family of codes, the two codes that it is made of, or else by its own phrases."""
    taken: set[str] = set()
    names: list[Name] = []
    for (code, part, family), phrases in zip(spoken_of, ranked, strict=True):
        told = " · ".join(_sentence_case(phrase.text) for phrase in phrases[:2])
        options = [
            *_by_family(part, family),
            *_by_codes(code, part),
            {TEAM_LANGUAGE: told},
            {TEAM_LANGUAGE: f"Group {len(names) + 1}"},
        ]
        labels = next(each for each in options if each[TEAM_LANGUAGE] and each[TEAM_LANGUAGE] not in taken)
        label = labels[TEAM_LANGUAGE]
        taken.add(label)
        further = [phrase for phrase in phrases if _worth_telling(phrase) and phrase.text.lower() != label.lower()]
        names.append(Name(label, tuple(phrase.text for phrase in further[:KEYPHRASES]), labels))
    return names


def _by_family(part: np.ndarray, family: str | None) -> Iterator[Mapping[str, str]]:
    """Yield the label of the family that a group stands for, after that of a code that is most of it."""
    if family is not None:
        own = {code.id: share for code, share in zip(school_voice.codes(), part, strict=True) if code.family == family}
        largest = max(own, key=own.__getitem__)
        if own[largest] >= ALONE * sum(own.values()):
            yield school_voice.labels()[largest]
        yield school_voice.labels()[family]


def _by_codes(code: int | None, part: np.ndarray) -> Iterator[Mapping[str, str]]:
    """Yield labels in every language that the codes of a group offer, the best first."""
    codes, labels = school_voice.codes(), school_voice.labels()
    of_family = {
        family: sum(s for s, each in zip(part, codes, strict=True) if each.family == family)
        for family in school_voice.families()
    }
    family = max(of_family, key=of_family.__getitem__)
    one, two = np.argsort(-part, kind="stable")[:2]
    if code is not None and (part[code] >= MOSTLY or part[code] >= MOSTLY * of_family[codes[code].family]):
        yield labels[codes[code].id]
    if of_family[family] >= MOSTLY:
        yield labels[family]
    if code is not None:
        yield labels[codes[code].id]
    if part[one] + part[two] >= OWN_CODE:
        first, second = labels[codes[one].id], labels[codes[two].id]
        yield {tag: f"{first[tag]} · {second[tag]}" for tag in first if tag in second}


def _worth_telling(phrase: _Phrase) -> bool:
    """Tell whether a phrase says something about its group: rather no phrase than a bag of odd words."""
    if phrase.comments >= REPEATED:
        return phrase.likeness >= NEAR
    return phrase.likeness >= NEAR_ALONE and phrase.text.count(" ") < 2  # longer ones of one comment are cut off anyhow


def _sentence_case(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
