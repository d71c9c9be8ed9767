"""Finds contact data by its form: e-mail and street addresses, phones, ids and full dates, in any script's digits."""

import re
from collections.abc import Iterator

import phonenumbers

Found = tuple[int, int, str]

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    "|diciembre|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|janeiro|fevereiro"
    "|março|maio|junho|julho|setembro|outubro|dezembro|января|февраля|марта|апреля|мая|июня|июля|августа|сентября"
    "|октября|ноября|декабря|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
)
_STREETS = (
    "street|str|st|avenue|ave|av|road|rd|lane|ln|drive|dr|court|ct|boulevard|blvd|way|place|pl|circle|cir|terrace|ter"
    "|trail|trl|parkway|pkwy|highway|hwy|loop|square|sq"
)
_UNIT = r"(?:[ ,]*(?:apt|apartment|unit|suite|ste|lot|depto|apto|#)[. ]*#?\w{1,5})?"
_FORMS = (
    ("e-mail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("e-mail", r"[\w.+-]+ ?(?:\(at\)|\[at\]) ?[\w-]+(?: ?(?:\.|\(dot\)|\[dot\]) ?[\w-]+)+"),
    ("address", rf"\b\d{{1,6}}\s+(?:[NSEW]\.?\s+)?(?:[\w'’]+\s+){{1,3}}(?:{_STREETS})\b\.?{_UNIT}"),
    (
        "address",
        rf"\b(?:\d{{1,6}}\s+)?(?:calle|avenida|avda|rue|rua|ruta)\s+(?:[\w'’]+\s+){{0,3}}?[\w'’]+,?\s*#?\d{{1,6}}\b{_UNIT}",
    ),
    ("address", rf"\b\d{{1,6}},?\s+(?:calle|avenida|avda|rue|rua)\s+(?:d[eu]\s+(?:la\s+)?)?[\w'’]+{_UNIT}"),
    ("address", r"(?:ул\.|улица|улице|вул\.|вулиця|вулиці)\s*[\w-]+,?\s*(?:д\.|дом|буд\.)?\s*\d+(?:,?\s*кв\.?\s*\d+)?"),
    ("address", r"[\u4e00-\u9fff]{2,6}(?:路|街|大道|巷)\s*\d+\s*[号號](?:[\u4e00-\u9fff\d]{0,8}[室楼樓])?"),
    ("date", r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b"),
    ("date", r"\b(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}\b"),
    ("date", r"(?:19|20)\d{2}\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号일]?"),
    ("date", rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}\b"),
    ("date", rf"\b\d{{1,2}}\s+(?:de\s+)?(?:{_MONTHS})\.?,?\s+(?:de\s+)?(?:19|20)\d{{2}}\b"),
    ("number", r"\b\d{3}-\d{2}-\d{4}\b"),
    ("phone", r"(?<![\w.])\+?(?:\d{1,3}[ .-])?\(?\d{3}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}(?!\w)"),
    ("phone", r"(?<![\w.])\d{3}[.-]\d{4}(?!\w)"),
    ("number", r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,4}[-#]?)?\d{6,12}(?![A-Za-z0-9])"),
)
_PATTERNS = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in _FORMS)


def find_contact_data(text: str) -> Iterator[Found]:
    """Yield (start, end, kind) for everything that looks like contact data; finds may overlap."""
    ascii_digits = "".join(str(int(each)) if each.isdecimal() else each for each in text)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(ascii_digits):
            yield match.start(), match.end(), kind
    for phone in phonenumbers.PhoneNumberMatcher(ascii_digits, "US", phonenumbers.Leniency.POSSIBLE):
        yield phone.start, phone.end, "phone"
