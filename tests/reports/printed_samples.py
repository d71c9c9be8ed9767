"""A poster, letters and a paper form with every item type, worded from the catalogues in any of the languages."""

from reports import contents as c
from reports.words import Words
from translations import LANGUAGES

TAGS = tuple(each.tag for each in LANGUAGES)
ADDRESS = "https://yousaid.larkspur-school-district.example/f/families-spring-2026-4f21ab"
# Messages that the catalogues of all languages have: what is asked here makes no sense, but is in the right script.
TITLE, INTRO = (
    "You said, we will",
    "Everybody answered without a name. Numbers with fewer than %(n)s people behind them are not shown.",
)
LABELS = ("What we heard most", "What happens next", "Thank you!", "The themes", "Who answered", "Groups", "Questions")
CHOICES = ("Theme", "How often", "Comments", "Share", "Number")
CODES = ("7K3MQ2XR9TWB", "WMWMWMWM1I1I")


def told(message: str) -> dict[str, str]:
    """Word a message of the catalogues in every language."""
    return {tag: Words(tag).say(message) for tag in TAGS}


def cover(tag: str) -> c.Cover:
    return c.Cover("Larkspur School District", told(TITLE), tag, "2026-05-12")


def scanned(tag: str, code: str = "") -> str:
    return f"{ADDRESS}?lang={tag}" + (f"&code={code}" if code else "")


def link(tag: str) -> c.Link:
    return c.Link(ADDRESS.partition("://")[2], scanned(tag))


def poster(tag: str, **changes: object) -> c.Poster:
    fields: dict = {"beside": "en", "until": "2026-06-05", "school": "Birch Elementary"}
    return c.Poster(cover(tag), "families", link(tag), TAGS, **(fields | changes))


def letters(tag: str, codes: tuple[str, ...] = CODES) -> c.Letters:
    written = tuple(c.Letter(scanned(tag, code), code) for code in codes)
    return c.Letters(cover(tag), "families", link(tag).shown, written, TAGS, "2026-06-05", call="Ms. Ortiz, 555-0142")


def paper(tag: str) -> c.PaperSheet:
    first, *others = (told(each) for each in LABELS)
    choices = tuple(c.PaperChoice(number, told(each)) for number, each in enumerate(CHOICES, start=1))
    ends = (c.PaperChoice(1, told("Groups")), c.PaperChoice(2, told("Theme"), own_words=True, ends=True))
    rows = tuple(c.PaperRow(number, told(each)) for number, each in ((8, "Method"), (9, "Quotes")))
    asked = (
        c.PaperItem(1, "one", first, told("How often"), choices, quote=told("Heard most often:"), scale=True, faces=True),
        c.PaperItem(2, "lines", others[0], {}, follows=True, lines=3),
        c.PaperItem(3, "several", others[1], {}, ends, most=1),
        c.PaperItem(4, "ranking", others[2], {}, choices, places=3),
        c.PaperItem(5, "number", others[3], {}, only_if=c.PaperCondition(3, (told("Groups"), told("Theme")))),
        c.PaperItem(6, "date", others[4], {}, only_if=c.PaperCondition(3, (told("Theme"),), negated=True)),
        c.PaperItem(7, "one", others[1], {}, ends),
        c.PaperItem(0, "matrix", others[0], {}, choices, rows),
    )  # fmt: skip
    section = c.PaperSection(told("At a glance"), told("What we heard most"), asked)
    return c.PaperSheet(
        cover(tag),
        "families",
        told(INTRO),
        (section,),
        link(tag),
        3,
        "the office, 555-0142",
        "Birch Elementary",
        (12, 1),
    )
