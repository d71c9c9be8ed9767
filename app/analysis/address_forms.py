"""The forms of street addresses, in the order of each language: regular expressions, to be read without case.

An address needs a number; a street or a town alone leads to nobody.
"""

_STREETS = (
    "street|str|st|avenue|ave|av|road|rd|lane|ln|drive|dr|court|ct|boulevard|blvd|circle|cir|terrace|trail|trl|parkway"
    "|pkwy|highway|hwy|sq"
)
_STREETS_WITH_CAPITAL = (  # words that follow a number in plain talk too
    "Way|Place|Pl|Loop|Square|Ter|Alley|Crossing|Xing|Cove|Cv|Pike|Plaza|Point|Pt|Run|Row|Path|Ridge|Hollow|Landing|Wharf"
    "|Heights|Hts|Crescent|Close|Quay|Commons?|Glen|Bend|View"
)
_NUMBER = r"\d{1,6}(?:[-/]\d{1,4})?[A-Za-z]?"
_UNIT = (
    r"(?:[ ,]*(?:apartamento|apartment|apto|appt?|apt|unit|suite|ste|lot|trailer|space|depto|departamento|ap|piso|casa|bloco"
    r"|bl|int(?:erior)?|étage|bât(?:iment)?|кв|квартира|под|#|no)[. ]*#?[A-Za-z]?-?\d{0,5}[A-Za-z]?)?(?!\w)"
)
_WORDS = r"(?:[\w'’.]+\s+){0,3}?"
_ROMANCE = (
    r"calle|callej[óo]n|avenida|avda|av\.|carrera|camino|paseo|privada|calzada|cerrada|andador|via|vía|ruta|carretera"
    r"|rue|avenue|boulevard|chemin|allée|impasse|place|quai|route|cité"
    r"|rua|r\.|travessa|alameda|praça|estrada|rodovia|ladeira|beco|ri|lari|kalye|jidka|waddada|street|đường|phố|hẻm|ngõ"
)
_LIVE = (
    r"live at|lives at|living at|address(?: is|:)?|vivo en|vivimos en|mi dirección es|mi domicilio(?: es)?|moro n[oa]"
    r"|moramos n[oa]|endereço(?: é|:)?"
    r"|j'habite(?: au)?|on habite(?: au)?|mon adresse(?: est)?|living in|mwen rete(?: nan)?|nou rete(?: nan)?"
    r"|adrès mwen(?: se)?|nakatira(?: kami| ako)?(?: po)?(?: sa)?"
    r"|waxaan (?:ku )?(?:noolahay|deganahay|degganahay)|cinwaan\w*(?: waa)?|ku nool(?:nahay|ahay)|kuv nyob(?: ntawm)?"
    r"|peb nyob(?: ntawm)?|chaw nyob(?: yog)?"
    r"|nhà (?:tôi|em|con|mình|tui)? ?ở|địa chỉ(?: là|:)?|sống ở|ở số|số nhà|живу на|живём на|живем на|живу по адресу"
    r"|мой адрес|адрес:?|мешкаю на|мешкаємо на|живемо на"
    r"|моя адреса|адреса:?|住在|地址是?|家住|집은|주소는?|사는 곳은|أسكن في|اسكن في|ساكن في|ساكنين في|نسكن في|عنواني|عنوان|پتہ|ठेगाना"
    r"|बस्छौं|बस्छु|አድራሻ\w*|የምኖረው|የምንኖረው|main rehta hoon|hum rehte hain"
)

