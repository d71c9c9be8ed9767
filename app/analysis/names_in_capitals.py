"""Finds names of people in scripts with capitals, Latin and Cyrillic: runs of capitalised words are judged one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from app.analysis.cyrillic_endings import is_cyrillic_family, is_cyrillic_given
from app.analysis.name_lists import cue, cue_words, latin_names_of, names_of, pattern

Place = tuple[int, int]

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_CYRILLIC = "А-Яа-яЁёІіЇїЄєҐґ"
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƠƯḀ-ỿ"
_JOINED = "['’ʼ-]"
_WORD = (
    rf"(?<![{_LATIN}{_CYRILLIC}\d@_#])(?:[{_UPPER}](?:[{_LATIN}]|{_JOINED}(?=[{_LATIN}]))*"
    rf"|[А-ЯЁІЇЄҐ](?:[{_CYRILLIC}]|{_JOINED}(?=[{_CYRILLIC}]))*)"
)
_BETWEEN = r"\s(?:(?:de la|de los|de las|del|de|dos|das|da|do|van|von|bin|al|el|y|e)\s)?|\.\s?"
_LONGEST_ABBREVIATION = 4  # letters; IEP or ESL is no name
_LOUD = 0.6  # of all letters or words in capitals: then they say nothing
_FEW_WORDS = 5
_LONGEST_RUN = 4  # words of one name
_LONG = 5  # letters: such a word is seldom a name by accident
_PLAIN_ENGLISH = ("en", "und")  # in other languages too many names in small letters are words


@dataclass(frozen=True)
class Word:
    """A capitalised word: text[start:end]; `kind` is given, family, unsure (a name that is a word too), word, unknown."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True)
class Run:
    """Capitalised words one after another, with what is known of the place where they stand."""

    words: tuple[Word, ...]
    first: bool  # at the start of a sentence, where everything has a capital
    loud: bool  # in a text of capitals
    before: str
    after: str


def find_capitalised_names(text: str, language: str) -> Iterator[Place]:
    """Yield where names stand that begin with a capital, and names in small letters after a cue."""
    loud = _is_loud(text)
    for run in _runs(text, loud):
        yield from _names_in(run)
    yield from _in_small_letters(text, language)


def _is_loud(text: str) -> bool:
    words = pattern(rf"[{_LATIN}{_CYRILLIC}]+").findall(text)
    if len(words) < _FEW_WORDS:
        return False
    large, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    capitals = sum(word[0].isupper() for word in words)
    return large > _LOUD * (large + small) or capitals > _LOUD * len(words)


def _runs(text: str, loud: bool) -> Iterator[Run]:
    together: list[Word] = []
    for match in pattern(_WORD).finditer(text):
        if not match[0][0].isupper():
            continue
        word = _word(match, loud)
        if together and not _belong_together(together, text[together[-1].end : word.start], word):
            yield _run(text, together, loud)
            together = []
        if not together and (_is_title(word.text) or len(word.text) == 1):
            continue
        together.append(word)
    if together:
        yield _run(text, together, loud)


def _belong_together(together: list[Word], gap: str, word: Word) -> bool:
    last = together[-1]
    if gap.startswith(".") and len(last.text) > 1:
        return False
    return "\n" not in gap and bool(pattern(_BETWEEN).fullmatch(gap)) and (last.kind == "word") == (word.kind == "word")


def _word(match: re.Match[str], loud: bool) -> Word:
    text = pattern("['’]s$").sub("", match[0])
    return Word(match.start(), match.start() + len(text), text, kind_of(text, loud))


@lru_cache(maxsize=10_000)
def _is_title(word: str) -> bool:
    return bool(pattern(rf"(?i:{cue('titles')}|{cue('kin')})").fullmatch(word))


def _run(text: str, words: list[Word], loud: bool) -> Run:
    start, end = words[0].start, words[-1].end
    first = bool(
        pattern(r"(?:^|[.!?…:;\n•—–\"“”«»|/*\[\]()\U0001F300-\U0001FAFF☀-➿]|(?:^|\s)-)\s*[¡¿'‘]*$").search(
            text[max(0, start - 6) : start] if start > 6 else text[:start]
        )
    )
    return Run(tuple(words), first, loud, text[max(0, start - 50) : start], text[end : end + 40])


@cache
def _never() -> frozenset[str]:
    return names_of("cyrillic_not_names") | cue_words("not_names")


@lru_cache(maxsize=50_000)
def kind_of(word: str, loud: bool = False) -> str:
    """Tell what a capitalised word is: given, family, unsure, word or unknown."""
    small = word.lower()
    if small in _never() or (word.isupper() and len(word) <= _LONGEST_ABBREVIATION and not loud and len(word) > 1):
        return "word"
    if small[0] >= "а" and small[0] <= "ӿ":
        return _cyrillic_kind(small)
    given, family = latin_names_of("latin_given"), latin_names_of("latin_family")
    parts = [small, *small.replace("’", "'").split("-")]
    if any(part in given for part in parts):
        return "given"
    if any(part in family for part in parts):
        return "family"
    if word.isupper() and len(word) > 1 and not loud:
        return "word"  # stressed
    if small in names_of("places_and_brands"):
        return "word"
    if small in names_of("latin_words"):
        return "unsure"
    return "word" if small in names_of("common_words") else "unknown"


