"""Figures that say how well comments were coded, against gold codings.

V-measure: Rosenberg and Hirschberg (2007). BCubed for overlapping labels: Amigó et al. (2009), extended.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.analysis.coding import Coding

Labels = Mapping[str, frozenset[str]]
FEWEST_OF_A_LANGUAGE = 8
NEUTRAL = 0.15  # of sentiment, either side of 0


def figures(gold: Sequence[Mapping[str, Any]], codings: Sequence[Coding]) -> dict[str, float]:
    """Return every figure by name, all 0..1; higher is better, but for ``language_nmi``.

    `gold` are objects with id, language, text, themes, sentiment, pii and safety, as in the example district.
    """
    found = {coding.comment_id: coding for coding in codings}
    pairs = [(each, found[each["id"]]) for each in gold]
    return {
        **theme_figures(pairs),
        **language_figures(pairs),
        **sentiment_figures(pairs),
        **privacy_figures(pairs),
        **safety_figures(pairs),
    }


def theme_figures(pairs: Sequence[tuple[Mapping[str, Any], Coding]]) -> dict[str, float]:
    """Compare themes; a comment that was left out counts as a theme of its own.

    Gold themes are unordered: the first theme is right when it is one of them.
    """
    coded = [(gold, coding) for gold, coding in pairs if gold["themes"]]
    first_gold = [gold["themes"][0] for gold, _ in coded]
    first_found = [coding.themes[0] if coding.themes else f"alone {coding.comment_id}" for _, coding in coded]
    wanted = {gold["id"]: frozenset(gold["themes"]) for gold, _ in coded}
    given = {
        coding.comment_id: frozenset(coding.themes) or frozenset([f"alone {coding.comment_id}"]) for _, coding in coded
    }
    precision, recall = bcubed(given, wanted), bcubed(wanted, given)
    by_language = defaultdict(list)
    for gold, _ in coded:
        by_language[gold["language"]].append(gold["id"])
    languages = [gold["language"] for gold, _ in coded]
    left_out = [not coding.themes for _, coding in pairs]
    uncodable = [not gold["themes"] for gold, _ in pairs]
    hits = sum(a and b for a, b in zip(left_out, uncodable, strict=True))
    return {
        "v_measure": v_measure(first_gold, first_found),
        "bcubed_f1": harmonic(_mean(precision.values()), _mean(recall.values())),
        "coverage": _mean(bool(coding.themes) for _, coding in coded),
        "uncodable_f1": harmonic(hits / max(1, sum(left_out)), hits / max(1, sum(uncodable))),
        "worst_language": min(
            (
                harmonic(_mean(precision[i] for i in ids), _mean(recall[i] for i in ids))
                for ids in by_language.values()
                if len(ids) >= FEWEST_OF_A_LANGUAGE
            ),
            default=0.0,
        ),
        "language_nmi": nmi(first_found, languages) - nmi(first_gold, languages),
        "first_theme": _mean(bool(set(coding.themes[:1]) & set(gold["themes"])) for gold, coding in coded),
    }


def language_figures(pairs: Sequence[tuple[Mapping[str, Any], Coding]]) -> dict[str, float]:
    """Compare languages by their primary subtag, with the script where gold tells it."""
    return {"language_id": _mean(_same_language(gold["language"], coding.language) for gold, coding in pairs)}


def sentiment_figures(pairs: Sequence[tuple[Mapping[str, Any], Coding]]) -> dict[str, float]:
    """Compare sentiment as negative, neutral or positive."""
    signs = [
        (gold["sentiment"], (coding.sentiment > NEUTRAL) - (coding.sentiment < -NEUTRAL)) for gold, coding in pairs
    ]
    scores = []
    for sign in (-1, 0, 1):
        hits = sum(a == b == sign for a, b in signs)
        scores.append(
            harmonic(hits / max(1, sum(b == sign for _, b in signs)), hits / max(1, sum(a == sign for a, _ in signs)))
        )
    return {"sentiment_acc": _mean(a == b for a, b in signs), "sentiment_f1": _mean(scores)}


def privacy_figures(pairs: Sequence[tuple[Mapping[str, Any], Coding]]) -> dict[str, float]:
    """Tell how much that is personal is gone, and how many comments without it stayed as they were."""
    gone = [(span["kind"], span["text"] not in coding.redacted_text) for gold, coding in pairs for span in gold["pii"]]
    clean = [gold["text"].split() == coding.redacted_text.split() for gold, coding in pairs if not gold["pii"]]
    return {
        "pii_recall": _mean(each for _, each in gone),
        "pii_recall_person": _mean(each for kind, each in gone if kind == "person"),
        "pii_keep": _mean(clean),
    }


def safety_figures(pairs: Sequence[tuple[Mapping[str, Any], Coding]]) -> dict[str, float]:
    """Tell how many comments of danger were found, and how many alarms were right."""
    hits = sum(bool(gold["safety"] and coding.safety) for gold, coding in pairs)
    return {
        "safety_recall": hits / max(1, sum(bool(gold["safety"]) for gold, _ in pairs)),
        "safety_precision": hits / max(1, sum(bool(coding.safety) for _, coding in pairs)),
    }


def v_measure(gold: Sequence[str], found: Sequence[str]) -> float:
    """Return the harmonic mean of homogeneity and completeness."""
    information = _mutual_information(gold, found)
    of_gold, of_found = _entropy(gold), _entropy(found)
    return harmonic(information / of_gold if of_gold else 1.0, information / of_found if of_found else 1.0)


def nmi(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the mutual information, normalised by the geometric mean of the entropies."""
    product = _entropy(one) * _entropy(other)
    return _mutual_information(one, other) / math.sqrt(product) if product else 0.0


def bcubed(one: Labels, other: Labels) -> dict[str, float]:
    """Return for each id how well what `one` puts together is together in `other` too."""
    members = defaultdict(set)
    for each, labels in one.items():
        for label in labels:
            members[label].add(each)
    scores = {}
    for each, labels in one.items():
        near = set().union(*(members[label] for label in labels))
        shared = ((len(labels & one[mate]), len(other[each] & other[mate])) for mate in near)
        scores[each] = _mean(min(here, there) / here for here, there in shared)
    return scores


def harmonic(precision: float, recall: float) -> float:
    """Return the harmonic mean, 0 when both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _entropy(labels: Sequence[str]) -> float:
    return -sum(n / len(labels) * math.log(n / len(labels)) for n in Counter(labels).values())


def _mutual_information(one: Sequence[str], other: Sequence[str]) -> float:
    n, ones, others = len(one), Counter(one), Counter(other)
    joint = Counter(zip(one, other, strict=True))
    return sum(count / n * math.log(count * n / (ones[a] * others[b])) for (a, b), count in joint.items())


def _same_language(gold: str, found: str) -> bool:
    gold, found = gold.lower(), found.lower()
    return found.startswith(gold) or ("-" not in gold and gold == found.split("-")[0])


def _mean(values: Any) -> float:
    numbers = [float(value) for value in values]
    return sum(numbers) / len(numbers) if numbers else 0.0
