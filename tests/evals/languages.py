"""``python -m tests.evals.languages``: how often the language of a statement of the codebook is told, by how it is written.

Its exemplars in eighteen languages, of which some are typed in Roman letters as people do (`ur-Latn`); of those that only share an
alphabet with English, as `am-Latn`, the identifier knows none. Its short words were looked up in the tables for practice, not here;
how much they count was chosen with both in sight.
"""

from collections import Counter

from app.adapters.language import ComposedIdentifier
from app.analysis import school_voice

TAGS = {"pt-BR": "pt"}
OWN_LETTERS = ("am", "ar", "ko", "ne", "ru", "uk", "ur", "zh-Hans", "zh-Hant")


def written(language: str, text: str) -> str:
    """Return the tag of a text of this language, as it is written: in Chinese typed in Roman letters there are no two kinds."""
    if language in OWN_LETTERS and not any(letter.isalpha() and letter > "\u024f" for letter in text):
        return f"{language.removesuffix('-Hans').removesuffix('-Hant')}-Latn"
    return TAGS.get(language, language)


def main() -> None:
    """Print for each language how many statements there are, in how many it is told, and what it is taken for otherwise."""
    identifier = ComposedIdentifier()
    found: dict[str, Counter[str]] = {}
    for each in school_voice.exemplars():
        tag = written(each.language, each.text)
        found.setdefault(tag, Counter())[identifier.identify(each.text)[0]] += 1
    for tag, told in sorted(found.items()):
        others = ", ".join(f"{other} {times}" for other, times in told.most_common() if other != tag)
        print(f"{tag:8} {told[tag]:4} of {told.total():4}  {others}")


if __name__ == "__main__":
    main()
