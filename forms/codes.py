"""One-response codes as they stand in letters: ten signs in the rhythm of a phone number, ``H7K-2MX-94TD``.

Nine signs are drawn (23 ** 9 is more than 2 ** 40), the tenth checks them: a slip of the pen is noticed before the code
is looked up. Digits and consonants only, so that no code spells a word, and none of the signs that people mix up: who
reads S for 5 or types on a Cyrillic keyboard is understood.
"""

import secrets
import unicodedata

SIGNS = "23456789CDFHJKMNPRTVWXY"  # 23 of them: with a prime number every single slip and every swap shows
_DRAWN = 9
# What is read or typed in place of a sign: Latin letters that look like one, then Cyrillic and Greek ones.
_MEANT = str.maketrans("ZSBGU" "СНКМРТУХВ" "ΗΚΜΝΡΤΥΧΒ", "2586V" "CHKMPTYX8" "HKMNPTYX8")  # fmt: skip


def new_code() -> str:
    """Draw a code, as it is kept in mind: without dashes."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(_DRAWN))
    return drawn + SIGNS[_sum(drawn)]


def grouped(code: str) -> str:
    """Write a code as it stands in letters."""
    return f"{code[:3]}-{code[3:6]}-{code[6:]}"


def read_code(typed: str) -> str:
    """Return the code that was meant, or '' when it cannot be one: a sign is missing, too many, strange or mixed up.

    Any case, digits of any script; whatever is neither letter nor digit counts as a dash.
    """
    if len(typed) > 1000:
        return ""
    signs = "".join(_sign(each) for each in unicodedata.normalize("NFKC", typed).upper() if each.isalnum())
    code = signs.translate(_MEANT)
    right = len(code) == _DRAWN + 1 and set(code) <= set(SIGNS) and SIGNS[_sum(code[:_DRAWN])] == code[_DRAWN]
    return code if right else ""


def _sign(typed: str) -> str:
    digit = unicodedata.digit(typed, None)
    return typed if digit is None else str(digit)


def _sum(drawn: str) -> int:
    return sum(place * SIGNS.index(sign) for place, sign in enumerate(drawn, start=1)) % len(SIGNS)