def _cyrillic_kind(small: str) -> str:
    if small in names_of("cyrillic_words"):
        return "unsure"
    if is_cyrillic_given(small):
        return "given"
    return "family" if is_cyrillic_family(small) else "unknown"


def _names_in(run: Run) -> Iterator[Place]:
    words = run.words[:_LONGEST_RUN]
    if words[0].kind == "word":
        return
    titled = pattern(rf"(?<!\w)(?i:{cue('titles')}|{cue('titles_apart')})\.?\s+$").search(run.before)
    if titled:
        yield words[0].start - len(titled[0]), words[-1].end
    elif pattern(rf"(?<!\w)(?i:{cue('kin')})\s*[,:]?\s*[\"'“«‘(]?$").search(run.before) or pattern(
        rf"\s?(?i:{cue('titles_after')})"
    ).match(run.after):
        yield words[0].start, words[-1].end
    elif not _is_place(run) and (start := _start_of_name(run)) is not None:
        yield start, words[-1].end


def _is_place(run: Run) -> bool:
    """Tell whether this is a school, a street, a town, a holiday: they are no persons."""
    after = pattern(rf"\s?(?i:{cue('places_after')})(?!\w)").match(run.after) or (
        len(run.words) > 1 and pattern(rf"(?i:{cue('places_after')})").fullmatch(run.words[-1].text)
    )
    before = pattern(rf"(?<!\w)(?i:{cue('places_before')})\.?\s+$").search(run.before)
    told = " ".join(word.text for word in run.words).lower()
    return bool(after or before) or any(figure in told for figure in cue_words("public_figures"))


def _start_of_name(run: Run) -> int | None:
    """Return where a name begins in the run, None when nobody is named."""
    kinds = [word.kind for word in run.words]
    for word, kind in zip(run.words, kinds, strict=True):
        if kind == "given" or (kind == "family" and not run.loud):
            return word.start if run.first else run.words[0].start
    if run.loud or not (_may_be_alone(run, kinds) or _may_be_whole(run, kinds)):
        return None
    return run.words[0].start


def _may_be_alone(run: Run, kinds: list[str]) -> bool:
    """Tell whether one word that no list is sure of names somebody, by where it stands."""
    acts = cue("acts") if run.first else f"{cue('acts')}|{cue('acts_mid_sentence')}"
    if run.first and kinds[0] == "unsure":
        acts = f"{acts}|{cue('acts_abroad')}"
    acting = bool(pattern(rf"(?:['’]s)?\s+(?i:{acts})(?!\w)").match(run.after))
    cyrillic = run.words[0].text[0] >= "Ё"
    if pattern(rf"(?<!\w)(?i:{cue('places_at')})\s+$").search(run.before):
        return False
    if kinds[0] == "unsure":
        part_of_title = pattern(rf"(?<!\w)([{_UPPER}][{_LATIN}]+)\s$").search(run.before)
        return (not run.first or acting) and not (part_of_title and kind_of(part_of_title[1]) == "word")
    return not (cyrillic and run.first) and (acting or not run.first)


def _may_be_whole(run: Run, kinds: list[str]) -> bool:
    """Tell whether two or three words that no list is sure of are a whole name."""
    return len(kinds) > 1 and "unknown" in kinds


def _in_small_letters(text: str, language: str) -> Iterator[Place]:
    sure = _sure_in_small_letters() if language in _PLAIN_ENGLISH else frozenset()
    for match in pattern(r"(?<![\w@.#/-])[a-zà-öø-ÿ]{4,}(?![\w@-])").finditer(text):
        if match[0] in sure:
            yield match.span()
    cued = pattern(rf"(?<!\w)(?i:{cue('kin_of_anyone')})\s+([{_LATIN.replace('A-Z', '')}{_CYRILLIC}]{{2,}})")
    for match in cued.finditer(text):
        small = match[1].lower()
        if match[1] == small and small not in _never() and _is_listed(small):
            yield match.span(1)
    for match in pattern(r"(?<!\w)(?i:mr|mrs|ms|mme|mlle|sra|srta|profe|msye)\.?\s+([a-zà-ÿ]{3,})").finditer(text):
        if match[1] not in _never() and match[1] not in names_of("common_words") - names_of("latin_words"):
            yield match.span()


def _is_listed(small: str) -> bool:
    kind = kind_of(small)
    if kind == "unsure":
        return len(small) >= _LONG and small not in names_of("common_words")
    return kind in ("given", "family") and small not in names_of("latin_only_capitalised")


@cache
def _sure_in_small_letters() -> frozenset[str]:
    return latin_names_of("latin_given") - names_of("latin_only_capitalised") - _never() - names_of("common_words")
