"""Finds names of people in scripts that have no capitals but spaces: Arabic, Urdu, Amharic, Tigrinya, Nepali.

A word is taken for a name when a list has it, whatever is written onto it (and, of, to ...); names that are words
too need a cue beside them - a title, kinship, "my name is" - or another name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.analysis.name_lists import cue_words, names_of, pattern

Place = tuple[int, int]

_SHORTEST_BARE = 2  # letters that must be left when what is written onto a word is taken off


@dataclass(frozen=True)
class Script:
    """How names are told in one script. `prefixes` and `suffixes` are what is written onto a word."""

    name: str
    word: str
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    article: str = "\0"  # a word that begins so is no person after a title: the teacher (of) THE mathematics


_SCRIPTS = (
    Script(
        "arabic",
        r"[\u0621-\u0652\u0670-\u06d3]+",
        ("و", "ف", "ل", "ب", "ك", "ول", "وب", "يا"),
        (),
        "ال",
    ),
    Script(
        "ethiopic",
        r"[\u1200-\u135f]+(?:/[\u1200-\u135f]+)?",
        ("የ", "ለ", "በ", "ከ", "እነ", "ስለ", "ወደ", "እንደ", "የእነ", "ለእነ"),
        ("ን", "ም", "ና", "ስ", "ንም", "ዬ", "ንና", "ዋ"),
    ),
    Script(
        "devanagari",
        r"[\u0900-\u0963\u0970-\u097f]+",
        (),
        (
            "ले",
            "लाई",
            "को",
            "का",
            "की",
            "सँग",
            "संग",
            "सित",
            "बाट",
            "मा",
            "जी",
            "ज्यू",
            "हरू",
            "हरु",
            "कै",
            "पनि",
            "चाहिँ",
            "तिर",
            "सरले",
            "मिसले",
        ),
    ),
)


@dataclass(frozen=True)
class Token:
    """A word: text[start:end], the forms it may have without what is written onto it, what it is as a name."""

    start: int
    end: int
    forms: tuple[str, ...]
    kind: str  # given, family, unsure or nothing


def find_uncapitalised_names(text: str, _language: str = "und") -> Iterator[Place]:
    """Yield where names stand in Arabic, Ethiopic and Devanagari letters."""
    for script in _SCRIPTS:
        tokens = [_token(script, match.start(), match.end(), match[0]) for match in pattern(script.word).finditer(text)]
        yield from _names(script, tokens, text)


def _token(script: Script, start: int, end: int, word: str) -> Token:
    forms = _forms(script, pattern(r"[\u064b-\u0652\u0670\u0640]").sub("", word))
    for kind, names in (("given", "given"), ("unsure", "words"), ("family", "family")):
        if any(form in names_of(f"{script.name}_{names}") for form in forms):
            return Token(start, end, forms, kind)
    return Token(start, end, forms, "")


def _forms(script: Script, word: str) -> tuple[str, ...]:
    forms = [word]
    for prefix in script.prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_BARE:
            forms.append(word[len(prefix) :])
    for form in tuple(forms):
        for suffix in script.suffixes:
            if form.endswith(suffix) and len(form) - len(suffix) >= _SHORTEST_BARE:
                forms.append(form[: -len(suffix)])
    return tuple(forms)


def _names(script: Script, tokens: list[Token], text: str) -> Iterator[Place]:
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index and _side_by_side(tokens[index - 1], token, text) else None
        after = tokens[index + 1] if index + 1 < len(tokens) and _side_by_side(token, tokens[index + 1], text) else None
        if _is_name(script, token, before, after):
            titled = before is not None and before.forms and _has(before, script, "titles")
            following = after is not None and _has(after, script, "titles_after")
            yield before.start if before and titled else token.start, after.end if after and following else token.end


def _side_by_side(one: Token, other: Token, text: str) -> bool:
    return not text[one.end : other.start].strip(" \u200c\u200d")


def _is_name(script: Script, token: Token, before: Token | None, after: Token | None) -> bool:
    if token.kind == "given":
        return True
    can_be = not any(form in _stop(script) for form in token.forms)
    titled = before is not None and _has(before, script, "titles")
    kin = before is not None and _has(before, script, "kin")
    named = before is not None and _has(before, script, "named")
    honoured = after is not None and _has(after, script, "titles_after")
    if token.kind in ("unsure", "family"):
        beside = any(each is not None and each.kind in ("given", "family", "unsure") for each in (before, after))
        sure = token.kind == "family" or any(
            each is not None and each.kind != "unsure" and each.kind for each in (before, after)
        )
        return (titled or kin or named or honoured or (beside and sure)) and can_be
    if before is not None and before.kind in ("given",) and named:
        return False
    if after is not None and after.kind == "family" and script.name == "devanagari":
        return can_be and _is_plain(script, token)
    return can_be and (
        (titled and not token.forms[0].startswith(script.article))
        or (named and not token.forms[0].startswith("و"))
        or _stands_before_a_verb(script, token, before, after)
        or (honoured and script.name == "devanagari" and _is_plain(script, token))
    )


def _stands_before_a_verb(script: Script, token: Token, before: Token | None, after: Token | None) -> bool:
    """Tell whether this is the X of "my son X fears ..." in Arabic: an unlisted word between kinship and a verb."""
    if script.name != "arabic" or before is None or after is None or not _has(before, script, "mine"):
        return False
    verb = pattern("(?:ي|بي|بت|ت)[\u0621-\u064a]{2,}|لا|ما|مش|مو").fullmatch(after.forms[0])
    return bool(verb) and not pattern("ال|ي|بي|بت|ت|و|ف|ل|ك").match(token.forms[0])


def _is_plain(script: Script, token: Token) -> bool:
    """Tell whether nothing is written onto the word: a name before a title has no case."""
    return len(token.forms) == 1 and not _has(token, script, "titles_after") and not _has(token, script, "kin")


def _has(token: Token, script: Script, what: str) -> bool:
    cues = cue_words(f"{script.name}_{what}")
    return any(form in cues for form in token.forms)


@cache
def _stop(script: Script) -> frozenset[str]:
    return cue_words(f"{script.name}_not_names")