ADDRESS_FORMS = (
    rf"\b{_NUMBER}\s+(?:[NSEW]{{1,2}}\.?\s+|(?:north|south|east|west)\s+)?(?:[\w'’]+\s+){{1,3}}(?:{_STREETS})\b\.?{_UNIT}",
    rf"\b{_NUMBER}\s+(?:[NSEW]{{1,2}}\.?\s+)?(?-i:[A-ZÀ-Ý][\w'’]+\s+){{1,3}}(?-i:{_STREETS_WITH_CAPITAL})\b{_UNIT}",
    rf"\b(?:\d{{1,6}},?\s+)?(?:{_ROMANCE})\s+{_WORDS}[^\W\d][\w'’]*,?\s*(?:#|nº|n°|no\.?|núm\.?|número|numéro|nimewo"
    rf"|số)?\s*\d{{1,6}}\b{_UNIT}",
    rf"\b\d{{1,6}}(?: ?bis)?,?\s+(?:{_ROMANCE})\s+(?:(?:de|du|des|da|do|dos|del)\s+(?:la\s+|las\s+|los\s+"
    rf"|l['’])?)?[\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+)?{_UNIT}",
    r"(?:ул\.|улица|улице|улицы|вул\.|вулиця|вулиці|проспект\w*|пр-т|просп\.|переул\w+|пер\.|провул\w+|бульвар\w*|шоссе|шосе|площад\w+)"
    r"\s*[\w.-]+(?:\s+[\w-]+)?,?\s*(?:д\.|дом|буд\.|будинок)?\s*\d+\w?(?:,?\s*(?:кв|квартира|апт)\.?\s*\d+)?",
    r"\d{1,6},?\s+(?:[\w-]+\s+){0,2}[\w-]*(?:стрит|стріт|авеню|драйв|роуд|лейн|корт|бульвар|вей|плейс)\w*(?:,?\s*(?:кв"
    r"|апт|квартира)\.?\s*\d+)?",
    r"(?:[\w-]{1,30}[ -]){1,2}(?:стрит|стріт|авеню|драйв|роуд|лейн|корт|бульвар|вей|плейс),?\s*(?:д\.|дом"
    r"|буд\.)?\s*\d+(?:,?\s*(?:кв|апт|квартира)\.?\s*\d+)?",
    r"[\u4e00-\u9fffA-Za-z]{1,12}\s?(?:路|街|大道|巷|道|弄)\s*\d+\s*(?:[号號](?:[\u4e00-\u9fff\d]{0,8}[室楼樓])?)?",
    r"\d{1,6}\s*[号號]?\s?[\u4e00-\u9fffA-Za-z]{1,12}\s?(?:路|街|大道|巷)(?:\s*\d+\s*[号號室])?",
    r"\d{1,5}\s*[栋棟座]\s*\d+\s*(?:单元|單元)?\s*\d*\s*[室号號]?",
    r"(?:[가-힣]{2,8}(?<!으)(?:로|길|대로|번길)|[가-힣]{1,8}\s?(?:스트리트|애비뉴|드라이브|코트|레인|로드))\s?\d{1,5}(?:-\d+)?(?:번지|번길)?"
    r"(?:\s?\d+동)?(?:\s?\d+호)?(?!\d|\s?[명번시개년월일분학주달회차층반점등마살째가세네])",
    r"\d{1,6}(?:번지)?\s?(?:[가-힣A-Za-z]+\s){1,3}?(?:스트리트|애비뉴|드라이브|코트|레인|로드|애버뉴|플레이스)(?:\s?(?:아파트|apt)?\s?\d+호?)?",
    r"\d{1,5}동\s?\d+호",
    r"(?:شارع|حي|طريق)\s+[\u0621-\u064a ]{2,30}?\s*(?:رقم|،|,|بناية|عمارة|بيت|منزل)?\s*\d{1,6}(?:[،,]?\s*شقة\s*(?:رقم)?\s*\d+)?",
    r"\d{1,6}[،,]?\s+(?:شارع|طريق|جادة)\s+[\u0621-\u064aA-Za-z]+(?:\s+[A-Z][a-z]+)?(?:[،,]?\s*شقة\s*(?:رقم)?\s*\d+)?",
    r"(?:مکان|گھر|فلیٹ|اپارٹمنٹ|ہاؤس)\s*(?:نمبر|نمبر:)?\s*\d{1,6}(?:[،,]?\s*(?:گلی|سٹریٹ|اسٹریٹ|بلاک)\s*(?:نمبر)?\s*\w+)?",
    r"\d{1,6}\s+(?:[\u0621-\u06d3]+\s+){1,3}(?:اسٹریٹ|سٹریٹ|روڈ|ایونیو|لین|ڈرائیو|کورٹ)",
    r"\d{1,6}\s+(?:[\u0900-\u097f]+\s+){1,3}(?:स्ट्रिट|स्ट्रीट|एभिन्यु|एभेन्यु|रोड|ड्राइभ|लेन|मार्ग|कोर्ट)(?:\s*"
    r"(?:अपार्टमेन्ट|कोठा)\s*\d+)?",
    r"(?:घर|वडा|अपार्टमेन्ट|ब्लक|कोठा)\s*(?:नं|नम्बर|न)\.?\s*\d{1,6}",
    r"\d{1,6}\s+(?:[\u1200-\u135f]+\s+){1,3}(?:ስትሪት|አቬኑ|አቨኑ|ሮድ|ድራይቭ|ሌን|ኮርት|ጎዳና|መንገድ)",
    r"(?:የቤት\s+ቁጥር|ቀበሌ|ወረዳ|አፓርታማ|ጎዳና)\s*(?:ቁጥር)?\s*\d{1,6}",
    r"(?:số|số nhà)\s+\d{1,5}(?:/\d+)*[A-Za-z]?,?\s+(?:đường|phố|ngõ|hẻm)?\s*[\w]+(?:\s+[A-ZÀ-Ỹ]\w*){0,3}",
    r"\b\d{1,5}(?:/\d+)+\s+(?:đường|hẻm|ngõ)?\s*[A-ZÀ-Ỹ]\w*(?:\s+[A-ZÀ-Ỹ]\w*){0,3}",
    r"\b(?:blk|block)\.?\s*\d+\s*,?\s*lot\s*\d+|\bp\.?\s?o\.?\s+box\s+\d+|\bguriga\s+(?:lambarkiisu waa\s+)?\d{1,6}",
    rf"(?:{_LIVE})\W{{0,3}}(?:[^\W\d]+[ ,]+){{0,4}}?\d{{2,6}}(?!\d|\s?(?:min|mil|km|year|año|ans|anos|year|block|cuadra"
    rf"|лет|років|хв|мин|分|分钟|년|분|%|:))(?:\s+[^\W\d][\w'’.-]*){{0,3}}{_UNIT}",
)
