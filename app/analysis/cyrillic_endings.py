"""Tells Russian and Ukrainian names in every case: a name's stem with a case ending, or the endings of family names."""

import re
from functools import cache

from app.analysis.name_lists import names_of

_VOWELS = "аяіьйоиеїєыу"
_ENDINGS = (
    *("", "а", "я", "у", "ю", "е", "є", "і", "ї", "ы", "и", "о", "ь", "й", "ой", "ою", "ей", "ею", "єю", "ом", "ем"),
    *("єм", "ём", "ові", "еві", "єві", "ию", "ью", "ля", "лю"),
)
_LONGEST_ENDING = 3
_FAMILY = re.compile(
    r".{2,}(?:енк(?:о|а|у|ом|ові)?|[чщ]ук(?:а|у|ом|ові|е)?|[чщ]ак(?:а|у|ом|ові)?|юк(?:а|у|ом|ові)?|ишин(?:а|у|ой)?"
    r"|(?:[йое]|ьо)вич(?:а|у|ем|ом|і|еві)?|(?:ильи|ини)чн(?:а|ы|е|у|ой)|[лрнмсдтгкв][ое]вн(?:а|ы|е|у|ой)|[ії]вн(?:а|и|і|у|ою))"
)


def is_cyrillic_given(small: str) -> bool:
    """Tell whether this word in lower case is a given name in any case."""
    stems = _stems()
    for length in range(min(_LONGEST_ENDING, len(small) - 2) + 1):
        stem, ending = (small[:-length], small[-length:]) if length else (small, "")
        if ending in _ENDINGS and stem in stems and (ending or stems[stem]):
            return True
    return False


def is_cyrillic_family(small: str) -> bool:
    """Tell whether this word in lower case has the form of a family name or a father's name."""
    return bool(_FAMILY.fullmatch(small))


@cache
def _stems() -> dict[str, bool]:
    """Return every stem, with whether it is a whole name too."""
    stems: dict[str, bool] = {}
    for name in names_of("cyrillic_given"):
        stem = name[:-1] if name[-1] in _VOWELS else name
        for form in {stem, _softened(stem)}:
            stems[form] = stems.get(form, False) or form == name
    return stems


def _softened(stem: str) -> str:
    """Return the stem as it is before an і: Марійка, Марійці; Ольга, Ользі."""
    return {"к": stem[:-1] + "ц", "г": stem[:-1] + "з"}.get(stem[-1], stem)
