"""Finds the names of people by rules: titles, kinship and particles beside them, and lists of common names.

The lists and cues are this project's own and modest; a name in lower case without any cue stays unseen.
"""

import re
from collections.abc import Iterator
from functools import cache

from app.analysis.school import read

Found = tuple[int, int, str]

_UP = "A-ZÀ-ÖØ-ÞĀ-ȳḀ-ỹА-ЯЁІЇЄҐ"
_CAPITAL = rf"(?:[{_UP}][\w'’-]+)"
_NAME = rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}"
_TITLES = (
    "mr|mrs|ms|miss|mx|dr|prof|professor|professora|professeur|coach|principal|counselor|officer|nurse|teacher|sir|maam"
    "|sr|sra|srta|don|doña|señor|señora|señorita|maestro|maestra|profe|profa|tía|tío|mme|mlle|madame|monsieur|pwofesè"
    "|madan|msye|mèt|dona|seu|tia|tio|diretora|diretor|aling|mang|ate|kuya|gng|ginoong|ustaad|ustad|ustadh|macallin"
    "|macalin|macalimad|macallinka|macalinka|macalinka|cô|thầy|bạn|chú|bác|anh|chị|em|bé|cháu|mwalimu|xibfwb"
)
_KIN = (
    r"my (?:son|daughter|child|friend|brother|sister|grandson|granddaughter|nephew|niece|kid|boy|girl)|named|called"
    r"|name is|mi (?:hijo|hija|niño|niña|hermano|hermana|nieto|nieta|amigo|amiga)|se llama|llamad[oa]|soy|mon (?:fils|frère|ami)"
    r"|ma (?:fille|sœur|copine)|s'appelle|je suis|meu (?:filho|irmão|neto|amigo)|minha (?:filha|irmã|neta|amiga)|se chama"
    r"|pitit(?: gason| fi)? (?:mwen|m)|rele|ti gason|ti fi|si|ni|kay|sina|nina|kina|wiilkayga|gabadhayda|ilmahayga|la yiraahdo"
    r"|con(?: trai| gái)?(?: tôi)?|tên|(?:мо[йяюе]\w*|наш\w*|мій|моя|мого|моєї)\s+\w+|сын\w*|дочь|дочк\w+|син\w*|доньк\w+|зовут"
    r"|(?:mamá|papá|madre|padre|abuel[ao]|mère|père|mãe|pai|avó) d[eoa]|(?:mom|mother|dad|father|parent|grandma|aunt|uncle) of"
    r"|shout ?out(?: to)?|thanks to|kudos to|gracias a|merci à|walaal\w*|мам[аы]|папа"
    r"|звати|ученик\w*|учень|учня|учител\w+|вчител\w+|мальчик\w*|хлопчик\w*|подруг\w+"
)
_NOT_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december english spanish school high middle elementary district sel i ok the a an we he she they it"
    " my and but so if when this that then there what why who how no not yes our your her his their its is are was were i'm"
    " ramadan eid christmas iep ela pe esl ell usa us english/spanish chromebook tiktok instagram snapchat whatsapp google"
    " canvas youtube discord roblox fortnite covid math science art music español inglés la el los las un una y de en que"
    " mi se si no yo es lunes martes miércoles jueves viernes le les des du je il elle on nous vous ils et mais l'école"
    " lunch park center club team bright minutes advisory ms mr mrs dr".split()
)
_AFTER_TITLE_LOWER = re.compile(r"(?<!\w)(?:mr|mrs|ms)\.?\s+([a-zà-ÿ]{3,})", re.IGNORECASE)
_BY_TITLE = re.compile(rf"(?<!\w)((?i:{_TITLES})\.?\s+)({_NAME})")
_BY_KIN = re.compile(rf"(?<!\w)(?i:{_KIN})\s+,?\s*({_NAME})")
_ARABIC_WORD = r"[\u0621-\u064a\u0671-\u06d3]+"
_ARABIC_TITLED = re.compile(
    rf"(?:(?:ال)?[أا]ستاذة?|الآنسة|الانسة|السيدة?|الدكتورة?|المستر|مستر|ميس|مس|سر|میڈم|مسٹر)\s+(?!{'|'.join(('ال', 'في', 'من', 'نفس', 'کے', 'نے', 'کی', 'کا', 'کو', 'سے', 'بھی', 'ہر', 'پر', 'ہیں', 'ہے', 'لا', 'ما', 'هو', 'هي', 'كان', 'التي', 'الذي'))}\b)({_ARABIC_WORD})"
)
_CHINESE_EXCEPTIONS = frozenset("任课 高中 高年 班主 文化 金牌 万一 方面 常常 何时 白天 程度 段时 于是 许多 任何 马上 成年 安全 康复 易怒 武术 石头 毛病 汤里 任一 方老 高一 高二 高三".split())


