"""Finds the names of people: by lists of names, by titles and kinship beside them, by the shape of a sentence.

Every script has its own way, and a comment may mix them. See `name_lists` for where the lists come from.
"""

from collections.abc import Callable, Iterator

from app.analysis.name_lists import pattern
from app.analysis.names_east_asian import find_chinese_names, find_korean_names
from app.analysis.names_in_capitals import find_capitalised_names
from app.analysis.names_without_capitals import find_uncapitalised_names

Found = tuple[int, int, str]
Place = tuple[int, int]

_FINDERS: tuple[tuple[str, Callable[[str, str], Iterator[Place]]], ...] = (
    (r"[A-Za-zА-Яа-я]", find_capitalised_names),
    (r"[\u0621-\u06d3\u1200-\u135f\u0900-\u097f]", find_uncapitalised_names),
    (r"[\u4e00-\u9fff]", find_chinese_names),
    (r"[가-힣]", find_korean_names),
)
_HANDLE = r"(?<![\w@.])@[A-Za-z][\w.]{2,}\w"  # what somebody is called on the internet


def find_person_names(text: str, language: str) -> Iterator[Found]:
    """Yield (start, end, ``name``) for everything that looks like a person's name; finds may overlap.

    `language` only tells whether names in small letters are worth looking for.
    """
    for script, finder in _FINDERS:
        if pattern(script).search(text):
            for start, end in finder(text, language):
                yield start, end, "name"
    for match in pattern(_HANDLE).finditer(text):
        yield match.start(), match.end(), "name"
