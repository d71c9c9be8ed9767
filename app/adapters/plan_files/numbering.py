"""Printed numbering and labels in front of titles: "Goal 1:", "1.1", "2.", "Estrategia 3 -", bullets."""

import re
from dataclasses import dataclass

GOAL, STRATEGY, STEP = 1, 2, 3

WORDS = {
    GOAL: r"(?:smarti?e? )?goal|priority|objective|focus area|meta|objetivo|prioridad|[áa]rea de enfoque",
    STRATEGY: r"strategy|initiative|approach|estrategia|iniciativa",
    STEP: r"action(?: step| item)?|step|activity|task|acci[óo]n|paso(?: de acci[óo]n)?|actividad|tarea",
}
NUMBER = r"\d{1,3}(?:\.\d{1,3}|\.[a-z])*"
BULLET = re.compile(r"^[\s•●○▪■◦‣⁃∙·☐☑✓✔➢➤*–—-]+(?=\s*\S)")
LABEL = {
    level: re.compile(
        rf"^(?:{words})\s*(?:#|n[.ºo°]+|no\.)?\s*(?:(?P<number>{NUMBER})\b\s*[.:)–—-]*"
        r"|(?-i:[A-H]|[IVX]{1,4})\s*(?:[.:)–—-]|$)|\s*[:–—])\s*",
        re.IGNORECASE,
    )
    for level, words in WORDS.items()
}
CODES = re.compile(r"^(?:G|S|A|AS|M|E)\d{1,2}(?:\.[A-Z]{0,2}\d{1,2})*\s*(?:[.:)–—-]+\s*|\s+|$)")
NUMBERED = re.compile(
    r"^\(?(?P<number>\d{1,3}(?:\.\d{1,3}|\.[a-z])+)(?:\s*[.:)]|\s*[–—-]\s|\s+|$)\s*"
    r"|^\(?(?P<single>\d{1,3})(?:[.:)](?!\d)|\s+[–—-]\s|$)\s*"
    r"|^(?:\((?P<letter>[A-Za-z])\)|(?P<plain>[A-Za-z])\)|[a-z]\.\s)\s*"
)


@dataclass(frozen=True)
class Named:
    """A title without what was printed before it. `level` is told by a label, `depth` by a number: 1.2 is 2 deep."""

    title: str
    level: int | None = None
    depth: int | None = None


def strip_numbering(text: str) -> Named:
    """Return a title without bullets, label and number, and what these say about its place."""
    title = " ".join(BULLET.sub("", text.strip()).split())
    for level, pattern in LABEL.items():
        found = pattern.match(title)
        if found:
            depth = found["number"].count(".") + 1 if found["number"] else None
            return Named(NUMBERED.sub("", title[found.end() :]).strip(), level, depth)
    title = CODES.sub("", title)
    found = NUMBERED.match(title)
    if not found:
        return Named(title)
    rest = title[found.end() :].strip()
    if found["number"]:
        return Named(rest, depth=found["number"].count(".") + 1)
    return Named(rest, depth=1 if found["single"] else None)