def find_person_names(text: str, language: str) -> Iterator[Found]:
    """Yield (start, end, ``name``) for everything that looks like a person's name; finds may overlap."""
    for finder in (_titled, _kin, _listed, _arabic, _chinese, _korean):
        for start, end in finder(text):
            yield start, end, "name"


def _titled(text: str) -> Iterator[tuple[int, int]]:
    for match in _BY_TITLE.finditer(text):
        end = match.start(2) + _length_of_name(match[2])
        if end > match.start(2):
            yield match.start(), end
    for match in _AFTER_TITLE_LOWER.finditer(text):
        if match[1].lower() not in _NOT_NAMES:
            yield match.start(), match.end()


def _kin(text: str) -> Iterator[tuple[int, int]]:
    for match in _BY_KIN.finditer(text):
        length = _length_of_name(match[1])
        if length:
            yield match.start(1), match.start(1) + length


def _length_of_name(candidate: str) -> int:
    """Return how much of the capitalised words at the start can be a name."""
    length = 0
    for word in re.finditer(r"\S+", candidate):
        bare = word[0].strip("'’-.,")
        if bare.lower() in _NOT_NAMES or not bare[:1].isupper() or (bare.isupper() and len(bare) < 5):
            break
        length = word.end()
    return length


def _listed(text: str) -> Iterator[tuple[int, int]]:
    given, family = _latin_names()
    for match in re.finditer(_CAPITAL, text):
        word = re.sub(r"['’]s$", "", match[0])
        if re.search(r"\b(?:San|Santa|Santo|St|Saint|Fort|Port|New|El|Los|Las)\.?\s+$", text[max(0, match.start() - 10) : match.start()]):
            continue  # San Diego, St. Louis
        if word in given or _cyrillic_name(word):
            following = re.match(rf"\s+({_CAPITAL})", text[match.end() :])
            is_family = following and following[1].lower() not in _NOT_NAMES
            yield match.start(), match.end() + (following.end() if is_family else 0)
        elif word in family:
            before = re.search(rf"({_CAPITAL})\s+$", text[: match.start()])
            if before and before[1].lower() not in _NOT_NAMES:
                yield before.start(), match.end()


def _cyrillic_name(word: str) -> bool:
    if not re.match("[А-ЯЁІЇЄҐ]", word) or word in ("Коли", "Роман", "Мира"):
        return False
    return any(word.startswith(stem) and len(word) - len(stem) <= 3 for stem in _cyrillic_stems().get(word[:2], ()))


def _arabic(text: str) -> Iterator[tuple[int, int]]:
    for match in _ARABIC_TITLED.finditer(text):
        yield match.start(), match.end()
    names = _arabic_names()
    for match in re.finditer(_ARABIC_WORD, text):
        word = match[0]
        if word in names or (len(word) > 3 and word[0] in "ولب" and word[1:] in names):
            yield match.start(), match.end()


def _chinese(text: str) -> Iterator[tuple[int, int]]:
    family = read_names()["chinese_family"]
    titled = rf"([{family}][\u4e00-\u9fff]{{0,2}}?)(?:老师|老師|女士|先生|同学|同學|校长|校長|医生|醫生|教练|教練|阿姨|主任|妈妈|爸爸)"
    named = rf"(?:孩子|儿子|女儿|兒子|女兒|学生|我叫|名叫|叫做|叫)([{family}][\u4e00-\u9fff]{{1,2}})(?=[（(，,。！、 被的在是说和])"
    for match in re.finditer(titled, text):
        if match[1][:2] not in _CHINESE_EXCEPTIONS:
            yield match.start(), match.end()
    for match in re.finditer(named, text):
        if match[1][:2] not in _CHINESE_EXCEPTIONS:
            yield match.start(1), match.end(1)


def _korean(text: str) -> Iterator[tuple[int, int]]:
    names = read_names()
    family, given = names["korean_family"], names["korean_given"]
    pattern = rf"(?<![가-힣])([{family}][{given}]{{2}})(?=\s?(?:선생님|쌤|씨|군|양|엄마|아빠|어머니|아버지|학생|학부모|이가|이는|이를|이랑|이한테|\(|$))"
    for match in re.finditer(pattern, text):
        yield match.start(1), match.end(1)


@cache
def read_names() -> dict:
    """Return the lists of names by script."""
    return read("names.json")


@cache
def _latin_names() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(read_names()["latin"]), frozenset(read_names()["latin_family"])


@cache
def _arabic_names() -> frozenset[str]:
    return frozenset(read_names()["arabic"])


@cache
def _cyrillic_stems() -> dict[str, tuple[str, ...]]:
    """Names less their last vowel, so that every case is found, by their first two letters."""
    stems = {re.sub("[аяіьйо]$", "", name) for name in read_names()["cyrillic"]}
    return {first: tuple(stem for stem in stems if stem[:2] == first) for first in {stem[:2] for stem in stems}}
