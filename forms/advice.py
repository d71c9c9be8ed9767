"""Gentle advice on items, by the rules of good questions (Dillman, Smyth & Christian 2014; Krosnick & Presser 2010).

And the eight areas of the Protection of Pupil Rights Amendment (20 USC 1232h): a student's form that touches one needs
notice, a way to see it, and a way to stay out. Nothing here blocks anybody; it only says what to look at.
"""

import re
from collections.abc import Iterator

from forms.questionnaire import SOURCE, Item, Questionnaire

TWO_AT_ONCE, NO_QUESTION, LONG, NEGATIVES, AGREEMENT, FEW_WORDS = (
    "two-at-once", "no-question", "long", "negatives", "agreement", "few-words",
)  # fmt: skip
_MOST_WORDS = 25
_ASKS = frozenset({"rating", "choice", "choices", "number", "date", "short_text", "long_text"})
# Areas of 20 USC 1232h(b), each with words that point to it. Whole words, in English, the source language.
PROTECTED = {
    "politics": r"political|politics|vote|voting|democrat|republican|party affiliation",
    "mind": r"mental|depress\w*|anxi\w*|psycholog\w*|therap\w*|suicid\w*|self-harm|hopeless|disorder",
    "sex": r"sex|sexual\w*|dating|gender identity|pregnan\w*|sexuality",
    "crime": r"illegal|drugs?|alcohol|vap\w+|marijuana|weapons?|gun|stole|steal\w*|gang|arrest\w*|cheat\w*",
    "family_judged": r"(?:your|their) (?:parents?|mother|father|mom|dad|family) (?:fight|yell|hit|hurt|drink|use)\w*",
    "privileged": r"lawyer|attorney|priest|pastor|confession|doctor told",
    "religion": r"religio\w*|god|pray\w*|church|mosque|temple|faith",
    "income": r"income|salary|earn\w*|poor|welfare|free lunch|food stamps|rent",
}


def advice(item: Item) -> list[str]:
    """Return what to look at in one item, as words of a fixed set."""
    text = item.label.get(SOURCE, "")
    words = re.findall(r"\w+", text.lower())
    found = []
    if item.type in _ASKS and "?" not in text and not item.group:
        found.append(NO_QUESTION)
    if item.type == "rating" and re.search(r"\b(and|or)\b", text.lower()):
        found.append(TWO_AT_ONCE)
    if len(words) > _MOST_WORDS:
        found.append(LONG)
    if len(re.findall(r"\b(?:not|never|no|n't|without|un\w+)\b", text.lower().replace("n't", " n't"))) > 1:
        found.append(NEGATIVES)
    labels = " ".join(choice.label.get(SOURCE, "").lower() for choice in item.choices)
    if "agree" in labels:
        found.append(AGREEMENT)
    if item.type == "rating" and any(re.fullmatch(r"\W*\d+\W*", each.label.get(SOURCE, "")) for each in item.choices):
        found.append(FEW_WORDS)
    return found


def protected(questionnaire: Questionnaire) -> Iterator[tuple[str, Item]]:
    """Yield (area, item) for every item of a students' form that may touch a protected area."""
    if questionnaire.audience != "students":
        return
    for item in questionnaire.items:
        texts = [item.label, item.hint, *(choice.label for choice in item.choices)]
        asked = " ".join(text.get(SOURCE, "") for text in texts).lower()
        for area, words in PROTECTED.items():
            if re.search(rf"\b(?:{words})\b", asked):
                yield area, item
