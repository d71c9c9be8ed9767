"""Tells the language of a comment: by its script where that decides, otherwise by two identifiers that agree or vote.

pycld2 and py3langid are both offline. py3langid is restricted to the languages that school districts meet; Hmong, which
it does not know, is left to pycld2. Urdu, Nepali and Arabic typed in Roman letters are left to their own short words (and to the
digits that stand for Arabic letters), Chinese in pinyin to its syllables. Traditional and simplified Chinese are told apart by
the characters that only Taiwan's or only mainland China's old character set holds. Scripts that hardly anybody's encoder reads
are told too: it is for the analysis to say that it cannot read them.
"""

import itertools
import re
import unicodedata
from collections import Counter
from functools import cache, cached_property

import pycld2
import stopwordsiso
from py3langid.langid import MODEL_FILE
from py3langid.langid import LanguageIdentifier as Py3Langid

LONGEST_TEXT = 2000  # characters: more does not change the answer

LATIN = ("en", "es", "fr", "pt", "vi", "ht", "so", "tl", "sw")
LATIN_BESIDE = ("ur-Latn", "ne-Latn", "hmn", "ar-Latn", "zh-Latn")  # py3langid does not know them
OWN_SCRIPT = {
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "THAI": "th", "LAO": "lo", "KHMER": "km", "MYANMAR": "my",
    "BENGALI": "bn", "GURMUKHI": "pa", "GUJARATI": "gu", "TAMIL": "ta", "TELUGU": "te", "MALAYALAM": "ml",
    "ETHIOPIC": "am", "GREEK": "el", "HEBREW": "he", "ARMENIAN": "hy", "GEORGIAN": "ka", "KANNADA": "kn", "SINHALA": "si",
    "ORIYA": "or", "TIBETAN": "bo", "CHEROKEE": "chr", "THAANA": "dv", "NKO": "nqo", "ADLAM": "ff-Adlm", "SYRIAC": "syr",
}  # fmt: skip
SHARED_SCRIPT = {
    "LATIN": LATIN,
    "CYRILLIC": ("ru", "uk"),
    "ARABIC": ("ar", "ur", "fa", "ps"),
    "DEVANAGARI": ("ne", "hi"),
}
TELLING_LETTERS = (
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[ыэъёЫЭЪЁ]")),
    ("ps", re.compile("[ښځڅډړږڼۍې]")),
    ("ur", re.compile("[ٹڈڑںےہھ]")),
    ("fa", re.compile("[پچژگ]")),
    ("vi", re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹđơư]")),
    ("es", re.compile("[ñ¿¡]")),
    (
        "ar-Latn",
        re.compile(r"[a-z](?:3|5|6|7|(?<=[a-z]{2})2)[a-z]|\b[37](?!am\b)[aeiou][a-z]|(?<!\bmp)(?<=[a-z]{2})[37]\b"),
    ),
    ("ne-Latn", re.compile(r"[a-z](?:haru|chhan)\b")),
    ("pt", re.compile("ç[ãõ]|[ãõ][eo]")),
)
SHORT_WORDS = {
    "ur-Latn": "hai hain ka ki ke ko mein nahi nahin aur bhi se kya yeh woh hum mera meri mere bohat bahut bachay"
    " bachon bachi beta beti thi tha liye koi par kuch acha theek shukriya iskool ustad wale kar karte"
    " hota jata jati rahi"
    " phir sirf lekin magar agar jab kyun kyunki apna apne apni unka uska uske hamara hamari humare aap hoon hun"
    " hota hoti hote lete dete deta deti jate wala wali kehte bolte dost roz yahan wahan ek do sab bas ab abhi itna"
    " zyada kam hn h nhi har liye pehle mujhe mera gaya gaye gayi baad saal khud jaise likha usay usne chahiye baar rahe rahi raha"
    " saath pata peeche bache bacha aaya aayi aati aate jagah waqt karna karta karti karein hua dono ammi abbu rakha rakhein"
    " kehti kehta bataya maine tum hume hamein humein naye nayi neeche larke larki madad aaj",
    "ne-Latn": "lai mero hamro bhayo bhanera bhannu bhanne bhancha bhanchha bhanyo bhane matra sabai huncha hunchha hunna hudaina"
    " haru kura malai chaina chhaina thaha hami hamilai jasto choti aayo gayo garna garne garnu garcha garchha garera garda garo"
    " sadhai lagcha lagchha lagyo kahile pachi bihana dinu dincha diyo barsa hapta tyahi tyo hoina haina herera sanga bhari"
    " agadi pachadi kosaile kasaile aru thiye thiyo thiyena thulo sodhnu pahilo ahile dherai paila euta keta keti ajhai timi"
    " ramro naramro kina kasari aama buwa chhora chhori padhna dekhera aba chha chhan",
    "ar-Latn": "el wel fel lel bel mesh mish msh ana enta enti ento howa heya homma kwayes kwayyes kwayyesa kowayes ktir kteer"
    " keteer kteir awy awi gedan jiddan shukran awlad awladi awladna ebni ibni benti binti bnti waladi walad madrasa madrase"
    " madraseh elmadrasa modarresa modarres modares mudarris mudarrisa ustaz ustaza ostaz yalla wallah inshallah alhamdulillah"
    " elhamdulillah hamdulillah shu shou kol kull mafeesh mafish mafi lazem lazim keda hek hayda bass kteerr mnih mniha fii"
    " feeh byeegy beyegi dayman daiman betefham bten",
    "ht": "mwen yo nou li ki ak pou nan pa se te gen timoun lekòl mèsi anpil ou sa pwofesè tout fè pitit men gason fi",
    "so": "waa iyo ku oo la in uu ay ka wuxuu waxaan ilmaha ardayda dugsiga macalinka fiican yahay ma aan u si waxay",
    "tl": "ang ng mga sa na po ko ay hindi wala salamat naman lang yung kasi at siya niya anak ako namin guro walang",
    "es": "el la los que de y no mi en con por para muy todo bien gracias nada una se hijo hija escuela es lo más sé",
    "pt": "o a os que de e não meu minha com por para muito tudo bem obrigado obrigada nada uma filho filha escola é",
    "fr": "le la les ce cette c que de et ne pas mon ma avec pour très tout bien merci rien une fils fille école est c'est ça ras",
    "sw": "na ya wa ni kwa shule watoto mtoto mwalimu sana asante hakuna wangu yangu katika lakini kila",
    "en": "the and to is my of it they for in not was with that we i you this are but school kids no nothing good idk",
    "uk": "все добре дуже дякую немає нема що як мені моя мій дитина школа вчителька або було щоб вони",
    "ru": "всё хорошо очень спасибо нет что как мне моя мой ребенок школа учительница или было чтобы они",
    "hmn": "kuv peb lawv nws yog tsis thiab cov tus rau nyob tsev kawm ntawv menyuam ua tsaug muaj lub hais tau hauv nyuam tias hnub"
    " hmoob xib fwb qhia tuaj lus chav thaum txog tub twg leej txiv niam nrog neeg ntawm yuav paub txhua noj qhov siab lawm qab nug"
    " xwb sawv ntej cas raug lwm thov uas siv hlub nyiam xav puas",
}  # fmt: skip
# Of a text that is all short words of a language that no identifier votes for: between many English ones they count for more, where
# people write as they speak. Of 11,702 statements in eight other languages of Latin letters one is taken for these; with 24, 22 are.
WORTH_OF_WORDS = 15.0
EXPECTED = {"en": 0.4, "es": 0.3, "sw": -0.5, "ps": -0.3, "fa": -0.3}  # before anything is read
ALIASES = {"tl": "fil", "zh": "zh-Hans", "zh-Hant": "zh-Hant"}
# How much a letter of a script counts: English words stand in texts of every language, others hardly in English, and one of these
# characters says as much as three letters.
WORTH_OF_LETTER = {"LATIN": 1, "CJK": 3, "HANGUL": 3}
SIMPLIFIED, TRADITIONAL = "gb2312", "big5"  # character sets of one kind of Chinese each

