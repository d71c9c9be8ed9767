"""What is chance in the figures of language, and what changes with the sample.

Themes are found anew in pairs of random samples of nine tenths of the comments; the adjusted Rand index (Hubert and Arabie 1985)
says how far two such findings agree on the comments that are in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score

from app.analysis.analyze import analyze_comments
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.ports import Encoder, Engines, Progress, no_progress
from tests.evals.scoring import nmi

PAIRS = 10
KEPT = 0.9  # of the comments, in each sample
FEWER = 0.01  # of the comments that are taken away to see what stays
SHUFFLES = 200
SEED = 20240607


class Remembering:
    """An encoder that is asked for each text once: many analyses of the same comments take little longer than one."""

    def __init__(self, encoder: Any) -> None:
        """Stand before this encoder."""
        self.encoder, self.version = encoder, encoder.version
        self.known: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> np.ndarray:
        """Return one vector per text."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known |= dict(zip(new, self.encoder.encode(new, progress), strict=True))
        return np.stack([self.known[text] for text in texts]) if len(texts) else self.encoder.encode([])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.encoder, name)


def remembering(engines: Engines) -> Engines:
    """Return the engines with an encoder that is asked for each text once."""
    encoder: Encoder = Remembering(engines.encoder)
    return replace(engines, encoder=encoder)


def chance_of_language(gold: Sequence[Mapping[str, Any]], codings: Sequence[Coding]) -> dict[str, float]:
    """Return what ``language_nmi`` would be if the same themes had nothing to do with language, and the two sides of it.

    The mutual information of two unrelated labels is above 0 in any sample, the more so the more labels there are; gold
    themes that were spread evenly over the languages on purpose stay below even that.
    """
    found = {coding.comment_id: coding for coding in codings}
    coded = [each for each in gold if each["themes"]]
    first = [(found[each["id"]].themes or (f"alone {each['id']}",))[0] for each in coded]
    wanted, languages = [each["themes"][0] for each in coded], [each["language"] for each in coded]
    draw = np.random.default_rng(SEED)
    shuffled = [list(map(str, draw.permutation(languages))) for _ in range(SHUFFLES)]
    of_gold = nmi(wanted, languages)
    return {
        "nmi_found": nmi(first, languages),
        "nmi_found_chance": float(np.mean([nmi(first, each) for each in shuffled])),
        "nmi_gold": of_gold,
        "nmi_gold_chance": float(np.mean([nmi(wanted, each) for each in shuffled])),
        "language_nmi_chance": float(np.mean([nmi(first, each) for each in shuffled])) - of_gold,
    }


def stability(comments: Sequence[Comment], engines: Engines, pairs: int = PAIRS) -> dict[str, float]:
    """Return how far random samples agree, and the share of first themes that one more comment in a hundred leaves."""
    engines = remembering(engines)
    draw = np.random.default_rng(SEED)
    agreed = []
    for _ in range(pairs):
        one, other = (_first_themes(_sample(comments, draw), engines) for _ in range(2))
        both = sorted(one.keys() & other.keys())
        agreed.append(adjusted_rand_score([one[each] for each in both], [other[each] for each in both]))
    full = _first_themes(comments, engines)
    fewer = _first_themes(comments[: len(comments) - max(1, round(FEWER * len(comments)))], engines)
    return {
        "ari_mean": float(np.mean(agreed)),
        "ari_lowest": float(np.min(agreed)),
        "one_percent_keeps": float(np.mean([full.get(each) == theme for each, theme in fewer.items()])),
    }


def _sample(comments: Sequence[Comment], draw: np.random.Generator) -> list[Comment]:
    chosen = draw.permutation(len(comments))[: int(KEPT * len(comments))]
    return [comments[at] for at in sorted(chosen)]


def _first_themes(comments: Sequence[Comment], engines: Engines) -> dict[str, str]:
    return {each.comment_id: each.themes[0] for each in analyze_comments(comments, engines).codings if each.themes}
