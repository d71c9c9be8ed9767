"""Makes further texts of the codebook's, so that a student sees how its teacher reads words in other company.

Nobody wrote them and nobody coded them: the teacher's answers are the lesson, and it answers nonsense too (data augmentation for
distillation, as in TinyBERT; Jiao et al. 2020). A third of a text's words may be another's, its end may be another's, or two stand
in a row, always of one language.
"""

import random
import re

from app.analysis import school_voice

SEED = 7
TEXTS, TEXTS_OF = 5_000, {"en": 16_000, "es": 8_000}  # of each language, more of those that most people here write
LONGEST = 220  # characters
OTHER_WORDS, OTHER_END = 0.5, 0.35  # share of the texts that are made so; the rest are two in a row


def mixed() -> list[str]:
    """Return texts made of the codebook's statements and practice, each once, always the same."""
    chance = random.Random(SEED)
    said: dict[str, list[list[str]]] = {}
    for each in (*school_voice.exemplars(), *school_voice.practice()):
        said.setdefault(each.language, []).append(_words(each.language, each.text))
    found = []
    for language, texts in said.items():
        every_word = [word for text in texts for word in text]
        between = "" if language.startswith("zh") else " "
        for _ in range(TEXTS_OF.get(language, TEXTS)):
            found.append(between.join(_mix(texts, every_word, chance))[:LONGEST])
    return list(dict.fromkeys(found))


def _mix(texts: list[list[str]], every_word: list[str], chance: random.Random) -> list[str]:
    text, how = chance.choice(texts), chance.random()
    if how < OTHER_WORDS:
        share = chance.uniform(0.12, 0.4)
        return [chance.choice(every_word) if chance.random() < share else word for word in text]
    other = chance.choice(texts)
    if how < OTHER_WORDS + OTHER_END:
        return text[: chance.randint(1, max(1, len(text) - 1))] + other[chance.randint(0, max(0, len(other) - 1)) :]
    return text + other


def _words(language: str, text: str) -> list[str]:
    return re.findall(r".{1,2}", text) if language.startswith("zh") else text.split()
