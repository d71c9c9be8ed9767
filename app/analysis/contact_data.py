"""Finds contact data by its form: e-mail and street addresses, phones, ids and full dates, in any script's digits."""

import re
from collections.abc import Iterator

import phonenumbers

from app.analysis.address_forms import ADDRESS_FORMS

Found = tuple[int, int, str]

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    "|diciembre|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|janeiro|fevereiro"
    "|março|maio|junho|julho|setembro|outubro|dezembro|января|февраля|марта|апреля|мая|июня|июля|августа|сентября"
    "|октября|ноября|декабря|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
)
_AT = r"(?:@| ?[(\[{] ?(?:at|arroba|arobase) ?[)\]}] ?| (?:at|arroba|arobase|собака) )"
_DOT = r"(?:\.| ?[(\[{] ?(?:dot|punto|point|ponto) ?[)\]}] ?| (?:dot|punto|point|ponto|точка) )"
_ID_CUES = (
    r"i\.?d\.?|student (?:id|number|no\.?|#)|case|ticket|badge|lunch (?:pin|number)|pin|plate|ssn|matr[íi]cula|expediente"
    r"|n[úu]mero de (?:alumno|estudiante|aluno)|credencial|curp|cpf|rg|num[ée]ro d['’][ée]l[èe]ve|dossier n[°ºo]|n[°º]"
    r"|學號|学号|编号|編號|卡号|卡號|證號|证号|학번|번호|mã(?: số)?(?: học sinh)?|lambarka ardayga|nimewo elèv|номер ученика"
    r"|номер учня|удостоверение|посвідчення|رقم الطالب|رقم الهوية|شناختی کارڈ|طالب علم نمبر|परिचय नम्बर|विद्यार्थी नम्बर"
    r"|የተማሪ ቁጥር|መታወቂያ|student number|no\. de estudiante|aluno nº"
)
_NO_COUNT = r"(?![,.]?\d|\s?(?:%|years?|minutes?|dollars?|kids|students|people))"
_FORMS = (
    ("e-mail", r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("e-mail", r"[^\W\u0e00-\uffff][\w.+-]{0,64}@[\w-]+(?:\.[\w-]+)+"),
    ("e-mail", rf"[A-Za-z0-9._%+-]{{1,64}}(?: @ ?|@ |{_AT})[A-Za-z0-9-]+(?:{_DOT}[A-Za-z]{{2,}})+"),
    (
        "e-mail",
        r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{3,64}\s?(?:@|at|arroba)?\s?(?:gmail|hotmail|yahoo|outlook|icloud)\b(?:\s?[. ]\s?com\b)",
    ),
    *(("address", form) for form in ADDRESS_FORMS),
    ("date", r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b"),
    ("date", r"\b(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}\b"),
    ("date", r"(?:19|20)\d{2}\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号號일]?"),
    ("date", rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}\b"),
    ("date", rf"\b\d{{1,2}}\s+(?:de\s+)?(?:{_MONTHS})\.?,?\s+(?:de\s+)?(?:19|20)\d{{2}}\b"),
    ("number", r"\b\d{3}-\d{2}-\d{4}\b"),
    ("phone", r"(?<![\w.])\+?(?:\d{1,3}[ .-])?\(?\d{3}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}(?!\w)"),
    ("phone", r"(?<![A-Za-z0-9.])(?:\+?\d{1,3}[ .-]?)?(?:\(?\d{3}\)?[ .–-]{0,3})?\d{3}[ .–-]\d{4}(?![A-Za-z0-9])"),
    ("phone", r"(?<![A-Za-z0-9.])\d(?:[ .-]\d){6,11}(?![A-Za-z0-9])"),
    ("phone", r"(?<![A-Za-z0-9.])\+\d{1,3}(?:[ .()-]{0,2}\d{2,4}){2,5}"),
    ("number", r"(?<![A-Za-z0-9$€£])(?:[A-Za-z]{1,4}[-#]?)?\d{6,12}(?![A-Za-z0-9])"),
    ("number", r"(?<![A-Za-z0-9])[A-Za-z]{1,4}[-#]?\d{4}[-–]?\d{2,6}(?![A-Za-z0-9])"),
    ("number", rf"#\s?\d{{4,}}{_NO_COUNT}"),
    ("number", rf"(?<!\w)(?:{_ID_CUES})\s?(?:is|es|est|é|是|为|:|：|#|nº|№)?\s?[A-Za-z]{{0,3}}-?\d{{4,}}\b"),
)
_DIGIT = re.compile(r"\d")
_READS_MAIL = re.compile(
    r"@|[ (\[{](?:at|arroba|arobase|собака)[ )\]}]|gmail|hotmail|yahoo|outlook|icloud"
)  # a quick look for what every form of an e-mail address has
_PATTERNS = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in _FORMS)
_RANGE_OF_YEARS = re.compile(r"(?:19|20)\d{2}\s?[-–/ .]\s?(?:19|20)?\d{2}")
_FEWEST_DIGITS = {"address": 1, "date": 5, "number": 4, "phone": 5}  # in what is found by its form, so in its text
_ENOUGH_DIGITS = 7  # of a phone that is found otherwise


def find_contact_data(text: str) -> Iterator[Found]:
    """Yield (start, end, kind) for everything that looks like contact data; finds may overlap."""
    ascii_digits = text if text.isascii() else _DIGIT.sub(lambda digit: str(int(digit[0])), text)
    digits = len(_DIGIT.findall(ascii_digits))
    reads_mail = _READS_MAIL.search(text)
    for kind, pattern in _PATTERNS:
        if digits >= _FEWEST_DIGITS[kind] if kind != "e-mail" else reads_mail:
            for match in pattern.finditer(ascii_digits):
                if not _RANGE_OF_YEARS.fullmatch(match[0].strip()):
                    yield match.start(), match.end(), kind
    if digits >= _ENOUGH_DIGITS:
        for phone in phonenumbers.PhoneNumberMatcher(ascii_digits, "US", phonenumbers.Leniency.POSSIBLE):
            if not _RANGE_OF_YEARS.fullmatch(phone.raw_string):
                yield phone.start, phone.end, "phone"
