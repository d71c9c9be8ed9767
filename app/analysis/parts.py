"""The second level: what the comments of a theme speak of, by the codes of the school-voice codebook."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.analysis import school_voice
from app.analysis.coding import Coding
from app.analysis.copies import once

SHARE = 0.05  # of a theme's comments from which a sub-theme is told
FEWEST = 3  # comments of a sub-theme


def sub_themes(theme_id: str, codings: Sequence[Coding]) -> list[tuple[str, int]]:
    """Return the codes that the comments of a theme speak of first, largest first, with their number; copies count once."""
    members = [coding for coding in once(codings) if theme_id in coding.themes]
    return large_enough(Counter(coding.code for coding in members if coding.code), len(members))


def large_enough(counted: Mapping[str, int], comments: int) -> list[tuple[str, int]]:
    """Return the codes that enough of a theme's comments speak of first, largest first."""
    enough = max(FEWEST, SHARE * comments)
    return sorted(((code, n) for code, n in counted.items() if n >= enough), key=lambda each: (-each[1], each[0]))


def code_label(code: str, language: str) -> str:
    """Return a code's label in a language, or in English where it has none."""
    labels = school_voice.labels().get(code, {})
    return labels.get(language) or labels.get("en", code)