INUKTITUT_ONLY = re.compile("[ᕿ-ᖅᖏ-ᖖᖠ-ᖦ]")
_SYLLABLE = (
    "(?:[bpmfdtnlgkhjqxryw]|[zcs]h?)?"
    "(?:i?a(?:o|ng?|i)?|i?e(?:i|ng?|r)?|o(?:u|ng)?|i(?:ong|ng?|u)?|u(?:a(?:i|ng?)?|[oie]|n)?)"
)
PINYIN = re.compile(f"(?:{_SYLLABLE}){{1,4}}")
PINYIN_TELLS = re.compile(r"zh|x[iu]|qi|qu(?:an|n)?$|^shi$")
FEWEST_OF_PINYIN = 4  # words; fewer might be anything


class ComposedIdentifier:
    """Fulfils `ports.LanguageIdentifier`."""

    def identify(self, text: str) -> tuple[str, float]:
        """Return the BCP 47 tag and a confidence 0..1; ``und`` and 0 when the text holds no letters."""
        text = _plain(text[:LONGEST_TEXT])
        script = _main_script(text)
        if script is None:
            return "und", 0.0
        if script == "CJK":
            return ("zh-Hant" if sum(map(_traditional, text)) > 0 else "zh-Hans"), 1.0
        if script in OWN_SCRIPT:
            return OWN_SCRIPT[script], 1.0
        if script == "CANADIAN" and INUKTITUT_ONLY.search(text):
            return "iu", 1.0  # the other languages of these syllables are not told apart
        if script not in SHARED_SCRIPT:
            return "und", 0.0
        language, confidence = self._within(text, SHARED_SCRIPT[script])
        return ALIASES.get(language, language), confidence

    def _within(self, text: str, candidates: tuple[str, ...]) -> tuple[str, float]:
        """Choose among the languages that share a script, by the votes of letters, short words and two identifiers."""
        voters = candidates + (LATIN_BESIDE if candidates == LATIN else ())
        votes = {language: EXPECTED.get(language, 0.0) for language in voters}
        for language, letters in TELLING_LETTERS:
            if language in votes:
                votes[language] += 2.0 * min(3, len(letters.findall(text.lower())))
        words = re.findall(r"[^\W\d_]+", text.lower())
        own = Counter(language for word in words for language in _own_words().get(word, ()))
        for language in voters:
            worth = WORTH_OF_WORDS if language in LATIN_BESIDE else 6.0
            votes[language] += worth * own[language] / max(3, len(words))
        if "zh-Latn" in votes and _is_pinyin(words):
            votes["zh-Latn"] += 5.0
        for language, share in self._guess(text, candidates):
            votes[language] += 3.0 * share
        second_opinion = self._cld2_says(text)
        if second_opinion in votes:
            votes[second_opinion] += 2.0 if second_opinion in LATIN_BESIDE else 1.0
        best, second = sorted(votes, key=votes.__getitem__, reverse=True)[:2]
        most = max(votes[best], 1e-9)
        return best, round(most / (most + max(votes[second], 0.0)), 3)

    def _guess(self, text: str, candidates: tuple[str, ...]) -> list[tuple[str, float]]:
        ranked = [(language, share) for language, share in self._langid.rank(text) if language in candidates]
        total = sum(share for _, share in ranked) or 1.0
        return [(language, float(share / total)) for language, share in ranked[:3]]

    def _cld2_says(self, text: str) -> str:
        try:
            return pycld2.detect(text, bestEffort=True)[2][0][1]
        except pycld2.error:
            return "un"

    @cached_property
    def _langid(self) -> Py3Langid:
        identifier = Py3Langid.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(sorted({language for group in SHARED_SCRIPT.values() for language in group}))
        return identifier


