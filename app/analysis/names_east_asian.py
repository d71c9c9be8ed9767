"""Finds names of people in Chinese and Korean, where nothing but the letters themselves tells where a name stands."""

from collections.abc import Iterator
from functools import cache

from app.analysis.name_lists import cue, cue_words, letters_of, names_of, pattern

Place = tuple[int, int]

_HAN = r"\u4e00-\u9fff"
_FUNCTION = "的没沒有感谢謝得很多都在是不要们們了和跟让讓给給请請被个個位名些这這那我你他她它找对對把向叫由姓但而每"
_HANGUL = "가-힣"


def find_chinese_names(text: str, _language: str = "und") -> Iterator[Place]:
    """Yield where names stand in Chinese: before titles, after cues, or whole names between plain words."""
    for form, whole in _chinese_forms():
        for match in pattern(form).finditer(text):
            name = match["name"]
            if not any(name.startswith(word) or name == word for word in cue_words("chinese_not_names")):
                yield match.span(0 if whole else "name")


@cache
def _chinese_forms() -> tuple[tuple[str, bool], ...]:
    family, plain = (_any_of(letters_of(kind)) for kind in ("chinese_family", "chinese_plain_family"))
    given, any_given = _any_of(letters_of("chinese_given")), _any_of(letters_of("chinese_given_after_cue"))
    foreign = _any_of(letters_of("chinese_of_foreign_names"))
    titles, before, around = cue("chinese_titles"), cue("chinese_before"), cue("chinese_around")
    ends = rf"(?=[（(，,。！!？”\"」、\s]|$|{around})"
    begins = rf"(?:^|(?<=[^{_HAN}])|(?<={cue('chinese_boundary').replace('|', ')|(?<=')}))"
    return (
        (
            rf"(?<![感多谢謝])(?:(?<![{_HAN}])|(?<=[{_FUNCTION}天周次])|(?={plain}))(?P<name>{family}[^{_FUNCTION}\W\da-zA-Z]{{0,2}}?)(?:{titles})",
            True,
        ),
        (rf"(?<![感多谢謝])(?P<name>{family}{any_given}{{1,2}}|[小阿]{any_given})(?:{titles})", True),
        (rf"(?:{before})\s?[“\"「]?(?P<name>{foreign}{{2,5}}){ends}", False),
        (rf"[—–。！!\s-]\s*(?P<name>{family}{any_given}{{1,2}})\s*$", False),
        (rf"(?P<name>(?:{foreign}){{2,6}}(?:·{foreign}+)?)(?:{titles})", True),
        (rf"(?:{before})\s?[“\"「]?(?P<name>{family}[{_HAN}]{{1,2}}){ends}", False),
        (
            rf"(?:{before})\s?[“\"「]?(?P<name>([{_HAN}])\2|[小阿][{_HAN}]|{any_given}{{2}})(?=[（(，,。！!？”\"」、\s]|$|{around})",
            False,
        ),
        (
            rf"{begins}(?P<name>{plain}{given}{given})(?=[^{_HAN}]|$|{around})",
            False,
        ),
        (rf"(?P<name>[小阿老]{plain})(?=[，,。！\s]|$|{around})(?!{plain})", False),
        (
            r"(?P<name>欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|司徒)(?:[\u4e00-\u9fff]{1,2})(?=[^\u4e00-\u9fff]|$|"
            + around
            + "|"
            + titles
            + ")",
            True,
        ),
    )


def _any_of(letters: frozenset[str]) -> str:
    return f"[{''.join(sorted(letters))}]"


def find_korean_names(text: str, _language: str = "und") -> Iterator[Place]:
    """Yield where names stand in Korean: whole names, given names with a particle of persons, names with a title."""
    for form in _korean_forms():
        for match in pattern(form).finditer(text):
            name = match["name"]
            if name not in cue_words("korean_not_names"):
                yield match.span("name") if "whole" not in match.re.groupindex else match.span("whole")


@cache
def _korean_forms() -> tuple[str, ...]:
    family, given = _any_of(letters_of("korean_family")), _any_of(letters_of("korean_given"))
    after, titles, ending = cue("korean_after"), cue("korean_titles"), cue("korean_ending")
    listed = "|".join(sorted(names_of("korean_whole_given"), key=len, reverse=True))
    start = rf"(?<![{_HANGUL}])"
    return (
        rf"{start}(?P<name>{family}{given}{{2}})(?=\s?(?:{after})|[(,.]|$)",
        rf"{start}(?P<name>{family}?(?:{listed}))(?=(?:{ending})(?![{_HANGUL}])|\s(?:{cue('korean_kin_after')})|['\"’”)])",
        rf"(?:{cue('korean_before')})\s?['\"‘“]?(?P<name>{family}?(?:{listed}))",
        rf"{start}(?P<whole>(?P<name>[김박최정강조윤장임오서권황안송류홍문양손배백허유남심노하곽차주우구민진엄원천변방공현함염])\s?(?:선생님|쌤|씨(?![{_HANGUL}])))",
        rf"{start}(?P<whole>(?P<name>{family}[{_HANGUL}][^\W한은는인운된던을를의에로번반님어민원학간])\s?(?:학생(?!들)|선생님|씨(?![{_HANGUL}])|엄마입|아빠입|어머니입|아버지입))",
        rf"{start}(?P<whole>(?P<name>{family}{given}{{2}}|(?:{listed}))\s?(?:{titles}))",
        rf"{start}(?P<whole>(?P<name>(?:{cue('korean_foreign')}))\s?(?:{titles}))",
        rf"{start}(?P<whole>(?:미스터|미스|미즈|미세스|코치)\s(?P<name>[{_HANGUL}]{{2,5}}?))(?={ending}|\s|$|[,.])",
        rf"{start}(?:제 이름은|내 이름은|이름은|이름이)\s(?P<name>[{_HANGUL}]{{2,4}}?)(?=입니다|이에요|예요|이야|이고|라고|야)",
    )