def _is_pinyin(words: list[str]) -> bool:
    """Tell whether all words are made of Chinese syllables, some of them such as no other language writes."""
    bare = ["".join(letter for letter in unicodedata.normalize("NFD", word) if letter.isalpha()) for word in words]
    return (
        len(bare) >= FEWEST_OF_PINYIN
        and sum(bool(PINYIN.fullmatch(word)) for word in bare) >= 0.9 * len(bare)
        and any(map(PINYIN_TELLS.search, bare))
    )


def _plain(text: str) -> str:
    text = re.sub(r"https?://\S+|[\w.+-]+@[\w.-]+", " ", text, flags=re.ASCII)
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"))


def _main_script(text: str) -> str | None:
    scripts = Counter(script for script in map(_script, text) if script)
    if not scripts:
        return None
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.1 * scripts.total():
        return "HIRAGANA"
    return max(scripts, key=lambda script: scripts[script] * WORTH_OF_LETTER.get(script, 2))


@cache
def _script(letter: str) -> str | None:
    """Return the script of a letter or of a vowel sign, None for what is neither."""
    script = unicodedata.name(letter, "?").split()[0]
    return script if letter.isalpha() or (unicodedata.category(letter)[0] == "M" and script != "COMBINING") else None


@cache
def _traditional(letter: str) -> int:
    """Return 1 for a letter that is written in traditional Chinese only, -1 for one in simplified only, 0 for others."""
    return _stands_in(TRADITIONAL, letter) - _stands_in(SIMPLIFIED, letter)


def _stands_in(characters: str, letter: str) -> bool:
    try:
        letter.encode(characters)
    except UnicodeError:
        return False
    return True


@cache
def _own_words() -> dict[str, tuple[str, ...]]:
    """Return which languages have a word among their own short ones."""
    found: dict[str, tuple[str, ...]] = {}
    for language in dict.fromkeys((*itertools.chain(*SHARED_SCRIPT.values()), *LATIN_BESIDE)):
        for word in _words_of(language):
            found[word] = (*found.get(word, ()), language)
    return found


def _words_of(language: str) -> frozenset[str]:
    if language in SHORT_WORDS:
        return frozenset(SHORT_WORDS[language].split())
    return frozenset(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else frozenset()
